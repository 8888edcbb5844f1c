import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { IStablecoin, LayerZeroAdapter, ReserveAttestations } from "../../typechain-types/index.js";
import { OperatorError } from "../errors.ts";
import { Estimate } from "../nodes/log-progress.ts";
import type { Cutting } from "../nodes/read-logs.ts";
import type { Encoding } from "../text/encodings.ts";
import { followAdapter } from "./flows/adapters.ts";
import { loadBankFile } from "./bank-csv.ts";
import { type BankPeriod, compareBank, findReferencesUsedTwice } from "./bank.ts";
import { checkFigures, checkGate, checkReports, checkReserves } from "./book-checks.ts";
import { type ChainIdentity, enterChain } from "./book-file.ts";
import { type FlowOptions, type Flows, matchFlows } from "./flows/bridges.ts";
import { compareState } from "./compare-state.ts";
import { type FindingCode, Findings } from "./findings.ts";
import type { Audited } from "./integrity.ts";
import { type AuditOutcome, auditChain, sealBooks } from "./sealed.ts";
import { cuttingFor } from "./slow-source.ts";
import type { LogSource, StateSource } from "./source.ts";
import { type SampledCode, sampledTotals, stateChecks } from "./state-checks.ts";
import type { PlainReferences } from "./plain-references.ts";
import { type Progress, Reader } from "./sync.ts";

/** A chain whose books are compared. */
export interface ReconciledChain {
  readonly identity: ChainIdentity;
  readonly logs: LogSource;
  readonly state: StateSource;
  readonly token: IStablecoin;
  readonly attestations: ReserveAttestations;
  /** The coin's adapter on this chain, and those before it; none for a coin without one. */
  readonly adapters: readonly LayerZeroAdapter[];
}

/** How a run goes. */
export interface ReconcileOptions {
  readonly decimals: number;
  /** The most accounts, freezes and references of a chain that its node is asked for; null for all. */
  readonly sample: number | null;
  /** Seconds after which a burn without its mint on another chain is a difference. */
  readonly bridgePatience: number;
  /** The bank's file, and which mints and burns must be in it. */
  readonly bank?: { readonly file: string; readonly encoding?: Encoding | null; readonly period: BankPeriod };
  readonly chunks?: Partial<Cutting>;
  /** Whether the books are audited in full, whenever that was done last. */
  readonly fullAudit?: boolean;
  /** References that this machine's journals know by their hashes: findings name them. */
  readonly references?: PlainReferences;
  /** Where findings go; those of this run alone if not given. */
  readonly findings?: Findings;
  /** Called with a progress message. */
  readonly say?: (network: string, what: string, progress?: Progress) => void;
  /** Called with sentences about a reading that will take long, before it begins. */
  readonly announce?: (sentences: readonly string[]) => void;
}

/** One chain after a run. */
export interface ChainOutcome {
  readonly network: string;
  readonly block: number;
  readonly hash: string;
  /** Events in the books, and how many of them are new. */
  readonly events: number;
  readonly entered: number;
  readonly accounts: number;
  readonly supply: bigint;
  readonly minted: bigint;
  readonly burned: bigint;
  readonly bridgedIn: bigint;
  readonly bridgedOut: bigint;
  readonly wiped: bigint;
  readonly audit: AuditOutcome;
  /** Figures that were compared with the chain's state. */
  readonly compared: number;
  /** Of these the ones that may be a sample, out of how many. */
  readonly sampled: Readonly<Record<"references" | "balances" | "freezes", Sampled>>;
}

/** How many of something were asked for. */
export interface Sampled {
  readonly asked: number;
  readonly of: number;
}

/** What a run has found. */
export interface Reconciliation {
  readonly chains: readonly ChainOutcome[];
  readonly flows: Flows;
  /** Lines of the bank's file and how many of them are on a chain; null without a file. */
  readonly bank: { readonly lines: number; readonly matched: number } | null;
  /** SHA-256 of the bank's file, as it was read; null without a file. */
  readonly bankDigest: string | null;
  readonly findings: Findings;
}

/**
 * Brings the books of all chains up to date and compares them with themselves, with each chain's state, with each other
 * and with the bank.
 * @throws OperatorError if a chain cannot be read, or `NETWORKS_INCOMPLETE` if the books have a chain that is left out.
 */
export async function reconcile(
  db: DatabaseSync,
  chains: readonly ReconciledChain[],
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const { decimals, bank } = options;
  const { findings = new Findings(options.references) } = options;
  const numbers = chains.map(({ identity }) => enterChain(db, identity));
  for (const [index, { identity }] of chains.entries()) followAdapter(db, numbers[index] ?? 0, identity);
  const networks = new Map(numbers.map((number, index) => [number, chains[index]?.identity.network ?? ""]));
  requireAll(db, [...networks.values()]);
  const hash = createHash("sha256");
  const onBytes = (bytes: Buffer): void => void hash.update(bytes);
  const lines =
    bank === undefined ? 0 : await loadBankFile(db, bank.file, decimals, bank.encoding, options.references, onBytes); // a bad file shows at once

  const done = await Promise.all(
    chains.map((chain, index) => readChain(db, numbers[index] ?? 0, chain, options, findings)),
  );
  const figures = done.map(({ outcome, reader }) => ({ network: outcome.network, figures: reader.book.figures }));
  for (const entry of figures) checkFigures(entry, decimals, findings);
  checkReports(db, networks, findings);
  const flows = matchFlows(db, flowOptions({ numbers, networks, chains, done }, options), findings);
  checkReserves(figures, flows, decimals, findings);
  findReferencesUsedTwice(db, networks, findings);
  const matched = bank === undefined ? 0 : compareBank(db, networks, decimals, bank.period, findings);
  return {
    chains: done.map(({ outcome }) => outcome),
    flows,
    bank: bank === undefined ? null : { lines, matched },
    bankDigest: bank === undefined ? null : hash.digest("hex"),
    findings,
  };
}

/** What has to be known to follow what moves between the chains. */
function flowOptions(
  {
    numbers,
    networks,
    chains,
    done,
  }: {
    readonly numbers: readonly number[];
    readonly networks: ReadonlyMap<number, string>;
    readonly chains: readonly ReconciledChain[];
    readonly done: readonly { readonly reader: Reader }[];
  },
  { decimals, bridgePatience }: ReconcileOptions,
): FlowOptions {
  const ids = chains.flatMap(({ identity }, index) =>
    identity.adapter === undefined ? [] : [[numbers[index] ?? 0, identity.adapter.endpointId] as const],
  );
  const figures = new Map(done.map(({ reader }, index) => [numbers[index] ?? 0, reader.book.figures]));
  return { decimals, patience: bridgePatience, networks, endpoints: new Map(ids), figures };
}

async function readChain(
  db: DatabaseSync,
  number: number,
  chain: ReconciledChain,
  options: ReconcileOptions,
  findings: Findings,
): Promise<{ outcome: ChainOutcome; reader: Reader }> {
  const { decimals, sample, say = () => undefined } = options;
  const { identity, logs, state, token, attestations, adapters } = chain;
  const { network, chainId } = identity;
  const audited = { db, chain: number, chainId, network, decimals };
  const audit = auditTold(audited, options, findings);
  const block = Number(db.prepare("SELECT block FROM chains WHERE chain = ?").get(number)?.block);
  const cutting = await cuttingFor(network, logs, block + 1, options);
  const reader = new Reader(db, number, chainId, logs, cutting);
  const { entered, behind, ...caught } = await reader.catchUp((progress) => say(network, "events", progress));
  tellOfBlocks(network, reader, { behind, ...caught }, findings);
  const compare = (into: Findings): ReturnType<typeof compareState> => {
    say(network, "state");
    const checks = stateChecks({ token, attestations, adapters, decimals, sample }, () => reader.book);
    return compareState(reader, state, checks, network, into);
  };
  const compared =
    behind === null
      ? await compareTwice(reader, compare, findings, (progress) => say(network, "events", progress))
      : new Map<FindingCode, number>();
  checkGate(db, number, network, identity.attestations, findings);
  if (audit.sound) sealBooks(audited, audit.lastFull);
  return { outcome: outcomeOf({ network, reader, entered, compared, audit }), reader };
}

/** Audits a chain's books as they were left, and tells how far it is. */
function auditTold(
  audited: Audited,
  { fullAudit = false, say = () => undefined }: ReconcileOptions,
  findings: Findings,
): AuditOutcome {
  const { db, chain, network } = audited;
  const events = Number(db.prepare("SELECT events FROM chains WHERE chain = ?").get(chain)?.events);
  const estimate = new Estimate(1, events);
  const tell = (read: number): void => say(network, "audit", { ...estimate.after(read), events: read });
  return auditChain(audited, { full: fullAudit, now: Math.floor(Date.now() / 1_000), tell }, findings);
}

/** Reports a re-organisation, and of a node that has fewer blocks than the books. */
function tellOfBlocks(
  network: string,
  reader: Reader,
  { reorganised, behind }: Pick<Awaited<ReturnType<Reader["catchUp"]>>, "reorganised" | "behind">,
  findings: Findings,
): void {
  if (reorganised !== null) {
    const { block, before, now, kept, dropped } = reorganised;
    const subject = `block ${block}, ${dropped} events taken back to block ${kept}`;
    findings.add({ code: "chain-reorganised", network, subject, expected: before, actual: now });
  }
  if (behind !== null) {
    const expected = `block ${reader.book.standing.number}`;
    findings.add({ code: "node-behind", network, subject: "last final block", expected, actual: `block ${behind}` });
  }
}

function outcomeOf({
  network,
  reader,
  entered,
  compared,
  audit,
}: {
  readonly network: string;
  readonly reader: Reader;
  readonly entered: number;
  readonly compared: ReadonlyMap<FindingCode, number>;
  readonly audit: AuditOutcome;
}): ChainOutcome {
  const { standing, figures } = reader.book;
  const { supply, minted, burned, bridged_in, bridged_out, wiped } = figures.totals;
  const totals = sampledTotals(reader.book);
  const sampled = (code: SampledCode): Sampled => ({ asked: compared.get(code) ?? 0, of: totals[code] });
  return {
    network,
    block: standing.number,
    hash: standing.hash,
    events: standing.events,
    entered,
    accounts: totals["balance-differs"],
    supply,
    minted,
    burned,
    bridgedIn: bridged_in,
    bridgedOut: bridged_out,
    wiped,
    audit,
    compared: [...compared.values()].reduce((sum, count) => sum + count, 0),
    sampled: {
      references: sampled("reference-differs"),
      balances: sampled("balance-differs"),
      freezes: sampled("freeze-differs"),
    },
  };
}

/**
 * Compares with the state, and where that differs, reads the newest events once more before it is reported: a node that lagged
 * may have left some out.
 */
async function compareTwice(
  reader: Reader,
  compare: (into: Findings) => ReturnType<typeof compareState>,
  findings: Findings,
  tell: (progress: Progress) => void,
): ReturnType<typeof compareState> {
  const first = new Findings(undefined, Number.POSITIVE_INFINITY);
  const compared = await compare(first);
  const again = first.differences > 0 && (await reader.readAgain(tell));
  if (again) return compare(findings);
  findings.addAll(first);
  return compared;
}

/**
 * What moves between chains, and what the reserves cover, shows only over all of them.
 * @throws OperatorError `NETWORKS_INCOMPLETE`
 */
export function requireAll(db: DatabaseSync, networks: readonly string[]): void {
  const known = db.prepare("SELECT network FROM chains").all();
  const left = known.map(({ network }) => String(network)).filter((network) => !networks.includes(network));
  if (left.length === 0) return;
  throw new OperatorError("NETWORKS_INCOMPLETE", `The books also have ${left.join(", ")}.`);
}
