import { isError } from "ethers";
import type { IStablecoin } from "../../../typechain-types/index.js";
import { toAccount } from "../account.ts";
import { connectAttestations } from "../connect.ts";
import { FOR_EVER } from "./format.ts";
import { type ScopeName, scopeNames } from "./scopes.ts";
import type { Unit } from "./units.ts";

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

/** Decimals and symbol, which never change: read them once. */
export async function readUnit(token: IStablecoin): Promise<Unit> {
  const [decimals, symbol] = await Promise.all([token.decimals(), token.symbol()]);
  return { decimals: Number(decimals), symbol };
}

/**
 * Returns what the token can do, as it says itself (ERC-165, ERC-5267). A token that cannot be asked can do nothing
 * here.
 */
export async function discover(token: IStablecoin): Promise<Capabilities> {
  const standards: Standard[] = [];
  for (const [standard, interfaceId] of Object.entries(INTERFACE_IDS)) {
    if (await orElse(token.supportsInterface(interfaceId), false)) standards.push(standard as Standard);
  }
  const fields = await orElse(
    token.eip712Domain().then((domain) => domain.fields),
    "0x",
  );
  return { standards, signatures: fields === "0x0f" };
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

/** Balance and freeze of an account. Ask before you promise a customer a payment, for both sides of it. */
export async function readAccount(token: IStablecoin, account: string): Promise<AccountState> {
  const address = toAccount(account);
  const [balance, frozen, until] = await Promise.all([
    token.balanceOf(address),
    token.isFrozen(address),
    token.frozenUntil(address),
  ]);
  if (!frozen) return { balance, frozen, frozenUntil: undefined };
  return { balance, frozen, frozenUntil: until === FOR_EVER ? "indefinite" : until };
}

/** Returns whether an account can neither send, receive nor spend now. */
export async function isFrozen(token: IStablecoin, account: string): Promise<boolean> {
  return await token.isFrozen(toAccount(account));
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

/** Supply, switches and headroom of the coin on one chain. */
export async function readCoin(token: IStablecoin): Promise<CoinState> {
  const [unit, name, supply, paused, left, retired] = await Promise.all([
    readUnit(token),
    token.name(),
    token.totalSupply(),
    token.pausedScopes(),
    headroom(token),
    token.retired(),
  ]);
  return { ...unit, name, supply, paused: scopeNames(paused), headroom: left, retired };
}

/** Returns what can still be issued on this chain now, in smallest units; zero when nothing can. */
export async function headroom(token: IStablecoin): Promise<bigint> {
  return await token.headroom();
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

/**
 * Returns how the latest reserve report covers the coin on all chains; undefined without a gate or before the first
 * report.
 */
export async function coverage(token: IStablecoin): Promise<Coverage | undefined> {
  const attestations = await connectAttestations(token);
  if (attestations === undefined || (await attestations.latestSequence()) === 0n) return undefined;
  const { reserves, supply, asOf } = await attestations.coverage();
  return { reserves, supply, asOf };
}

async function orElse<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    // A refusal is an answer; a node that cannot be reached is none.
    if (isError(error, "CALL_EXCEPTION") || isError(error, "BAD_DATA")) return otherwise;
    throw error;
  }
}
