import {
  Contract,
  type ContractRunner,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  Interface,
  type Log,
  type LogParams,
} from "ethers";
import { LayerZeroAdapter__factory } from "../../../typechain-types/factories/crosschain/LayerZeroAdapter__factory.js";
import type { LayerZeroAdapter } from "../../../typechain-types/index.js";
import { toAccount } from "../account.ts";
import { connectToken } from "../connect.ts";
import { listOf, objectOf, readable, valuesOf } from "../given.ts";
import { refusalOf } from "../reading/errors.ts";
import { asked } from "../reading/trouble.ts";
import { contractOf } from "../reading/view.ts";
import type { Hex, SignedOrder } from "../signing/typed-data.ts";
import {
  ENDPOINT_ABI,
  type Following,
  type Move,
  type MoveCall,
  type MoveQuote,
  type MoveRequest,
  type MoveStanding,
  VERIFIERS_TYPE,
  confirmationsIn,
  followBy,
  messageIdIn,
  moveCallOf,
  moveOf,
  sendParam,
  standingBy,
} from "./move.ts";
import { writingFor } from "./writing.ts";

const ENDPOINT = new Interface(ENDPOINT_ABI);
const ADAPTER = LayerZeroAdapter__factory.createInterface();

/**
 * Returns the adapter that moves the coin to other chains.
 * @param address - `0x…`, or on TRON `T…` or `41…`
 * @param runner - an ethers provider for reading, a signer for sending; on TRON also what `connectTron` reads through
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` for a runner that is none
 */
export function connectAdapter(address: string, runner: ContractRunner | null): LayerZeroAdapter {
  if (runner !== null) objectOf("The runner", runner);
  return LayerZeroAdapter__factory.connect(toAccount(address), runner);
}

/**
 * Returns what a move costs and whether it can be made now.
 * @param adapter - connected on the chain that the coins leave
 * @throws IntegrationError `MOVE_INVALID`, `ADDRESS_INVALID`; `REVERTED` with the reason, such as an amount that other chains
 * cannot count, or a chain without a route; `TOKEN_MISSING`, `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function quoteMove(adapter: LayerZeroAdapter, request: MoveRequest): Promise<MoveQuote> {
  contractOf(adapter);
  const { from, to, amount, destination } = valuesOf("The move", request);
  const holder = toAccount(from);
  const param = sendParam({ to: toAccount(to), amount, destination });
  return await explained(adapter, async () => {
    const [{ oftLimit }, { nativeFee }, coin, endpoint, own] = await Promise.all([
      adapter.quoteOFT(param),
      adapter.quoteSend(param, false),
      adapter.token(),
      adapter.endpoint(),
      adapter.getAddress(),
    ]);
    const messages = new Contract(endpoint, ENDPOINT, adapter.runner);
    const library = await read<string>(messages, "getSendLibrary", own, destination);
    const [allowance, settings] = await Promise.all([
      connectToken(coin, adapter.runner).allowance(holder, own),
      read<string>(messages, "getConfig", own, library, destination, VERIFIERS_TYPE),
    ]);
    return {
      amount,
      fee: nativeFee,
      unit: oftLimit.minAmountLD,
      most: oftLimit.maxAmountLD,
      allowance,
      confirmations: confirmationsIn(settings as Hex),
    };
  });
}

/**
 * Returns the call that makes a move, for the holder to send.
 * @param fee - what `quoteMove` has told
 * @param permit - for the adapter and exactly the amount, instead of an approval before
 * @throws IntegrationError `MOVE_INVALID`, `ADDRESS_INVALID`, `ORDER_INVALID`, `INPUT_INVALID`; `CLIENT_FAILED` for an adapter
 * that does not know its address
 */
export async function buildMove(
  adapter: LayerZeroAdapter,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): Promise<MoveCall> {
  const wanted = valuesOf("The move", request);
  const adapterAddress = toAccount(await asked(() => contractOf(adapter).getAddress()));
  const [from, to] = [toAccount(wanted.from), toAccount(wanted.to)];
  return moveCallOf({ ...wanted, adapter: adapterAddress, from, to }, fee, permit);
}

/**
 * Makes a move with a signer of ethers, which has to be the holder.
 * @throws IntegrationError `REVERTED` with the reason as a sentence; `WALLET_REJECTED`, `GAS_MONEY_MISSING` and what else stands in
 * the way; as {@link buildMove}
 */
export async function submitMove(
  adapter: LayerZeroAdapter,
  request: MoveRequest,
  fee: bigint,
  permit?: SignedOrder<"permit">,
): Promise<ContractTransactionResponse> {
  const { signature, args, value } = await buildMove(adapter, request, fee, permit);
  return await explained(adapter, async () => {
    const sent: unknown = await adapter.getFunction(signature)(...args, { value });
    return sent as ContractTransactionResponse;
  });
}

/**
 * Reads the moves that a transaction has made.
 * @param logs - of its receipt
 * @param adapter - its address, in any form
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID`
 */
export function readMoves(logs: readonly (Log | LogParams)[] | ContractTransactionReceipt, adapter: string): Move[] {
  const own = toAccount(adapter);
  const given = objectOf("The logs", logs);
  return readable("The log", () => movesIn(listOf("The logs", "logs" in given ? given.logs : given), own));
}

function movesIn(all: readonly (Log | LogParams)[], own: string): Move[] {
  const packets = all.flatMap((log) => {
    const parsed = ENDPOINT.parseLog(log);
    return parsed === null ? [] : [String(parsed.args[0])];
  });
  return all.flatMap((log) => {
    if (toAccount(log.address) !== own) return [];
    const parsed = ADAPTER.parseLog(log);
    if (parsed?.name !== "OFTSent") return [];
    const { guid, amountReceivedLD } = parsed.args.toObject() as { guid: string; amountReceivedLD: bigint };
    const packet = packets.find((one) => messageIdIn(one) === guid);
    return packet === undefined ? [] : [moveOf(packet, amountReceivedLD)];
  });
}

/**
 * Returns how far a move is.
 * @param adapter - connected on the chain that it goes to
 * @throws IntegrationError `TOKEN_MISSING`, `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function moveStanding(move: Move, adapter: LayerZeroAdapter): Promise<MoveStanding> {
  const { source, sender, nonce, messageId } = valuesOf("The move", move);
  contractOf(adapter);
  return await asked(async () => {
    const [own, endpoint] = await Promise.all([adapter.getAddress(), adapter.endpoint()]);
    const messages = new Contract(endpoint, ENDPOINT, adapter.runner);
    const path = [own, source, sender] as const;
    // One after the other, as a message goes on: delivered up to a number, kept until then, held. The other way round, one
    // that is verified in between would look delivered.
    const lastNonce = await read<bigint>(messages, "lazyInboundNonce", ...path);
    const payloadHash = await read<Hex>(messages, "inboundPayloadHash", ...path, nonce);
    const { amount: held } = await adapter.held(messageId);
    return standingBy(move, { payloadHash, lastNonce, held });
  });
}

/**
 * Follows a move until it is delivered or held, and tells each change.
 * @param adapter - connected on the chain that it goes to
 * @throws IntegrationError `NOT_ARRIVED` when the patience is over; as {@link moveStanding}; what the signal was aborted with
 * @example
 * for await (const standing of followMove(move, adapterOnTron)) console.log(standing);
 */
export function followMove(
  move: Move,
  adapter: LayerZeroAdapter,
  following?: Following,
): AsyncGenerator<MoveStanding, void> {
  return followBy(() => moveStanding(move, adapter), following);
}

async function read<T>(contract: Contract, name: string, ...args: readonly unknown[]): Promise<T> {
  const answer: unknown = await contract.getFunction(name)(...args);
  return answer as T;
}

/** Throws what was said as a sentence, amounts in whole coins. */
async function explained<T>(adapter: LayerZeroAdapter, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw refusalOf(error, await writingFor(adapter));
  }
}
