import { ZeroHash } from "ethers";
import { type Limit, sorted } from "../coin-file/resolve.ts";
import { formatAccounts, formatDuration } from "../text/units.ts";
import { scopeNames } from "../../packages/integration/reading/scopes.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";

/** A deployment as lines: what is looked at, and what it says. */
export type LiveState = ReadonlyMap<string, string>;

/** Stands for settings of a contract that the chain keeps as the deployment asks for them. */
export const AS_DEPLOYED = "as deployed";

/** One difference between what should be and what is. */
export interface Drift {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** Returns every difference, by path. Pure. */
export function compareStates(expected: LiveState, actual: LiveState): Drift[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])];
  return paths
    .map((path) => ({ path, expected: expected.get(path) ?? "nothing", actual: actual.get(path) ?? "nothing" }))
    .filter((drift) => drift.expected !== drift.actual);
}

/** Accounts in one line. */
export function showAccounts(accounts: readonly string[]): string {
  return accounts.length === 0 ? "nobody" : sorted(accounts).join(", ");
}

/** Returns a limit for people. */
export function showLimit({ capacity, window }: Limit, decimals: number): string {
  return `${formatAmount(capacity, decimals)} per ${formatDuration(window)}`;
}

/** Returns a guardian's limit for people. */
export function showFreezes({ capacity, window }: Limit): string {
  return `${formatAccounts(capacity)} per ${formatDuration(window)}`;
}

/** A report nobody signs: its digest shows name, version and salt of the signing domain. */
export const PROBE_REPORT = {
  sequence: 1n,
  epoch: 7n,
  revision: 8n,
  asOf: 2n,
  validFrom: 3n,
  validUntil: 4n,
  reserves: 5n,
  supply: 6n,
  evidence: ZeroHash,
  allocations: [],
};

/** Paused scopes in words. */
export function showScopes(bits: bigint): string {
  return scopeNames(bits).join(", ") || "none";
}
