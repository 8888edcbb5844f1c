import { readFileSync } from "node:fs";

/** Milliseconds that files of tests took, by their paths below test/. */
export type Durations = Readonly<Record<string, number>>;

/** What the last run has taken; and for a fresh clone, what the longer files took when they were last written down. */
export const DURATIONS = { last: "cache/test-durations.json", committed: "tools/test/durations.json" } as const;

/** Reads how long files took in the last run, or as it was written down. */
export function readDurations(): Durations {
  return { ...read(DURATIONS.committed), ...read(DURATIONS.last) };
}

function read(path: string): Durations {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Durations;
  } catch {
    return {}; // it is of no use then, and nothing depends on it
  }
}

/** Puts the longest files first, so that no process is left with a long one at the end; unknown ones before all others. */
export function longestFirst(files: readonly string[], durations: Durations): string[] {
  const lasts = (file: string): number => durations[file] ?? Number.POSITIVE_INFINITY;
  return files.toSorted((one, other) =>
    lasts(one) === lasts(other) ? one.localeCompare(other) : lasts(other) - lasts(one),
  );
}
