import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What lies behind the last whole line is none that a crash has torn, but something else. */
export class NotTorn extends Error {
  override readonly name = "NotTorn";
}

/** A file does not go on from where it was read to: it was shortened, replaced or written over. */
export class Changed extends Error {
  override readonly name = "Changed";
}

/** Which file it is, whatever its name: one that takes its place is another. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** How far an append-only file was read. */
export interface Reach {
  /** Where its whole lines end, in bytes. */
  readonly end: number;
  /** Null if there is no such file. */
  readonly identity: Identity | null;
  /** The bytes before that end, as many as tell it from another file; fewer in a short one. */
  readonly last: Buffer;
}

/** Where reading begins. */
export const NOTHING_READ: Reach = { end: 0, identity: null, last: Buffer.alloc(0) };

/** Called with each whole line, where it begins, and how many bytes it has without its end. */
export type OnLine = (text: string, offset: number, bytes: number) => void;

/** How an append-only file is read. */
export interface LineTerms {
  /** How far it was read before: it must go on from there. From its beginning by default. */
  readonly after?: Reach;
  /** Where to stop, in bytes: the end of a whole line. What comes after it is not looked at. */
  readonly to?: number;
  /** How the line after those that were read begins: asked once they were. */
  readonly beginning: () => string;
  /** How many lines were read before, for refusals. */
  readonly before?: () => number;
}

const CHUNK = 1_048_576;

/** Longer than any record that a crash may tear: the code of the largest contract in hex is a quarter of this. */
const LONGEST_TAIL = 1_048_576;

/** Bytes before the end of what was read that must still be there. */
export const LAST = 256;

/** Longer than any line: the memory that reading takes is bounded, whatever a file holds. */
const LONGEST_LINE = 64 * 1_048_576;

/**
 * Reads the lines of an append-only file, of any size, with the memory of a few of them. None if there is no such file. A
 * last line without its end was torn by a crash, before anything that should follow it was done, and is left out: the next
 * writer writes over it. If only its end is missing, it counts: whoever has taken that away may have done so after
 * something followed.
 * @throws TypeError if the lines are not UTF-8.
 * @throws NotTorn if what lies behind them is neither the beginning of one more line nor blanks, such as zeros after a
 * power failure: something that was recorded may be lost there.
 * @throws Changed if it does not go on from where it was read to.
 */
export function scanLines(file: string, terms: LineTerms, onLine: OnLine): Reach {
  const { after, to = Infinity } = terms;
  const handle = openIfThere(file);
  if (handle === null) {
    if (after !== undefined && after.identity !== null) throw new Changed("it is gone");
    return NOTHING_READ;
  }
  try {
    const identity = requireContinued(handle, after ?? NOTHING_READ);
    const end = scan(handle, Math.min(fstatSync(handle).size, to), terms, onLine);
    return { end, identity, last: bytesBefore(handle, end) };
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes sure that an open file goes on from where it was read to.
 * @returns Which file it is.
 * @throws Changed if it does not.
 */
export function requireContinued(handle: number, { end, identity, last }: Reach): Identity {
  const { dev, ino, size } = fstatSync(handle, { bigint: true });
  if (size < end) throw new Changed("it is shorter than it was");
  if (identity !== null && (identity.dev !== dev || identity.ino !== ino)) {
    throw new Changed("another file took its place");
  }
  if (!bytesBefore(handle, end).equals(last)) throw new Changed("it was written over");
  return { dev, ino };
}

function bytesBefore(handle: number, end: number): Buffer {
  const bytes = Buffer.alloc(Math.min(LAST, end));
  const read = readSync(handle, bytes, 0, bytes.length, end - bytes.length);
  return bytes.subarray(0, read);
}

function scan(handle: number, size: number, terms: LineTerms, onLine: OnLine): number {
  const from = terms.after?.end ?? 0;
  let offset = from;
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (let position = from; position < size;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - position));
    const read = readSync(handle, chunk, 0, chunk.length, position);
    if (read === 0) break;
    position += read;
    const bytes = rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_LINE) throw new NotTorn(`A line is longer than ${LONGEST_LINE} bytes.`);
    lines += tellLines(bytes.subarray(0, end), offset, onLine);
    offset += end;
  }
  return offset + judgeTail(rest, offset, lines, terms, onLine);
}

/** Shows whole lines. @returns How many there are; empty ones do not count. */
function tellLines(whole: Buffer, offset: number, onLine: OnLine): number {
  if (!isUtf8(whole)) throw new TypeError("It is not UTF-8.");
  let lines = 0;
  for (let begin = 0; begin < whole.length;) {
    const next = whole.indexOf(0x0a, begin);
    if (next > begin) {
      onLine(whole.toString("utf8", begin, next), offset + begin, next - begin);
      lines += 1;
    }
    begin = next + 1;
  }
  return lines;
}

/** Returns how many bytes of what lies behind the last whole line count. */
function judgeTail(
  rest: Buffer,
  offset: number,
  lines: number,
  { beginning: beginningOf, before }: LineTerms,
  onLine: OnLine,
): number {
  const tail = rest.toString("utf8");
  if (/^ *$/.test(tail)) return 0; // tried for room
  const beginning = beginningOf();
  const begins = tail.startsWith(beginning) || beginning.startsWith(tail);
  if (!begins || tail.length > LONGEST_TAIL || hasSecondObject(tail)) {
    const known = (before?.() ?? 0) + lines;
    const where = known === 0 ? "It holds no record" : `After record ${known} comes what is none`;
    throw new NotTorn(`${where} (${rest.length} bytes).`);
  }
  if (!isJson(tail)) return 0;
  onLine(tail, offset, rest.length);
  return rest.length;
}

/** Returns whether an object begins where none can within one line of JSON. */
function hasSecondObject(text: string): boolean {
  return /[^:,[]\{/.test(text.replace(/"(\\.|[^"\\])*\\?("|$)/gs, ""));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Shows the bytes of a part of a file, one piece after the other.
 * @throws Changed if it is shorter.
 */
export function eachPiece(file: string, from: number, to: number, show: (piece: Buffer) => void): void {
  const handle = openSync(file, "r");
  try {
    for (let position = from; position < to;) {
      const piece = Buffer.allocUnsafe(Math.min(CHUNK, to - position));
      const read = readSync(handle, piece, 0, piece.length, position);
      if (read === 0) throw new Changed("it is shorter than it was");
      show(piece.subarray(0, read));
      position += read;
    }
  } finally {
    closeSync(handle);
  }
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
