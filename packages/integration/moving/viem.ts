import { type Client, type Hash, type Log, encodeFunctionData, parseAbi, parseEventLogs } from "viem";
import { readContract, sendTransaction } from "viem/actions";
import { holderAbi } from "../generated/abi/holder.ts";
import { layerZeroAdapterAbi } from "../generated/abi/layer-zero-adapter.ts";
import { toAccount } from "../account.ts";
import { listOf, objectOf, readable, valuesOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import { type Writing, refusalOf } from "../reading/errors.ts";
import { asked, troubleError } from "../reading/trouble.ts";
import { readUnit } from "../reading/viem.ts";
import type { Hex, SignedOrder } from "../signing/typed-data.ts";
import {
  ENDPOINT_ABI,
  type Following,
  type Move,
  type MoveCall,
  type MoveQuote,
  type MoveRequest,
  type MoveStanding,
  type PlannedMove,
  VERIFIERS_TYPE,
  confirmationsIn,
  followBy,
  messageIdIn,
  moveCallOf,
  moveOf,
  sendParam,
  standingBy,
} from "./move.ts";

const endpointAbi = parseAbi(ENDPOINT_ABI);

/**
 * Returns what a move costs and whether it can be made now.
 * @param client - of the chain that the coins leave
 * @param adapter - the coin's adapter there
 * @throws IntegrationError `MOVE_INVALID`, `ADDRESS_INVALID`; `REVERTED` with the reason; `TOKEN_MISSING`, `NODE_UNREACHABLE`
 * and what else stands in the way of asking
 */
export async function quoteMove(client: Client, adapter: string, request: MoveRequest): Promise<MoveQuote> {
  objectOf("The client", client);
  const move = planned(adapter, request);
  return await explained(client, move.adapter, () => quoteOf(client, move));
}

async function quoteOf(client: Client, move: PlannedMove): Promise<MoveQuote> {
  const { adapter, from, amount, destination } = move;
  const param = sendParam(move);
  const own = { address: adapter, abi: layerZeroAdapterAbi } as const;
  const [[limit], { nativeFee }, coin, endpoint] = await Promise.all([
    readContract(client, { ...own, functionName: "quoteOFT", args: [param] }),
    readContract(client, { ...own, functionName: "quoteSend", args: [param, false] }),
    readContract(client, { ...own, functionName: "token" }),
    readContract(client, { ...own, functionName: "endpoint" }),
  ]);
  const messages = { address: endpoint, abi: endpointAbi } as const;
  const library = await readContract(client, {
    ...messages,
    functionName: "getSendLibrary",
    args: [adapter, destination],
  });
  const [allowance, settings] = await Promise.all([
    readContract(client, {
      address: coin,
      abi: holderAbi,
      functionName: "allowance",
      args: [from, adapter],
    }),
    readContract(client, {
      ...messages,
      functionName: "getConfig",
      args: [adapter, library, destination, VERIFIERS_TYPE],
    }),
  ]);
  const { minAmountLD: unit, maxAmountLD: most } = limit;
  return { amount, fee: nativeFee, unit, most, allowance, confirmations: confirmationsIn(settings) };
}

/**
 * Returns the call that makes a move, for the holder to send.
 * @param fee - what `quoteMove` has told
 * @param permit - for the adapter and exactly the amount, instead of an approval before
 * @throws IntegrationError `MOVE_INVALID`, `ADDRESS_INVALID`, `ORDER_INVALID`, `INPUT_INVALID`
 */
export function buildMove(
  adapter: string,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): MoveCall & { readonly data: Hex } {
  const call = moveCallOf(planned(adapter, request), fee, permit);
  const { functionName } = call;
  try {
    const data = encodeFunctionData({ abi: layerZeroAdapterAbi, functionName, args: call.args as never });
    return { ...call, data };
  } catch (error) {
    throw troubleError(error);
  }
}

/**
 * Makes a move with the client's account, which has to be the holder.
 * @throws IntegrationError `REVERTED` with the reason as a sentence; `WALLET_REJECTED`, `GAS_MONEY_MISSING` and what else stands in
 * the way; as {@link buildMove}
 */
export async function submitMove(
  client: Client,
  adapter: string,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): Promise<Hash> {
  const { account, chain } = valuesOf("The client", client);
  if (account === undefined) {
    throw new IntegrationError("WALLET_UNSUPPORTED", "The client has no account to send from.");
  }
  const { to, data, value } = buildMove(adapter, request, fee, permit);
  return await explained(client, to, () => sendTransaction(client, { account, chain: chain ?? null, to, data, value }));
}

/** Reads the moves in the logs of a receipt. @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` */
export function readMoves(logs: readonly Log[], adapter: string): Move[] {
  const own = toAccount(adapter);
  const all = [...listOf("The logs", logs)];
  return readable("The log", () => {
    const packets = parseEventLogs({ abi: endpointAbi, eventName: "PacketSent", logs: all });
    return parseEventLogs({ abi: layerZeroAdapterAbi, eventName: "OFTSent", logs: all }).flatMap(
      ({ address, args }) => {
        if (toAccount(address) !== own) return [];
        const found = packets.find((packet) => messageIdIn(packet.args.encodedPayload) === args.guid);
        return found === undefined ? [] : [moveOf(found.args.encodedPayload, args.amountReceivedLD)];
      },
    );
  });
}

/**
 * Returns how far a move is.
 * @param client - of the chain that it goes to
 * @param adapter - the coin's adapter there, in any form
 * @throws IntegrationError `ADDRESS_INVALID`; `TOKEN_MISSING`, `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function moveStanding(move: Move, client: Client, adapter: string): Promise<MoveStanding> {
  const { source, sender, nonce, messageId } = valuesOf("The move", move);
  objectOf("The client", client);
  const address = toAccount(adapter);
  return await asked(async () => {
    const own = { address, abi: layerZeroAdapterAbi } as const;
    const endpoint = await readContract(client, { ...own, functionName: "endpoint" });
    const messages = { address: endpoint, abi: endpointAbi } as const;
    const path = [address, source, sender] as const;
    // One after the other: what is verified in between would look delivered the other way round.
    const lastNonce = await readContract(client, { ...messages, functionName: "lazyInboundNonce", args: path });
    const payloadHash = await readContract(client, {
      ...messages,
      functionName: "inboundPayloadHash",
      args: [...path, nonce],
    });
    const [, held] = await readContract(client, { ...own, functionName: "held", args: [messageId] });
    return standingBy(move, { payloadHash, lastNonce, held });
  });
}

/**
 * Follows a move until it is delivered or held, and tells each change.
 * @throws IntegrationError `NOT_ARRIVED` when the patience is over; as {@link moveStanding}; what the signal was aborted with
 */
export function followMove(
  move: Move,
  client: Client,
  adapter: string,
  following?: Following,
): AsyncGenerator<MoveStanding, void> {
  return followBy(() => moveStanding(move, client, adapter), following);
}

function planned(adapter: string, request: MoveRequest): PlannedMove {
  const { from, to, ...rest } = valuesOf("The move", request);
  return { ...rest, adapter: toAccount(adapter), from: toAccount(from), to: toAccount(to) };
}

/** Throws what was said as a sentence, amounts in whole coins. */
async function explained<T>(client: Client, adapter: Hex, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw refusalOf(error, await writingOf(client, adapter));
  }
}

/** A node that has just refused may not answer either: then amounts are written in smallest units. */
async function writingOf(client: Client, address: Hex): Promise<Writing> {
  try {
    const coin = await readContract(client, { address, abi: layerZeroAdapterAbi, functionName: "token" });
    return await readUnit(client, coin);
  } catch {
    return {};
  }
}
