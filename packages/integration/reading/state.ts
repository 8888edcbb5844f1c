import { toAccount } from "../account.ts";
import { isIntegrationError } from "../problem.ts";
import { objectOf } from "../given.ts";
import { FOR_EVER } from "./format.ts";
import { isRefusal } from "./revert-data.ts";
import { type ScopeName, scopeNames } from "./scopes.ts";
import type { Unit } from "./units.ts";

/** Views of the token that wallets, exchanges and payment firms ask, besides those of a holder. */
export const COIN_VIEWS = [
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
  "function name() view returns (string)",
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "function isFrozen(address account) view returns (bool)",
  "function frozenUntil(address account) view returns (uint256)",
  "function pausedScopes() view returns (uint256)",
  "function headroom() view returns (uint256)",
  "function retired() view returns (bool)",
  "function reserveGate() view returns (address)",
  "function supportsInterface(bytes4 interfaceId) view returns (bool)",
] as const;

/** Views of the reserve attestations that say how the coin is covered. */
export const COVERAGE_VIEWS = [
  "function latestSequence() view returns (uint64)",
  "function coverage() view returns (uint256 reserves, uint256 supply, uint64 asOf)",
] as const;

/** Asks a view of a contract; several values come as a list. What a client throws comes out as an IntegrationError. */
export type View = (name: string, args?: readonly unknown[]) => Promise<unknown>;

/** Standards by ERC-165 id; each is what `supportsInterface` is asked with. */
const INTERFACE_IDS = {
  "ERC-20": "0x36372b07",
  "ERC-20 metadata": "0xa219a025",
  "EIP-2612": "0x9d8ff7da",
  "EIP-3009": "0xe5f1a9ca",
  "ERC-5267": "0x84b0196e",
  "ERC-7802": "0x33331994",
  "ERC-165": "0x01ffc9a7",
} as const;

/** A standard the coin can be asked about. */
export type Standard = keyof typeof INTERFACE_IDS;

/** What a token says it can do. */
export interface Capabilities {
  /** Standards by ERC-165. */
  readonly standards: readonly Standard[];
  /** Whether it states its signing domain (ERC-5267) and so takes permits and authorizations. */
  readonly signatures: boolean;
}

/** An account as the token sees it. */
export interface AccountState {
  /** In smallest units. */
  readonly balance: bigint;
  /** Whether it can neither send, receive nor spend now. */
  readonly frozen: boolean;
  /** When the freeze ends: Unix seconds, or `indefinite` when only compliance can end it; undefined if not frozen. */
  readonly frozenUntil: bigint | "indefinite" | undefined;
}

/** The coin as a whole on one chain. Amounts in smallest units. */
export interface CoinState extends Unit {
  readonly name: string;
  readonly supply: bigint;
  readonly paused: readonly ScopeName[];
  /** What can still be issued here now. */
  readonly headroom: bigint;
  /** Whether issuance has ended for good. */
  readonly retired: boolean;
}

/** What the attestors last signed: for all chains together. */
export interface Coverage {
  /** What backs the coin, in smallest units. */
  readonly reserves: bigint;
  /** What was outstanding, or could still be issued before the window, in smallest units. */
  readonly supply: bigint;
  /** When both were counted, in Unix seconds. */
  readonly asOf: bigint;
}

/** Decimals and symbol by the token's views. */
export async function unitBy(view: View): Promise<Unit> {
  const [decimals, symbol] = await Promise.all([view("decimals"), view("symbol")]);
  return { decimals: Number(decimals), symbol: String(symbol) };
}

/** What the token can do by its views. @param domainFields - asks `eip712Domain()` for its fields */
export async function capabilitiesBy(view: View, domainFields: () => Promise<unknown>): Promise<Capabilities> {
  const standards: Standard[] = [];
  for (const [standard, interfaceId] of Object.entries(INTERFACE_IDS)) {
    const answer = await orElse(() => view("supportsInterface", [interfaceId]), false);
    if (answer === true) standards.push(standard as Standard);
  }
  return { standards, signatures: (await orElse(domainFields, "0x")) === "0x0f" };
}

/** Balance and freeze of an account by the token's views. */
export async function accountBy(view: View, account: string): Promise<AccountState> {
  const address = toAccount(account);
  const answers = await Promise.all([
    view("balanceOf", [address]),
    view("isFrozen", [address]),
    view("frozenUntil", [address]),
  ]);
  const [balance, frozen, until] = answers as [bigint, boolean, bigint];
  if (!frozen) return { balance, frozen, frozenUntil: undefined };
  return { balance, frozen, frozenUntil: until === FOR_EVER ? "indefinite" : until };
}

/** Supply, switches and headroom by the token's views. */
export async function coinBy(view: View): Promise<CoinState> {
  const [unit, name, supply, paused, headroom, retired] = await Promise.all([
    unitBy(view),
    view("name"),
    view("totalSupply"),
    view("pausedScopes"),
    view("headroom"),
    view("retired"),
  ]);
  return {
    ...unit,
    name: String(name),
    supply: supply as bigint,
    paused: scopeNames(paused as bigint),
    headroom: headroom as bigint,
    retired: retired as boolean,
  };
}

/** The latest reserve report by the views of the token and of its attestations; undefined without one. */
export async function coverageBy(
  token: View,
  attestationsAt: (address: string) => View,
): Promise<Coverage | undefined> {
  const gate = toAccount(String(await token("reserveGate")));
  if (BigInt(gate) === 0n) return undefined;
  const attestations = attestationsAt(gate);
  if ((await attestations("latestSequence")) === 0n) return undefined;
  const [reserves, supply, asOf] = objectOf("The coverage", await attestations("coverage")) as readonly bigint[];
  return { reserves: reserves ?? 0n, supply: supply ?? 0n, asOf: asOf ?? 0n };
}

/** A refusal is an answer, and so is one that is none; a node that cannot be reached is neither. */
async function orElse<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if ((isIntegrationError(error) && error.code === "TOKEN_MISSING") || isRefusal(error)) return otherwise;
    throw error;
  }
}
