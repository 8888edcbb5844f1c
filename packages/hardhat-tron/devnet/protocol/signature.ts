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

/** Signer of a hash, or undefined when the numbers form no valid signature. `recovery` is 0 to 3. */
export function recover(hash: Uint8Array, r: Uint8Array, s: Uint8Array, recovery: number): BareAddress | undefined {
  const [rn, sn] = [bytesToNumber(r), bytesToNumber(s)];
  if (rn === 0n || sn === 0n || rn >= ORDER || sn >= ORDER) return undefined;
  try {
    const point = new secp256k1.Signature(rn, sn, recovery).recoverPublicKey(hash);
    return addressOfKey(point.toBytes(false));
  } catch {
    return undefined;
  }
}

/** A 65-byte signature r ‖ s ‖ v with v 0 or 1, as block producers write it. */
export function sign(hash: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(hash, privateKey, { prehash: false, format: "recovered" });
  return concatBytes(recovered.subarray(1), recovered.subarray(0, 1));
}
