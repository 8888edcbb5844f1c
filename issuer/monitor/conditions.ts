import type { FinalBlock } from "../chains/final-block.ts";
import type { AlertKind, Finding } from "./alert.ts";
import { scopeList } from "../text/scopes.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Thresholds } from "./thresholds.ts";

/** Something that is so for a while. It is reported when it begins; when it has ended, it can begin again. */
export interface Condition {
  readonly kind: AlertKind;
  /** What it is about. */
  readonly subject: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The block at which it is so, if not the one that was read. */
  readonly block?: FinalBlock;
}

/** What conditions are judged by, besides the chain's state. */
export interface Judging {
  readonly thresholds: Thresholds;
  /** Accounts under a guardian's freeze, and when it ends: Unix seconds. */
  readonly freezes: Readonly<Record<string, string>>;
  /** What the token's events add up to. */
  readonly expectedSupply: bigint;
  /** Conditions that were so at the last look: `kind subject`. */
  readonly active: ReadonlySet<string>;
  readonly showAmount: (amount: bigint) => string;
  readonly showAddress: (address: string) => string;
}

/** A limit that is used up again within this many percent counts as the same time. */
const SLACK = 10;

/** Returns everything about a chain that is so now. Pure; the chain's own clock counts. */
export function conditions(now: Snapshot, on: Judging): Condition[] {
  return [
    ...windowOf(now, on),
    ...reportOf(now, on),
    ...bucketsOf(now, on),
    ...freezesOf(now, on),
    ...driftOf(now, on),
  ];
}

/** Returns what already was so when the watch began, and will not be reported by an event. */
export function standing({ block, pausedScopes, halted, retired, pendingAdmins }: Snapshot): Finding[] {
  const found: [string, string][] = [
    ...(pausedScopes === 0n ? [] : [["paused", `Paused: ${scopeList(pausedScopes)}.`] as [string, string]]),
    ...(halted
      ? [["halted", "Issuance is halted: two signed reports contradict each other."] as [string, string]]
      : []),
    ...(retired ? [["retired", "Issuance has ended for good."] as [string, string]] : []),
    ...pendingAdmins.map((account): [string, string] => ["admin", `${account} may become the default admin.`]),
  ];
  return found.map(([what, message]) => ({
    kind: "standing",
    key: `standing/${what}/${block.number}`,
    message,
    details: { what },
    block: block.number,
    transaction: null,
    time: block.timestamp,
  }));
}

/** Returns how a condition is remembered. */
export function nameOf({ kind, subject }: Pick<Condition, "kind" | "subject">): string {
  return `${kind} ${subject}`;
}

function windowOf({ window }: Snapshot, { thresholds, showAmount }: Judging): Condition[] {
  if (window === null || window.mintable === 0n) return [];
  const { sequence, minted, mintable } = window;
  if (minted * 100n < mintable * BigInt(thresholds.windowSpent)) return [];
  const message = `${showAmount(minted)} of ${showAmount(mintable)} are minted under report ${sequence}.`;
  return [{ kind: "window-nearly-spent", subject: `${sequence}`, message, details: { sequence, minted, mintable } }];
}

function reportOf({ window, latest, block }: Snapshot, { thresholds }: Judging): Condition[] {
  const { sequence, validUntil } = latest;
  if (sequence === 0n || validUntil === 0n) return [];
  const end = isoTime(validUntil);
  const details = { sequence, validUntil };
  if (block.timestamp >= validUntil) {
    const message = `The window of report ${sequence} ended ${end}, and there is no other.`;
    return [{ kind: "report-expired", subject: `${sequence}`, message, details }];
  }
  if (window?.sequence !== sequence || validUntil - block.timestamp > thresholds.reportExpires) return [];
  const message = `The window of report ${sequence} ends ${end}, and no other report is here.`;
  return [{ kind: "report-expiring", subject: `${sequence}`, message, details }];
}

function bucketsOf({ buckets }: Snapshot, { thresholds, active, showAmount, showAddress }: Judging): Condition[] {
  return buckets.flatMap(({ bridge, direction, capacity, available }): Condition[] => {
    const subject = `${bridge} ${direction}`;
    const kind = "bridge-nearly-spent";
    const limit = thresholds.bridgeSpent - (active.has(nameOf({ kind, subject })) ? SLACK : 0);
    if (capacity === 0n || (capacity - available) * 100n < capacity * BigInt(limit)) return [];
    const where = direction === "in" ? "in" : "out";
    const message = `Bridge ${showAddress(bridge)} may move ${showAmount(available)} of ${showAmount(capacity)} ${where}.`;
    return [{ kind, subject, message, details: { bridge, direction, capacity, available } }];
  });
}

function freezesOf({ block }: Snapshot, { thresholds, freezes, showAddress }: Judging): Condition[] {
  return Object.entries(freezes).flatMap(([account, until]): Condition[] => {
    const end = BigInt(until);
    const subject = `${account} ${until}`;
    const details = { account, until };
    const when = isoTime(end);
    if (block.timestamp >= end) {
      const message = `The freeze of ${showAddress(account)} ended ${when}; only compliance can ratify it, or lift its record.`;
      return [{ kind: "freeze-lapsed", subject, message, details }];
    }
    if (end - block.timestamp > thresholds.freezeLapses) return [];
    const message = `The freeze of ${showAddress(account)} ends ${when} unless compliance ratifies it.`;
    return [{ kind: "freeze-lapsing", subject, message, details }];
  });
}

function driftOf({ supply }: Snapshot, { expectedSupply, showAmount }: Judging): Condition[] {
  if (supply === expectedSupply) return [];
  const message = `The token says ${showAmount(supply)}, its events add up to ${showAmount(expectedSupply)}.`;
  return [
    { kind: "supply-drift", subject: `${supply - expectedSupply}`, message, details: { supply, expectedSupply } },
  ];
}
