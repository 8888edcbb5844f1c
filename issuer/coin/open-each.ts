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
  options: Parameters<typeof beginToOpen>[1] = {},
): Promise<Opened[]> {
  const opened = await Promise.all((await beginToOpen(hre, options)).map(openOne));
  await requireDeployed(opened);
  return opened;
}

/** Closes them all if one was never deployed. @throws OperatorError `NOT_DEPLOYED` of the first such network. */
export function requireDeployed(opened: readonly Opened[]): Promise<void> {
  return requireNone(opened, ({ code }) => code === "NOT_DEPLOYED");
}

/** Returns the coin on each network, or closes them all. @throws What the first network refused that could not be opened. */
export async function allOf(opened: readonly Opened[]): Promise<OpenCoin[]> {
  await requireNone(opened, () => true);
  return opened.flatMap(({ coin }) => coin ?? []);
}

/** Closes all of them and throws what the first network refused in this way, if one did. */
async function requireNone(opened: readonly Opened[], matters: (refusal: NetworkRefusal) => boolean): Promise<void> {
  const failed = opened.find(({ refusal }) => refusal !== null && matters(refusal));
  if (failed === undefined || failed.refusal === null) return;
  await closeEach(opened);
  throw failed.error;
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
  await Promise.all(opened.map(async ({ coin }) => coin?.close()));
}

/** Turns an error of one network into a refusal; an unforeseen one too, since the other networks still count. */
export function networkRefusal(error: unknown): NetworkRefusal {
  const { code, message } = refusalOf(error);
  return { code, message: redact(message) };
}
