/**
 * Moves of the coin between chains, as the adapter and LayerZero's endpoint know them. This file needs no library: every
 * entrance of the package speaks of moves in these words.
 */
import { requireTime, valuesOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import { shownOf } from "../shown.ts";
import { type Hex, type SignedOrder, checkedSigned } from "../signing/typed-data.ts";

/** What a holder wants to move. Addresses in any form. */
export interface MoveRequest {
  /** Whose coins leave; it has to send the transaction. */
  readonly from: string;
  /** Who has them on the other chain, in the form of that chain or as `0x…`. */
  readonly to: string;
  /** In smallest units. */
  readonly amount: bigint;
  /** LayerZero's endpoint id of the other chain: `ENDPOINT_IDS`. */
  readonly destination: number;
}

/** What a move costs, and whether it can be made now. */
export interface MoveQuote {
  /** What leaves and what arrives: nothing is kept back. In smallest units. */
  readonly amount: bigint;
  /** What LayerZero asks for, in the smallest unit of the chain's own coin: wei, or sun. It goes along with the call. */
  readonly fee: bigint;
  /** What an amount has to be a multiple of, in smallest units. */
  readonly unit: bigint;
  /** The most that can leave now; zero while moving is paused. In smallest units. */
  readonly most: bigint;
  /** What the adapter may burn of the sender now. Less than the amount: approve it, or send a permit along. */
  readonly allowance: bigint;
  /** Blocks of this chain that the verifiers wait for before the other chain hears of the move. */
  readonly confirmations: bigint;
}

/** A call of the adapter, ready to be sent by the holder. */
export interface MoveCall {
  readonly to: Hex;
  /** Full signature of the function. */
  readonly signature: string;
  readonly functionName: "send" | "sendWithPermit";
  readonly args: readonly unknown[];
  /** Native coin that goes along, in wei or sun: LayerZero's fee. What is left of it comes back to the sender. */
  readonly value: bigint;
}

/** A move that has left its chain. */
export interface Move {
  /** LayerZero's id of the message, the same on both chains. */
  readonly messageId: Hex;
  /** Number of the message on its path. */
  readonly nonce: bigint;
  /** Endpoint id of the chain that it left, and of the one that it goes to. */
  readonly source: number;
  readonly destination: number;
  /** Adapter that has sent it, in the 32 bytes that LayerZero keeps. */
  readonly sender: Hex;
  /** Who gets it. */
  readonly to: Hex;
  /** In smallest units. */
  readonly amount: bigint;
}

/**
 * How far a move is:
 * - `sent`: its coins are burned, and not all verifiers have confirmed it on the other chain;
 * - `verified`: anybody can deliver it; it stays so while the receiving chain refuses it, as over a limit or while paused;
 * - `held`: it arrived for an account that cannot receive, and is kept under its id until `claim`;
 * - `delivered`: the coins exist again, or what was held has been paid out.
 */
export type MoveStanding = "sent" | "verified" | "held" | "delivered";

/** How a move is followed. */
export interface Following {
  /** Milliseconds between two looks; two seconds by default. */
  readonly interval?: number;
  /** Milliseconds after which it is given up; without end by default. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** LayerZero's endpoint ids of the public chains that the coin is made for; Nile has no endpoint. */
export const ENDPOINT_IDS = { bsc: 30_102, bscTestnet: 40_102, tron: 30_420, shasta: 40_420 } as const;

/** Type of the verifiers' settings in LayerZero's libraries. */
export const VERIFIERS_TYPE = 2;

/** Where LayerZero's endpoint keeps what is on its way. */
export const ENDPOINT_ABI = [
  "event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)",
  "function eid() view returns (uint32)",
  "function getSendLibrary(address sender, uint32 dstEid) view returns (address)",
  "function getConfig(address oapp, address lib, uint32 eid, uint32 configType) view returns (bytes)",
  "function inboundPayloadHash(address receiver, uint32 srcEid, bytes32 sender, uint64 nonce) view returns (bytes32)",
  "function lazyInboundNonce(address receiver, uint32 srcEid, bytes32 sender) view returns (uint64)",
] as const;

/** Where fields of a packet stand, in bytes: version, number, path, id, then receiver and amount in shared decimals. */
const PACKET = {
  nonce: [1, 9],
  source: [9, 13],
  sender: [13, 45],
  destination: [45, 49],
  id: [81, 113],
  to: [125, 145],
} as const;

/** Returns the arguments of `send` and of the quotes: what to move, and where to. */
export function sendParam(request: { readonly to: Hex; readonly amount: bigint; readonly destination: number }): {
  readonly dstEid: number;
  readonly to: Hex;
  readonly amountLD: bigint;
  readonly minAmountLD: bigint;
  readonly extraOptions: Hex;
  readonly composeMsg: Hex;
  readonly oftCmd: Hex;
} {
  const { to, amount, destination } = request;
  if (!Number.isInteger(destination) || destination <= 0 || destination >= 2 ** 32) {
    throw invalid(
      `The destination is LayerZero's id of a chain's endpoint, such as ${ENDPOINT_IDS.tron}, not ${shownOf(destination)}.`,
    );
  }
  if (typeof amount !== "bigint" || amount <= 0n || amount >= 2n ** 256n) {
    throw invalid(`The amount is a bigint above zero in smallest units, not ${shownOf(amount)}.`);
  }
  const empty = { extraOptions: "0x", composeMsg: "0x", oftCmd: "0x" } as const;
  return { dstEid: destination, to: wordOf(to), amountLD: amount, minAmountLD: amount, ...empty };
}

const PARAM = "(uint32,bytes32,uint256,uint256,bytes,bytes,bytes)";
/** Full signatures of the adapter's functions that make a move. */
const SIGNATURES = {
  send: `send(${PARAM},(uint256,uint256),address)`,
  sendWithPermit: `sendWithPermit(${PARAM},(uint256,uint256),address,uint256,bytes)`,
} as const;

/** A move and the adapter that shall make it, every account as `0x…`. */
export interface PlannedMove extends MoveRequest {
  readonly adapter: Hex;
  readonly from: Hex;
  readonly to: Hex;
}

/**
 * Returns the call that makes a move.
 * @param fee - what LayerZero asks for
 * @param permit - for the adapter and exactly the amount, instead of an approval before
 * @throws IntegrationError `MOVE_INVALID`, also if the permit is not for exactly this move
 */
export function moveCallOf(move: PlannedMove, fee: bigint, permit?: SignedOrder<"permit">): MoveCall {
  const { adapter, from } = move;
  if (typeof fee !== "bigint" || fee < 0n || fee >= 2n ** 256n) {
    throw invalid(`The fee is a bigint in the chain's smallest unit, as \`quoteMove\` tells it, not ${shownOf(fee)}.`);
  }
  const args = [sendParam(move), { nativeFee: fee, lzTokenFee: 0n }, from];
  const functionName = permit === undefined ? "send" : "sendWithPermit";
  const permitted = permit === undefined ? [] : permittedParts(permit, move);
  return { to: adapter, functionName, signature: SIGNATURES[functionName], args: [...args, ...permitted], value: fee };
}

/** What `sendWithPermit` takes of a permit. */
function permittedParts(
  permit: SignedOrder<"permit">,
  { from, adapter, amount }: PlannedMove,
): readonly [deadline: bigint, signature: Hex] {
  const { order, signature } = checkedSigned(permit);
  const { act }: { readonly act: string } = order;
  if (act !== "permit") throw invalid(`The signature is of the act ${act}, and a move takes a permit.`);
  const { owner, spender, value, deadline } = order.message;
  const isSame = (one: Hex, other: Hex): boolean => one.toLowerCase() === other.toLowerCase();
  if (isSame(owner, from) && isSame(spender, adapter) && value === amount) return [deadline, signature];
  throw invalid(
    `The permit lets ${spender} spend ${value} of ${owner}, and the move has ${adapter} burn ${amount} of ${from}.`,
  );
}

/** Returns an account in the 32 bytes that LayerZero has for one of any chain. */
export function wordOf(account: Hex): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(account)) throw invalid(`${shownOf(account)} is not an account of the form 0x….`);
  return `0x${account.slice(2).toLowerCase().padStart(64, "0")}`;
}

/**
 * Reads a move from the packet that the endpoint told of.
 * @param amount - in smallest units, as `OFTSent` tells it: the packet counts in shared decimals
 */
export function moveOf(packet: string, amount: bigint): Move {
  const part = (range: readonly [number, number]): Hex => partOf(packet, range);
  return {
    messageId: part(PACKET.id),
    nonce: BigInt(part(PACKET.nonce)),
    source: Number(part(PACKET.source)),
    destination: Number(part(PACKET.destination)),
    sender: part(PACKET.sender),
    to: part(PACKET.to),
    amount,
  };
}

/** Returns the id of the message in a packet. */
export function messageIdIn(packet: string): Hex {
  return partOf(packet, PACKET.id);
}

function partOf(packet: string, [from, to]: readonly [number, number]): Hex {
  return `0x${packet.slice(2 + 2 * from, 2 + 2 * to)}`;
}

/** What is read on the receiving chain of one move. */
export interface InboundState {
  /** What the endpoint keeps of a verified message until it is delivered; zero otherwise. */
  readonly payloadHash: Hex;
  /** Up to this number everything is verified. */
  readonly lastNonce: bigint;
  /** What the adapter holds under the message's id, in smallest units. */
  readonly held: bigint;
}

/** Returns how far a move is by what the receiving chain keeps of it. */
export function standingBy(
  { nonce }: Pick<Move, "nonce">,
  { payloadHash, lastNonce, held }: InboundState,
): MoveStanding {
  if (held > 0n) return "held";
  if (BigInt(payloadHash) !== 0n) return "verified";
  return nonce <= lastNonce ? "delivered" : "sent";
}

/** Returns the confirmations in the verifiers' settings of a sending library, ABI-encoded. */
export function confirmationsIn(settings: Hex): bigint {
  return BigInt(`0x${settings.slice(2 + 64, 2 + 128)}`);
}

/**
 * Looks again and again, and tells each change, until the move is delivered or held.
 * @throws IntegrationError `NOT_ARRIVED` when the patience is over; what the signal was aborted with
 */
export async function* followBy(
  look: () => Promise<MoveStanding>,
  following: Following = {},
): AsyncGenerator<MoveStanding, void> {
  const { interval = 2_000, patience = Number.POSITIVE_INFINITY, signal } = valuesOf("The following", following);
  requireTime("The interval", interval);
  requireTime("The patience", patience);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new IntegrationError("INPUT_INVALID", `The signal is ${shownOf(signal)}, and must be an AbortSignal.`);
  }
  const until = Date.now() + patience;
  let last: MoveStanding | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const standing = await look();
    if (standing !== last) yield standing;
    last = standing;
    if (standing === "delivered" || standing === "held") return;
    if (Date.now() >= until)
      throw new IntegrationError("NOT_ARRIVED", `The move is ${standing}, and has not arrived yet.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

function invalid(sentence: string): IntegrationError {
  return new IntegrationError("MOVE_INVALID", sentence);
}
