import { type Encoding, isSingleByte } from "./encodings.ts";
import { betterGuess, guessEncoding, guessWide } from "./guess-encoding.ts";
import { ParseError } from "./parse-error.ts";
import { quote } from "./quote.ts";

/** First bytes of files that are not text, and what to do with each. */
const NO_TEXT: readonly (readonly [bytes: readonly number[], sentence: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "is a workbook or an archive, not a text file: save the sheet as CSV first."],
  [[0xd0, 0xcf, 0x11, 0xe0], "is a workbook of an older Excel, not a text file: save the sheet as CSV first."],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF, not a text file: ask the bank for CSV."],
  [[0x1f, 0x8b], "is compressed: unpack it first."],
  [[0xff, 0xfe, 0x00, 0x00], "is UTF-32, which is not read here: convert it to UTF-8."],
  [[0x00, 0x00, 0xfe, 0xff], "is UTF-32, which is not read here: convert it to UTF-8."],
];

const MARKS: readonly (readonly [bytes: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** Bytes that are looked at to tell encodings apart. */
const SAMPLE = 65_536;

/** Turns the bytes of one file into text, strictly: what is not in the encoding is refused, never replaced. */
export class StrictDecoder {
  readonly encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder>;

  /**
   * Decides on the encoding: the mark at the beginning, or the one that was named, or UTF-8.
   * @param head - The file's first bytes, some thousands if there are as many.
   * @throws ParseError if the bytes contradict the name, or are not text.
   */
  constructor(head: Uint8Array, named: Encoding | null) {
    const sample = head.subarray(0, SAMPLE);
    for (const [bytes, sentence] of NO_TEXT) if (startsWith(sample, bytes)) throw new ParseError(sentence);
    const marked = MARKS.find(([bytes]) => startsWith(sample, bytes))?.[1] ?? null;
    if (marked !== null && named !== null && marked !== named) {
      throw new ParseError(`begins with the mark of ${marked}; it is not ${named}.`, "Leave --encoding out.");
    }
    this.encoding = marked ?? named ?? "utf-8";
    if (marked === null) this.#requirePlausible(sample);
    this.#decoder = new TextDecoder(this.encoding, { fatal: true });
  }

  /**
   * Decodes the next bytes.
   * @param last - Whether they are the file's last ones.
   * @throws ParseError if they are not in the encoding, saying which one they look like.
   */
  decode(bytes: Uint8Array, last: boolean): string {
    let text: string;
    try {
      text = this.#decoder.decode(bytes, { stream: !last });
    } catch {
      throw this.#refusal(bytes);
    }
    // In encodings of single bytes every byte decodes; those without a meaning become control characters.
    if (isSingleByte(this.encoding) && /[\u0080-\u009f]/.test(text)) throw this.#refusal(bytes);
    return text;
  }

  #requirePlausible(sample: Uint8Array): void {
    const wide = guessWide(sample);
    const better = this.encoding.startsWith("utf-16")
      ? betterThanWide(sample, wide, this.encoding)
      : (wide ?? (isSingleByte(this.encoding) ? this.#betterThanSingleByte(sample) : null));
    if (better !== null) throw looksLike(sample, this.encoding, better);
  }

  #betterThanSingleByte(sample: Uint8Array): Encoding | null {
    if (sample.some((byte) => byte > 0x7f) && isUtf8(sample)) return "utf-8";
    return betterGuess(sample, this.encoding);
  }

  #refusal(bytes: Uint8Array): ParseError {
    const guess = isUtf8(bytes) ? "utf-8" : guessEncoding(bytes);
    if (guess !== this.encoding) return looksLike(bytes, this.encoding, guess);
    return new ParseError(`has bytes that do not exist in ${this.encoding}.`, "Export it again, best in UTF-8.");
  }
}

/** Returns what bytes are that were said to be two to a character; null if they may be so. */
function betterThanWide(sample: Uint8Array, wide: Encoding | null, named: Encoding): Encoding | null {
  if (wide === named) return null;
  return wide ?? (isUtf8(sample) ? "utf-8" : guessEncoding(sample));
}

/** Decodes a whole file. @throws ParseError as {@link StrictDecoder} does */
export function decodeText(bytes: Uint8Array, named: Encoding | null = null): string {
  return new StrictDecoder(bytes, named).decode(bytes, true);
}

function looksLike(bytes: Uint8Array, encoding: Encoding, guess: Encoding): ParseError {
  const sentence = `is not ${encoding}. It looks like ${guess}: ${quote(excerpt(bytes, guess))}.`;
  const remedy =
    guess === "utf-8"
      ? "Leave --encoding out, if it was given. If the guess is wrong, convert the file to UTF-8."
      : `If that reads well, run again with --encoding ${guess}; otherwise convert the file to UTF-8.`;
  return new ParseError(sentence, remedy);
}

/** Returns the first line of a text that shows its encoding. */
function excerpt(bytes: Uint8Array, encoding: Encoding): string {
  const lines = new TextDecoder(encoding).decode(bytes.subarray(0, SAMPLE * 2)).split(/\r?\n/);
  const line = lines.find((entry) => /[^\0-\u007f]/.test(entry)) ?? lines[0] ?? "";
  const telling = line.search(/[^\0-\u007f]/);
  return line.slice(Math.max(0, telling - 20));
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/** Returns whether it is UTF-8, but for a character that may be cut off at the end. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
