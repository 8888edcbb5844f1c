import type { Problem } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { doubtAbout, hashesOf } from "../subjects/spelling.ts";
import type { Context, TokenQuestion } from "./context.ts";
import type { Before } from "./done-before.ts";

/** Rows that are each done once, such as deposits. */
export interface OnceEach<Row> {
  readonly rows: readonly Row[];
  /** What the token is asked about a reference's hash. */
  readonly question: TokenQuestion;
  /** The subject's key for a hash. */
  readonly keyOf: (hash: string) => string;
  /** What is known of a row under one of its hashes. @param isUsed - What the token says of it. */
  readonly before: (row: Row, hash: string, isUsed: boolean) => Promise<Before>;
}

/** Rows by what is known of them. */
export interface Sorted<Row> {
  readonly missing: readonly Row[];
  readonly problems: Problem[];
  readonly notes: readonly string[];
  /** Keys of what is done. */
  readonly shown: ReadonlySet<string>;
  /** Transactions that the chain does not show any more. */
  readonly lost: readonly string[];
}

/** Sorts rows by what the history and the chain know of them. */
export async function sortByBefore<Row extends { readonly reference: Reference }>(
  context: Context,
  { rows, question, keyOf, before }: OnceEach<Row>,
): Promise<Sorted<Row>> {
  const [missing, problems, notes, lost] = [[] as Row[], [] as Problem[], [] as string[], [] as string[]];
  const shown = new Set<string>();
  const history = context.history();
  const hashes = rows.map(({ reference }) => hashesOf(reference, history));
  const used = await context.askAll(question, hashes.flat());
  for (const [index, row] of rows.entries()) {
    const known = await firstKnown(hashes[index] ?? [], (hash) => before(row, hash, used.get(hash) === 1n));
    if (known.state === "undone") missing.push(row);
    else if (known.state === "taken") problems.push(known.problem);
    else if (known.state === "lost") lost.push(known.transaction);
    else {
      shown.add(keyOf(row.reference.hash));
      notes.push(known.note + doubtAbout(row.reference.plain));
    }
  }
  return { missing, problems, notes, shown, lost };
}

/** Returns what is known under any hash that a reference ever had: it is used once, however it was spelled. */
export async function firstKnown(
  hashes: readonly string[],
  before: (hash: string) => Promise<Before>,
): Promise<Before> {
  for (const hash of hashes) {
    const known = await before(hash);
    if (known.state !== "undone") return known;
  }
  return { state: "undone" };
}
