import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a campaign did, summed over its runs. */
export interface Figures {
  readonly runs: number;
  /** Calls that reached a contract. */
  readonly calls: number;
  readonly successes: number;
  /** How often a call was refused, by the error's selector. */
  readonly refusals: ReadonlyMap<string, number>;
}

const NOTHING: Figures = { runs: 0, calls: 0, successes: 0, refusals: new Map() };

/**
 * Reads what the campaigns recorded: one file for each, one line for each run, as `calls successes error=count ...`.
 *
 * @param folder - Where the records lie.
 * @param runs - How many runs there were; the runner makes the last one twice.
 * @returns The sums, by campaign.
 */
export function readFigures(folder: string, runs: number): ReadonlyMap<string, Figures> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  return new Map(
    files.map((file) => {
      const lines = readFileSync(join(folder, file), "utf8").split("\n");
      return [
        file.replace(/\.txt$/, ""),
        lines
          .filter((line) => line !== "")
          .slice(0, runs)
          .map(parse)
          .reduce(add, NOTHING),
      ];
    }),
  );
}

/** The sum of two. */
export function add(one: Figures, two: Figures): Figures {
  const refusals = new Map(one.refusals);
  for (const [error, count] of two.refusals) refusals.set(error, (refusals.get(error) ?? 0) + count);
  return {
    runs: one.runs + two.runs,
    calls: one.calls + two.calls,
    successes: one.successes + two.successes,
    refusals,
  };
}

/** The sum of all. */
export function total(all: Iterable<Figures>): Figures {
  return [...all].reduce(add, NOTHING);
}

function parse(line: string): Figures {
  const [calls = "0", successes = "0", ...pairs] = line.split(" ");
  const refusals = pairs.map((pair): [string, number] => {
    const [error = "", count = "0"] = pair.split("=");
    return [error, Number(count)];
  });
  return { runs: 1, calls: Number(calls), successes: Number(successes), refusals: new Map(refusals) };
}
