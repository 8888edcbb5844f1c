import { id } from "ethers";
import type { Reference } from "../references/reference.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { History, HistoryState } from "../journal/history.ts";

const UNDER_WAY: ReadonlySet<HistoryState> = new Set(["open", "waiting"]);

/** Returns every hash under which a reference may have been used, its canonical one first. */
export function hashesOf({ plain, hash, former }: Reference, history: History): string[] {
  const known = history.alike(plain).flatMap(({ subject }) => {
    const { reference } = subject; // records from before there was one form may have another hash of the same text
    return reference === undefined || legacyCanonical(reference) !== plain ? [] : [subject.hash ?? id(reference)];
  });
  return [...new Set([hash, ...former, ...known])];
}

/**
 * Returns the reference under the hash it goes by: what was asked for under an older one and may still be signed
 * elsewhere is not asked for under another.
 * @param keyOf - The subject's key for a hash.
 */
export function underWay(reference: Reference, history: History, keyOf: (hash: string) => string): Reference {
  const older = hashesOf(reference, history).find((hash) => {
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
