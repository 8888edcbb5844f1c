import type { Dice } from "../../support/random.ts";

/** What somebody writes into a name, a reference or an answer who wants another screen to be seen. */
const PARTS = [
  ...[
    "\u001b[2J",
    "\u001b[1A\u001b[2K",
    "\u001b[8m",
    "\u001b[31m",
    "\u001b]0;title\u0007",
    "\u009b2K",
    "\u001bc",
    "\u001b[?1049h",
  ],
  ...["\n", "\r", "\r\n", "\u2028", "\u0085", "\v", "\b\b\b", "\t", "\u0000"],
  ...["\u202e", "\u2066", "\u2069", "\u200f", "\u200b", "\ufeff", "\u{e0041}", "\ufe0f", "\u2800", "\u3164", "\u00a0"],
  ...["\ud800", "\udfff", "\ue000", "\u05d0\u05d1", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301"],
  ...[
    " ".repeat(600),
    "Call         ",
    "1,000.00 KGST",
    "KGST",
    "КGST",
    "оплата",
    "😀",
    "收到",
    "=1+1",
    "'",
    '"',
    "\\u202e",
  ],
] as const;

/** A text as none should ever be; now and then a megabyte. */
export function hostileText(dice: Dice): string {
  if (dice.roll(50) === 0) {
    const part = dice.pick<string>(PARTS);
    return part.repeat(Math.ceil(1_000_000 / part.length));
  }
  return Array.from({ length: 1 + dice.roll(8) }, () => dice.pick<string>(PARTS)).join("");
}
