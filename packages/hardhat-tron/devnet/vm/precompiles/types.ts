import type { BareAddress } from "../../../../tron/address.ts";
import type { World } from "../../state/world.ts";

/** What a precompiled contract may look at. */
export interface PrecompileEnvironment {
  readonly world: World;
  readonly address: BareAddress;
}

/** A contract implemented by the node. */
export interface Precompile {
  /** Energy for an input; may be negative for malformed ones, as in java-tron. */
  energy(data: Uint8Array): bigint;
  /** Output, or undefined on failure (the call answers 0 and loses its energy). @throws TvmFailure to halt the caller */
  run(data: Uint8Array, environment: PrecompileEnvironment): Uint8Array | undefined;
}

/** Number of 32-byte words that hold the data. */
export const wordCount = (data: Uint8Array): bigint => BigInt(Math.ceil(data.length / 32));

/** `length` bytes from `offset`, zero beyond the end. */
export function slice(data: Uint8Array, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  out.set(data.subarray(Math.min(offset, data.length), Math.min(offset + length, data.length)));
  return out;
}
