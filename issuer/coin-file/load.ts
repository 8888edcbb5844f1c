import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { OperatorError } from "../errors.ts";
import { validateCoin } from "./resolve.ts";
import type { ValidCoinConfig } from "./schema.ts";

/** Returns the folder of coins' files: the repository's own, unless `COINS_FOLDER` names another. */
export function coinsFolder(): string {
  const own = fileURLToPath(new URL("../../config/", import.meta.url));
  return process.env.COINS_FOLDER === undefined ? own : resolve(process.env.COINS_FOLDER);
}

/** Names of the coins that have a file. */
export async function listCoins(): Promise<string[]> {
  const files = await readdir(coinsFolder());
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** Coins whose files are examples, for reading and trying: they are never meant unless they are named. */
export async function exampleCoins(): Promise<string[]> {
  const coins = await listCoins();
  const contents = await Promise.all(coins.map(importCoin));
  return coins.filter((_, index) => (contents[index] as { example?: unknown } | undefined)?.example === true);
}

/**
 * Loads and validates a coin's file.
 * @param coin - Name of the file without its extension, such as `kgst`.
 * @throws OperatorError `COIN_UNKNOWN` or `CONFIG_INVALID`.
 */
export async function loadCoin(coin: string): Promise<ValidCoinConfig> {
  const known = await listCoins();
  if (!known.includes(coin)) {
    throw new OperatorError("COIN_UNKNOWN", `There is no config/${coin}.ts, only ${known.join(", ")}.`);
  }
  return validateCoin(coin, await importCoin(coin));
}

async function importCoin(coin: string): Promise<unknown> {
  const url = pathToFileURL(join(coinsFolder(), `${coin}.ts`));
  try {
    return ((await import(url.href)) as { coin?: unknown }).coin;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError("CONFIG_INVALID", `config/${coin}.ts cannot be loaded: ${why}`, { cause });
  }
}
