import { type Stats, closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { type ErrorCode, OperatorError } from "../errors.ts";
import { decodeText } from "./decode.ts";
import type { Encoding } from "./encodings.ts";
import { ParseError, readField } from "./parse-error.ts";

const MEBIBYTE = 1_048_576;

/** The largest file of an operator that is read as a whole, in bytes. */
export const LARGEST_FILE = 16 * MEBIBYTE;

/** How a file of an operator is read. */
export interface FileRules {
  /** Code of every refusal. */
  readonly code: ErrorCode;
  /** The most bytes it may have; {@link LARGEST_FILE} if not given. */
  readonly limit?: number;
  /** Null for its mark, or UTF-8. */
  readonly encoding?: Encoding | null;
}

/** How a file is read piece by piece. */
export interface StreamRules extends FileRules {
  /** Called with all bytes in their order, as they are in the file. */
  readonly onBytes?: (bytes: Buffer) => void;
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of the path is not a folder",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EIO: "the disk fails",
};

/**
 * Reads a text file of an operator, strictly: what is not in the encoding is refused.
 * @throws OperatorError with the given code, naming the file.
 */
export function readTextFile(path: string, rules: FileRules): string {
  const bytes = readBytes(path, rules);
  return readText(path, rules.code, () => decodeText(bytes, rules.encoding ?? null));
}

/** Runs a decoder of a file, so that a refusal names the file. @throws OperatorError with this code */
export function readText<T>(path: string, code: ErrorCode, decode: () => T): T {
  return readField(code, path, () => {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new ParseError(`The file ${error.message}`, error.remedy);
    }
  });
}

/** Reads a file's bytes. A folder, a pipe or a device is refused at once. @throws OperatorError with the given code */
export function readBytes(path: string, { code, limit = LARGEST_FILE }: FileRules): Buffer {
  const handle = openRegular(path, code, limit);
  try {
    const bytes = Buffer.alloc(fstatSync(handle).size);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read) {
      read = readSync(handle, bytes, filled, bytes.length - filled, filled);
    }
    return bytes.subarray(0, filled);
  } catch (error) {
    throw unreadable(path, code, error);
  } finally {
    closeSync(handle);
  }
}

/**
 * Opens a regular file for reading; the caller closes it.
 * @param limit - The most bytes it may have.
 * @throws OperatorError with this code.
 */
export function openRegular(path: string, code: ErrorCode, limit: number): number {
  let stats: Stats;
  try {
    stats = statSync(path); // before it is opened: opening a pipe would wait for its writer
  } catch (error) {
    throw unreadable(path, code, error);
  }
  const why = whyNotReadable(stats, limit);
  if (why !== null) throw new OperatorError(code, `${path} cannot be read: ${why}.`);
  try {
    return openSync(path, "r");
  } catch (error) {
    throw unreadable(path, code, error);
  }
}

/** Returns null for a file of a size that is read. */
function whyNotReadable(stats: Stats, limit: number): string | null {
  if (stats.isDirectory()) return "it is a folder";
  if (!stats.isFile()) return "it is a pipe or a device, not a file; write it to a file first";
  return stats.size > limit ? `it has ${stats.size} bytes, at most ${limit} are read; split it` : null;
}

function unreadable(path: string, code: ErrorCode, cause: unknown): OperatorError {
  const name = (cause as NodeJS.ErrnoException).code ?? "";
  return new OperatorError(code, `${path} cannot be read: ${WHY[name] ?? name}.`, { cause });
}
