import { concat, dataLength, dataSlice, toBeHex, toBigInt, toNumber } from "ethers";
import { slicesOf } from "../text/slices.ts";

/** Type of the options that LayerZero's libraries of version 3 take. */
const OPTIONS_TYPE = 3;
const EXECUTOR = 1;
const LZ_RECEIVE = 1;

/**
 * Writes the option that has the executor deliver a message with so much gas, or energy on TRON. Pure.
 * @param gas - At least 1.
 */
export function receiveOption(gas: bigint): string {
  return concat([
    toBeHex(OPTIONS_TYPE, 2),
    toBeHex(EXECUTOR, 1),
    toBeHex(17, 2),
    toBeHex(LZ_RECEIVE, 1),
    toBeHex(gas, 16),
  ]);
}

/**
 * Adds up the gas, or energy on TRON, that options give the delivery. Pure.
 * @throws Error if they are not of LayerZero's type 3.
 */
export function receiveGasOf(options: string): bigint {
  if (dataLength(options) < 2 || toNumber(dataSlice(options, 0, 2)) !== OPTIONS_TYPE) {
    throw new Error("These are not options of LayerZero's type 3.");
  }
  const size = dataLength(options);
  const cut = slicesOf(options);
  let gas = 0n;
  let cursor = 2;
  while (cursor < size) {
    const worker = toNumber(cut(cursor, cursor + 1));
    const length = toNumber(cut(cursor + 1, cursor + 3));
    const type = toNumber(cut(cursor + 3, cursor + 4));
    if (worker === EXECUTOR && type === LZ_RECEIVE) gas += toBigInt(cut(cursor + 4, cursor + 20));
    cursor += 3 + length;
  }
  return gas;
}
