import { asOperatorError } from "../errors.ts";
import { actsOf } from "../history/acts.ts";
import { type JournalFolders, journalsOf } from "../history/journals.ts";

/** References by their hashes, as the journals of this machine have them. */
export type PlainReferences = ReadonlyMap<string, string>;

/** Returns every hash whose text the journals of a coin know. @throws OperatorError `JOURNAL_DAMAGED` */
export function plainReferences(coin: string, folders: JournalFolders = {}): PlainReferences {
  const known = new Map<string, string>();
  for (const { reference, hash } of actsOf(journalsOf(coin, folders))) {
    if (reference !== null && hash !== null && reference !== hash) known.set(hash.toLowerCase(), reference);
  }
  return known;
}

/** As {@link plainReferences}, for whoever can do without: a damaged journal is reported, and nothing is known of it. */
export function plainReferencesIfReadable(coin: string, say: (sentence: string) => void): PlainReferences {
  try {
    return plainReferences(coin);
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null) throw error;
    say(`References are shown as hashes: ${refusal.message}`);
    return new Map();
  }
}

/** Returns a text in which each known hash has its reference before it: `deposit "credit advice 17" (0x…)`. */
export function withPlainReferences(text: string, known: PlainReferences): string {
  if (known.size === 0) return text;
  return text.replace(/\b0x[0-9a-f]{64}\b/g, (hash) => {
    const plain = known.get(hash);
    return plain === undefined ? hash : `"${plain}" (${hash})`;
  });
}
