import { WORDINGS } from "./texts.ts";
import type { Verdict, VerdictKind } from "./verdict.ts";

/** What a question was about: some wordings mean something for one kind of question alone. */
export type About = "logs" | "send" | "read";

/** An error as JSON-RPC gives it, or whatever else a node said. */
export interface Said {
  /** HTTP's status, if it was not 200. */
  readonly status?: number;
  /** JSON-RPC's code. */
  readonly code?: number | string;
  readonly message?: string;
  /** Revert data, or what some nodes add to an error. */
  readonly data?: unknown;
  /** HTTP's Retry-After and its relatives, in milliseconds. */
  readonly retryAfter?: number | null;
}

/** The most characters of a message that are looked at. */
const LONGEST = 5_000;

/** Wordings that mean something for one kind of question alone. */
const ONLY: Partial<Record<VerdictKind, About>> = { range: "logs", results: "logs", known: "send" };

/** Codes of JSON-RPC (EIP-1474) and of nodes' own making that mean one thing whatever the text says. */
const BY_CODE: Readonly<Record<string, VerdictKind>> = {
  "429": "wait",
  "-32007": "wait", // QuickNode: "50/second request limit reached"
  "-32097": "wait", // dRPC and others
  "4444": "not-served", // EIP-4444: pruned history
  "-32601": "not-served",
  "-32004": "not-served", // method not supported
};

const REVERT_CODE = 3;
const REVERTED = /^(vm exception while processing transaction: )?(execution )?revert/i;

/**
 * Returns what an error of a node means. Structured signals count first (data of a revert, status, code, Retry-After),
 * then the text.
 * @param about - What was asked.
 * @param width - How many blocks were asked for, where logs were.
 * @param ends - Numbers of the first and the last of them, which are not a limit though a text may repeat them.
 */
export function classify(said: Said, about: About, width = 0, ends: readonly number[] = []): Verdict {
  const message = (said.message ?? "").slice(0, LONGEST);
  if (Number(said.code) === REVERT_CODE || REVERTED.test(message)) return { kind: "refused" };
  if (isHex(said.data)) return { kind: "refused" }; // of a revert, whatever words come with it
  const kind = kindOf(said, message, about);
  switch (kind) {
    case "wait":
      return { kind, milliseconds: said.retryAfter ?? waitIn(message) };
    case "range":
      return { kind, most: proposedIn(message, width) ?? limitIn(message, width, ends) };
    case "results":
      return { kind, most: proposedIn(message, width) };
    default:
      return { kind };
  }
}

function kindOf({ status, code, retryAfter }: Said, message: string, about: About): VerdictKind {
  const worded = wordingOf(message, about);
  if (worded === "denied" || worded === "range" || worded === "results") {
    // A plan that is used up and a range that is too wide come with all kinds of statuses and codes.
    if (status !== 429 || worded !== "range") return worded;
  }
  if (status === 429) return "wait";
  if (retryAfter != null && worded !== "known") return "wait";
  const coded = Object.hasOwn(BY_CODE, String(code)) ? BY_CODE[String(code)] : undefined;
  if (coded !== undefined) return coded;
  if (worded !== null) return worded;
  if (/limit/i.test(message) && String(code) === "-32005") return "limited";
  if (status !== undefined) return byStatus(status);
  if (String(code) === "-32005") return "limited";
  return "refused";
}

function byStatus(status: number): VerdictKind {
  if (status === 401 || status === 402 || status === 403 || status === 407) return "denied";
  if (status === 404 || status === 405 || status === 410 || status === 501) return "not-served";
  if (status === 413) return "results";
  if (status === 408 || status === 425 || status >= 500) return "retry";
  if (status >= 300 && status < 400) return "odd"; // a node does not send its askers elsewhere
  return "refused";
}

function wordingOf(message: string, about: About): VerdictKind | null {
  const found = WORDINGS.find(
    ({ kind, pattern }) => (ONLY[kind] === undefined || ONLY[kind] === about) && pattern.test(message),
  );
  return found?.kind ?? null;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, milli: 1, s: 1_000, m: 60_000 };

/** Returns the time that a text names, in milliseconds. */
function waitIn(message: string): number | null {
  const named =
    /(?:suspended for|(?:retry|try)(?: again)? (?:after|in)|after|in) ([\d.]+) ?(ms|milli|s|m)/i.exec(message) ?? null;
  if (named !== null) return Math.ceil(Number(named[1]) * (UNITS[(named[2] ?? "s").toLowerCase()] ?? 1_000));
  return /\d+ ?\/ ?(s|sec|second)\b|per second/i.test(message) ? 1_000 : null;
}

/** Returns how many blocks the range has that a text proposes: `[0x1, 0x10]`, `retry with the range 1-16`. */
function proposedIn(message: string, width: number): number | null {
  const ends = /(?:0x[0-9a-f]+|\d+)/i.source;
  const found = new RegExp(`(?:\\[|range:? ?\\[?)\\s*(${ends})\\s*(?:,|-|to)\\s*(${ends})`, "i").exec(message);
  if (found === null) return null;
  const blocks = Number(BigInt(found[2] ?? "0") - BigInt(found[1] ?? "0")) + 1;
  return blocks >= 1 && (width === 0 || blocks < width) ? blocks : null;
}

/** Returns the number of blocks that a text names as the most. */
function limitIn(message: string, width: number, ends: readonly number[]): number | null {
  const plain = message.replace(/https?:\/\/\S+/g, "").replace(/0x[0-9a-f]+/gi, "");
  const all = numbersIn(plain);
  const repeated = ends.length > 0 && ends.every((end) => all.includes(end)) ? ends : [];
  const fits = (one: number): boolean => one >= 1 && !repeated.includes(one) && (width === 0 || one < width);
  const named = /(?:max(?:imum)?|most|limit\w*|up to)\b\D{0,24}\d.*/i.exec(plain)?.[0] ?? "";
  const [first] = numbersIn(named);
  if (first !== undefined && fits(first)) return first;
  const numbers = all.filter(fits);
  return numbers.length === 0 ? null : Math.max(...numbers);
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/(?<![\w.])(\d[\d,_]*)( ?k\b)?/gi)].map(
    ([, digits = "", thousands]) => Number(digits.replaceAll(/[,_]/g, "")) * (thousands === undefined ? 1 : 1_000),
  );
}

function isHex(data: unknown): boolean {
  return typeof data === "string" && /^0x([0-9a-f]{2}){4,}$/i.test(data);
}
