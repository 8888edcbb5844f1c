import { randomInt } from "node:crypto";
import pc from "picocolors";

/**
 * Marks the colours that this process itself has set: drawn again for each process, and taken out before anything is
 * written. A text from outside cannot know it, so whatever escape sequence it holds is shown instead of obeyed.
 */
const MARK = randomInt(1_000_000_000, 2 ** 47);
const OWN = new RegExp(`\\u001b\\[(\\d{1,2});${MARK}m`, "g");
const ANY = new RegExp(`(\\u001b\\[\\d{1,2};${MARK}m)`);

/** Sets a colour or a weight for a text; only where colours are shown. */
export type Style = (text: string) => string;

function styled(open: number, close: number): Style {
  return (text) => (pc.isColorSupported ? `${ownSequence(open)}${text}${ownSequence(close)}` : text);
}

/** Returns a sequence of this process's own: SGR with one number. */
export function ownSequence(code: number): string {
  return `\u001b[${code};${MARK}m`;
}

/** The colours and weights that are used, each with one meaning. */
export const style = {
  bold: styled(1, 22),
  /** Besides what matters. */
  dim: styled(2, 22),
  /** Wrong. */
  red: styled(31, 39),
  /** Done, or right. */
  green: styled(32, 39),
  /** To be looked at. */
  yellow: styled(33, 39),
} as const;

/** Changes everything in a text but this process's own colours, which become what a terminal understands. */
export function aroundStyles(text: string, change: (text: string) => string): string {
  return text
    .split(ANY)
    .map((part, index) => (index % 2 === 1 ? part.replace(OWN, "\u001b[$1m") : change(part)))
    .join("");
}

/** Goes through a text: what stands between this process's own colours, and each of those by its number. */
export function aroundEach(text: string, each: { text: (text: string) => void; style: (code: number) => void }): void {
  for (const [index, part] of text.split(ANY).entries()) {
    if (index % 2 === 1) each.style(Number(part.replace(OWN, "$1")));
    else each.text(part);
  }
}

/** Which number ends a colour or a weight. */
export function endOf(code: number): number {
  return code < 30 ? 22 : 39;
}
