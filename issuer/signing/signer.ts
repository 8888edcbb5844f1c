import type { NetworkTarget } from "../coin-file/resolve.ts";
import {
  type SignatureLike,
  Signature,
  type TransactionLike,
  type TypedDataDomain,
  type TypedDataField,
  getBytes,
  recoverAddress,
  toBeHex,
} from "ethers";
import type { UnsignedTransaction } from "../../packages/tron/transactions.ts";
import { OperatorError } from "../errors.ts";

/** EIP-712 types by name, without `EIP712Domain`. */
export type TypedDataTypes = Record<string, TypedDataField[]>;

/**
 * An account that signs here: with a key in this process, in a key service or in a device. Whole transactions and typed
 * data are handed over, not hashes, since a device shows its owner what it signs. No key ever leaves its implementation,
 * and each signature is checked against the account before it is given out.
 */
export interface AccountSigner {
  /** The account, `0x…` with checksum; on TRON the same 20 bytes. */
  readonly address: string;
  /** Where the key is, for people. Never the key. */
  readonly place: string;
  /** On TRON, the account's permission that the key signs under, if it is not that of the account's own key. */
  readonly permissionId?: number;
  /** Signs a complete transaction of an EVM chain, without `from`. @returns The signed transaction. */
  signEvmTransaction(transaction: TransactionLike): Promise<string>;
  /** Signs a transaction of TRON. @returns The signature, 65 bytes. */
  signTronTransaction(transaction: UnsignedTransaction): Promise<string>;
  /** Signs EIP-712 (on TRON: TIP-712) typed data. @returns The signature, 65 bytes. */
  signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: Record<string, unknown>): Promise<string>;
  /** Signs 32 bytes as they are. Missing where the key's owner must see what is signed. */
  signDigest?(digest: string): Promise<Signature>;
}

/** Order of the curve: s and n - s are both valid, and only the lower one is taken by nodes and contracts. */
export const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * The one signature (r, s) that nodes and contracts accept for an account: s in the lower half, and the parity that
 * recovers the account.
 * @throws OperatorError `SIGNATURE_WRONG` if it is not the account's signature of this digest.
 */
export function signatureOf(digest: string, r: bigint, s: bigint, address: string): Signature {
  const low = s > CURVE_ORDER / 2n ? CURVE_ORDER - s : s;
  if (r > 0n && low > 0n && r < CURVE_ORDER) {
    for (const v of [27, 28] as const) {
      const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(low, 32), v });
      if (recovers(digest, signature, address)) return signature;
    }
  }
  throw new OperatorError("SIGNATURE_WRONG", `What was signed is not a signature of ${address}.`);
}

/** Returns a signature that was made by somebody else, in parts of 32 bytes. */
export function splitSignature(signature: SignatureLike): { r: bigint; s: bigint } {
  const { r, s } = Signature.from(signature);
  return { r: BigInt(r), s: BigInt(s) };
}

function recovers(digest: string, signature: Signature, address: string): boolean {
  try {
    return recoverAddress(getBytes(digest), signature) === address;
  } catch {
    return false; // r is not the abscissa of a point with this parity
  }
}

/** The kinds of chain a signer can be asked for. */
export type Platform = NetworkTarget["platform"];
