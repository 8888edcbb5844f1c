import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { BareAddress } from "../../../tron/address.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { bytesToNumber } from "./bytes.ts";

const ORDER = secp256k1.Point.Fn.ORDER;

/** Address of an uncompressed public key (with its 0x04). */
function addressOfKey(publicKey: Uint8Array): BareAddress {
  return bytesToHex(keccak_256(publicKey.subarray(1)).subarray(12)) as BareAddress;
}

/** Address of a 32-byte private key given in hex, with or without 0x. */
export function addressOfPrivateKey(privateKey: string): BareAddress {
  const key = Uint8Array.from(Buffer.from(privateKey.replace(/^0x/, ""), "hex"));
  return addressOfKey(secp256k1.getPublicKey(key, false));
}

/** How many signers are remembered. */
const REMEMBERED = 1_024;
/** The signers of late. A transaction is checked when it comes and when it is executed, a permit also when it is estimated. */
const signers = new Map<string, BareAddress | undefined>();

/** Signer of a hash, or undefined when the numbers form no valid signature. `recovery` is 0 to 3. */
export function recover(hash: Uint8Array, r: Uint8Array, s: Uint8Array, recovery: number): BareAddress | undefined {
  const key = [...[hash, r, s].map(bytesToHex), recovery].join();
  if (signers.has(key)) return signers.get(key);
  const signer = recoverSigner(hash, bytesToNumber(r), bytesToNumber(s), recovery);
  const [oldest] = signers.keys();
  if (signers.size >= REMEMBERED && oldest !== undefined) signers.delete(oldest);
  signers.set(key, signer);
  return signer;
}

function recoverSigner(hash: Uint8Array, r: bigint, s: bigint, recovery: number): BareAddress | undefined {
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) return undefined;
  try {
    return addressOfKey(new secp256k1.Signature(r, s, recovery).recoverPublicKey(hash).toBytes(false));
  } catch {
    return undefined;
  }
}

/** A 65-byte signature r ‖ s ‖ v with v 0 or 1, as block producers write it. */
export function sign(hash: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(hash, privateKey, { prehash: false, format: "recovered" });
  return concatBytes(recovered.subarray(1), recovered.subarray(0, 1));
}
