import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { deploymentsFolder } from "../files/deployments-folder.ts";
import type { StoredRecord } from "../journal/entries.ts";
import { eachRecord } from "../journal/sealed-years.ts";
import { operationsFolder } from "../subjects/operation-history.ts";
import { OPERATION_ROWS } from "../operations/operation-table.ts";

/** What a task has written down on one network. */
export interface TaskJournal {
  /** Hardhat's name of the network. */
  readonly network: string;
  /** Name of the task, such as `mint`. */
  readonly task: string;
  /** Shows every record of all its years, oldest first, without keeping them. @throws OperatorError `JOURNAL_DAMAGED`. */
  readonly forEach: (show: (record: StoredRecord) => void) => void;
}

/** Tasks of `issuer/moves`, which stands above this folder. */
const MOVES = ["move", "move-retry", "move-claim", "move-take"];
const TASKS = [...OPERATION_ROWS.map(({ name }) => name), ...MOVES, "attest-submit"];

/** Where journals are kept. */
export interface JournalFolders {
  readonly operations?: string;
  readonly deployments?: string;
}

/** Finds every journal of a coin, of all its networks: those of the operations and those of the deployments. */
export function journalsOf(
  coin: string,
  { operations = operationsFolder(), deployments = deploymentsFolder() }: JournalFolders = {},
): TaskJournal[] {
  return [
    ...foldersIn(deployments).flatMap((network) =>
      readJournal(join(deployments, network, `${coin}.journal.jsonl`), network, "deploy"),
    ),
    ...foldersIn(operations).flatMap((network) =>
      TASKS.flatMap((task) => readJournal(join(operations, network, `${coin}-${task}.journal.jsonl`), network, task)),
    ),
  ];
}

function readJournal(file: string, network: string, task: string): TaskJournal[] {
  if (!existsSync(file)) return [];
  return [
    {
      ...{ network, task },
      forEach: (show) => {
        eachRecord(file, show);
      },
    },
  ];
}

function foldersIn(root: string): string[] {
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
