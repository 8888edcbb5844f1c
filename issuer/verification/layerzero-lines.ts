import { orMissing } from "../chains/reasons.ts";
import type { LayerZeroSettings } from "../coin-file/layerzero.ts";
import { ISSUER_VERIFIER } from "../coin-file/layerzero-schema.ts";
import type { CoinAddresses } from "../model/contracts.ts";
import { showAccounts } from "./state-comparison.ts";

/** What is looked at, and what it says. */
export type Line = readonly [path: string, text: string];

/** Returns a line of what a view answers; one that a contract does not have, or refuses, is said so. */
export async function told<T extends string | bigint | boolean>(
  path: string,
  answer: Promise<T>,
  show: (answer: T) => string = String,
): Promise<Line> {
  const found = await orMissing(answer);
  return [path, found === null ? "no answer" : show(found)];
}

/** Stands where a route has nothing of its own, so that LayerZero decides, now and later. */
export const DEFAULT = "LayerZero's default";

/** Who must verify what goes one way, as a library has it. */
export interface FoundVerifiers {
  readonly confirmations: bigint;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly threshold: number;
}

/** Returns the names of verifiers by their addresses on this chain, in lower case. */
export function verifierNames(
  { verifiers }: LayerZeroSettings,
  { verifier }: Pick<CoinAddresses, "verifier">,
): ReadonlyMap<string, string> {
  const known = Object.entries(verifiers).map(([name, address]) => [address.toLowerCase(), name] as const);
  return new Map([...known, ...(verifier === undefined ? [] : [[verifier.toLowerCase(), ISSUER_VERIFIER] as const])]);
}

/**
 * Returns who must verify what goes one way, in words that are the same at both ends of a route: names where the coin's file
 * has them.
 */
export function showVerifiers(found: FoundVerifiers, names: ReadonlyMap<string, string>): string {
  const show = (accounts: readonly string[]): string =>
    showAccounts(accounts.map((account) => names.get(account.toLowerCase()) ?? account));
  const { required, optional, threshold, confirmations } = found;
  const others = threshold === 0 ? "" : ` and ${threshold} of ${show(optional)}`;
  return `${show(required)}${others}, after ${confirmations} blocks`;
}

/** Returns a receiver's part of a message's price for people. */
export function showReceiveGas(gas: bigint): string {
  return `${gas} of gas or energy to receive`;
}

/** Returns an executor's part of a route for people. */
export function showExecutor(executor: string, maximumMessage: bigint | number): string {
  return `${executor}, up to ${maximumMessage} bytes`;
}
