import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { sayAside } from "../../issuer/output/say.ts";

/** Result of writing generated files, or of comparing them with `--check`. */
export interface Settlement {
  readonly differing: readonly string[];
  readonly count: number;
}

/**
 * Writes generated files, or compares them with what is committed and shows the first lines that differ.
 * @param files - Content by path.
 * @param stale - Paths of files that were generated once and are no more.
 * @param check - Compare instead of writing.
 */
export function writeOrCompare(
  files: ReadonlyMap<string, string>,
  stale: readonly string[],
  check: boolean,
): Settlement {
  const differing: string[] = [];
  for (const [path, content] of files) {
    const committed = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (committed === content) continue;
    differing.push(path);
    if (check) {
      sayAside(`${path} differs:`, ...difference(committed, content));
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
  for (const path of stale) {
    differing.push(path);
    if (check) sayAside(`${path} is generated no more`);
    else rmSync(path);
  }
  return { differing, count: files.size };
}

/** Lines only one of two texts has, at most twelve of each. */
function difference(committed: string, fresh: string): string[] {
  const before = committed.split("\n");
  const after = fresh.split("\n");
  const only = (sign: string, lines: readonly string[], others: readonly string[]) => {
    const known = new Set(others);
    return lines.flatMap((line) => (known.has(line) ? [] : [`  ${sign} ${line}`])).slice(0, 12);
  };
  const lines = [...only("-", before, after), ...only("+", after, before)];
  return lines.length === 0 ? ["  the same lines in another order"] : lines;
}
