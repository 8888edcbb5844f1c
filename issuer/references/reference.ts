import { id } from "ethers";
import { ParseError } from "../text/parse-error.ts";
import { quote } from "../text/quote.ts";
import { canonicalReference, isHash } from "./canonical.ts";
import { whyPlaceholder } from "./placeholders.ts";

/** The own id of a payment, a case or an act, and what the chain gets to see of it. */
export interface Reference {
  /** In the one form that all references have; a hash itself if only that is known. */
  readonly plain: string;
  readonly hash: string;
  /** Hashes that other forms of the same text had before there was one form; none of them is ever used again. */
  readonly former: readonly string[];
}

/** What tells payments, cases or acts apart where a placeholder does not. */
const OWN_ID = {
  payment:
    "Use the bank's own id of the transaction, such as AcctSvcrRef in camt.053, field 61 in MT940, or number and day of the credit advice.",
  case: "Give the case a number of its own.",
  act: "Give the act a number of its own, such as the case's with a count behind it.",
} as const;

/** Hex that was meant to be a hash: some digits too few or too many, or a large X. */
const ALMOST_HASH = /^0[xX][0-9a-fA-F]{56,72}$/;
const HASH_REMEDY = "A hash is 0x and 64 hexadecimal digits; otherwise give the reference itself.";

/**
 * Reads an id that tells one payment, one case or one act from all others.
 * @param text - As it was given. 32 bytes in hex are taken as the hash of one that is known elsewhere.
 * @throws ParseError for characters that cannot be seen, and for what is written where there is no reference: two payments
 * would share it.
 */
export function parseReference(text: string, kind: keyof typeof OWN_ID): Reference {
  const plain = canonicalReference(text);
  if (ALMOST_HASH.test(plain) && !isHash(plain))
    throw new ParseError(`${quote(plain)} looks like a hash, but is not.`, HASH_REMEDY);
  const why = whyPlaceholder(plain);
  if (why !== null)
    throw new ParseError(`${quote(plain)} does not tell one ${kind} from another: ${why}.`, OWN_ID[kind]);
  return referenceOf(text);
}

/**
 * Returns the reference that a text stands for, a placeholder included.
 * @throws ParseError for characters that cannot be seen.
 */
export function referenceOf(text: string): Reference {
  const plain = canonicalReference(text);
  const hash = hashOf(plain);
  const forms = isHash(plain) ? [] : [text, text.trim(), plain.normalize("NFD")].filter((form) => form !== plain);
  return { plain, hash, former: [...new Set(forms)].map((form) => id(form)) };
}

/** Returns the hash of a reference in canonical form. */
export function hashOf(plain: string): string {
  return isHash(plain) ? plain.toLowerCase() : id(plain);
}
