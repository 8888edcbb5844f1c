import type { TronWeb } from "tronweb";
import type { LayerZeroAdapter } from "../../../typechain-types/index.js";
import type { SignedOrder } from "../signing/typed-data.ts";
import { type TronReceipt, type TronSending, runnerOf, sendData } from "../tron-calls.ts";
import { buildMove, connectAdapter, readMoves } from "./ethers.ts";
import type { Move, MoveRequest } from "./move.ts";

export { buildMove, followMove, moveStanding, quoteMove } from "./ethers.ts";

/**
 * The adapter that moves the coin to other chains, read through tronweb. `quoteMove`, `moveStanding` and `followMove` take it;
 * to send, use `submitMove` of this entrance.
 * @param address - `T…`, `41…` or `0x…`
 */
export function connectTronAdapter(tronWeb: TronWeb, address: string): LayerZeroAdapter {
  return connectAdapter(address, runnerOf(tronWeb));
}

/**
 * Makes a move with tronweb's account, which has to be the holder, and waits for its block.
 * @param fee - what `quoteMove` has told, in sun; it is paid besides the energy
 * @throws IntegrationError `REVERTED` with the reason as a sentence, before anything is sent if it is known then
 */
export async function submitMove(
  tronWeb: TronWeb,
  adapter: string,
  request: MoveRequest,
  {
    fee,
    permit,
    sending,
  }: { readonly fee: bigint; readonly permit?: SignedOrder<"permit">; readonly sending?: TronSending },
): Promise<TronReceipt> {
  const connected = connectTronAdapter(tronWeb, adapter);
  const { signature, args, value } = await buildMove(connected, request, fee, permit);
  const data = connected.interface.encodeFunctionData(signature as "send", args as never);
  return await sendData(tronWeb, adapter, { signature, data, value }, sending);
}

/** Reads the moves in what java-tron reports of a transaction. */
export function movesOf({ log = [] }: TronReceipt, adapter: string): Move[] {
  const logs = log.map(({ address, topics = [], data = "" }, index) => ({
    ...{ address: `0x${address}`, topics: topics.map((topic) => `0x${topic}`), data: `0x${data}`, index },
    ...{ blockHash: "", blockNumber: 0, removed: false, transactionHash: "", transactionIndex: 0 },
  }));
  return readMoves(logs, adapter);
}
