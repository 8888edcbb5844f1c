import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { OperatorError, asOperatorError } from "../errors.ts";
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
export interface WholeLines {
  readonly lines: readonly string[];
  /** Where they end, in bytes. */
  readonly end: number;
}

/** What lies behind the last whole line is none that a crash has torn, but something else. */
export class NotTorn extends Error {
  override readonly name = "NotTorn";
}

/** Longer than any record: the code of the largest contract in hex is a quarter of this. */
const LONGEST_LINE = 1_048_576;

/**
 * Reads the lines of an append-only file; none if there is no such file. A last line without its end was torn by a crash,
 * before anything that should follow it was done, and is left out: the next writer writes over it. If only its end is
 * missing, it counts: whoever has taken that away may have done so after something followed.
 * @param beginningOf - How the line after so many begins.
 * @throws TypeError if the lines are not UTF-8.
 * @throws NotTorn if what lies behind them is neither the beginning of one more line nor blanks, such as zeros after a power
 * failure: something that was recorded may be lost there.
 */
export function readWholeLines(file: string, beginningOf: (lines: number) => string): WholeLines {
  if (!existsSync(file)) return { lines: [], end: 0 };
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
  const lines = text.split("\n").filter((line) => line !== "");
  const tail = bytes.subarray(end).toString("utf8");
  if (/^ *$/.test(tail)) return { lines, end }; // tried for room
  const beginning = beginningOf(lines.length);
  const begins = tail.startsWith(beginning) || beginning.startsWith(tail);
  const tooLong = tail.length > LONGEST_LINE; // asked first: the pattern needs a stack as long as the text
  if (!begins || tooLong || /[^:,[]\{/.test(tail.replace(/"(\\.|[^"\\])*\\?("|$)/gs, ""))) {
    const where = lines.length === 0 ? "It holds no record" : `After record ${lines.length} comes what is none`;
    throw new NotTorn(`${where} (${bytes.length - end} bytes).`);
  }
  return isJson(tail) ? { lines: [...lines, tail], end: bytes.length } : { lines, end };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A file that grows at its end. Each line is whole and on disk before `append` returns, or the file is as it was. */
export class AppendOnlyFile {
  readonly #file: string;
  readonly #mode: number;
  /** Where the next line begins, in bytes. What lies behind is not a line. */
  #end: number;

  /**
   * @param end - Where its whole lines end, in bytes: see {@link readWholeLines}.
   * @param mode - The most that anybody may do with it; by default its owner alone.
   */
  constructor(file: string, end: number, mode: number = PRIVATE.file) {
    this.#file = file;
    this.#end = end;
    this.#mode = mode;
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
    });
  }

  /**
   * Writes a line durably.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if it did not reach the disk as a whole; the file is as it was.
   */
  append(line: string): void {
    this.#change((handle, end) => {
      const bytes = Buffer.from(endsLine(handle, end) ? line : `\n${line}`);
      writeAll(handle, bytes, end);
      this.#end = end + bytes.length;
    });
  }

  #change(write: (handle: number, end: number) => void): void {
    writing(this.#file, () => {
      const isNew = !existsSync(this.#file);
      makePrivateFolder(dirname(this.#file));
      const handle = openSync(this.#file, isNew ? "wx+" : "r+", this.#mode);
      try {
        narrow(handle, this.#mode);
        const end = this.#end;
        if (fstatSync(handle).size < end) throw new Error("it is shorter than it was");
        try {
          write(handle, end);
          fsyncSync(handle);
        } catch (error) {
          this.#end = end;
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
