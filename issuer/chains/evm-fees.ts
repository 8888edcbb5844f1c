import type { Provider } from "ethers";
import { OperatorError } from "../errors.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";

/** Anything of ethers that also sends requests as they are. */
export type RpcProvider = Provider & { send(method: string, params: unknown[]): Promise<unknown> };

/** What the issuer allows and wishes for one unit of gas, in wei. Null leaves it to the network. */
export interface FeeTerms {
  /** The most that is ever offered. */
  readonly most: bigint | null;
  /** The tip that is offered to the block producer. */
  readonly tip: bigint | null;
}

/** Leaves everything to the network. */
export const NO_TERMS: FeeTerms = { most: null, tip: null };

/** What is offered for one unit of gas, as a transaction says it. In wei. */
export type FeeOffer =
  | { readonly type: 0; readonly gasPrice: bigint }
  | { readonly type: 2; readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/** What the node says that one unit of gas costs. Null where it does not say. */
export interface FeeMarket {
  /** Of the newest block; null on chains without. */
  readonly base: bigint | null;
  /** `eth_gasPrice`. */
  readonly price: bigint | null;
  /** `eth_maxPriorityFeePerGas`. */
  readonly tip: bigint | null;
}

/** Nodes take a replacement only if it pays clearly more: geth asks for 10 %. */
const RAISE = { numerator: 5n, denominator: 4n };

/** Asks the node what gas costs. A method that it does not have answers nothing, and nothing is made up for it. */
export async function readFeeMarket(provider: RpcProvider): Promise<FeeMarket> {
  const [block, price, tip] = await Promise.all([
    provider.getBlock("latest"),
    quantity(provider, "eth_gasPrice"),
    quantity(provider, "eth_maxPriorityFeePerGas"),
  ]);
  return { base: block?.baseFeePerGas ?? null, price, tip };
}

/**
 * Returns what to offer for one unit of gas: never less than the node's own price, whatever it suggests as a tip.
 * @param older - An offer of the same nonce that this one must outbid.
 * @param least - The least tip that a node has asked for.
 * @throws OperatorError `FEE_UNKNOWN` if the node names no price; `FEE_ABOVE_CAP` if the network asks for more than is
 * allowed.
 */
export function offerFor(
  { base, price, tip }: FeeMarket,
  terms: FeeTerms,
  { older, least = 0n }: { readonly older?: FeeOffer | undefined; readonly least?: bigint } = {},
): FeeOffer {
  if (base === null) {
    const known = most([price, terms.tip]);
    if (known === null) throw new OperatorError("FEE_UNKNOWN", "The node does not say what gas costs.");
    const gasPrice = most([known, least, older === undefined ? null : raised(priceOf(older))]) ?? known;
    requireAllowed(gasPrice, terms);
    return { type: 0, gasPrice };
  }
  const maxPriorityFeePerGas =
    most([wishedTip({ base, price, tip }, terms), least, older === undefined ? null : raised(tipOf(older))]) ?? 0n;
  const needed = most([base + maxPriorityFeePerGas, older === undefined ? null : raised(priceOf(older))]) ?? 0n;
  requireAllowed(needed, terms);
  const roomy = most([2n * base + maxPriorityFeePerGas, price, needed]) ?? needed;
  const maxFeePerGas = terms.most !== null && roomy > terms.most ? terms.most : roomy;
  return { type: 2, maxPriorityFeePerGas, maxFeePerGas };
}

/** Returns whether the network asks for more than an offer pays. */
export function outgrows(market: FeeMarket, terms: FeeTerms, offer: FeeOffer): boolean {
  if (market.base === null) return market.price !== null && priceOf(offer) < market.price;
  const tip = wishedTip(market, terms);
  return tipOf(offer) < tip || priceOf(offer) < market.base + tip;
}

/** Returns the most that an offer pays for one unit of gas. */
export function priceOf(offer: FeeOffer): bigint {
  return offer.type === 0 ? offer.gasPrice : offer.maxFeePerGas;
}

/** Returns what an offer leaves to the block producer. */
export function tipOf(offer: FeeOffer): bigint {
  return offer.type === 0 ? offer.gasPrice : offer.maxPriorityFeePerGas;
}

/** Returns an amount of wei per gas for people: `0.05 gwei`. */
export function gwei(amount: bigint): string {
  return `${formatAmount(amount, 9).replace(/(\.\d\d\d*?)0+$/, "$1")} gwei`;
}

function wishedTip({ base, price, tip }: FeeMarket, terms: FeeTerms): bigint {
  return terms.tip ?? most([tip, price === null ? null : price - (base ?? 0n), 0n]) ?? 0n;
}

function requireAllowed(needed: bigint, terms: FeeTerms): void {
  if (terms.most === null || needed <= terms.most) return;
  const message = `The network asks for ${gwei(needed)} per gas; ${gwei(terms.most)} is the most that is allowed.`;
  throw new OperatorError("FEE_ABOVE_CAP", message);
}

function raised(amount: bigint): bigint {
  return (amount * RAISE.numerator + RAISE.denominator - 1n) / RAISE.denominator;
}

function most(amounts: readonly (bigint | null)[]): bigint | null {
  return amounts.reduce((top, amount) => (amount === null || (top !== null && top >= amount) ? top : amount), null);
}

async function quantity(provider: RpcProvider, method: string): Promise<bigint | null> {
  try {
    const answer = await provider.send(method, []);
    return typeof answer === "string" && /^0x[0-9a-f]+$/i.test(answer) ? BigInt(answer) : null;
  } catch (error) {
    if (isMissingMethod(error)) return null;
    throw error;
  }
}

/** Returns whether a node refuses a method because it does not have it. */
function isMissingMethod(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let at = error; typeof at === "object" && at !== null && !seen.has(at);) {
    seen.add(at);
    const { code, message, error: inner, info, cause } = at as Record<string, unknown>;
    if (code === -32601) return true;
    if (
      typeof message === "string" &&
      /method .*(not (found|supported|available|allowed)|does not exist)/i.test(message)
    ) {
      return true;
    }
    at = inner ?? (info as Record<string, unknown> | undefined)?.error ?? cause;
  }
  return false;
}
