import { p256 } from "@noble/curves/nist.js";
import { NobleBN254 } from "@ethereumjs/evm";
import { concatBytes } from "@noble/hashes/utils.js";
import { bytesToNumber, EMPTY, numberToBytes } from "../../protocol/bytes.ts";
import { type Precompile, slice } from "./types.ts";

const bn254 = new NobleBN254();

function attempt(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

/** 6: addition on alt_bn128. */
export const bnAdd: Precompile = {
  energy: () => 150n,
  run: (data) => attempt(() => bn254.add(slice(data, 0, 128))),
};

/** 7: multiplication on alt_bn128. */
export const bnMultiply: Precompile = {
  energy: () => 6_000n,
  run: (data) => attempt(() => bn254.mul(slice(data, 0, 128))),
};

/** 8: pairing check on alt_bn128. */
export const bnPairing: Precompile = {
  energy: (data) => 45_000n + 34_000n * BigInt(Math.floor(data.length / 192)),
  run: (data) => (data.length % 192 === 0 ? attempt(() => bn254.pairing(data)) : undefined),
};

function verifiesP256(data: Uint8Array): boolean {
  if (data.length !== 160) return false;
  try {
    const key = concatBytes(Uint8Array.of(4), data.subarray(96, 160));
    p256.Point.fromBytes(key).assertValidity();
    const signature = new p256.Signature(bytesToNumber(data.subarray(32, 64)), bytesToNumber(data.subarray(64, 96)));
    return p256.verify(signature.toBytes(), data.subarray(0, 32), key, { lowS: false, prehash: false });
  } catch {
    return false;
  }
}

/** 0x100: secp256r1 verification (TIP-7951). */
export const p256Verify: Precompile = {
  energy: () => 6_900n,
  run: (data) => (verifiesP256(data) ? numberToBytes(1n, 32) : EMPTY),
};
