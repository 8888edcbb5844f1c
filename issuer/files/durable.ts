import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { OperatorError, asOperatorError } from "../errors.ts";
import { LAST, type Reach, requireContinued, scanLines } from "./lines.ts";
import { PRIVATE, makePrivateFolder, narrow } from "./private.ts";

/**
 * Replaces a file as a whole, or leaves it as it is, also when the disk is full or the power fails.
 * @param mode - Permissions of the file, whatever the umask; by default its owner's alone.
 * @throws OperatorError `RECORD_NOT_WRITTEN` if not every byte reached the disk, or if something else than a file is there: a
 * folder, a pipe or a device would be lost, or would lose what is written.
 */
export function replaceFile(file: string, text: string, mode: number = PRIVATE.file): void {
  writing(file, () => {
    requireReplaceable(file);
    makePrivateFolder(dirname(file));
    const draft = `${file}.${randomBytes(6).toString("hex")}.draft`;
    try {
      const handle = openSync(draft, "wx", mode);
      try {
        fchmodSync(handle, mode);
        writeAll(handle, Buffer.from(text), 0);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    syncFolder(dirname(file));
  });
}

/**
 * Replaces a file of any size as a whole, or leaves it as it is, with the memory of one part. What an interrupted run has
 * left of it is taken away: only one process may do so at a time.
 * @param write - Gives the parts in order.
 * @throws OperatorError `RECORD_NOT_WRITTEN` if not every byte reached the disk.
 */
export function replaceInParts(file: string, write: (append: (part: Buffer) => void) => void): void {
  writing(file, () => {
    requireReplaceable(file);
    const draft = `${file}.draft`;
    rmSync(draft, { force: true });
    const handle = openSync(draft, "wx", PRIVATE.file);
    let end = 0;
    try {
      write((part) => {
        writeAll(handle, part, end);
        end += part.length;
      });
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
    syncFolder(dirname(file));
  });
}

/**
 * Writes a new file as a whole, or none: nothing that is there is replaced.
 * @param mode - Permissions of the file, before the umask.
 * @throws OperatorError `RECORD_NOT_WRITTEN` if there is something of that name, or if not every byte reached the disk.
 */
export function createFile(file: string, text: string, mode: number = PRIVATE.file): void {
  writing(file, () => {
    const handle = openSync(file, "wx", mode);
    try {
      writeAll(handle, Buffer.from(text), 0);
      fsyncSync(handle);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
    syncFolder(dirname(file));
  });
}

/** A symbolic link is replaced itself; what it names stays as it is. */
function requireReplaceable(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile() || stats.isSymbolicLink()) return;
  const what = stats.isDirectory() ? "a folder" : "a pipe or a device";
  throw new OperatorError("RECORD_NOT_WRITTEN", `${file} could not be written: it is ${what}.`, {
    remedy: "Name a file, or a place where there is none yet.",
  });
}

/** What an append-only file holds. */
export interface WholeLines extends Reach {
  readonly lines: readonly string[];
}

/**
 * Reads the lines of a small append-only file at once, as {@link scanLines} does.
 * @param beginning - How every line begins.
 * @throws TypeError or NotTorn, as there.
 */
export function readWholeLines(file: string, beginning: string): WholeLines {
  const lines: string[] = [];
  const reach = scanLines(file, { beginning: () => beginning }, (line) => lines.push(line));
  return { lines, ...reach };
}

/** A file that grows at its end. Each line is whole and on disk before `append` returns, or the file is as it was. */
export class AppendOnlyFile {
  readonly #file: string;
  readonly #mode: number;
  /** How far its lines are known. What lies behind is not a line. */
  #reach: Reach;

  /**
   * @param reach - How far it was read: see {@link scanLines}.
   * @param mode - The most that anybody may do with it; by default its owner alone.
   */
  constructor(file: string, reach: Reach, mode: number = PRIVATE.file) {
    this.#file = file;
    this.#reach = reach;
    this.#mode = mode;
  }

  /** How far its lines are known: what was read, and what was appended to it since. */
  get reach(): Reach {
    return this.#reach;
  }

  /** Returns whether something lies behind the lines that are known. */
  hasMore(): boolean {
    return (statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) > this.#reach.end;
  }

  /** Goes on from where the file was read to meanwhile. */
  goOnFrom(reach: Reach): void {
    this.#reach = reach;
  }

  /**
   * Makes sure that the disk takes so many more bytes: they are written, and taken away again.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if it does not; the file is as it was.
   */
  tryRoom(bytes: number): void {
    this.#change((handle, end) => {
      writeAll(handle, Buffer.alloc(bytes, " "), end);
      fsyncSync(handle);
      ftruncateSync(handle, end);
      return Buffer.alloc(0);
    });
  }

  /**
   * Writes a line durably.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if it did not reach the disk as a whole; the file is as it was.
   */
  append(line: string): void {
    this.#change((handle, end) => {
      ftruncateSync(handle, end); // a torn line may be longer than the one that takes its place
      const bytes = Buffer.from(endsLine(handle, end) ? line : `\n${line}`);
      writeAll(handle, bytes, end);
      return bytes;
    });
  }

  /** @param write - Writes behind the lines; returns what is a line now. */
  #change(write: (handle: number, end: number) => Buffer): void {
    writing(this.#file, () => {
      const isNew = !existsSync(this.#file);
      makePrivateFolder(dirname(this.#file));
      const handle = openSync(this.#file, isNew ? "wx+" : "r+", this.#mode);
      try {
        narrow(handle, this.#mode);
        const { end, last } = this.#reach;
        const identity = requireContinued(handle, this.#reach);
        try {
          const written = write(handle, end);
          fsyncSync(handle);
          const bytes = Buffer.concat([last, written]).subarray(-LAST);
          this.#reach = { end: end + written.length, identity, last: bytes };
        } catch (error) {
          ftruncateSync(handle, end);
          throw error;
        }
      } finally {
        closeSync(handle);
      }
      if (isNew) syncFolder(dirname(this.#file));
    });
  }
}

/** Returns whether a new line can begin here. */
function endsLine(handle: number, end: number): boolean {
  const last = Buffer.alloc(1);
  return end === 0 || (readSync(handle, last, 0, 1, end - 1) === 1 && last.toString() === "\n");
}

/** Writes every byte: one call may write a part only, as on a disk that is nearly full. */
function writeAll(handle: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const written = writeSync(handle, bytes, done, bytes.length - done, position + done);
    if (written === 0) throw new Error("The disk takes no more.");
    done += written;
  }
}

/** Makes a new or renamed file survive a power failure. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it would be larger than files may be here",
  EROFS: "the disk can only be read",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EIO: "the disk reports an error",
  EEXIST: "a part of its path is a file",
  ENOTDIR: "a part of its path is a file",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
};

/**
 * Runs what writes to a file.
 * @throws OperatorError `RECORD_NOT_WRITTEN` with what the system said, in words.
 */
export function writing<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (asOperatorError(error) !== null) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? message;
    throw new OperatorError("RECORD_NOT_WRITTEN", `${file} could not be written: ${reason}.`, { cause: error });
  }
}
