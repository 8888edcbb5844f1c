import { objectOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import { fieldOf } from "../reading/revert-data.ts";
import { asked } from "../reading/trouble.ts";
import { inTokenForm } from "./in-token-form.ts";
import { type Act, type Order, type SignedOrder, checkedOrder, signerOf, toWalletJson, typesOf } from "./typed-data.ts";

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

/**
 * Has an order signed.
 * @param order - what `buildPermit` and its like made
 * @param signer - an ethers signer, an EIP-1193 provider such as `window.ethereum`, tronweb with a key, or TronLink's tronweb
 * @returns The order with its signature, in the form the token takes. What is not a signature of the account's key is left
 * as it is: the account's code may accept it.
 * @throws IntegrationError `WALLET_UNSUPPORTED`, `WALLET_REJECTED` when the person declined, and what else stands in the way of
 * asking the wallet; `ORDER_INVALID`; `SIGNATURE_MALFORMED` for an answer that is not bytes
 */
export async function signOrder<A extends Act>(order: Order<A>, signer: OrderSigner): Promise<SignedOrder<A>> {
  objectOf("The signer", signer);
  return await inTokenForm(order, await asked(() => askFor(order, signer)));
}

async function askFor(order: Order, signer: OrderSigner): Promise<string> {
  const { domain, act, message } = checkedOrder(order);
  const types = typesOf(act);
  if (has(signer, "signTypedData")) {
    return await (signer as EthersSigner).signTypedData(domain, types, message as unknown as Record<string, unknown>);
  }
  if (has(signer, "request")) {
    const params = [signerOf(order), toWalletJson(order)];
    return (await (signer as WalletProvider).request({ method: "eth_signTypedData_v4", params })) as string;
  }
  const { trx } = signer as TronWallet;
  if (typeof trx === "object") {
    // Called on the object, since both use `this`.
    if (trx.signTypedData !== undefined) return await trx.signTypedData(domain, types, message);
    if (trx._signTypedData !== undefined) return await trx._signTypedData(domain, types, message);
  }
  throw new IntegrationError("WALLET_UNSUPPORTED", "This wallet cannot sign typed data (EIP-712, TIP-712).");
}

function has(signer: OrderSigner, method: string): boolean {
  return typeof fieldOf(signer, method) === "function";
}
