import { ZeroAddress } from "ethers";
import { type IStablecoin, LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import type { OpenCoin } from "../coin/open.ts";
import { nodesOf } from "../coin/nodes-of.ts";
import { type Opened, type NetworkRefusal, networkRefusal } from "../coin/open-each.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { ROLE_NAMES, type RoleName } from "../coin-file/schema.ts";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import { explain, orRevert, revertName } from "../chains/reasons.ts";
import { roleIdOf } from "../text/roles.ts";
import { type Resources, readResources } from "./resources.ts";

/** A block as `status` shows it. */
export interface BlockFact {
  readonly number: number;
  /** Seconds since it was made, by this machine's clock. */
  readonly age: number;
}

/** The open window, or the latest one if none is; amounts in smallest units, times in Unix seconds. */
export interface WindowFact {
  readonly sequence: bigint;
  /** `open`, or the name of the error that a mint would meet. */
  readonly state: string;
  readonly validFrom: bigint;
  readonly validUntil: bigint;
  readonly mintable: bigint;
  readonly minted: bigint;
  readonly headroom: bigint;
}

/** What the latest report says is in reserve, and was outstanding, at a time. */
export interface CoverageFact {
  readonly sequence: bigint;
  readonly reserves: bigint;
  readonly supply: bigint;
  readonly asOf: bigint;
}

/** What is left of somebody's limit. */
export interface BucketFact {
  readonly account: string;
  /** What the limit is on: `mint`, `in` or `out`. */
  readonly what: "mint" | "freeze" | "in" | "out";
  readonly available: bigint;
  readonly capacity: bigint;
}

/** A node that was passed over. */
export interface NodeFact {
  readonly host: string;
  readonly trouble: string;
}

/** What the coin's adapter has moved and holds on one chain, ever; smallest units. */
export interface AdapterFact {
  readonly burned: bigint;
  readonly minted: bigint;
  readonly held: bigint;
}

/** A coin on one chain. */
export interface ChainFacts {
  /** Nodes that were of no use meanwhile, by host, and why; none normally. */
  readonly passedOver: readonly NodeFact[];
  readonly latest: BlockFact;
  readonly final: BlockFact;
  readonly supply: bigint;
  /** Null for a coin without an adapter on this chain. */
  readonly adapter: AdapterFact | null;
  readonly pausedScopes: bigint;
  readonly retired: boolean;
  readonly delegated: boolean;
  readonly halted: boolean;
  /** Null before the first report. */
  readonly window: WindowFact | null;
  readonly coverage: CoverageFact | null;
  readonly buckets: readonly BucketFact[];
  /** Number of holders by role. */
  readonly roles: Readonly<Record<RoleName, number>>;
  /** Admins that have yet to accept, by contract; none normally. */
  readonly pendingAdmins: Readonly<Partial<Record<"token" | "attestations", string>>>;
  /** Native coin of the deployer, in smallest units. */
  readonly deployerBalance: bigint;
  readonly nativeDecimals: number;
  /** TRON's energy and bandwidth; null elsewhere. */
  readonly resources: Resources | null;
}

/** A coin on one chain, or why nothing is known of it. */
export type ChainStatus = { readonly desired: Desired } & (
  { readonly facts: ChainFacts; readonly refusal: null } | { readonly facts: null; readonly refusal: NetworkRefusal }
);

/** Reads a coin on a chain. A node that fails is an answer, too. @param now - Unix seconds. */
export async function readStatus({ desired, coin, refusal }: Opened, now: number): Promise<ChainStatus> {
  if (coin === null) return { desired, facts: null, refusal };
  try {
    return { desired, facts: await readFacts(coin, now), refusal: null };
  } catch (error) {
    return { desired, facts: null, refusal: networkRefusal(error) };
  }
}

async function readFacts(coin: OpenCoin, now: number): Promise<ChainFacts> {
  const { chain, contracts, record } = coin;
  const { token, attestations } = contracts;
  const [latest, final] = await Promise.all([chain.provider.getBlockNumber(), chain.finalBlock()]);
  const facts = {
    latest: await blockFact(coin, latest, now),
    final: await blockFact(coin, final, now),
    supply: await token.totalSupply(),
    adapter: await readAdapter(coin),
    pausedScopes: await token.pausedScopes(),
    retired: await token.retired(),
    delegated: await token.delegated(),
    halted: await attestations.halted(),
    ...(await readWindow(coin)),
    buckets: await readBuckets(token),
    roles: await readRoles(token),
    pendingAdmins: await readPendingAdmins(coin),
    deployerBalance: await chain.balance(record.deployer),
    nativeDecimals: chain.nativeDecimals,
    resources: await readResources(coin),
  };
  return { passedOver: passedOver(coin), ...facts };
}

async function readAdapter({ addresses, chain, contracts }: OpenCoin): Promise<AdapterFact | null> {
  const { adapter } = addresses;
  if (adapter === undefined) return null;
  const { minted, burned } = await contracts.token.bridgeBooks(adapter);
  const held = await LayerZeroAdapter__factory.connect(adapter, chain.provider).heldTotal();
  return { burned, minted, held };
}

/** Returns what the layer over the nodes has noticed while everything else was read. */
function passedOver({ connection }: OpenCoin): NodeFact[] {
  return nodesOf(connection).flatMap(({ host, trouble }) => (trouble === null ? [] : [{ host, trouble }]));
}

async function blockFact({ chain }: OpenCoin, number: number, now: number): Promise<BlockFact> {
  const block = await chain.provider.getBlock(number);
  return { number, age: Math.max(0, now - (block?.timestamp ?? now)) };
}

async function readWindow({ contracts }: OpenCoin): Promise<Pick<ChainFacts, "window" | "coverage">> {
  const { token, attestations } = contracts;
  const sequence = await attestations.latestSequence();
  const latest = await orRevert(attestations.report(sequence));
  if (latest === null) return { window: null, coverage: null }; // none yet, or of a contract that this one replaced
  const { reserves, supply, asOf } = latest;
  // Reports may be posted ahead, while the window before them goes on.
  const [open, state] = await attestations.issuanceWindow().then(
    ([running]) => [running, "open"] as const,
    (error: unknown) => {
      if (revertData(error) === null) throw error; // a node that does not answer says nothing of the window
      return [sequence, revertName(error) ?? explain(error)] as const;
    },
  );
  const { validFrom, validUntil, mintable } = await attestations.report(open);
  const [used, minted] = await token.mintedInWindow();
  const spent = used === open ? minted : 0n;
  const headroom = await token.headroom();
  return {
    window: { sequence: open, state, validFrom, validUntil, mintable, minted: spent, headroom },
    coverage: { sequence, reserves, supply, asOf },
  };
}

async function readBuckets(token: IStablecoin): Promise<BucketFact[]> {
  const buckets: BucketFact[] = [];
  for (const account of await members(token, "MINTER")) {
    const { capacity, available } = await token.minterLimit(account);
    buckets.push({ account, what: "mint", available, capacity });
  }
  for (const account of await members(token, "GUARDIAN")) {
    const { capacity, available } = await token.guardianLimit(account);
    buckets.push({ account, what: "freeze", available, capacity });
  }
  for (const account of await members(token, "BRIDGE")) {
    const { limits, inboundAvailable, outboundAvailable } = await token.bridgeLimits(account);
    buckets.push({ account, what: "in", available: inboundAvailable, capacity: limits.inboundCapacity });
    buckets.push({ account, what: "out", available: outboundAvailable, capacity: limits.outboundCapacity });
  }
  return buckets;
}

async function members(token: IStablecoin, role: RoleName): Promise<string[]> {
  return [...(await token.getRoleMembers(roleIdOf(role)))];
}

async function readRoles(token: IStablecoin): Promise<Record<RoleName, number>> {
  const counts = await Promise.all(
    ROLE_NAMES.map(async (role) => [role, Number(await token.getRoleMemberCount(roleIdOf(role)))] as const),
  );
  return Object.fromEntries(counts) as Record<RoleName, number>;
}

async function readPendingAdmins({ contracts }: OpenCoin): Promise<ChainFacts["pendingAdmins"]> {
  const pending: Partial<Record<"token" | "attestations", string>> = {};
  for (const name of ["token", "attestations"] as const) {
    const [account] = await contracts[name].pendingDefaultAdmin();
    if (account !== ZeroAddress) pending[name] = account;
  }
  return pending;
}
