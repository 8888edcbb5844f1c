import { Interface } from "ethers";
import type { Account, TestChain } from "../../test/support/chain.ts";

/** A transaction to be measured: who sends it, and its data. */
export interface Call {
  readonly from: Account;
  readonly data: string;
}

/** A token on a chain, as far as the measurement needs to know it. */
export interface Token {
  readonly address: string;
  /** Name in the token's EIP-712 domain; the version is 1. */
  readonly domainName: string;
  /** Whether its permit accepts a plain account's signature on this chain. */
  readonly permits: boolean;
  /** Whether it knows EIP-3009. */
  readonly authorizations: boolean;
  /** Who burns its own tokens. */
  readonly burner: Account;
  /** Issues tokens; `reference` differs on every call. */
  mint(to: string, amount: bigint, reference: string): Call;
  /** Destroys tokens of the burner; `reference` differs on every call. */
  burn(amount: bigint, reference: string): Call;
  /** Freezes an account; null where no account can be frozen. */
  freeze(account: string, reference: string): Call | null;
  /** What not every token can do. */
  readonly extras: Extras;
}

/** Operations that few tokens have. One that is left out is not measured. */
export interface Extras {
  /** Whether a transfer can carry a memo. */
  readonly memos?: true;
  /** Whether many authorizations can be executed at once. */
  readonly settles?: true;
  /** Issues the same amount to each account. */
  mintBatch?(accounts: readonly string[], amount: bigint, references: readonly string[]): Call;
  freezeBatch?(accounts: readonly string[], reference: string): Call;
  unfreeze?(account: string, reference: string): Call;
}

/** A token that can be put on a chain. */
export interface Candidate {
  readonly name: string;
  /** Whether it can pause, freeze and be upgraded: only such tokens are peers, the others are the floor. */
  readonly regulated: boolean;
  deploy(chain: TestChain): Promise<Token>;
}

/** What holders call, the same for every token. */
export const HOLDER = new Interface([
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function transfer(address to, uint256 value) returns (bool)",
  "function transferWithMemo(address to, uint256 value, bytes32 memo) returns (bool)",
  "function transferFrom(address from, address to, uint256 value) returns (bool)",
  "function approve(address spender, uint256 value) returns (bool)",
  "function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
  "function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)",
  "function transferWithAuthorizationBatch((address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)[] transfers)",
]);
