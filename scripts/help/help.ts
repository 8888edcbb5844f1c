import type { HardhatPlugin } from "hardhat/types/plugins";
import type { Task } from "hardhat/types/tasks";

/** Tasks that are listed together. */
interface Group {
  readonly title: string;
  /** Plugins whose tasks these are; none for all that no other group has. */
  readonly plugins: readonly string[];
}

const GROUPS: readonly Group[] = [
  { title: "FOR THE ISSUER", plugins: ["issuer-tasks", "attest-tasks", "monitor-tasks"] },
  { title: "HARDHAT'S, AND CHAINS ON THIS MACHINE", plugins: [] },
  { title: "FOR DEVELOPERS OF THIS REPOSITORY", plugins: ["development-tasks"] },
];

const OPTIONS: readonly (readonly [string, string])[] = [
  ["--network <name>", "The network to work on, of scripts/networks.ts or a coin's file"],
  ["--config <file>", "Another configuration than hardhat.config.ts"],
  ["--build-profile <name>", "Hardhat's build profile"],
  ["--show-stack-traces", "Where an error of Hardhat happened"],
  ["--verbose", "Debugging output of Hardhat"],
  ["--version", "Hardhat's version"],
];

/**
 * What `npx hardhat --help` says: the issuer's tasks first, those of developers last.
 * @param root - The tasks there are, by name.
 * @param plugins - The plugins that bring them.
 */
export function helpLines(root: ReadonlyMap<string, Task>, plugins: readonly HardhatPlugin[]): string[] {
  const tasks = [...root.values()].flatMap(withSubtasks).filter(({ isEmpty }) => !isEmpty);
  const owners = new Map(plugins.flatMap(({ id, tasks: own = [] }) => own.map((task) => [task.id.join(" "), id])));
  const named = new Set(GROUPS.flatMap((group) => group.plugins));
  const rowsOf = (group: Group): (readonly [string, string])[] =>
    tasks
      .filter(({ id }) => {
        const owner = owners.get(id.join(" ")) ?? "";
        return group.plugins.length === 0 ? !named.has(owner) : group.plugins.includes(owner);
      })
      .map(({ id, description }) => [id.join(" "), description.replace(/\.$/, "")] as const)
      .sort(([one], [other]) => one.localeCompare(other));
  const sections = [
    ...GROUPS.map((group) => [group.title, rowsOf(group)] as const),
    ["FOR EVERY TASK", OPTIONS] as const,
  ];
  const width = Math.max(...sections.flatMap(([, rows]) => rows.map(([name]) => name.length)));
  return [
    "npx hardhat [--network <name>] <task> [options]",
    ...sections.flatMap(([title, rows]) => [
      "",
      `${title}:`,
      "",
      ...rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`),
    ]),
    "",
    "npx hardhat <task> --help says what a task takes. docs/issuer/operations.md says which one does what.",
  ];
}

/** Returns whether the command line asks for help about everything. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.every((word) => word === "--help" || word === "-h");
}

function withSubtasks(task: Task): Task[] {
  return [task, ...[...task.subtasks.values()].flatMap(withSubtasks)];
}
