import type { BareAddress } from "../../../tron/address.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { numberToBytes } from "../protocol/bytes.ts";
import { addressBytes } from "../protocol/json.ts";
import type { Frame, InternalCall } from "./frame.ts";

/** Counts and records an internal transaction; its hash depends on parent, target, data, value and counter. */
export function recordInternal(
  frame: Frame,
  note: string,
  target: BareAddress,
  value: bigint,
  data: Uint8Array,
): InternalCall {
  const { context, request } = frame;
  context.nonce += 1n;
  const encoded = concatBytes(
    request.hash,
    addressBytes(target),
    data,
    numberToBytes(value, 8),
    numberToBytes(context.nonce, 8),
  );
  const entry: InternalCall = {
    hash: keccak_256(encoded),
    caller: request.address,
    target,
    value,
    note,
    rejected: false,
  };
  context.internalCalls.push(entry);
  return entry;
}
