import type { ErrorCode } from "../errors.ts";
import type { ReserveReport } from "../reports/reserve-report.ts";
import { formatDuration } from "../text/units.ts";
import { formatAmount, isoTime } from "../../packages/integration/reading/format.ts";
import { contradicts, disagreements, lowers } from "./agreement.ts";
import { begunOf } from "./begun.ts";
import { type KnownReport, type Observation, type ObservedChain } from "./observation.ts";
import { knownReports, type SupplyNeeded, sum } from "./supply.ts";

/** One rule that a report must keep, and whether it does. */
export interface Verdict {
  /** Code of the refusal if it does not hold. */
  readonly code: ErrorCode;
  /** What is demanded, in a few words. */
  readonly rule: string;
  readonly holds: boolean;
  /** The numbers. */
  readonly detail: string;
}

/** What is judged. */
export interface Case {
  readonly report: ReserveReport;
  readonly digest: string;
  readonly observation: Observation;
  /** See `supplyNeeded`. */
  readonly needed: SupplyNeeded;
  readonly symbol: string;
}

/** How far a sequence may lie above the last one: `MAXIMUM_STEP` of the contract. */
export const MAXIMUM_STEP = 2n ** 32n - 1n;
/** What the contract keeps amounts in: 128 bits. */
const MAXIMUM_RESERVES = 2n ** 128n - 1n;

/**
 * Judges a report against all chains. Pure. The rules are those of the contract, and those the contract cannot know
 * because it sees one chain only.
 * @returns Every rule in a fixed order, kept or not.
 */
export function judge(on: Case): Verdict[] {
  const { chains } = on.observation;
  return [
    ...terms(on),
    ...chains.map((chain) => notHalted(chain)),
    ...chains.map((chain) => gate(chain)),
    ...amounts(on),
    ...allocations(on),
    ...times(on),
    ...chains.flatMap((chain) => (accepted(chain, on.digest) ? [] : postable(on.report, chain))),
    ...others(on),
  ];
}

/** Returns whether a chain has accepted exactly this report. */
export function accepted(chain: Pick<ObservedChain, "seen">, digest: string): boolean {
  return chain.seen.some((entry) => entry.digest === digest);
}

function terms({ observation }: Case): Verdict[] {
  const differences = disagreements(observation.chains);
  const detail = differences.length === 0 ? "the same on every chain" : differences.join("; ");
  const rule = "attestors, epoch, threshold, coin, decimals, longest window and age are the same everywhere";
  return [{ code: "CHAINS_DISAGREE", rule, holds: differences.length === 0, detail }];
}

function notHalted({ network, halted }: Reading): Verdict {
  const detail = halted ? "issuance is halted by a proven contradiction" : "not halted";
  return { code: "GATE_HALTED", rule: `${network}: issuance is not halted`, holds: !halted, detail };
}

function gate({ network, gateIsOurs }: ObservedChain): Verdict {
  const detail = gateIsOurs ? "it does" : "its reserveGate() is another address than the deployment's record says";
  return { code: "GATE_REPLACED", rule: `${network}: the token asks these attestations`, holds: gateIsOurs, detail };
}

function amounts(on: Case): Verdict[] {
  const { report, needed } = on;
  const show = shower(on);
  const allocated = sum(report.allocations.map(({ mintable }) => mintable));
  const committed = report.supply + allocated;
  const parts = `${show(needed.outstanding)} outstanding, ${show(needed.redeemed)} redeemed since the count, ${show(needed.stillMintable)} still mintable in other windows, ${show(needed.inFlight)} in flight`;
  return [
    {
      code: "SUPPLY_TOO_LOW",
      rule: "the supply counts everything that can exist before the window begins",
      holds: report.supply >= needed.total,
      detail: `stated ${show(report.supply)}, needed ${show(needed.total)} (${parts})`,
    },
    {
      code: "NOT_COVERED",
      rule: "supply and allocations are covered by the reserves",
      holds: committed <= report.reserves && report.reserves <= MAXIMUM_RESERVES,
      detail: `${show(report.supply)} + ${show(allocated)} = ${show(committed)}, reserves ${show(report.reserves)}`,
    },
  ];
}

function allocations({ report, observation }: Case): Verdict[] {
  const ours = [...observation.chains, ...observation.assumed].map(({ chainId }) => chainId);
  const named = report.allocations.map(({ chainId }) => chainId);
  const rising = named.every((chainId, index) => chainId > (named[index - 1] ?? 0n));
  const strangers = named.filter((chainId) => !ours.includes(chainId));
  const detail = `for chains ${named.join(", ") || "none"}; the coin is on ${ours.join(", ")}`;
  return [
    { code: "ALLOCATION_TWICE", rule: "allocations name each chain once, by rising id", holds: rising, detail },
    { code: "CHAIN_UNKNOWN", rule: "allocations name chains of the coin only", holds: strangers.length === 0, detail },
  ];
}

function times({ report, observation }: Case): Verdict[] {
  const { asOf, validFrom, validUntil } = report;
  const longest = observation.chains
    .map(({ terms: { maximumWindow } }) => maximumWindow)
    .reduce((least, window) => (window < least ? window : least));
  const oldest = observation.chains
    .map(({ terms: { maximumAge } }) => maximumAge)
    .reduce((least, age) => (age < least ? age : least));
  const length = validUntil - validFrom;
  const span = `${isoTime(validFrom)} to ${isoTime(validUntil)}`;
  return [
    {
      code: "COUNTED_TOO_LATE",
      rule: "the reserves are counted before the window begins",
      holds: asOf <= validFrom,
      detail: `counted ${isoTime(asOf)}, window from ${isoTime(validFrom)}`,
    },
    {
      code: "WINDOW_LENGTH",
      rule: "the window is not empty and not longer than the longest of any chain",
      holds: length > 0n && length <= longest,
      detail: `${span}: ${length > 0n ? formatDuration(length) : "empty"}, longest ${formatDuration(longest)}`,
    },
    {
      code: "COUNT_TOO_OLD",
      rule: "at the end of the window the count is not older than any chain allows",
      holds: validUntil - asOf <= oldest,
      detail: `counted ${isoTime(asOf)}, window until ${isoTime(validUntil)}, at most ${formatDuration(oldest)} between them`,
    },
  ];
}

/** Returns what a chain would say to a report that it has not accepted yet. Nothing of other chains is asked. */
export function submittable(report: ReserveReport, chain: Omit<ObservedChain, "redeemed">): Verdict[] {
  return [notHalted(chain), ...postable(report, chain)];
}

type Reading = Omit<ObservedChain, "redeemed">;

function postable(report: ReserveReport, chain: Reading): Verdict[] {
  const {
    network,
    block,
    latest,
    resolvedThrough,
    terms: { maximumWindow, epoch },
  } = chain;
  const { sequence, asOf, validFrom, validUntil } = report;
  const now = `${network} is at ${isoTime(block.timestamp)}`;
  const used = latest.sequence > resolvedThrough ? latest.sequence : resolvedThrough;
  return [
    {
      code: "EPOCH_DIFFERS",
      rule: `${network}: the report is of the attestor set that signs now`,
      holds: report.epoch === epoch,
      detail: `epoch ${report.epoch} in the report, ${epoch} on the chain`,
    },
    ...placed(report, chain),
    {
      code: "SEQUENCE_TOO_FAR",
      rule: `${network}: the number is not too far above the last one`,
      holds: sequence - used <= MAXIMUM_STEP,
      detail: `number ${sequence}, at most ${MAXIMUM_STEP} above ${used}`,
    },
    {
      code: "COUNTED_IN_FUTURE",
      rule: `${network}: the reserves are not counted in the future`,
      holds: asOf <= block.timestamp,
      detail: `counted ${isoTime(asOf)}, ${now}`,
    },
    {
      code: "WINDOW_OVER",
      rule: `${network}: the window is not over`,
      holds: block.timestamp < validUntil,
      detail: `ends ${isoTime(validUntil)}, ${now}`,
    },
    {
      code: "WINDOW_TOO_FAR",
      rule: `${network}: the window begins at most one longest window ahead`,
      holds: validFrom <= block.timestamp + maximumWindow,
      detail: `begins ${isoTime(validFrom)}, ${now}, longest window ${formatDuration(maximumWindow)}`,
    },
  ];
}

/** Whether a report has a place among those that a chain has: between its neighbours, or of one that it lowers. */
function placed(report: ReserveReport, chain: Reading): Verdict[] {
  const { network, resolvedThrough, latest } = chain;
  const { sequence, validFrom, validUntil } = report;
  const same = chain.seen.find((entry) => entry.report.sequence === sequence);
  const begun = begunOf(chain);
  const number = {
    code: "SEQUENCE_USED",
    rule: `${network}: the number was neither passed over nor settled, or it is a revision that only lowers`,
    holds: sequence > resolvedThrough && (same === undefined ? sequence > begun : lowers(same.report, report)),
    detail:
      same === undefined
        ? `number ${sequence}, the window of ${begun} has begun, settled through ${resolvedThrough}`
        : `number ${sequence} in revision ${report.revision}, accepted in ${same.report.revision}, settled through ${resolvedThrough}`,
  } as const;
  if (same !== undefined) return [number];
  const before = chain.seen.findLast((entry) => entry.report.sequence < sequence)?.report;
  const after = chain.seen.find((entry) => entry.report.sequence > sequence)?.report;
  const end = before?.validUntil ?? (after === undefined ? latest.validUntil : 0n);
  const next = after === undefined ? "" : `, the next one begins ${isoTime(after.validFrom)}`;
  return [
    number,
    {
      code: "WINDOW_OVERLAP",
      rule: `${network}: the window lies between those of its neighbours`,
      holds: validFrom >= end && (after === undefined || validUntil <= after.validFrom),
      detail: `${isoTime(validFrom)} to ${isoTime(validUntil)}, the last one ends ${isoTime(end)}${next}`,
    },
  ];
}

/** No other report that was accepted or signed may contradict this one, or another one. */
function others({ report, digest, observation }: Case): Verdict[] {
  const known = knownReports(observation).filter((entry) => entry.digest !== digest);
  const pairs: [KnownReport, KnownReport][] = known.flatMap((entry, index) =>
    [{ report, digest }, ...known.slice(0, index)].map((other): [KnownReport, KnownReport] => [other, entry]),
  );
  const settled = observation.chains
    .map(({ resolvedThrough }) => resolvedThrough)
    .reduce((least, sequence) => (sequence < least ? sequence : least));
  // Of two reports the earlier one is void once it is settled.
  const clashes = pairs.filter(
    ([a, b]) => contradicts(a.report, b.report) && a.report.sequence > settled && b.report.sequence > settled,
  );
  const name = ({ report: { sequence, revision, validFrom, validUntil }, digest: hash }: KnownReport): string =>
    `number ${sequence}${revision === 0n ? "" : `, revision ${revision}`} (${hash.slice(0, 10)}, ${isoTime(validFrom)} to ${isoTime(validUntil)})`;
  return [
    {
      code: "REPORTS_CONTRADICT",
      rule: "no signed report has the same number with other content that is not lower, or a window that overlaps",
      holds: clashes.length === 0,
      detail:
        clashes.length === 0
          ? `compared with ${known.length}`
          : clashes.map(([a, b]) => `${name(a)} and ${name(b)}`).join("; "),
    },
  ];
}

function shower({ observation, symbol }: Case): (amount: bigint) => string {
  const decimals = observation.chains[0]?.terms.decimals ?? 0;
  return (amount) => `${formatAmount(amount, decimals)} ${symbol}`;
}
