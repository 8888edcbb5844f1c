import { combinedReads } from "../chains/combined-reads.ts";
import type { FinalBlock } from "../chains/final-block.ts";
import type { At } from "../chains/final-state.ts";
import { readThrough } from "../coin/connect.ts";
import type { OpenCoin } from "../coin/open.ts";
import { orRevert } from "../chains/reasons.ts";
import { roleIdOf } from "../text/roles.ts";
import { type Settings, readSettings } from "./settings.ts";

/** The window under which can be minted on one chain now. */
export interface OpenWindow {
  readonly sequence: bigint;
  readonly validUntil: bigint;
  readonly mintable: bigint;
  readonly minted: bigint;
}

/** What a bridge may still move in one direction. */
export interface BridgeBucket {
  readonly bridge: string;
  readonly direction: "in" | "out";
  readonly capacity: bigint;
  readonly available: bigint;
}

/** The state of one chain at one block, as far as it is watched. Amounts in smallest units. */
export interface Snapshot {
  readonly block: FinalBlock;
  readonly supply: bigint;
  /** Sequence and end of the last report; zero before the first. */
  readonly latest: { readonly sequence: bigint; readonly validUntil: bigint };
  readonly window: OpenWindow | null;
  readonly buckets: readonly BridgeBucket[];
  readonly halted: boolean;
  readonly pausedScopes: bigint;
  readonly retired: boolean;
  readonly pendingAdmins: readonly string[];
  readonly settings: Settings;
}

/** Reads a chain at a block: all views in one request, from the second look on. */
export async function readSnapshot(
  coin: Pick<OpenCoin, "contracts" | "chain">,
  at: At,
  block: FinalBlock,
): Promise<Snapshot> {
  const contracts = readThrough(coin.contracts, combinedReads(coin.chain.provider).session("snapshot"));
  const { token, attestations } = contracts;
  const [supply, sequence, [mintedUnder, minted], halted, pausedScopes, retired, open, bridges, ...pending] =
    await Promise.all([
      token.totalSupply(at),
      attestations.latestSequence(at),
      token.mintedInWindow(at),
      attestations.halted(at),
      token.pausedScopes(at),
      token.retired(at),
      orRevert(attestations.issuanceWindow(at)),
      token.getRoleMembers(roleIdOf("BRIDGE"), at),
      token.pendingDefaultAdmin(at),
      attestations.pendingDefaultAdmin(at),
    ]);
  const endOf = async (which: bigint): Promise<bigint> =>
    (await orRevert(attestations.report(which, at)))?.validUntil ?? 0n;
  const limited = await Promise.all(
    bridges.map(async (bridge) => [bridge, await token.bridgeLimits(bridge, at)] as const),
  );
  const [ofToken, ofAttestations] = pending.map(({ newAdmin }) => newAdmin) as [string, string];
  const settings = await readSettings({ contracts }, at, {
    ...{ pausedScopes, retired, halted, latestSequence: sequence },
    nextAdmins: { token: ofToken, attestations: ofAttestations },
    bridgeLimits: new Map(limited.map(([bridge, [limits]]) => [bridge, [...limits]])),
  });
  return {
    block,
    supply,
    latest: { sequence, validUntil: await endOf(sequence) },
    window: open === null ? null : { ...windowOf(open, mintedUnder, minted), validUntil: await endOf(open.sequence) },
    buckets: limited.flatMap(bucketsOf),
    halted,
    pausedScopes,
    retired,
    pendingAdmins: [ofToken, ofAttestations].filter((account) => BigInt(account) !== 0n),
    settings,
  };
}

/** Returns the window that is open, without its end. */
function windowOf(
  { sequence, mintable }: Pick<OpenWindow, "sequence" | "mintable">,
  mintedUnder: bigint,
  minted: bigint,
): Omit<OpenWindow, "validUntil"> {
  return { sequence, mintable, minted: mintedUnder === sequence ? minted : 0n };
}

type Limits = Awaited<ReturnType<OpenCoin["contracts"]["token"]["bridgeLimits"]>>;

/** Returns what a bridge may still move, in both directions. */
function bucketsOf([bridge, [limits, inbound, outbound]]: readonly [bridge: string, limits: Limits]): BridgeBucket[] {
  return [
    { bridge, direction: "in", capacity: limits.inboundCapacity, available: inbound },
    { bridge, direction: "out", capacity: limits.outboundCapacity, available: outbound },
  ];
}
