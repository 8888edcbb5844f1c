import {
  type Signature,
  type TypedDataDomain,
  Signature as Signatures,
  concat,
  dataSlice,
  getAddress,
  getBytes,
  id,
  toBeHex,
} from "ethers";
import { typesOf } from "../../packages/integration/signing/typed-data.ts";
import type { Account, TestChain } from "../../test/support/chain.ts";

/*
 * A zero byte of calldata costs less than any other. So that no figure hangs on the luck of an address, a hash or a
 * signature, all of them are chosen without zero bytes.
 */

/** The last second of the 21st century: a deadline in Unix seconds that any run is ahead of. */
export const FAR_FUTURE = 4_102_444_799n;

/** What a relayer sends along for an owner's first permit. */
export interface SignedPermit {
  readonly deadline: bigint;
  readonly signature: Signature;
}

/** What a relayer sends along for a payer's transfer, valid at once and until `FAR_FUTURE`. */
export interface SignedTransfer {
  readonly nonce: string;
  readonly signature: Signature;
}

/** Accounts of the chain from `first` on whose addresses have no zero byte. */
export function denseAccounts(chain: TestChain, first: number, count: number): Account[] {
  const accounts = chain.accounts.slice(first).filter(({ address }) => isDense(address));
  if (accounts.length < count) throw new Error(`Only ${accounts.length} accounts without a zero byte, ${count} needed`);
  return accounts.slice(0, count);
}

/** A hash without zero bytes, the same for the same label. */
export function denseHash(label: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const hash = id(`${label} ${attempt}`);
    if (isDense(hash)) return hash;
  }
}

/** Addresses without zero bytes that nobody used before, the same for the same label. */
export function denseAddresses(label: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => getAddress(dataSlice(denseHash(`${label} ${index}`), 0, 20)));
}

/** Signs an owner's first permit, looking for a deadline whose signature has no zero byte. */
export async function signPermit(
  domain: TypedDataDomain,
  owner: Account,
  spender: string,
  value: bigint,
): Promise<SignedPermit> {
  for (let deadline = FAR_FUTURE; ; deadline -= 1n) {
    const message = { owner: owner.address, spender, value, nonce: 0n, deadline };
    const signature = Signatures.from(await owner.signTypedData(domain, typesOf("permit"), message));
    if (isDense(concat([toBeHex(deadline), signature.r, signature.s]))) return { deadline, signature };
  }
}

/** Signs a transfer, looking for a nonce that, as its signature, has no zero byte. */
export async function signTransfer(
  domain: TypedDataDomain,
  from: Account,
  to: string,
  value: bigint,
  label = "authorization",
): Promise<SignedTransfer> {
  for (let attempt = 0; ; attempt += 1) {
    const nonce = denseHash(`${label} ${attempt}`);
    const message = { from: from.address, to, value, validAfter: 0n, validBefore: FAR_FUTURE, nonce };
    const signature = Signatures.from(await from.signTypedData(domain, typesOf("transfer"), message));
    if (isDense(concat([signature.r, signature.s]))) return { nonce, signature };
  }
}

function isDense(data: string): boolean {
  return !getBytes(data).includes(0);
}
