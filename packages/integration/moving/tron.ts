import type { TronWeb } from "tronweb";
import type { LayerZeroAdapter } from "../../../typechain-types/index.js";
import { valuesOf } from "../given.ts";
import type { Writing } from "../reading/errors.ts";
import type { SignedOrder } from "../signing/typed-data.ts";
import { type TronReceipt, type TronSending, logsOf, runnerOf, sendData } from "../tron-calls.ts";
import { buildMove, connectAdapter, readMoves } from "./ethers.ts";
import type { Move, MoveRequest } from "./move.ts";
import { writingFor } from "./writing.ts";

export { buildMove, followMove, moveStanding, quoteMove } from "./ethers.ts";

/**
 * The adapter that moves the coin to other chains, read through tronweb. `quoteMove`, `moveStanding` and `followMove` take it;
 * to send, use `submitMove` of this entrance.
 * @param address - `T…`, `41…` or `0x…`
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID`
 */
export function connectTronAdapter(tronWeb: TronWeb, address: string): LayerZeroAdapter {
  return connectAdapter(address, runnerOf(tronWeb));
}

/**
 * Makes a move with tronweb's account, which has to be the holder, and waits for its block.
 * @param fee - what `quoteMove` has told, in sun; it is paid besides the energy
 * @throws IntegrationError `REVERTED` with the reason as a sentence, before anything is sent if it is known then; as
 * {@link buildMove}; as `sendCall`
 */
export async function submitMove(
  tronWeb: TronWeb,
  adapter: string,
  request: MoveRequest,
  terms: { readonly fee: bigint; readonly permit?: SignedOrder<"permit">; readonly sending?: TronSending },
): Promise<TronReceipt> {
  const { fee, permit, sending } = valuesOf("The terms", terms);
  const connected = connectTronAdapter(tronWeb, adapter);
  const { to, signature, args, value } = await buildMove(connected, request, fee, permit);
  const data = connected.interface.encodeFunctionData(signature as "send", args as never);
  const writing = async (): Promise<Writing> => ({ ...(await writingFor(connected)), platform: "tron" });
  return await sendData(tronWeb, to, { signature, data, value }, sending, writing);
}

/** Reads the moves in what java-tron reports of a transaction. @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` */
export function movesOf(receipt: TronReceipt, adapter: string): Move[] {
  return readMoves(logsOf(receipt), adapter);
}
