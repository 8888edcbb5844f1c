import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../errors.ts";
import { validateCoin } from "./resolve.ts";
import type { ValidCoinConfig } from "./schema.ts";

const FOLDER = new URL("../../../config/", import.meta.url);

/** Names of the coins under `config/`. */
export async function listCoins(): Promise<string[]> {
  const files = await readdir(fileURLToPath(FOLDER));
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/**
 * Loads and validates a coin's file.
 * @param coin Name of the file without its extension, such as `kgst`.
 * @throws OperatorError `COIN_UNKNOWN` or `CONFIG_INVALID`.
 */
export async function loadCoin(coin: string): Promise<ValidCoinConfig> {
  const known = await listCoins();
  if (!known.includes(coin)) {
    throw new OperatorError("COIN_UNKNOWN", `There is no config/${coin}.ts, only ${known.join(", ")}.`);
  }
  const module = (await import(new URL(`${coin}.ts`, FOLDER).href)) as { coin?: unknown };
  return validateCoin(coin, module.coin);
}
