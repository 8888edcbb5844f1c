/** What no hex digit has, in {@link DIGITS} and in whatever is read with it. */
const NONE = 0x80;

/** Values of hex digits by their character code. */
const DIGITS = new Uint8Array(65_536).fill(NONE);
for (const digits of ["0123456789abcdef", "0123456789ABCDEF"]) {
  for (let value = 0; value < 16; value++) DIGITS[digits.charCodeAt(value)] = value;
}

/** Character codes of lower-case hex digits by their value. */
const CODES = Buffer.from("0123456789abcdef", "latin1");

/**
 * Reads bytes from hex digits. By hand, since a call into Node.js takes longer than it takes to read an address.
 * @param first - Where the digits begin in the text.
 * @param at - Where the bytes begin.
 * @returns Whether the text has these digits.
 */
export function readHex(text: string, first: number, bytes: Uint8Array, at: number, length: number): boolean {
  if (text.length < first + 2 * length) return false;
  let seen = 0;
  for (let index = 0, place = first; index < length; index++, place += 2) {
    const high = DIGITS[text.charCodeAt(place)] ?? NONE;
    const low = DIGITS[text.charCodeAt(place + 1)] ?? NONE;
    seen |= high | low;
    bytes[at + index] = (high << 4) | low;
  }
  return seen < NONE;
}

/** Reads a number of 32 bits from eight hex digits. @returns -1 if the text has not got them. */
export function readWord(text: string, first: number): number {
  if (text.length < first + 8) return -1;
  let [seen, value] = [0, 0];
  for (let place = first; place < first + 8; place++) {
    const digit = DIGITS[text.charCodeAt(place)] ?? NONE;
    seen |= digit;
    value = (value << 4) | digit;
  }
  return seen < NONE ? value >>> 0 : -1;
}

/** Writes bytes as lower-case hex digits. @returns Where they end. */
export function writeHex(bytes: Uint8Array, at: number, length: number, text: Uint8Array, first: number): number {
  let place = first;
  for (let index = at; index < at + length; index++) {
    const byte = bytes[index] ?? 0;
    text[place] = CODES[byte >> 4] ?? 0;
    text[place + 1] = CODES[byte & 15] ?? 0;
    place += 2;
  }
  return place;
}

/** Returns bytes as lower-case hex. */
export function toHex(bytes: Uint8Array, at: number, length: number): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString("hex")}`;
}
