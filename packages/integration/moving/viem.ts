import { type Address, type Client, type Hash, type Log, encodeFunctionData, parseAbi, parseEventLogs } from "viem";
import { readContract, sendTransaction } from "viem/actions";
import { holderAbi } from "../generated/abi/holder.ts";
import { layerZeroAdapterAbi } from "../generated/abi/layer-zero-adapter.ts";
import { IntegrationError } from "../problem.ts";
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
 * @param request - accounts as `0x…`; `toAccount` of the main entrance reads the other forms
 * @throws IntegrationError `MOVE_INVALID`; what viem throws where the adapter refuses
 */
export async function quoteMove(client: Client, adapter: Address, request: MoveRequest): Promise<MoveQuote> {
  const { from, amount, destination } = request;
  const param = sendParam(planned(adapter, request));
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
      args: [from as Address, adapter],
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
 * @throws IntegrationError `MOVE_INVALID`
 */
export function buildMove(
  adapter: Address,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): MoveCall & { readonly data: Hex } {
  const call = moveCallOf(planned(adapter, request), fee, permit);
  const { functionName } = call;
  return { ...call, data: encodeFunctionData({ abi: layerZeroAdapterAbi, functionName, args: call.args as never }) };
}

/** Makes a move with the client's account, which has to be the holder. */
export async function submitMove(
  client: Client,
  adapter: Address,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): Promise<Hash> {
  const { account, chain } = client;
  if (account === undefined) {
    throw new IntegrationError("WALLET_UNSUPPORTED", "The client has no account to send from.");
  }
  const { to, data, value } = buildMove(adapter, request, fee, permit);
  return await sendTransaction(client, { account, chain: chain ?? null, to, data, value });
}

/** Reads the moves in the logs of a receipt. */
export function readMoves(logs: Log[], adapter: Address): Move[] {
  const packets = parseEventLogs({ abi: endpointAbi, eventName: "PacketSent", logs });
  return parseEventLogs({ abi: layerZeroAdapterAbi, eventName: "OFTSent", logs }).flatMap(({ address, args }) => {
    if (address.toLowerCase() !== adapter.toLowerCase()) return [];
    const found = packets.find((packet) => messageIdIn(packet.args.encodedPayload) === args.guid);
    return found === undefined ? [] : [moveOf(found.args.encodedPayload, args.amountReceivedLD)];
  });
}

/**
 * Returns how far a move is.
 * @param client - of the chain that it goes to
 * @param adapter - the coin's adapter there
 */
export async function moveStanding(move: Move, client: Client, adapter: Address): Promise<MoveStanding> {
  const own = { address: adapter, abi: layerZeroAdapterAbi } as const;
  const endpoint = await readContract(client, { ...own, functionName: "endpoint" });
  const messages = { address: endpoint, abi: endpointAbi } as const;
  const path = [adapter, move.source, move.sender] as const;
  const [payloadHash, lastNonce] = await Promise.all([
    readContract(client, { ...messages, functionName: "inboundPayloadHash", args: [...path, move.nonce] }),
    readContract(client, { ...messages, functionName: "lazyInboundNonce", args: path }),
  ]);
  const [, held] = await readContract(client, { ...own, functionName: "held", args: [move.messageId] });
  return standingBy(move, { payloadHash, lastNonce, held });
}

/**
 * Follows a move until it is delivered or held, and tells each change.
 * @throws IntegrationError `NOT_ARRIVED` when the patience is over
 */
export function followMove(
  move: Move,
  client: Client,
  adapter: Address,
  following?: Following,
): AsyncGenerator<MoveStanding, void> {
  return followBy(() => moveStanding(move, client, adapter), following);
}

function planned(adapter: Address, request: MoveRequest): PlannedMove {
  return { ...request, adapter, from: request.from as Hex, to: request.to as Hex };
}
