import type { Equivalent } from "./equivalents.ts";
import type { Mutant } from "./mutants.ts";
import type { Verdict } from "./verdict.ts";

/** What counts for a mutant in the score. */
export type Standing = "killed" | "timeout" | "equivalent" | "same code" | "survived" | "invalid" | "duplicate";

/** A mutant and what became of it. */
export interface Judged {
  readonly mutant: Mutant;
  readonly standing: Standing;
  readonly killer?: string;
  readonly reason?: string;
}

/** Sums over some mutants. */
export interface Sums {
  readonly mutants: number;
  readonly killed: number;
  readonly timeout: number;
  readonly equivalent: number;
  readonly survived: number;
  readonly invalid: number;
  readonly duplicate: number;
  /** Killed of those that are not equivalent, in percent. */
  readonly score: number;
}

/** Puts verdicts and the list of equivalents together. Of mutants with the same code the first one counts. */
export function judge(
  mutants: readonly Mutant[],
  verdicts: ReadonlyMap<string, Verdict>,
  equivalents: readonly Equivalent[],
): readonly Judged[] {
  const codes = new Set<string>();
  return mutants.flatMap((mutant): Judged[] => {
    const verdict = verdicts.get(mutant.id);
    if (verdict === undefined) return [];
    const { outcome, code, killer } = verdict;
    if (outcome === "invalid") return [{ mutant, standing: "invalid" }];
    if (outcome === "equivalent") return [{ mutant, standing: "same code" }];
    if (codes.has(code)) return [{ mutant, standing: "duplicate" }];
    codes.add(code);
    const listed = equivalents.find(({ id }) => id === mutant.id);
    if (outcome === "survived" && listed !== undefined) {
      return [{ mutant, standing: "equivalent", reason: listed.reason }];
    }
    return [
      { mutant, standing: outcome, ...(killer === undefined ? {} : { killer: `${killer.suite}.${killer.test}` }) },
    ];
  });
}

/** Sums up. Invalid mutants and duplicates are counted apart and are not mutants. */
export function sum(judged: readonly Judged[]): Sums {
  const count = (...standings: readonly Standing[]) =>
    judged.filter(({ standing }) => standings.includes(standing)).length;
  const equivalent = count("equivalent", "same code");
  const killed = count("killed", "timeout");
  const survived = count("survived");
  return {
    mutants: killed + equivalent + survived,
    killed,
    timeout: count("timeout"),
    equivalent,
    survived,
    invalid: count("invalid"),
    duplicate: count("duplicate"),
    score: killed + survived === 0 ? 100 : (100 * killed) / (killed + survived),
  };
}

/** The last line of a run. The score is cut, so that it never shows more than was reached. */
export function finalLine({ mutants, killed, equivalent, survived, score }: Sums): string {
  return (
    `mutation: ${mutants} mutants, ${killed} killed, ${equivalent} equivalent, ${survived} survived, ` +
    `score ${percent(score)} %`
  );
}

/** A percentage with one digit, cut off. */
export function percent(score: number): string {
  return (Math.floor(score * 10) / 10).toFixed(1);
}
