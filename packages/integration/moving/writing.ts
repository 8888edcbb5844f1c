import type { LayerZeroAdapter } from "../../../typechain-types/index.js";
import { connectToken } from "../connect.ts";
import { readUnit } from "../reading/coin.ts";
import type { Writing } from "../reading/errors.ts";

/**
 * Returns how a refusal of the adapter writes amounts: in its coin's unit. A node that has just refused may not answer either;
 * then they are written in smallest units.
 */
export async function writingFor(adapter: LayerZeroAdapter): Promise<Writing> {
  try {
    return await readUnit(connectToken(await adapter.token(), adapter.runner));
  } catch {
    return {};
  }
}
