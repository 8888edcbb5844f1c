import { fileURLToPath } from "node:url";
import { type FileStoreOptions, type Store, fileStore } from "../journal/store.ts";

/** Returns the folder of the issuer's own records: the repository's, unless `OPERATIONS_FOLDER` names another. */
export function operationsFolder(): string {
  return process.env.OPERATIONS_FOLDER ?? fileURLToPath(new URL("../../operations/", import.meta.url));
}

/**
 * Returns where one operation's journal is kept. Each operation has its own, with its own lock: a pause never waits for
 * a mint.
 */
export function operationStore(
  network: string,
  coin: string,
  operation: string,
  options: Omit<FileStoreOptions, "yearly"> = {},
): Store {
  return fileStore(network, `${coin}-${operation}`, { root: operationsFolder(), ...options, yearly: true });
}
