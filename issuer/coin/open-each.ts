import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Desired } from "../coin-file/resolve.ts";
import { redact } from "../chains/reasons.ts";
import type { ErrorCode } from "../errors.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { type OpenCoin, type Opening, beginToOpen } from "./open.ts";

/** Why a coin on one network cannot be looked at. */
export interface NetworkRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A coin on one network, or why it cannot be opened: for people and, as it was thrown, for programs. */
export type Opened = { readonly desired: Desired } & (
  | { readonly coin: OpenCoin; readonly refusal: null }
  | { readonly coin: null; readonly refusal: NetworkRefusal; readonly error: unknown }
);

/**
 * Opens a coin on several networks of one environment; one unreachable network does not fail the others. A caller that needs
 * all of them takes {@link allOf} what was opened.
 * @param networks - See `chooseNetworks`.
 * @throws OperatorError `NOT_DEPLOYED` or `NETWORKS_MIXED`, and those of the coin's file.
 */
export async function openCoins(
  hre: HardhatRuntimeEnvironment,
  options: { readonly coin?: string; readonly networks?: string } = {},
): Promise<Opened[]> {
  const opened = await Promise.all((await beginToOpen(hre, options)).map(openOne));
  const missing = opened.find(({ refusal }) => refusal?.code === "NOT_DEPLOYED");
  if (missing?.coin !== null) return opened;
  await closeEach(opened);
  throw missing.error;
}

/** Returns the coin on each network, or closes them all. @throws What the first network refused that could not be opened. */
export async function allOf(opened: readonly Opened[]): Promise<OpenCoin[]> {
  const failed = opened.find(({ coin }) => coin === null);
  if (failed?.coin === null) {
    await closeEach(opened);
    throw failed.error;
  }
  return opened.flatMap(({ coin }) => coin ?? []);
}

/** One of them, whatever happens to the others. */
export async function openOne({ desired, opened }: Opening): Promise<Opened> {
  try {
    return { desired, coin: await opened, refusal: null };
  } catch (error) {
    return { desired, coin: null, refusal: networkRefusal(error), error };
  }
}

/** Closes what was opened. */
export async function closeEach(opened: readonly Opened[]): Promise<void> {
  for (const { coin } of opened) await coin?.close();
}

/** Turns an error of one network into a refusal; an unforeseen one too, since the other networks still count. */
export function networkRefusal(error: unknown): NetworkRefusal {
  const { code, message } = refusalOf(error);
  return { code, message: redact(message) };
}
