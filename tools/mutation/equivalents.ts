import { readFileSync } from "node:fs";
import type { Mutant } from "./mutants.ts";

/** A mutant that no test can kill, and why. */
export interface Equivalent {
  readonly id: string;
  /** `File.sol Contract.function`. */
  readonly place: string;
  /** What is changed into what. */
  readonly change: string;
  readonly reason: string;
}

/** Where they are listed. */
export const EQUIVALENTS = "tools/mutation/equivalents.json";

/** Reads the list. */
export function readEquivalents(): readonly Equivalent[] {
  return JSON.parse(readFileSync(EQUIVALENTS, "utf8")) as readonly Equivalent[];
}

/** A mutant as the list and the report name it. */
export function describe(mutant: Mutant): { readonly place: string; readonly change: string } {
  const line = (text: string) => text.replace(/\s+/g, " ").trim();
  const after = line(mutant.after);
  return {
    place: `${mutant.file.replace(/^.*\//, "")} ${mutant.place}`,
    change: `${line(mutant.before)} → ${after === "" || after === "{}" ? "nothing" : after}`,
  };
}

/** Entries that name no mutant, or another one than they say, or that have no reason. */
export function checkEquivalents(equivalents: readonly Equivalent[], mutants: readonly Mutant[]): string[] {
  return equivalents.flatMap(({ id, place, change, reason }, index) => {
    const mutant = mutants.find((other) => other.id === id);
    if (mutant === undefined) return [`${EQUIVALENTS}: ${id} (${place}) is not a mutant any more`];
    const found = describe(mutant);
    if (found.place !== place || found.change !== change) {
      return [`${EQUIVALENTS}: ${id} is "${found.change}" in ${found.place}, not "${change}" in ${place}`];
    }
    if (reason.trim() === "") return [`${EQUIVALENTS}: ${id} has no reason`];
    return equivalents.findIndex((other) => other.id === id) < index ? [`${EQUIVALENTS}: ${id} is listed twice`] : [];
  });
}
