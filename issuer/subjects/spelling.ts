import { id } from "ethers";
import type { Reference } from "../references/reference.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { HistoryEntry, HistoryState } from "./operation-history.ts";

const UNDER_WAY: ReadonlySet<HistoryState> = new Set(["open", "waiting"]);

/** Hashes under which a history has references, by their canonical form: records from before there was one form differ. */
export type Forms = ReadonlyMap<string, readonly string[]>;

/** Collects them. */
export function formsIn(history: ReadonlyMap<string, HistoryEntry>): Forms {
  const forms = new Map<string, string[]>();
  for (const { subject } of history.values()) {
    const { reference } = subject;
    if (reference === undefined) continue;
    const plain = legacyCanonical(reference);
    forms.set(plain, [...(forms.get(plain) ?? []), subject.hash ?? id(reference)]);
  }
  return forms;
}

/** Returns every hash under which a reference may have been used, its canonical one first. */
export function hashesOf({ plain, hash, former }: Reference, forms: Forms): string[] {
  return [...new Set([hash, ...former, ...(forms.get(plain) ?? [])])];
}

/**
 * Returns the reference under the hash it goes by: what was asked for under an older one and may still be signed
 * elsewhere is not asked for under another.
 * @param keyOf - The subject's key for a hash.
 */
export function underWay(
  reference: Reference,
  history: ReadonlyMap<string, HistoryEntry>,
  forms: Forms,
  keyOf: (hash: string) => string,
): Reference {
  const older = hashesOf(reference, forms).find((hash) => {
    const entry = history.get(keyOf(hash));
    return entry !== undefined && UNDER_WAY.has(entry.state);
  });
  if (older === undefined || older === reference.hash) return reference;
  return { ...reference, hash: older, former: [...reference.former, reference.hash] };
}

/** Returns what is added where a known reference has no number: it may be a text that several payments have. */
export function doubtAbout(plain: string): string {
  return /\p{N}/u.test(plain)
    ? ""
    : ` "${plain}" has no number: if this is another payment, give it an id of its own, such as the bank's.`;
}
