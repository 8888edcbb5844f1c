import { type LogProgress, showProgress } from "./log-progress.ts";
import { printable, toOutput } from "../output/say.ts";

/** Milliseconds before a search is long enough to be reported, and between two lines where no line can change. */
const QUIET = 3_000;
const BETWEEN = 30_000;

/**
 * Tells on stderr how far a long reading of logs has come: on a terminal in one line that changes, elsewhere in a line
 * now and then.
 * @param what - Begins the line.
 */
export function showOnTerminal(
  what: string,
  { stream = process.stderr, clock = Date.now }: { stream?: NodeJS.WriteStream; clock?: () => number } = {},
): { readonly tell: (progress: LogProgress) => void; readonly end: () => void } {
  const begun = clock();
  let last: number | null = null;
  return {
    tell(progress) {
      const now = clock();
      if (now - begun < QUIET || progress.share === 1) return;
      const line = `${what}: ${showProgress(progress)}`;
      if (stream.isTTY) stream.write(`\r\u001b[2K${printable(line)}`);
      else if (last === null || now - last >= BETWEEN) stream.write(toOutput([line]));
      else return;
      last = now;
    },
    end() {
      if (last !== null && stream.isTTY) stream.write("\r\u001b[2K");
    },
  };
}
