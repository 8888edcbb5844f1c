import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";
import type { Task } from "hardhat/types/tasks";

/** A command as a document shows it. */
interface Command {
  readonly where: string;
  readonly words: readonly string[];
}

/** Options that Hardhat itself has for every task. */
const GLOBAL = new Set(["network", "help", "build-profile", "show-stack-traces"]);

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `npx hardhat …` of every code block and of every code span. */
function commands(): Command[] {
  return [...globSync("docs/**/*.md"), "README.md", "SECURITY.md", "CONTRIBUTING.md"].flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) =>
        [...line.matchAll(/npx hardhat ([^`#|]+)/g)].map(([, text = ""]) => ({
          where: `${file}:${index + 1}`,
          words: text.trim().match(/"[^"]*"|\S+/g) ?? [],
        })),
      ),
  );
}

/** The task that the first words name, and what follows them. */
function resolve(words: readonly string[]): { task: Task; rest: readonly string[] } {
  const [first = "", second = ""] = words;
  const task = hre.tasks.getTask(first);
  const sub = task.subtasks.get(second);
  return sub === undefined ? { task, rest: words.slice(1) } : { task: sub, rest: words.slice(2) };
}

describe("Commands in the documents", () => {
  for (const { where, words } of commands()) {
    // `npx hardhat <task>` and the like stand for any.
    if (/^[<[…]/.test(words[0] ?? "<")) continue;
    it(`${where}: npx hardhat ${words.slice(0, 2).join(" ")}`, () => {
      const { task, rest } = resolve(words);
      for (const [index, word] of rest.entries()) {
        if (!word.startsWith("--")) continue;
        const name = word.slice(2);
        expect(task.options.has(camel(name)) || GLOBAL.has(name), `${word} of ${task.id.join(" ")}`).to.equal(true);
        const value = rest[index + 1] ?? "";
        if (/^networks?$/.test(name)) {
          for (const network of value.replaceAll('"', "").split(",")) {
            const known = network in hre.config.networks || /^(<.*|mainnet|testnet|development)$/.test(network);
            expect(known, `network ${network}`).to.equal(true);
          }
        }
      }
    });
  }

  it("are there", () => {
    expect(commands().length).to.be.greaterThan(40);
  });
});
