import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { deploymentsFolder } from "../files/deployments-folder.ts";
import { replaceFile, writing } from "../files/durable.ts";
import { keepPrivateFile, keepPrivateFolder } from "../files/private.ts";
import { Journal, type JournalOptions } from "./journal.ts";
import { type Lock, acquireLock } from "./lock.ts";
import { sealYears } from "./seal.ts";
import type { DeploymentRecord } from "./record.ts";
import { readRecordFile } from "./record-file.ts";
import { toJsonText } from "../text/json.ts";

/** Where a deployment's journal, record, bundles and lock are kept. */
export interface Store {
  /** Reads the journal; call it while holding the lock if you mean to write. */
  openJournal(): Journal;
  /** Folder of the records; null if they end with the process. */
  readonly folder: string | null;
  lock(): Lock;
  /** Puts the years of the journal that are over into files of their own; call it while holding the lock. */
  sealYears(): void;
  saveRecord(record: DeploymentRecord): void;
  /** The last record that was saved, or null. */
  readRecord(): DeploymentRecord | null;
  /** Writes a file for people to pick up and returns where it is. */
  saveBundle(name: string, content: unknown): string;
  /** Writes it unless it is there already: others may have added to it. */
  offerBundle(name: string, content: unknown): string;
}

/** Networks on which a coin has a record, in alphabetical order. */
export function recordedNetworks(coin: string, root = deploymentsFolder()): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((network) => existsSync(join(root, network, `${coin}.json`)))
    .sort();
}

/** How records are kept in files. */
export interface FileStoreOptions extends Omit<JournalOptions, "file"> {
  readonly root?: string;
  /** Whether the journal grows with the years, so that those which are over get files of their own. */
  readonly yearly?: boolean;
}

/** Records of one coin on one network, in files. */
export function fileStore(network: string, coin: string, options: FileStoreOptions = {}): Store {
  const folder = join(options.root ?? deploymentsFolder(), network);
  const journal = join(folder, `${coin}.journal.jsonl`);
  return {
    folder,
    openJournal: () => new Journal({ ...options, file: journal }),
    sealYears: () => {
      if (options.yearly === true) sealYears(journal, options.clock?.() ?? new Date());
    },
    lock: () => {
      writing(folder, () => {
        keepPrivateFolder(folder);
      });
      return acquireLock(join(folder, `${coin}.lock`));
    },
    saveRecord: (record) => writeAtomically(join(folder, `${coin}.json`), record),
    readRecord: () => readRecordFile(join(folder, `${coin}.json`), { network, coin }),
    saveBundle(name, content) {
      const file = bundleFile(folder, name);
      writeAtomically(file, content);
      return file;
    },
    offerBundle(name, content) {
      const file = bundleFile(folder, name);
      if (!existsSync(file)) writeAtomically(file, content);
      return file;
    },
  };
}

function bundleFile(folder: string, name: string): string {
  const bundles = join(folder, "bundles");
  writing(bundles, () => {
    keepPrivateFolder(bundles);
  });
  return join(bundles, name);
}

/** Records of a chain that ends with the process, such as the in-process network. */
export function memoryStore(
  options: Omit<JournalOptions, "file"> = {},
): Store & { readonly bundles: Map<string, unknown> } {
  const bundles = new Map<string, unknown>();
  const journal = new Journal({ ...options, file: null });
  let record: DeploymentRecord | null = null;
  return {
    folder: null,
    bundles,
    openJournal: () => journal,
    sealYears: () => undefined,
    lock: () => ({ assertHeld: () => undefined, release: () => undefined }),
    saveRecord(saved) {
      record = saved;
    },
    readRecord: () => record,
    saveBundle(name, content) {
      bundles.set(name, content);
      return `(in memory) ${name}`;
    },
    offerBundle(name, content) {
      if (!bundles.has(name)) bundles.set(name, content);
      return `(in memory) ${name}`;
    },
  };
}

/** Replaces a file as a whole, or not at all; leaves it alone if nothing changes. */
export function writeAtomically(file: string, content: unknown): void {
  const text = `${toJsonText(content, 2)}\n`;
  if (existsSync(file) && readFileSync(file, "utf8") === text) {
    keepPrivateFile(file);
    return;
  }
  replaceFile(file, text);
}
