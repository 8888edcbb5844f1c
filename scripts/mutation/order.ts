import type { Built } from "./compiler.ts";
import type { Mutant } from "./mutants.ts";
import { isSuite, type Phase } from "./runner.ts";

/** Suites that are run together. */
export interface Stage {
  readonly phase: Phase;
  readonly suites: ReadonlySet<string>;
}

/** Which suites to ask first. Every suite is asked before a mutant counts as survived. */
export interface Order {
  readonly stages: (mutant: Mutant) => Stage[];
  /** Remembers which suite killed a mutant. */
  readonly learn: (mutant: Mutant, suite: string) => void;
}

/** How many suites of a file's best ones are run before all the others. */
const BEST = 3;

/**
 * Orders by experience: the suites that killed earlier mutants of the same function, then the best ones of the file, then
 * all others. Unit tests come before fuzz tests, and the invariants last.
 */
export function createOrder(contracts: readonly Built[]): Order {
  const kills = new Map<string, Map<string, number>>();
  const names = (phase: Phase) => contracts.filter((one) => isSuite(one, phase)).map(({ name }) => name);
  const units = names("units");
  const slow = (["fuzz", "invariants"] as const).map((phase) => ({ phase, suites: new Set(names(phase)) }));

  return {
    stages({ file, place }) {
      const first = new Set(best(`${file}:${place}`, 1));
      const second = new Set(best(file, BEST).filter((name) => !first.has(name)));
      const rest = new Set(units.filter((name) => !first.has(name) && !second.has(name)));
      const quick: Stage[] = [first, second, rest].map((suites) => ({ phase: "units", suites }));
      return [...quick, ...slow].filter(({ suites }) => suites.size > 0);
    },
    learn({ file, place }, suite) {
      if (!units.includes(suite)) return;
      for (const key of [file, `${file}:${place}`]) {
        const counts = kills.get(key) ?? new Map<string, number>();
        counts.set(suite, (counts.get(suite) ?? 0) + 1);
        kills.set(key, counts);
      }
    },
  };

  function best(key: string, count: number): string[] {
    const ranked = [...(kills.get(key) ?? [])].sort(([, left], [, right]) => right - left);
    return ranked.slice(0, count).map(([name]) => name);
  }
}
