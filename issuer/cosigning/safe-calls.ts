import { dataLength, getAddress, toBigInt } from "ethers";
import { slicesOf } from "../text/slices.ts";
import { OperatorError } from "../errors.ts";
import { MULTI_SEND } from "./safe.ts";
import type { SafeCall, SafeTransaction } from "../chains/safe.ts";

/**
 * Returns the calls that a Safe's transaction makes, read from its bytes: those that are hashed and signed.
 * @throws OperatorError `SIGNING_FILE_INVALID` if the bytes of a delegate call are not a batch of plain calls.
 */
export function callsOf({ to, value, data, operation }: SafeTransaction): SafeCall[] {
  if (operation === 0) return [{ to, value, data }];
  const invalid = new OperatorError("SIGNING_FILE_INVALID", "The bytes of the batch cannot be read as calls.");
  const parsed = MULTI_SEND.parseTransaction({ data });
  if (parsed === null || MULTI_SEND.encodeFunctionData("multiSend", parsed.args) !== data.toLowerCase()) throw invalid;
  const packed = parsed.args[0] as string;
  const size = dataLength(packed);
  const cut = slicesOf(packed);
  const calls: SafeCall[] = [];
  for (let at = 0; at < size;) {
    if (size < at + CALL_HEAD) throw invalid;
    const length = Number(toBigInt(cut(at + 53, at + CALL_HEAD)));
    const end = at + CALL_HEAD + length;
    if (cut(at, at + 1) !== "0x00" || end > size) throw invalid;
    calls.push({
      to: getAddress(cut(at + 1, at + 21)),
      value: toBigInt(cut(at + 21, at + 53)),
      data: cut(at + CALL_HEAD, end),
    });
    at = end;
  }
  return calls;
}

/** Bytes before the calldata of a call in a batch: operation, receiver, value, length. */
const CALL_HEAD = 85;
