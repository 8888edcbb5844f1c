import { OperatorError, type Problem, refuse } from "../errors.ts";
import { type ReserveReport, reportDigest } from "../reports/reserve-report.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Observation } from "./observation.ts";
import { type Verdict, judge } from "./rules.ts";
import { type SupplyNeeded, allocationOf, knownReports, sum, supplyNeeded } from "./supply.ts";

/** How the headroom is divided among the networks: amounts in smallest units, or shares of all that is free. */
export type Division =
  | { readonly kind: "amounts"; readonly amounts: readonly (readonly [network: string, mintable: bigint])[] }
  | {
      readonly kind: "shares";
      readonly shares: readonly (readonly [network: string, share: bigint])[];
      /** Kept back, smallest units. */
      readonly keep: bigint;
    };

/** What the desk asks for. Amounts in smallest units, times in Unix seconds. */
export interface ReportRequest {
  readonly symbol: string;
  /** What the bank's statement says. */
  readonly statement: bigint;
  /** Owed for burned tokens and not paid out when the statement was made. */
  readonly payoutsOwed: bigint;
  readonly asOf: bigint;
  /** By default as soon as every other window has ended. */
  readonly validFrom: bigint | null;
  /** Of the window, in seconds. */
  readonly length: bigint;
  /** By default one above the highest known. */
  readonly sequence: bigint | null;
  readonly evidence: string;
  readonly division: Division;
  /** Number of a report to be replaced by one that only lowers it; its times are taken over. */
  readonly revises: bigint | null;
}

/** A report that keeps every rule, and how it came about. */
export interface BuiltReport {
  readonly report: ReserveReport;
  readonly digest: string;
  readonly needed: SupplyNeeded;
  readonly verdicts: readonly Verdict[];
}

/**
 * Builds the next report of a coin. Pure.
 * @throws OperatorError `REPORT_UNSAFE`, or the code of the one rule that is broken, with the numbers.
 */
export function buildReport(observation: Observation, request: ReportRequest): BuiltReport {
  const [first] = observation.chains;
  if (first === undefined) throw new OperatorError("NOT_DEPLOYED", "No chain of the coin could be read.");
  const { statement, payoutsOwed, evidence, symbol } = request;
  const { decimals, domain } = first.terms;
  if (payoutsOwed > statement) {
    const show = (amount: bigint): string => `${formatAmount(amount, decimals)} ${symbol}`;
    const message = `${show(payoutsOwed)} are owed for burned tokens, but the statement has only ${show(statement)}.`;
    throw new OperatorError("NOT_COVERED", message);
  }
  const reserves = statement - payoutsOwed;
  const earlier = request.revises === null ? null : requireKnown(observation, request.revises);
  const before = supplyNeeded(observation, earlier);
  const { allocations, problems } = divide(observation, request, reserves - before.total, decimals, earlier);
  refuse(problems, "REPORT_UNSAFE");
  const times = earlier ?? nextTimes(observation, request);
  const numbers = earlier ?? { sequence: request.sequence ?? nextSequence(observation), epoch: first.terms.epoch };
  const needed = supplyNeeded(observation, earlier === null ? null : { sequence: earlier.sequence, allocations });
  const report: ReserveReport = {
    sequence: numbers.sequence,
    epoch: numbers.epoch,
    revision: earlier === null ? 0n : earlier.revision + 1n,
    asOf: times.asOf,
    validFrom: times.validFrom,
    validUntil: times.validUntil,
    reserves,
    supply: needed.total,
    evidence,
    allocations,
  };
  const digest = reportDigest(domain, report);
  const verdicts = judge({ report, digest, observation, needed, symbol });
  refuseBroken(verdicts);
  return { report, digest, needed, verdicts };
}

/**
 * Returns the latest revision of a report that is known.
 * @throws OperatorError `REVISION_UNKNOWN`.
 */
export function requireKnown(observation: Observation, sequence: bigint): ReserveReport {
  const revisions = knownReports(observation).filter(({ report }) => report.sequence === sequence);
  const latest = revisions.reduce<ReserveReport | null>(
    (best, { report }) => (best === null || report.revision > best.revision ? report : best),
    null,
  );
  if (latest !== null) return latest;
  throw new OperatorError("REVISION_UNKNOWN", `No chain has accepted report ${sequence}, and no file here is of it.`);
}

function nextTimes(observation: Observation, { asOf, validFrom, length }: ReportRequest): Times {
  const begin = validFrom ?? earliestBegin(observation, asOf);
  return { asOf, validFrom: begin, validUntil: begin + length };
}

type Times = Pick<ReserveReport, "asOf" | "validFrom" | "validUntil">;

/** Throws what is not kept as one refusal. */
export function refuseBroken(verdicts: readonly Verdict[]): void {
  const broken = verdicts.filter(({ holds }) => !holds);
  const problems = broken.map(({ code, rule, detail }): Problem => {
    return { code, message: `Demanded: ${rule}. Found: ${detail}.` };
  });
  refuse(problems, "REPORT_UNSAFE");
}

/** Returns the first moment at which no other report's window is open anywhere. */
function earliestBegin({ chains, signed }: Observation, asOf: bigint): bigint {
  const ends = [
    ...chains.map(({ latest }) => latest.validUntil),
    ...knownReports({ chains, signed }).map(({ report }) => report.validUntil),
  ];
  return ends.reduce((latest, end) => (end > latest ? end : latest), asOf);
}

function nextSequence({ chains, signed }: Observation): bigint {
  const used = [
    ...chains.flatMap(({ latest, minted }) => [latest.sequence, minted.sequence]),
    ...signed.map(({ report }) => report.sequence),
  ];
  return used.reduce((highest, sequence) => (sequence > highest ? sequence : highest), 0n) + 1n;
}

interface Divided {
  readonly allocations: ReserveReport["allocations"];
  readonly problems: readonly Problem[];
}

function divide(
  { chains, assumed }: Observation,
  request: ReportRequest,
  free: bigint,
  decimals: number,
  earlier: ReserveReport | null,
): Divided {
  const { division } = request;
  const ids = new Map([...chains, ...assumed].map(({ network, chainId }) => [network, chainId]));
  const entries = division.kind === "amounts" ? division.amounts : division.shares;
  const names = entries.map(([network]) => network);
  const problems: Problem[] = [];
  for (const name of new Set(names)) {
    if (!ids.has(name)) {
      const message = `${name} is not a network of this coin; it has ${[...ids.keys()].join(", ")}.`;
      problems.push({ code: "CHAIN_UNKNOWN", message });
    }
    if (names.filter((other) => other === name).length > 1) {
      problems.push({ code: "ALLOCATION_TWICE", message: `${name} is given an allocation twice.` });
    }
  }
  const amounts = division.kind === "amounts" ? division.amounts : shareOut(division, free, decimals, request.symbol);
  // Shares of what is free never raise what a chain was given before.
  const most = (chainId: bigint): bigint =>
    earlier === null || division.kind === "amounts" ? free : allocationOf(earlier, chainId);
  const allocations = amounts
    .map(([network, mintable]) => ({ chainId: ids.get(network) ?? 0n, mintable }))
    .map(({ chainId, mintable }) => {
      const capped = division.kind === "shares" && mintable > most(chainId) ? most(chainId) : mintable;
      return { chainId, mintable: capped };
    })
    .sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
  return { allocations, problems };
}

function shareOut(
  { shares, keep }: Extract<Division, { kind: "shares" }>,
  free: bigint,
  decimals: number,
  symbol: string,
): [string, bigint][] {
  const whole = sum(shares.map(([, share]) => share));
  const left = free - keep;
  if (left < 0n || whole === 0n) {
    const show = (amount: bigint): string => `${formatAmount(amount, decimals)} ${symbol}`;
    const message = `There is nothing to share out: ${show(free)} of the reserves are free, ${show(keep)} are to be kept.`;
    throw new OperatorError("NOT_COVERED", message);
  }
  return shares.map(([network, share]) => [network, (left * share) / whole]);
}
