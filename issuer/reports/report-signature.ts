import { getBytes, isHexString, toBeHex } from "ethers";
import { OperatorError } from "../errors.ts";
import { CURVE_ORDER } from "../signing/signer.ts";

/** The point's parity by each `v` that wallets give for it. */
const PARITIES = new Map([
  [0, 0],
  [27, 0],
  [1, 1],
  [28, 1],
]);
const WANTED = "65 bytes in lower-case hex, r, s in the lower half, and v 27 or 28";

/**
 * Writes a signature in the one form that is stored and that the contract takes: 65 bytes in lower-case hex, s in the lower
 * half, v 27 or 28. Wallets also give v as 0 or 1, the upper s, or 64 bytes (EIP-2098): the same signature, on which the
 * contract would revert.
 * @throws OperatorError `SIGNATURE_INVALID` if it is none of these.
 */
export function canonicalSignature(text: string): string {
  const hex = text.trim().toLowerCase();
  if (!isHexString(hex, 64) && !isHexString(hex, 65)) {
    throw invalid(`A signature is 65 bytes in hex, from 0x on; 64 if it is compact.`);
  }
  const bytes = getBytes(hex);
  const r = BigInt(`0x${hex.slice(2, 66)}`);
  const compact = bytes.length === 64;
  const second = BigInt(`0x${hex.slice(66, 130)}`);
  const s = compact ? second & (2n ** 255n - 1n) : second;
  const v = compact ? Number(second >> 255n) : (bytes[64] ?? 0);
  if (r === 0n || s === 0n || r >= CURVE_ORDER || s >= CURVE_ORDER)
    throw invalid("r or s of the signature is out of range.");
  const parity = PARITIES.get(v);
  if (parity === undefined) throw invalid(`v of the signature is ${v}; a report's is 27 or 28.`);
  const upper = s > CURVE_ORDER / 2n;
  const last = (upper ? 1 - parity : parity) + 27;
  return `${toBeHex(r, 32)}${toBeHex(upper ? CURVE_ORDER - s : s, 32).slice(2)}${last.toString(16)}`;
}

/**
 * Returns what keeps the contract from taking a signature as it is written; null if nothing does.
 * @returns An end for a sentence.
 */
export function formTrouble(text: string): string | null {
  if (canonicalSignature(text) === text) return null;
  return `is not written as the contract takes it (${WANTED}); submit would revert on the chain`;
}

function invalid(message: string): OperatorError {
  return new OperatorError("SIGNATURE_INVALID", message);
}
