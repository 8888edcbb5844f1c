import { IntegrationError } from "../problem.ts";
import { shownOf } from "../shown.ts";
import type { Hex } from "./typed-data.ts";

/** A signature in any form a wallet or a signing service writes it. */
export type SignatureLike =
  | string
  | { readonly r: string; readonly s: string; readonly v: bigint | number | string }
  | { readonly r: string; readonly s: string; readonly yParity: number };

/** Where the secp256k1 group ends: `s` and `ORDER - s` sign the same. */
const GROUP_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HALF_ORDER = GROUP_ORDER / 2n;
const PARITY = 1n << 255n;

/** An ECDSA signature in its three parts. */
export interface EcdsaSignature {
  readonly r: Hex;
  readonly s: Hex;
  readonly v: 27 | 28;
}

/**
 * Returns the one form that the token takes of an ECDSA signature: `v` 27 or 28, `s` in the lower half. Takes `v` of 0
 * and 1, as some hardware writes it, ERC-2098's 64 bytes, and a high `s`, as signing services in the cloud give it: its
 * twin in the lower half says the same.
 * @throws IntegrationError `SIGNATURE_MALFORMED` for what is not an ECDSA signature, such as that of a contract wallet.
 */
export function parseSignature(signature: SignatureLike): EcdsaSignature {
  const { r, s, parity } = typeof signature === "string" ? fromBytes(signature) : fromParts(signature);
  if (r <= 0n || r >= GROUP_ORDER || s <= 0n || s >= GROUP_ORDER) {
    throw new IntegrationError("SIGNATURE_MALFORMED", "The signature's numbers are not above zero, or too large.");
  }
  const low = s > HALF_ORDER ? GROUP_ORDER - s : s;
  const odd = s > HALF_ORDER ? !parity : parity;
  return { r: word(r), s: word(low), v: odd ? 28 : 27 };
}

/** 65 bytes `r ‖ s ‖ v` of a signature in any form. @throws IntegrationError as {@link parseSignature} does */
export function serializeSignature(signature: SignatureLike): Hex {
  const { r, s, v } = parseSignature(signature);
  return `${r}${s.slice(2)}${v.toString(16)}` as Hex;
}

/** ERC-2098's 64 bytes of a signature in any form. @throws IntegrationError as {@link parseSignature} does */
export function compactSignature(signature: SignatureLike): Hex {
  const { r, s, v } = parseSignature(signature);
  return `${r}${word(v === 28 ? BigInt(s) | PARITY : BigInt(s)).slice(2)}` as Hex;
}

/**
 * Returns the 65 bytes of a key's signature that is in a form the token takes as it is: 65 bytes with `v` 27 or 28, or
 * ERC-2098's 64, either with `s` in the lower half.
 * @returns undefined for everything else
 */
export function tokenForm(signature: Hex): Hex | undefined {
  try {
    const canonical = serializeSignature(signature);
    if (signature.length === 132) return signature.toLowerCase() === canonical ? canonical : undefined;
    const s = BigInt(`0x${signature.slice(66)}`) & (PARITY - 1n);
    return s <= HALF_ORDER ? canonical : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the 65 bytes of a key's signature in any form; undefined for what is none. */
export function canonicalOf(signature: Hex): Hex | undefined {
  try {
    return serializeSignature(signature);
  } catch {
    return undefined;
  }
}

interface Numbers {
  readonly r: bigint;
  readonly s: bigint;
  /** Whether the point's y is odd. */
  readonly parity: boolean;
}

function fromBytes(text: string): Numbers {
  const hex = text.replace(/^0x/i, "");
  if (!/^(?:[\da-f]{128}|[\da-f]{130})$/i.test(hex)) {
    const message = `A signature of a key has 65 or 64 bytes, this one has ${hex.length / 2}.`;
    throw new IntegrationError("SIGNATURE_MALFORMED", message);
  }
  const r = BigInt(`0x${hex.slice(0, 64)}`);
  const s = BigInt(`0x${hex.slice(64, 128)}`);
  if (hex.length === 128) return { r, s: s & (PARITY - 1n), parity: s >= PARITY };
  return { r, s, parity: parityOf(BigInt(`0x${hex.slice(128)}`)) };
}

function fromParts(parts: Exclude<SignatureLike, string>): Numbers {
  try {
    const parity = "v" in parts ? parityOf(BigInt(parts.v)) : parityOf(BigInt(parts.yParity));
    return { r: BigInt(parts.r), s: BigInt(parts.s), parity };
  } catch (error) {
    if (error instanceof IntegrationError) throw error;
    throw new IntegrationError("SIGNATURE_MALFORMED", "r, s and v are not numbers.", { cause: error });
  }
}

function parityOf(v: bigint): boolean {
  if (v === 0n || v === 27n) return false;
  if (v === 1n || v === 28n) return true;
  throw new IntegrationError(
    "SIGNATURE_MALFORMED",
    `The signature's v is ${shownOf(v)}, and must be 27 or 28 (or 0 or 1).`,
  );
}

function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
