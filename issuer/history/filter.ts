import { toEvm } from "../../packages/tron/address.ts";
import { OperatorError } from "../errors.ts";
import { likenessOf } from "../references/alike.ts";
import { canonicalReference, isHash } from "../references/canonical.ts";
import { ParseError, readField } from "../text/parse-error.ts";
import { readOption } from "../text/read-option.ts";
import { quote } from "../text/quote.ts";
import type { Act } from "./acts.ts";

/** Which acts are asked for, as options say it; empty for all. */
export interface Asked {
  /** A day, from its beginning, or a time; in UTC. */
  readonly since: string;
  /** A day, to its end, or a time; in UTC. */
  readonly until: string;
  /** An account in any form that a chain has. */
  readonly account: string;
  /** Text or hash; letters in either case. */
  readonly reference: string;
  /** Names of tasks with commas between them. */
  readonly task: string;
}

const DAY = 86_400;

/**
 * Makes a filter of options.
 * @throws OperatorError `ARGUMENT_INVALID` or `REFERENCE_INVALID` naming the option.
 */
export function filterOf({ since, until, account, reference, task }: Asked): (act: Act) => boolean {
  const begin = since === "" ? 0 : momentOf("--since", since, 0);
  const end = until === "" ? Number.MAX_SAFE_INTEGER : momentOf("--until", until, DAY);
  if (begin >= end) throw new OperatorError("ARGUMENT_INVALID", `--since ${since} is later than --until ${until}.`);
  const who = account === "" ? null : readField("ARGUMENT_INVALID", "--account", () => parseAnyAccount(account));
  const what =
    reference === "" ? null : readField("REFERENCE_INVALID", "--reference", () => canonicalReference(reference));
  const tasks = new Set(task.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()])));
  return (act) => {
    const time = Date.parse(act.at) / 1_000;
    if (time < begin || time >= end) return false;
    if (tasks.size > 0 && !tasks.has(act.task)) return false;
    if (who !== null && !accountsOf(act).includes(who)) return false;
    return what === null || isAbout(act, what);
  };
}

function momentOf(option: string, text: string, day: number): number {
  return text.includes("T") ? readOption.moment(option, text) : readOption.day(option, text) + day;
}

/** Returns an account of any chain, as `0x…` in lower case. */
function parseAnyAccount(text: string): string {
  try {
    return toEvm(text.trim()).toLowerCase();
  } catch {
    throw new ParseError(`${quote(text)} is not an address, or its checksum is wrong.`);
  }
}

/** Everybody an act names, as `0x…` in lower case. */
function accountsOf({ account, to, by }: Act): string[] {
  return [account, to, ...by].flatMap((entry) => (entry === null ? [] : [entry.toLowerCase()]));
}

function isAbout({ reference, hash }: Act, asked: string): boolean {
  if (isHash(asked)) return hash?.toLowerCase() === asked;
  return reference !== null && likenessOf(reference) === likenessOf(asked);
}
