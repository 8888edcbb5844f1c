import type { LogDescription } from "ethers";
import { type Reading, type WatchedLog, decode } from "./watched-log.ts";

/** The longest a guardian's freeze lasts: 72 hours. */
export const LONGEST_FREEZE = 259_200n;

/** Accounts under a guardian's freeze after some events. A freeze that has lapsed stays until compliance lifts it. */
export function followFreezes(
  before: Readonly<Record<string, string>>,
  logs: readonly WatchedLog[],
  on: Pick<Reading, "addresses">,
): Record<string, string> {
  const freezes = new Map(Object.entries(before));
  for (const log of logs) {
    const decoded = decode(log, on);
    if (decoded?.[0] !== "token") continue;
    const { name, args } = decoded[1];
    if (name === "Frozen") freezes.set(args.account as string, `${args.until as bigint}`);
    if (name === "FreezeRatified" || name === "Unfrozen") freezes.delete(args.account as string);
  }
  return Object.fromEntries(freezes);
}

/** Accounts that compliance has lifted after some events: a guardian that freezes one of them again contradicts it. */
export function followLifted(
  before: readonly string[],
  logs: readonly WatchedLog[],
  on: Pick<Reading, "addresses">,
): readonly string[] {
  return logs.reduce((lifted, log) => {
    const decoded = decode(log, on);
    return decoded?.[0] === "token" ? liftedAfter(lifted, decoded[1]) : lifted;
  }, before);
}

/** Returns the same after one event of the token. */
export function liftedAfter(
  before: readonly string[],
  { name, args }: Pick<LogDescription, "name" | "args">,
): readonly string[] {
  if (name !== "Frozen" && name !== "Unfrozen") return before;
  const account = args.account as string;
  const others = before.filter((entry) => entry !== account);
  return name === "Unfrozen" ? [...others, account] : others;
}
