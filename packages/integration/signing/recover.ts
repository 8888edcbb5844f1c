import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { toAccount } from "../account.ts";
import { digestOf } from "./digest.ts";
import { signatureBytes } from "./fields.ts";
import { canonicalOf, tokenForm } from "./signature.ts";
import { type Act, type Hex, type Order, type SignedOrder, checkedSigned, signerOf } from "./typed-data.ts";

const NOBODY = `0x${"0".repeat(40)}`;

/**
 * Puts an order and a signature from elsewhere together, in the form the token takes; what ERC-6492 wraps is unwrapped.
 * @throws IntegrationError `ORDER_INVALID`, `SIGNATURE_MALFORMED` for what is not bytes in hex
 */
export function withSignature<A extends Act>(order: Order<A>, signature: string): SignedOrder<A> {
  const given = checkedSigned({ order, signature: signatureBytes(signature) });
  const canonical = canonicalOf(given.signature);
  const own = canonical !== undefined && recover(given.order, canonical) === signerOf(given.order);
  return { order: given.order, signature: own ? canonical : given.signature };
}

/**
 * Returns whom ECDSA recovers, as the token does it: nobody unless `s` is low, `v` 27 or 28, and the length 65 or 64
 * bytes.
 * @throws IntegrationError `ORDER_INVALID` for what is no signed order
 */
export function recoverSigner(signed: SignedOrder): string {
  const { order, signature } = checkedSigned(signed);
  const form = tokenForm(signature);
  return form === undefined ? NOBODY : recover(order, form);
}

/** @param signature - 65 bytes with `v` of 27 or 28 */
function recover(order: Order, signature: Hex): string {
  try {
    const parts = secp256k1.Signature.fromBytes(hexToBytes(signature.slice(2, 130)), "compact");
    const signed = parts.addRecoveryBit(Number(`0x${signature.slice(130)}`) - 27);
    const key = signed
      .recoverPublicKey(hexToBytes(digestOf(order).slice(2)))
      .toBytes(false)
      .slice(1);
    return toAccount(bytesToHex(keccak_256(key)).slice(24));
  } catch {
    return NOBODY; // no point of the curve has this number
  }
}
