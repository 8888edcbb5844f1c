import { ZeroAddress } from "ethers";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import type { FinalBlock } from "../chains/final-block.ts";
import { type At, firstBlockAfter, readFinal } from "../chains/final-state.ts";
import { logsOf } from "../chains/logs.ts";
import type { OpenCoin } from "../coin/open.ts";
import { sorted } from "../coin-file/resolve.ts";
import { orRevert } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { type ReserveReport, reportDigest, reportDomain } from "../reports/reserve-report.ts";
import { roleIdOf } from "../text/roles.ts";
import type { BridgeBooks, CommonTerms, ObservedChain, SeenReport } from "./observation.ts";

/** What is read of a deployed coin; `openCoin` gives it. */
export type Readable = Pick<OpenCoin, "desired" | "chain" | "contracts" | "addresses" | "record">;

/** A chain as it was read, before it is known when the reserves were counted. */
export type ChainReading = Omit<ObservedChain, "redeemed">;

/**
 * Reads one chain of a coin at its last final block, everything of the same block.
 * @param coin - The coin on this chain.
 * @param formerBridges - Bridges that have lost their role: their books still count.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve the reports it has accepted.
 */
export async function readChain(coin: Readable, formerBridges: readonly string[] = []): Promise<ChainReading> {
  const { desired, chain } = coin;
  const { block, value } = await readFinal(chain, desired, (at) => readState(coin, at, formerBridges));
  const { latest, kept, ...state } = value;
  const seen = await readReports(coin, block, state.terms);
  const last = seen.find(({ report }) => report.sequence === latest);
  for (const { sequence, digest, validUntil } of kept) {
    if (seen.some((entry) => entry.digest === digest)) continue;
    if (validUntil <= block.timestamp) continue; // over, so that its content no longer matters
    const message = `${desired.network.name} has accepted report ${sequence}, but the node serves no event of it.`;
    throw new OperatorError("EVENTS_MISSING", message);
  }
  return {
    ...state,
    network: desired.network.name,
    chainId: desired.network.chainId,
    block,
    seen,
    latest: { sequence: latest, validUntil: last?.report.validUntil ?? (await endOf(coin, latest)) },
  };
}

/**
 * Returns what was redeemed or wiped after a moment, up to a block that was read.
 * @param asOf - When the reserves were counted, Unix seconds.
 */
export async function readRedeemed(coin: Readable, asOf: bigint, block: FinalBlock): Promise<bigint> {
  const { chain, contracts, addresses } = coin;
  const { token } = contracts;
  const from = await firstBlockAfter(chain, asOf, block, created(coin));
  const topics = [[token.getEvent("Burned").fragment.topicHash, token.getEvent("Wiped").fragment.topicHash]];
  const logs = await logsOf(chain.provider, { address: addresses.token, topics }, from, block.number);
  return logs.reduce((total, log) => total + (token.interface.parseLog(log)?.args.amount as bigint), 0n);
}

/** Returns the block before which nothing can have happened. */
function created({ record }: Readable): number {
  return record.contracts.timelock?.block ?? 0;
}

interface State extends Omit<ChainReading, "network" | "chainId" | "block" | "seen" | "latest"> {
  readonly latest: bigint;
  /** What the contract says itself of reports that are open or wait. */
  readonly kept: readonly Kept[];
}

interface Kept {
  readonly sequence: bigint;
  readonly digest: string;
  readonly validUntil: bigint;
}

async function readState(coin: Readable, at: At, formerBridges: readonly string[]): Promise<State> {
  const { token, attestations } = coin.contracts;
  const [supply, [sequence, amount], latest, halted, resolvedThrough, gate, window, terms, bridges] = await Promise.all(
    [
      token.totalSupply(at),
      token.mintedInWindow(at),
      attestations.latestSequence(at),
      attestations.halted(at),
      attestations.resolvedThrough(at),
      token.reserveGate(at),
      orRevert(attestations.issuanceWindow(at)),
      readTerms(coin, at),
      readBridges(coin, at, formerBridges),
    ],
  );
  return {
    supply,
    minted: { sequence, amount },
    latest,
    halted,
    resolvedThrough,
    gateIsOurs: gate === coin.addresses.attestations || gate === ZeroAddress,
    kept: await readKept(coin, at, [window?.sequence ?? sequence, latest]),
    terms,
    bridges,
  };
}

/** Reads reports, and those that follow each of them in the contract's list. */
async function readKept({ contracts: { attestations } }: Readable, at: At, starts: readonly bigint[]): Promise<Kept[]> {
  const found = new Map<bigint, Kept>();
  for (const start of starts) {
    for (let sequence = start; sequence !== 0n && !found.has(sequence);) {
      const report = await orRevert(attestations.report(sequence, at));
      if (report === null) break; // none yet, or of a contract that this one replaced
      found.set(sequence, { sequence, digest: report.digest, validUntil: report.validUntil });
      sequence = report.next;
    }
  }
  return [...found.values()];
}

async function readTerms({ contracts: { attestations } }: Readable, at: At): Promise<CommonTerms> {
  const [domain, decimals, epoch, attestors, threshold, maximumWindow, maximumAge] = await Promise.all([
    reportDomain(attestations),
    attestations.decimals(at),
    attestations.epoch(at),
    attestations.attestors(at),
    attestations.threshold(at),
    attestations.maximumWindow(at),
    attestations.maximumAge(at),
  ]);
  return {
    domain,
    decimals: Number(decimals),
    epoch,
    attestors: sorted(attestors),
    threshold: Number(threshold),
    maximumWindow,
    maximumAge,
  };
}

/** Returns every bridge that holds the role or is named: in the coin's file, in the record, or as a former one. */
async function readBridges(
  { desired, chain, addresses: { adapter }, contracts: { token } }: Readable,
  at: At,
  former: readonly string[],
): Promise<BridgeBooks[]> {
  const members = await token.getRoleMembers(roleIdOf("BRIDGE"), at);
  const configured = [...desired.roles.BRIDGE, ...desired.bridgeLimits.map(({ bridge }) => bridge)];
  const named = configured.filter((account) => account !== "timelock");
  const all = new Set([...members, ...named, ...(adapter === undefined ? [] : [adapter]), ...former]);
  return Promise.all(
    sorted([...all]).map(async (bridge) => {
      const [minted, burned] = await token.bridgeBooks(bridge, at);
      if (bridge !== adapter) return { bridge, minted, burned };
      const held = await LayerZeroAdapter__factory.connect(adapter, chain.provider).heldTotal(at);
      return { bridge, minted, burned, held };
    }),
  );
}

/**
 * Reports whose windows may not be over: accepted at most two longest windows ago, since a window begins at most one
 * longest window after its report was accepted and is at most as long.
 */
async function readReports(coin: Readable, block: FinalBlock, terms: CommonTerms): Promise<SeenReport[]> {
  const { attestations } = coin.contracts;
  const { chain, addresses } = coin;
  const earliest = block.timestamp - 2n * terms.maximumWindow;
  const from = await firstBlockAfter(chain, earliest, block, created(coin));
  const topics = [EVENTS.map((name) => attestations.interface.getEvent(name).topicHash)];
  const logs = await logsOf(chain.provider, { address: addresses.attestations, topics }, from, block.number);
  const seen = new Map<bigint, SeenReport>();
  for (const log of logs) {
    const event = attestations.interface.parseLog(log);
    if (event?.name === "ReportAccepted") {
      const report = toSeen(event.args.report as EventReport, terms);
      // A revision takes the place of what it lowers, and opens nothing that was closed.
      const closed = seen.get(report.report.sequence)?.closed ?? false;
      seen.set(report.report.sequence, { ...report, closed });
    } else {
      const sequence = event?.args.sequence as bigint;
      const closed = seen.get(sequence);
      if (closed !== undefined) seen.set(sequence, { ...closed, closed: true });
    }
  }
  return [...seen.values()].sort((a, b) => (a.report.sequence < b.report.sequence ? -1 : 1));
}

/** What opens a window, and what closes one: a guardian, the council, a settled conflict or new attestors. */
const EVENTS = ["ReportAccepted", "WindowClosed"] as const;

type EventReport = Omit<ReserveReport, "allocations"> & {
  readonly allocations: readonly { readonly chainId: bigint; readonly mintable: bigint }[];
};

function toSeen(event: EventReport, { domain }: CommonTerms): SeenReport {
  const { sequence, epoch, revision, asOf, validFrom, validUntil, reserves, supply, evidence, allocations } = event;
  const report: ReserveReport = {
    sequence,
    epoch,
    revision,
    asOf,
    validFrom,
    validUntil,
    reserves,
    supply,
    evidence,
    allocations: allocations.map(({ chainId, mintable }) => ({ chainId, mintable })),
  };
  return { report, digest: reportDigest(domain, report), closed: false };
}

/** End of the last window where its report is not among the recent ones. */
async function endOf(coin: Readable, sequence: bigint): Promise<bigint> {
  const known = await orRevert(coin.contracts.attestations.report(sequence));
  if (known !== null) return known.validUntil;
  const { previousReport } = coin.desired;
  return sequence === previousReport.sequence ? previousReport.validUntil : 0n;
}
