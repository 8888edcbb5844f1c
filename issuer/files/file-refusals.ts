import { OperatorError } from "../errors.ts";

/** What an operating system says when there is no room. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
/** And when a file or a folder cannot be used, with words for people. */
const REFUSED: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EEXIST: "it is there already",
  EIO: "the disk reports an error",
  EISDIR: "it is a folder",
  ELOOP: "too many links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "too many open files",
  ENODEV: "there is no such device",
  ENOENT: "it is not there",
  ENOTDIR: "a part of the path is not a folder",
  ENOTEMPTY: "the folder is not empty",
  ENXIO: "there is no such device",
  EPERM: "not permitted",
  EROFS: "the disk is read-only",
  ETXTBSY: "it is in use",
};
/** SQLite's own numbers of the same: FULL, READONLY, IOERR, CANTOPEN, PERM; CORRUPT and NOTADB. */
const SQLITE_FULL = 13;
const SQLITE_REFUSED: Readonly<Record<number, string>> = {
  3: "permission denied",
  8: "it is read-only",
  10: "the disk reports an error",
  14: "it cannot be opened",
};
const SQLITE_DAMAGED = new Set([11, 26]);

/** Returns a refusal of the disk as one sentence; null if the error is about something else. */
export function fileRefusal(error: unknown): OperatorError | null {
  if (!(error instanceof Error)) return null;
  const { code = "", syscall, path, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  if (code === "ERR_SQLITE_ERROR" && errcode !== undefined) return sqliteRefusal(error, errcode % 256);
  if (syscall === undefined) return null;
  const what = path ?? "a file";
  if (FULL.has(code)) return new OperatorError("DISK_FULL", `${what} cannot be written: ${code}.`, { cause: error });
  const reason = REFUSED[code];
  if (reason === undefined || /^(connect|getaddrinfo|listen|bind)/.test(syscall)) return null;
  return new OperatorError("FILE_REFUSED", `${what} cannot be used: ${reason} (${code}).`, { cause: error });
}

function sqliteRefusal(error: Error, number: number): OperatorError | null {
  if (number === SQLITE_FULL) return new OperatorError("DISK_FULL", "The books cannot be written.", { cause: error });
  if (SQLITE_DAMAGED.has(number)) {
    return new OperatorError("BOOKS_DAMAGED", `The books cannot be read: ${error.message}.`, { cause: error });
  }
  const reason = SQLITE_REFUSED[number];
  if (reason === undefined) return null;
  return new OperatorError("FILE_REFUSED", `The file of the books cannot be used: ${reason}.`, { cause: error });
}
