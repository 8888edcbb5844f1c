import { chmodSync, closeSync, fchmodSync, fstatSync, mkdirSync, openSync, statSync } from "node:fs";

/**
 * Journals, bundles, books, reports and registers tell who is paid what and what is about to be signed: their files are for
 * their owner only, whatever the umask, and so are the folders that are made for them.
 */
export const PRIVATE = { file: 0o600, folder: 0o700 } as const;

/** Makes a folder, and those above it, if there is none. One that is there stays as it is. */
export function makePrivateFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: PRIVATE.folder });
  if (made !== undefined) chmodSync(folder, PRIVATE.folder);
}

/** As {@link makePrivateFolder}, and one that is there and belongs to this user becomes private too: a folder of our own. */
export function keepPrivateFolder(folder: string): void {
  makePrivateFolder(folder);
  if (isWider(statSync(folder), PRIVATE.folder)) chmodSync(folder, PRIVATE.folder);
}

/** Takes from an open file what others may do with it; not from another user's file. */
export function narrow(handle: number, mode: number): void {
  if (isWider(fstatSync(handle), mode)) fchmodSync(handle, mode);
}

/** Takes from a file what others may do with it; not from another user's. */
export function keepPrivateFile(file: string): void {
  if (isWider(statSync(file), PRIVATE.file)) chmodSync(file, PRIVATE.file);
}

/** Makes a file private before anybody else opens it; an empty one if there is none. */
export function claimPrivately(file: string): void {
  const handle = openSync(file, "a", PRIVATE.file);
  try {
    narrow(handle, PRIVATE.file);
  } finally {
    closeSync(handle);
  }
}

function isWider({ mode, uid }: { readonly mode: number; readonly uid: number }, allowed: number): boolean {
  return (mode & 0o777 & ~allowed) !== 0 && process.getuid?.() === uid;
}
