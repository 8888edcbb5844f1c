import { OperatorError } from "../errors.ts";
import type { ReportFile, Workings } from "../reports/report-file.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import type { BuiltReport } from "./build-report.ts";
import type { Observation, ObservedChain } from "./observation.ts";
import type { ChainShare, OpenWindow, SupplyNeeded } from "./supply.ts";

/** What a file says besides the report itself. */
export interface FileContext {
  /** Name of the coin's file. */
  readonly coin: string;
  readonly environment: "mainnet" | "testnet" | "development";
  readonly symbol: string;
  readonly description: string;
  /** Name of the auditor's document. */
  readonly document: string;
  readonly statement: bigint;
  readonly payoutsOwed: bigint;
}

/** Returns a built report as a file that people read and reviewers recompute; nobody has signed it yet. */
export function toFile(built: BuiltReport, observation: Observation, context: FileContext): ReportFile {
  const { report, digest, needed } = built;
  const first = observation.chains[0];
  if (first === undefined) throw new OperatorError("NOT_DEPLOYED", "No chain of the coin could be read.");
  const { decimals, domain } = first.terms;
  const amount = (value: bigint): Amount => ({ coins: plainAmount(value, decimals), units: `${value}` });
  const networks = new Map(
    [...observation.chains, ...observation.assumed].map((chain) => [chain.chainId, chain.network]),
  );
  const { coin, environment, symbol, description, document, statement, payoutsOwed } = context;
  return {
    schema: 2,
    coin,
    environment,
    symbol,
    decimals,
    ...(description === "" ? {} : { description }),
    sequence: Number(report.sequence),
    epoch: Number(report.epoch),
    revision: Number(report.revision),
    asOf: isoTime(report.asOf),
    validFrom: isoTime(report.validFrom),
    validUntil: isoTime(report.validUntil),
    reserves: plainAmount(report.reserves, decimals),
    supply: plainAmount(report.supply, decimals),
    evidence: { document, algorithm: "sha-256", hash: report.evidence },
    allocations: report.allocations.map(({ chainId, mintable }) => ({
      network: networks.get(chainId) ?? "",
      chainId: Number(chainId),
      mintable: plainAmount(mintable, decimals),
    })),
    domain: { name: domain.name ?? "", version: domain.version ?? "", salt: String(domain.salt) },
    signed: signedOf(report),
    digest,
    workings: {
      reserves: {
        statement: amount(statement),
        payoutsOwed: amount(payoutsOwed),
        reported: amount(report.reserves),
      },
      ...workingsOf(needed, observation.chains, amount),
    },
    signatures: [],
  };
}

/** Returns the very numbers that are signed. */
function signedOf({ allocations, evidence, ...numbers }: BuiltReport["report"]): ReportFile["signed"] {
  return {
    sequence: `${numbers.sequence}`,
    epoch: `${numbers.epoch}`,
    revision: `${numbers.revision}`,
    asOf: `${numbers.asOf}`,
    validFrom: `${numbers.validFrom}`,
    validUntil: `${numbers.validUntil}`,
    reserves: `${numbers.reserves}`,
    supply: `${numbers.supply}`,
    evidence,
    allocations: allocations.map(({ chainId, mintable }) => ({ chainId: `${chainId}`, mintable: `${mintable}` })),
  };
}

interface Amount {
  readonly coins: string;
  readonly units: string;
}

function workingsOf(
  needed: SupplyNeeded,
  observed: readonly ObservedChain[],
  amount: (value: bigint) => Amount,
): Omit<Workings, "reserves"> {
  const { outstanding, redeemed, stillMintable, inFlight, total } = needed;
  return {
    chains: needed.chains.map((share) => chainOf(share, observed, amount)),
    bridges: needed.crossings.map(({ bridges, burned, minted, inFlight: open }) => ({
      bridges: [...bridges],
      burned: amount(burned),
      minted: amount(minted),
      inFlight: amount(open),
    })),
    supply: {
      outstanding: amount(outstanding),
      redeemedSinceCount: amount(redeemed),
      stillMintable: amount(stillMintable),
      inFlight: amount(inFlight),
      total: amount(total),
    },
  };
}

function chainOf(
  { network, chainId, supply, redeemed, windows }: ChainShare,
  observed: readonly ObservedChain[],
  amount: (value: bigint) => Amount,
): Workings["chains"][number] {
  const chain = observed.find((entry) => entry.network === network);
  return {
    network,
    chainId: `${chainId}`,
    block: chain === undefined ? null : blockOf(chain),
    lastAccepted: chain === undefined ? null : Number(chain.latest.sequence),
    supply: amount(supply),
    redeemedSinceCount: amount(redeemed),
    windows: windows.map(({ sequence, validUntil, state, allocation, minted, left }: OpenWindow) => ({
      sequence: Number(sequence),
      validUntil: { time: isoTime(validUntil), seconds: `${validUntil}` },
      state,
      allocation: amount(allocation),
      minted: amount(minted),
      left: amount(left),
    })),
  };
}

function blockOf({
  block: { number, hash, timestamp },
}: ObservedChain): NonNullable<Workings["chains"][number]["block"]> {
  return { number, hash, time: isoTime(timestamp), seconds: `${timestamp}` };
}

/** Whole coins without separators, so that programs read them too. */
export function plainAmount(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const shown = fraction.padEnd(Math.min(2, decimals), "0");
  return shown === "" ? whole : `${whole}.${shown}`;
}
