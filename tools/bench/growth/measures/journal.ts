/** Journals of years: what opening one takes, and what the years before add to a look for a reference. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id } from "ethers";
import { Journal } from "../../../../issuer/journal/journal.ts";
import { sealYears } from "../../../../issuer/journal/seal.ts";
import type { Measurement } from "../law.ts";
import { writeSyntheticJournal } from "../synthetic-journal.ts";
import { timed } from "../timed.ts";

/** Deposits of a year where the years grow and not a year. */
const DEPOSITS = 500;
/** References that are looked for. */
const LOOKS = 1_000;

/** Opens a journal of so many records in one file, whatever its size; `bytes` is what it takes of memory afterwards. */
export async function measureOpening(entries: number): Promise<Measurement> {
  return inFolder(async (file) => {
    writeSyntheticJournal(file, { entries });
    const before = heapInUse();
    const { seconds, value } = await timed(() => new Journal({ file }));
    if (value.length !== entries) throw new Error(`${value.length} records were read.`);
    return { seconds, bytes: Math.max(0, heapInUse() - before) };
  });
}

/** Opens a journal whose earlier years are sealed, so many of them, and looks for references of all of them and of none. */
export async function measureSealedYears(years: number): Promise<Measurement> {
  return inFolder(async (file) => {
    const begin = new Date(Date.UTC(2027 - years, 0, 1));
    const every = (years * 365.25 * 86_400) / (years * DEPOSITS);
    writeSyntheticJournal(file, { entries: 4 * years * DEPOSITS, begin, every });
    sealYears(file, new Date(Date.UTC(2027, 6, 1)));
    const { seconds, value } = await timed(() => {
      const { history } = new Journal({ file });
      const known = Array.from({ length: LOOKS }, (_, look) =>
        history.get(`mint:${id(`credit advice ${look * years}`)}`),
      );
      return known.filter((entry) => entry !== undefined).length;
    });
    if (value !== DEPOSITS) throw new Error(`${value} of ${DEPOSITS} references were found.`);
    return { seconds };
  });
}

/** What is on the heap and in use: what can be collected is collected first. */
function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function inFolder<T>(run: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "kgst-growth-"));
  try {
    return await run(join(folder, "kgst-mint.journal.jsonl"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
