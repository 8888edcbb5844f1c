import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { redact } from "../engine/reasons.ts";
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
  return validateCoin(coin, (await importCoin(coin)).coin);
}

/** Runs the file. Whatever keeps it from running is a mistake in it: a typing error, a throw, a missing import. */
async function importCoin(coin: string): Promise<{ coin?: unknown }> {
  try {
    return (await import(new URL(`${coin}.ts`, FOLDER).href)) as { coin?: unknown };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const lines = text.split("\n").map((line) => line.trim());
    const said = redact(lines.find((line) => /ERROR/i.test(line)) ?? lines[0] ?? "");
    throw new OperatorError("CONFIG_INVALID", `config/${coin}.ts cannot be loaded: ${said}`, { cause });
  }
}
