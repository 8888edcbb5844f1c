import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { EMPTY, fromHexString } from "../../protocol/bytes.ts";
import { recover } from "../../protocol/signature.ts";
import { type Precompile, slice, wordCount } from "./types.ts";

/** 1: signer of a hash; the word carries 0x41 above the 20 bytes. */
export const ecRecover: Precompile = {
  energy: () => 3_000n,
  run(data) {
    const input = slice(data, 0, 128);
    const v = input[63] ?? 0;
    if (input.subarray(32, 63).some((byte) => byte !== 0) || (v !== 27 && v !== 28)) return EMPTY;
    const address = recover(input.subarray(0, 32), input.subarray(64, 96), input.subarray(96, 128), v - 27);
    return address === undefined ? EMPTY : concatBytes(new Uint8Array(11), fromHexString(`41${address}`));
  },
};

/** 2: SHA-256. */
export const sha256Contract: Precompile = {
  energy: (data) => 60n + 12n * wordCount(data),
  run: (data) => sha256(data),
};

/** 3: not RIPEMD-160 but SHA-256 of the first 20 bytes of SHA-256. */
export const shortHash: Precompile = {
  energy: (data) => 600n + 120n * wordCount(data),
  run: (data) => sha256(sha256(data).subarray(0, 20)),
};

/** 4: the input. */
export const identity: Precompile = {
  energy: (data) => 15n + 3n * wordCount(data),
  run: (data) => data.slice(),
};
