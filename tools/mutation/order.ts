import type { Built } from "./compiler.ts";
import type { Mutant } from "./mutants.ts";
import { isSuite, type Phase, PHASES } from "./runner.ts";

/** Suites that are run together. */
export interface Stage {
  readonly phase: Phase;
  readonly suites: ReadonlySet<string>;
}

/** Which suites to ask first. Every suite is asked before a mutant counts as survived. */
export interface Order {
  readonly stages: (mutant: Mutant) => { readonly quick: readonly Stage[]; readonly slow: readonly Stage[] };
  /** Remembers which suite killed a mutant. */
  readonly learn: (mutant: Mutant, suite: string) => void;
}

/** Whole campaigns lie here, those that a unit test starts as well. */
const CAMPAIGNS = "test/solidity/invariants/";

/** How many suites of a file's best ones are run before all the others. */
const BEST = 3;

/**
 * Orders by experience: the suites that killed earlier mutants of the same function, then the best ones of the file, then
 * all others. Unit tests come before fuzz tests, and campaigns last.
 */
export function createOrder(contracts: readonly Built[]): Order {
  const kills = new Map<string, Map<string, number>>();
  const names = (phase: Phase, campaigns: boolean) =>
    contracts
      .filter((one) => isSuite(one, phase) && one.source.startsWith(CAMPAIGNS) === campaigns)
      .map(({ name }) => name);
  const units = names("units", false);
  const fuzz: Stage = { phase: "fuzz", suites: new Set(names("fuzz", false)) };
  const campaigns = (Object.keys(PHASES) as Phase[]).map((phase): Stage => ({
    phase,
    suites: new Set(names(phase, true)),
  }));

  return {
    stages({ file, place }) {
      const first = new Set(best(`${file}:${place}`, 1));
      const second = new Set(best(file, BEST).filter((name) => !first.has(name)));
      const rest = new Set(units.filter((name) => !first.has(name) && !second.has(name)));
      const quick = [first, second, rest].map((suites): Stage => ({ phase: "units", suites }));
      return { quick: [...quick, fuzz].filter(isFilled), slow: campaigns.filter(isFilled) };
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

function isFilled({ suites }: Stage): boolean {
  return suites.size > 0;
}
