import type { ReportFile } from "../reports/report-file.ts";
import { quote } from "../text/quote.ts";

/** Something a file says that nothing here has been compared with. */
export interface Unchecked {
  readonly what: string;
  /** Why it could not be, and so what it is worth. */
  readonly why: string;
}

/**
 * Returns what no chain and no book knows: it is in no signature, and whoever has the file may have changed it.
 * @param documentRead - Whether the auditor's document was hashed here.
 */
export function wordsOf(file: ReportFile, documentRead: boolean): Unchecked[] {
  const { statement, payoutsOwed } = file.workings.reserves;
  const words: Unchecked[] = [
    {
      what: `the bank's statement (${statement.coins}) and payouts owed (${payoutsOwed.coins})`,
      why: "only their difference is signed; compare them with the bank's own document",
    },
    {
      what: `the document's name ${quote(file.evidence.document)}`,
      why: documentRead
        ? "only its hash is signed"
        : "only its hash is signed, and nobody has hashed the document here: give it to attest check with --evidence",
    },
  ];
  if (file.description === undefined) return words;
  return [
    ...words,
    { what: `the description ${quote(file.description)}`, why: "a sentence of whoever built the file" },
  ];
}

/** Returns what posting a report compares with nothing: attestors have done so before they signed. */
export function unsignedAtPosting(file: ReportFile): Unchecked[] {
  const workings = {
    what: "the workings: blocks, supplies, windows and bridges of each chain",
    why: "no signature covers them, and the contract never sees them; attest check recomputes them",
  };
  return [workings, ...wordsOf(file, false)];
}

/** One sentence for each, for people. */
export function showUnchecked(unchecked: readonly Unchecked[]): string[] {
  return unchecked.map(({ what, why }) => `unchecked: ${what}; ${why}.`);
}
