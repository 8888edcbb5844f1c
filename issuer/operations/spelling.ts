import { id } from "ethers";
import type { Reference } from "../references/reference.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { LedgerEntry, LedgerState } from "./ledger.ts";

const UNDER_WAY: ReadonlySet<LedgerState> = new Set(["open", "waiting"]);

/** Hashes under which a ledger has references, by their canonical form: records from before there was one form differ. */
export type Forms = ReadonlyMap<string, readonly string[]>;

/** Collects them. */
export function formsIn(ledger: ReadonlyMap<string, LedgerEntry>): Forms {
  const forms = new Map<string, string[]>();
  for (const { subject } of ledger.values()) {
    const { reference } = subject;
    if (reference === undefined) continue;
    const plain = legacyCanonical(reference);
    forms.set(plain, [...(forms.get(plain) ?? []), subject.hash ?? id(reference)]);
  }
  return forms;
}

/** Every hash under which a reference may have been used, its canonical one first. */
export function hashesOf({ plain, hash, former }: Reference, forms: Forms): string[] {
  return [...new Set([hash, ...former, ...(forms.get(plain) ?? [])])];
}

/**
 * The key under which a ledger has something, whatever the spelling of its reference was; else the one it gets now. What
 * the chain does not remember, such as a seizure in a case, is known by its key alone.
 * @param keyOf The subject's key for a hash.
 */
export function recordedUnder(
  reference: Reference,
  ledger: ReadonlyMap<string, LedgerEntry>,
  keyOf: (hash: string) => string,
): Reference {
  const hash = hashesOf(reference, formsIn(ledger)).find((entry) => ledger.has(keyOf(entry)));
  return hash === undefined ? reference : { ...reference, hash };
}

/**
 * The reference under the hash it goes by: what was asked for under an older one and may still be signed elsewhere is not
 * asked for under another.
 * @param keyOf The subject's key for a hash.
 */
export function underWay(
  reference: Reference,
  ledger: ReadonlyMap<string, LedgerEntry>,
  forms: Forms,
  keyOf: (hash: string) => string,
): Reference {
  const older = hashesOf(reference, forms).find((hash) => {
    const entry = ledger.get(keyOf(hash));
    return entry !== undefined && UNDER_WAY.has(entry.state);
  });
  if (older === undefined || older === reference.hash) return reference;
  return { ...reference, hash: older, former: [...reference.former, reference.hash] };
}

/** What is added where a known reference has no number: it may be a text that several payments have. */
export function doubtAbout(plain: string): string {
  return /\p{N}/u.test(plain)
    ? ""
    : ` "${plain}" has no number: if this is another payment, give it an id of its own, such as the bank's.`;
}
