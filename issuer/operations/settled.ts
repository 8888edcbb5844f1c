import type { Journal } from "../journal/journal.ts";

/** A transaction that a run has brought to its end. */
export interface Settled {
  readonly description: string;
  readonly transaction: string;
  readonly block: number;
  readonly gasUsed: string;
  /** What it cost, in the native coin's smallest unit. */
  readonly fee: string;
}

/**
 * Remembers what is on the way now.
 * @returns Tells what was seen to its end since, that of earlier runs included.
 */
export function settledSince(journal: Journal): () => Settled[] {
  const { length, progress } = journal;
  const open = progress.open.flatMap(({ intents }) => intents);
  const signed = new Map(open.map((intent) => [intent.hash, intent]));
  const blocks = new Map(open.flatMap(({ hash }) => progress.minedOf(hash) ?? []).map((mined) => [mined.hash, mined]));
  return () =>
    journal.since(length).flatMap((entry) => {
      if (entry.type === "intent") signed.set(entry.hash, entry);
      if (entry.type === "mined") blocks.set(entry.hash, entry);
      if (entry.type === "reopened") signed.set(entry.hash, journal.intentOf(entry.hash));
      if (entry.type !== "verified") return [];
      const [intent, mined] = [signed.get(entry.hash), blocks.get(entry.hash)];
      if (intent === undefined || mined === undefined) return [];
      const { block, gasUsed, fee } = mined;
      return [{ description: intent.description, transaction: entry.hash, block, gasUsed, fee }];
    });
}
