import type { LogDescription } from "ethers";
import { type Reading, type WatchedLog, decode } from "./watched-log.ts";

/** The longest a guardian's freeze lasts: 72 hours. */
export const LONGEST_FREEZE = 259_200n;

/** Accounts under a guardian's freeze after some events. A freeze that has lapsed stays until compliance lifts it. */
export function followFreezes(
  before: Readonly<Record<string, string>>,
  logs: readonly WatchedLog[],
  on: Pick<Reading, "addresses">,
): Readonly<Record<string, string>> {
  const freezes = new Map(Object.entries(before));
  for (const log of logs) {
    const decoded = decode(log, on);
    if (decoded?.[0] !== "token") continue;
    const { name, args } = decoded[1];
    if (name === "Frozen") freezes.set(args.account as string, `${args.until as bigint}`);
    if (name === "FreezeRatified" || name === "Unfrozen") freezes.delete(args.account as string);
  }
  const same = freezes.size === Object.keys(before).length && [...freezes].every(([key, end]) => before[key] === end);
  return same ? before : Object.fromEntries(freezes);
}

/** Accounts that compliance has lifted after some events: a guardian that freezes one of them again contradicts it. */
export function followLifted(
  before: readonly string[],
  logs: readonly WatchedLog[],
  on: Pick<Reading, "addresses">,
): readonly string[] {
  const lifted = new Set(before);
  for (const log of logs) {
    const decoded = decode(log, on);
    if (decoded?.[0] === "token") lift(lifted, decoded[1]);
  }
  const same = lifted.size === before.length && before.every((account) => lifted.has(account));
  return same ? before : [...lifted];
}

/** Counts one event of the token in. */
export function lift(lifted: Set<string>, { name, args }: Pick<LogDescription, "name" | "args">): void {
  if (name === "Frozen") lifted.delete(args.account as string);
  if (name === "Unfrozen") lifted.add(args.account as string);
}
