import { OperatorError } from "../errors.ts";
import { differenceOf, likenessOf } from "../references/alike.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { Reference } from "../references/reference.ts";
import type { History, HistoryState } from "../journal/history.ts";
import { type Elsewhere, NOWHERE } from "./elsewhere.ts";

/** Something to be done once, under a reference, for somebody. */
export interface Referenced {
  readonly reference: Reference;
  /** Whom it is about: the receiver of a mint, the account of a seizure; empty if there is nobody, as for a burn. */
  readonly party: string;
  /** Where the reference was given, such as `--reference` or a cell of a file. */
  readonly where: string;
}

/** References that may be those of payments which are known under another spelling. */
export class AlikeError extends OperatorError {
  /** In canonical form. */
  readonly references: readonly string[];

  constructor(found: readonly { readonly plain: string; readonly sentence: string }[]) {
    const message = found.map(({ sentence }) => sentence);
    const references = [...new Set(found.map(({ plain }) => plain))];
    const remedy = `Compare with the bank. If they are payments of their own, run again with --distinct ${JSON.stringify(references.join("; "))}; --yes does not answer this.`;
    super("REFERENCE_ALIKE", message, {
      remedy,
      problems: found.map(({ sentence }) => ({ code: "REFERENCE_ALIKE", message: sentence })),
    });
    this.references = references;
  }
}

const GIVEN_UP: ReadonlySet<HistoryState> = new Set(["dropped", "reverted"]);

/**
 * Makes sure that nothing is done twice because somebody typed its reference differently the second time, or gave it for
 * another network.
 * @param rows - What has to be done, in the order of the file.
 * @param history - What was done, or is on its way.
 * @param distinct - What `--distinct` says: references that are known to be those of other payments.
 * @param elsewhere - What was done on other networks, where a payment counts for one of them only.
 * @throws AlikeError naming each reference that differs from a known one of the same party by its spelling only, and each
 * that another network knows, whoever the party is there.
 */
export function requireDistinct(
  rows: readonly Referenced[],
  history: History,
  distinct: string,
  elsewhere: Elsewhere = NOWHERE,
): void {
  const allowed = parseDistinct(distinct);
  const rowsBefore = new Map<string, Known[]>();
  const found = rows.flatMap(({ reference: { plain }, party, where }) => {
    const key = `${party.toLowerCase()} ${likenessOf(plain)}`;
    const before = rowsBefore.get(key) ?? [];
    rowsBefore.set(key, before);
    const earlier = before.find((entry) => entry.plain !== plain);
    before.push({ plain, what: `of ${where}` });
    if (allowed.has(plain)) return [];
    const abroad = elsewhere.alike(plain).findLast(({ entry }) => !GIVEN_UP.has(entry.state));
    if (abroad !== undefined) {
      const sentence = `${where}: "${plain}" was given on ${abroad.network} before: ${abroad.entry.description}.`;
      return [{ plain, sentence }];
    }
    const other = knownOf(history, plain, party).find((entry) => entry.plain !== plain) ?? earlier;
    if (other === undefined) return [];
    const sentence = `${where}: "${plain}" differs ${differenceOf(plain, other.plain)} from "${other.plain}", ${other.what}.`;
    return [{ plain, sentence }];
  });
  if (found.length > 0) throw new AlikeError(found);
}

/** A reference that a new one may be. */
interface Known {
  readonly plain: string;
  readonly what: string;
}

/** References of the same party that look like one, and were not given up. */
function knownOf(history: History, plain: string, party: string): Known[] {
  return history.alike(plain).flatMap(({ subject, state, description }) => {
    const { reference, account, to } = subject;
    if (reference === undefined || GIVEN_UP.has(state)) return [];
    if ((account ?? to ?? "").toLowerCase() !== party.toLowerCase()) return [];
    return [{ plain: legacyCanonical(reference), what: `which this machine knows: ${description}` }];
  });
}

/** References of `--distinct`: one, or several with semicolons or line ends between them. */
function parseDistinct(text: string): ReadonlySet<string> {
  const lines = text.split("\n");
  const parts = lines.length > 1 ? lines : [text, ...text.split(";")];
  return new Set(parts.map(legacyCanonical));
}
