import { connectAdapter } from "../../packages/integration/moving/ethers.ts";
import { sendParam } from "../../packages/integration/moving/move.ts";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { type MovingCoin, adapterOf, conversionOf, movingCoins } from "./message.ts";

/** What LayerZero asks for a move now. */
export interface MoveFee<Coin extends MovingCoin = MovingCoin> {
  readonly source: Coin;
  /** The network that the move would go to. */
  readonly destination: string;
  /** In the smallest unit of the native coin where it leaves. */
  readonly fee: bigint;
}

/**
 * Reads what LayerZero asks for a move from each chain to each other one; no amount changes it. A route on which LayerZero
 * names no fee is left out.
 * @throws whatever a node's failure is.
 */
export async function moveFees<Coin extends MovingCoin>(coins: readonly Coin[]): Promise<MoveFee<Coin>[]> {
  const fees: MoveFee<Coin>[] = [];
  for (const source of movingCoins(coins)) {
    const own = adapterOf(source);
    const adapter = connectAdapter(own, source.chain.provider);
    const amount = await conversionOf(source, own);
    for (const { endpointId, network: destination } of source.desired.layerzero?.routes ?? []) {
      const param = sendParam({ to: own as Hex, amount, destination: endpointId });
      try {
        fees.push({ source, destination, fee: (await adapter.quoteSend(param, false)).nativeFee });
      } catch (error) {
        if (revertData(error) === null) throw error;
      }
    }
  }
  return fees;
}
