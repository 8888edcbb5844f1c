import { toAccount, toBase58 } from "./account.ts";
import { type ChainFacts, chainOf } from "./chains.ts";
import { naturalOf, objectOf, textOf, valuesOf } from "./given.ts";
import { IntegrationError } from "./problem.ts";
import { asked } from "./reading/trouble.ts";
import { shownOf } from "./shown.ts";

/**
 * Returns an account's id among all chains (CAIP-10), such as `eip155:56:0x…` or `tron:0x2b6653dc:T…`.
 * @param chainId - `block.chainid` of a chain of `CHAINS`
 * @param account - in any form
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` for another chain
 */
export function accountId(chainId: bigint | number, account: string): string {
  const chain = requireChain(chainId);
  return `${chain.caip2}:${written(chain, account)}`;
}

/**
 * Returns the coin's id among all assets (CAIP-19), such as `eip155:56/erc20:0x…` or `tron:0x2b6653dc/trc20:T…`.
 * @param chainId - `block.chainid` of a chain of `CHAINS`
 * @param token - its address there, in any form
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` for another chain
 */
export function assetId(chainId: bigint | number, token: string): string {
  const chain = requireChain(chainId);
  return `${chain.caip2}/${chain.platform === "tron" ? "trc20" : "erc20"}:${written(chain, token)}`;
}

/**
 * Returns a transaction's id in the one form that this package has on all chains: `0x` and 64 hex digits in lower case. TRON's own
 * tools leave the `0x` out.
 * @param id - with `0x` or without
 * @throws IntegrationError `INPUT_INVALID`
 */
export function transactionId(id: string): `0x${string}` {
  const digits = textOf("The transaction's id", id).replace(/^0x/i, "").toLowerCase();
  if (/^[\da-f]{64}$/.test(digits)) return `0x${digits}`;
  throw new IntegrationError("INPUT_INVALID", `The transaction's id is ${shownOf(id)}, and must be 64 hex digits.`);
}

/**
 * Returns the address of a transaction's page in the chain's explorer.
 * @param chainId - `block.chainid` of a chain of `CHAINS`
 * @param id - with `0x` or without
 * @throws IntegrationError `INPUT_INVALID` for another chain, or for what is no id
 */
export function transactionUrl(chainId: bigint | number, id: string): string {
  const { explorer, platform } = requireChain(chainId);
  const hash = transactionId(id);
  return platform === "tron" ? `${explorer}/transaction/${hash.slice(2)}` : `${explorer}/tx/${hash}`;
}

/** A token that a wallet shall show. */
export interface WatchedAsset {
  /** The token's address, in any form. */
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
  /** Where its logo is: `https://…`; the package has one in `./assets/kgst.svg` and `./assets/kgst.png`. */
  readonly image?: string;
}

/** What asks a wallet: `window.ethereum`, or `window.tronLink`. */
export interface AssetWallet {
  request(request: { method: string; params?: unknown }): Promise<unknown>;
}

/**
 * Has a wallet show the token among its own (`wallet_watchAsset`, EIP-747).
 * @param wallet - `window.ethereum` or another EIP-1193 provider; on TRON `window.tronLink`
 * @param platform - the wallet's kind of chain
 * @returns Whether the person agreed; a wallet that does not tell counts as yes.
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID`; `WALLET_REJECTED` when the person declined, `WALLET_UNSUPPORTED` and
 * what else stands in the way of asking
 */
export async function watchAsset(
  wallet: AssetWallet,
  asset: WatchedAsset,
  platform: "evm" | "tron" = "evm",
): Promise<boolean> {
  const { address, symbol, decimals, image } = valuesOf("The asset", asset);
  const onTron = platform === "tron";
  const options = {
    address: onTron ? toBase58(address) : toAccount(address),
    symbol: textOf("The symbol", symbol),
    decimals: Number(naturalOf("The decimals", decimals)),
    ...(image === undefined ? {} : { image: textOf("The logo's address", image) }),
  };
  objectOf("The wallet", wallet);
  const params = { type: onTron ? "trc20" : "ERC20", options };
  return (await asked(() => wallet.request({ method: "wallet_watchAsset", params }))) !== false;
}

function requireChain(chainId: bigint | number): ChainFacts {
  const chain = chainOf(chainId);
  if (chain !== undefined) return chain;
  throw new IntegrationError("INPUT_INVALID", `${shownOf(chainId)} is no chain of this coin: see \`CHAINS\`.`);
}

function written({ platform }: ChainFacts, account: string): string {
  return platform === "tron" ? toBase58(account) : toAccount(account);
}
