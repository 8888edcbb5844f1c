import { Contract, type Log } from "ethers";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { combinedReads } from "../chains/combined-reads.ts";
import { findEvents } from "../chains/find-events.ts";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { type MoveStanding as Standing, standingBy } from "../../packages/integration/moving/move.ts";
import { SCOPES } from "../../packages/integration/reading/scopes.ts";
import { type EncodedPacket, decodePacket, fromBytes32, messageIdOf, toBytes32 } from "../layerzero/packet.ts";

/** A move as the chain that it left tells of it: what the adapter says, what was burned, what LayerZero was given. */
export interface SentMove extends EncodedPacket {
  /** Whose coins left. */
  readonly from: string;
  /** Who gets them. */
  readonly to: string;
  /** In smallest units, as the adapter and the burn say it. */
  readonly amount: bigint;
  readonly transaction: string;
  readonly block: number;
  /** Position of the burn in its block, as the books have it. */
  readonly burn: number;
}

/** What is read of a coin's adapter on one chain. */
export type MovingCoin = Pick<OpenCoin, "desired" | "chain" | "addresses" | "contracts" | "record">;

const ENDPOINT = layerZeroInterface("EndpointV2");
const LIBRARY = layerZeroInterface("ReceiveUln302");
const ADAPTER = LayerZeroAdapter__factory.createInterface();
/** Bytes of a receiver and an amount. */
const AMOUNT_AT = { from: 32, to: 40 } as const;

/** Returns the adapter of a coin that has one. @throws OperatorError `LAYERZERO_UNKNOWN` */
export function adapterOf({ desired, addresses }: Pick<MovingCoin, "desired" | "addresses">): string {
  if (desired.layerzero !== null && addresses.adapter !== undefined) return addresses.adapter;
  const message = `${desired.coin} has no adapter on ${desired.network.name}: nothing moves between chains there.`;
  throw new OperatorError("LAYERZERO_UNKNOWN", message, {
    remedy: "Give the coin's file its block layerzero and deploy it, or leave this network out.",
  });
}

/**
 * Reads the moves that left a chain in a range of blocks, oldest first, and compares what their transactions say: the
 * adapter's own event, the burn, and the packet that LayerZero's endpoint was given.
 * @param message - Id of the only one that is asked for; all of them if left out.
 * @throws OperatorError `MOVE_CONTRADICTED` if they do not agree: then nothing of it may be believed.
 */
export async function sentMoves(coin: MovingCoin, from: number, until: number, message?: string): Promise<SentMove[]> {
  if (from > until) return [];
  const { chain } = coin;
  const adapter = LayerZeroAdapter__factory.connect(adapterOf(coin), chain.provider);
  const events = await findEvents(adapter, adapter.filters.OFTSent(message), from, until);
  const moves: SentMove[] = [];
  for (const event of events) {
    const receipt = await chain.provider.getTransactionReceipt(event.transactionHash);
    if (receipt === null || receipt.blockHash !== event.blockHash) {
      const message = `The node has no receipt of ${event.transactionHash}, and told of an event in it.`;
      throw new OperatorError("EVENTS_MISSING", message);
    }
    moves.push(await readMove(coin, event.args.toObject() as OftSent, receipt.logs, event));
  }
  return moves;
}

interface OftSent {
  readonly guid: string;
  readonly dstEid: bigint;
  readonly fromAddress: string;
  readonly amountSentLD: bigint;
  readonly amountReceivedLD: bigint;
}

async function readMove(
  coin: MovingCoin,
  { guid, dstEid, fromAddress, amountSentLD, amountReceivedLD }: OftSent,
  logs: readonly Log[],
  { transactionHash, blockNumber }: Pick<Log, "transactionHash" | "blockNumber">,
): Promise<SentMove> {
  const adapter = adapterOf(coin);
  const { layerzero } = coin.desired;
  const contradicted = (what: string): OperatorError =>
    new OperatorError("MOVE_CONTRADICTED", `The move ${guid} on ${coin.desired.network.name}: ${what}.`);
  const encoded = packetsIn(logs, layerzero?.places.endpoint ?? "").find(({ packet }) => packet.messageId === guid);
  if (encoded === undefined) throw contradicted("LayerZero's endpoint was given no packet of this id");
  const { packet } = encoded;
  const route = layerzero?.routes.find(({ endpointId }) => endpointId === packet.destinationId);
  if (route?.peer == null)
    throw contradicted(`it goes to the endpoint ${packet.destinationId}, which the coin's file does not have`);
  const path = { ...packet, sender: toBytes32(adapter), receiver: toBytes32(route.peer) };
  const agrees =
    BigInt(packet.destinationId) === dstEid &&
    packet.sourceId === layerzero?.endpointId &&
    packet.sender === path.sender &&
    packet.receiver === path.receiver &&
    messageIdOf(path) === guid;
  if (!agrees) throw contradicted("its packet names another path than the coin's");
  const rate = await conversionOf(coin, adapter);
  const shared = BigInt(`0x${packet.message.slice(2 + 2 * AMOUNT_AT.from, 2 + 2 * AMOUNT_AT.to)}`);
  const isWhole = packet.message.length === 2 + 2 * AMOUNT_AT.to && amountSentLD === amountReceivedLD;
  if (!isWhole || shared * rate !== amountSentLD) throw contradicted("its packet carries another amount than it says");
  const burn = burnIn(coin, logs, { adapter, from: fromAddress, amount: amountSentLD });
  if (burn === undefined) throw contradicted("no burn of this amount is in its transaction");
  const to = fromBytes32(`0x${packet.message.slice(2, 66)}`);
  return {
    ...encoded,
    from: fromAddress,
    to,
    amount: amountSentLD,
    transaction: transactionHash,
    block: blockNumber,
    burn,
  };
}

function packetsIn(logs: readonly Log[], endpoint: string): EncodedPacket[] {
  return logs.flatMap((log) => {
    if (log.address.toLowerCase() !== endpoint.toLowerCase()) return [];
    const parsed = ENDPOINT.parseLog(log);
    return parsed?.name === "PacketSent" ? [decodePacket(String(parsed.args[0]))] : [];
  });
}

/** Position in its block of the burn that the token told of; undefined if there is none. */
function burnIn(
  { contracts, addresses }: Pick<MovingCoin, "contracts" | "addresses">,
  logs: readonly Log[],
  { adapter, from, amount }: { readonly adapter: string; readonly from: string; readonly amount: bigint },
): number | undefined {
  return logs.find((log) => {
    if (log.address.toLowerCase() !== addresses.token.toLowerCase()) return false;
    const parsed = contracts.token.interface.parseLog(log);
    if (parsed?.name !== "CrosschainBurn") return false;
    const [account, burned, sender] = parsed.args as unknown as [string, bigint, string];
    return account === from && burned === amount && sender === adapter;
  })?.index;
}

const ZERO = "0x0";
const rates = new Map<string, bigint>();

/** Smallest units in one unit of what every chain can count; it never changes. */
export async function conversionOf({ chain, desired }: MovingCoin, adapter: string): Promise<bigint> {
  const key = `${desired.network.chainId} ${adapter}`;
  const known = rates.get(key);
  if (known !== undefined) return known;
  const rate = await LayerZeroAdapter__factory.connect(adapter, chain.provider).decimalConversionRate();
  rates.set(key, rate);
  return rate;
}

/** A move between two chains that are both at hand. */
export interface Way<Coin extends MovingCoin = OpenCoin> {
  readonly source: Coin;
  readonly destination: Coin;
  readonly move: SentMove;
}

/** Returns those of a coin's chains that it moves between. */
export function movingCoins<Coin extends MovingCoin>(coins: readonly Coin[]): Coin[] {
  return coins.filter(({ addresses, desired }) => addresses.adapter !== undefined && desired.layerzero !== null);
}

/** Returns the chain that a move goes to; undefined if it is none of these. */
export function destinationOf<Coin extends MovingCoin>({ packet }: SentMove, coins: readonly Coin[]): Coin | undefined {
  return coins.find(({ desired }) => desired.layerzero?.endpointId === packet.destinationId);
}

/** As {@link destinationOf}. @throws OperatorError `NETWORKS_INCOMPLETE` if it is none of these. */
export function requireDestination<Coin extends MovingCoin>(
  source: Coin,
  move: SentMove,
  coins: readonly Coin[],
): Coin {
  const destination = destinationOf(move, coins);
  if (destination !== undefined) return destination;
  const { name } = source.desired.network;
  const { messageId, destinationId } = move.packet;
  const message = `The move ${messageId} goes from ${name} to the endpoint ${destinationId}, and no network with it was named.`;
  const remedy = "Name all networks that the coin moves between with --networks.";
  throw new OperatorError("NETWORKS_INCOMPLETE", message, { remedy });
}

/** Returns how many blocks must lie on a move where it left, as the chain that it goes to asks; undefined without a route. */
export function confirmationsOf({ destination, move }: Way<MovingCoin>): number | undefined {
  const { routes = [] } = destination.desired.layerzero ?? {};
  return routes.find(({ endpointId }) => endpointId === move.packet.sourceId)?.confirmationsIn;
}

/** Returns the name of the first of these networks on which crosschain is paused; null if it is on none. */
export async function pausedOn(coins: readonly MovingCoin[]): Promise<string | null> {
  for (const { desired, contracts } of coins) {
    const scopes = await contracts.token.pausedScopes();
    if ((scopes & SCOPES.crosschain) !== 0n) return desired.network.name;
  }
  return null;
}

/** How far a move is: where it left, by the issuer's verifier, by all verifiers, where it goes to. */
export type Stage = Standing | "confirmed";

/** Returns how far a move is, with the issuer's part in it. */
export function stageOf({ standing, confirmed }: Arrival): Stage {
  return standing === "sent" && confirmed ? "confirmed" : standing;
}

/** A move as the chain that it goes to knows it. */
export interface Arrival {
  readonly standing: Standing;
  /** Whether the issuer's verifier has confirmed it; false again once the endpoint has taken it over. */
  readonly confirmed: boolean;
}

/**
 * Reads how far moves to one chain are from LayerZero's endpoint and library and the coin's adapter there, in few requests.
 * @returns In the order of the moves.
 */
export async function arrivalsOf(coin: MovingCoin, moves: readonly EncodedPacket[]): Promise<Arrival[]> {
  const own = adapterOf(coin);
  const { places } = coin.desired.layerzero ?? {};
  if (places === undefined) throw new Error("A coin with an adapter has LayerZero.");
  const reads = combinedReads(coin.chain.provider).session();
  const adapter = new Contract(own, ADAPTER, reads);
  const endpoint = new Contract(places.endpoint, ENDPOINT, reads);
  const library = new Contract(places.receiveLibrary, LIBRARY, reads);
  const { verifier } = coin.addresses;
  const ask = async <T>(of: (packet: EncodedPacket) => Promise<unknown>): Promise<T[]> =>
    (await Promise.all(moves.map(of))) as T[];
  // A message only goes on in this order: signed at the library, told to the endpoint, delivered up to a number, held.
  const signed = await ask<{ readonly submitted: boolean }>(({ headerHash, payloadHash }) =>
    verifier === undefined
      ? Promise.resolve({ submitted: false })
      : read(library, "hashLookup", headerHash, payloadHash, verifier),
  );
  const last = await ask<bigint>(({ packet }) =>
    read(endpoint, "lazyInboundNonce", own, packet.sourceId, packet.sender),
  );
  const hashes = await ask<`0x${string}`>(({ packet: { sourceId, sender, nonce } }) =>
    read(endpoint, "inboundPayloadHash", own, sourceId, sender, nonce),
  );
  const held = await ask<{ readonly amount: bigint }>(({ packet }) => read(adapter, "held", packet.messageId));
  return moves.map(({ packet }, index): Arrival => {
    const state = { payloadHash: hashes[index] ?? ZERO, lastNonce: last[index] ?? 0n, held: held[index]?.amount ?? 0n };
    return { standing: standingBy(packet, state), confirmed: signed[index]?.submitted ?? false };
  });
}

/** {@link arrivalsOf} of moves that go to several chains. @returns In the order of the moves. */
export async function arrivalsOfEach<W extends Way<MovingCoin>>(ways: readonly W[]): Promise<Map<W, Arrival>> {
  const found = new Map<W, Arrival>();
  for (const destination of new Set(ways.map((way) => way.destination))) {
    const coming = ways.filter((way) => way.destination === destination);
    const arrivals = await arrivalsOf(
      destination,
      coming.map(({ move }) => move),
    );
    for (const [index, arrival] of arrivals.entries()) found.set(coming[index] as W, arrival);
  }
  return new Map(ways.map((way) => [way, found.get(way) as Arrival]));
}

function read(contract: Contract, view: string, ...args: readonly unknown[]): Promise<unknown> {
  return contract.getFunction(view)(...args);
}
