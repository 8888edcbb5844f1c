import { TypedDataEncoder, ZeroAddress, recoverAddress } from "ethers";
import { toAccount } from "../account.ts";
import { IntegrationError } from "../problem.ts";
import { serializeSignature, tokenForm } from "./signature.ts";
import { type Act, type Hex, type Order, type SignedOrder, signerOf, toWalletJson, typesOf } from "./typed-data.ts";

type Types = Record<string, { name: string; type: string }[]>;

/** An ethers signer, as far as signing needs it. */
export interface EthersSigner {
  signTypedData(domain: Order["domain"], types: Types, message: Record<string, unknown>): Promise<string>;
}

/** An injected wallet (EIP-1193), such as `window.ethereum`. */
export interface WalletProvider {
  request(request: { method: string; params?: unknown[] }): Promise<unknown>;
}

/** tronweb with a private key, or `window.tronLink.tronWeb`. */
export interface TronWallet {
  readonly trx: {
    signTypedData?(domain: unknown, types: unknown, message: unknown): string | Promise<string>;
    /** The name in older TronLink. */
    _signTypedData?(domain: unknown, types: unknown, message: unknown): string | Promise<string>;
  };
}

/** The signer: an ethers signer, an EIP-1193 provider, tronweb or TronLink. For viem see the package's `./viem`. */
export type OrderSigner = EthersSigner | WalletProvider | TronWallet;

/** Returns the digest that is signed (EIP-712, and TIP-712, which is the same). */
export function digestOf({ domain, act, message }: Order): Hex {
  return TypedDataEncoder.hash(domain, typesOf(act), message) as Hex;
}

/**
 * Has an order signed.
 * @param order - what `buildPermit` and its like made
 * @param signer - an ethers signer, an EIP-1193 provider such as `window.ethereum`, tronweb with a key, or TronLink's tronweb
 * @returns The order with its signature, in the form the token takes. What is not a signature of the account's key is left
 * as it is: the account's code may accept it.
 * @throws IntegrationError `WALLET_UNSUPPORTED`
 */
export async function signOrder<A extends Act>(order: Order<A>, signer: OrderSigner): Promise<SignedOrder<A>> {
  return withSignature(order, await askFor(order, signer));
}

/** Puts an order and a signature from elsewhere together, in the form the token takes. */
export function withSignature<A extends Act>(order: Order<A>, signature: string): SignedOrder<A> {
  const bytes = (signature.startsWith("0x") ? signature : `0x${signature}`) as Hex;
  const canonical = canonicalOf(bytes);
  const own = canonical !== undefined && recover(order, canonical) === toAccount(signerOf(order));
  return { order, signature: own ? canonical : bytes };
}

/**
 * Returns whom ECDSA recovers, as the token does it: nobody unless `s` is low, `v` 27 or 28, and the length 65 or 64
 * bytes.
 */
export function recoverSigner({ order, signature }: SignedOrder): string {
  const form = tokenForm(signature);
  return form === undefined ? ZeroAddress : recover(order, form);
}

function recover(order: Order, signature: Hex): string {
  try {
    return recoverAddress(digestOf(order), signature);
  } catch {
    return ZeroAddress; // no point of the curve has this number
  }
}

function canonicalOf(signature: Hex): Hex | undefined {
  try {
    return serializeSignature(signature);
  } catch {
    return undefined;
  }
}

async function askFor(order: Order, signer: OrderSigner): Promise<string> {
  const { domain, act, message } = order;
  if ("signTypedData" in signer) {
    return await signer.signTypedData(domain, typesOf(act), message as unknown as Record<string, unknown>);
  }
  if ("request" in signer) {
    const params = [signerOf(order), toWalletJson(order)];
    return (await signer.request({ method: "eth_signTypedData_v4", params })) as string;
  }
  const { trx } = signer;
  const types = typesOf(act);
  // Called on the object, since both use `this`.
  if (trx.signTypedData !== undefined) return await trx.signTypedData(domain, types, message);
  if (trx._signTypedData !== undefined) return await trx._signTypedData(domain, types, message);
  throw new IntegrationError("WALLET_UNSUPPORTED", "This wallet cannot sign typed data (TIP-712).");
}
