import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import type { Mutant } from "./mutants.ts";
import { closure, type Sources } from "./sources.ts";
import { type Baseline, hash, type Verdict, withMutant } from "./verdict.ts";

const PATH = "cache/mutation.jsonl";

interface Record {
  /** What was tried: the mutant's code among the contracts as they are. */
  readonly key: string;
  /** What it was tried with: the suite that killed it, or every suite. */
  readonly tests: string;
  readonly verdict: Verdict;
}

/** Verdicts of this and of earlier runs, as far as they still hold. */
export interface Records {
  readonly find: (mutant: Mutant) => Verdict | undefined;
  readonly keep: (mutant: Mutant, verdict: Verdict) => void;
}

/**
 * Opens the records. A mutant that was killed stays so while contracts and the test that killed it are the same; one that
 * survived is tried again when any test changes.
 * @param resume - Use what earlier runs found; else begin again.
 */
export function openRecords(baseline: Baseline, resume: boolean): Records {
  if (!resume) rmSync(PATH, { force: true });
  const records = new Map<string, Record>();
  if (existsSync(PATH)) {
    for (const line of readFileSync(PATH, "utf8").split("\n")) {
      const record = parse(line);
      if (record !== undefined) records.set(record.key, record);
    }
  }
  mkdirSync("cache", { recursive: true });
  const { contracts, sources } = baseline;
  const deployed = hash(contracts.filter(({ source }) => source.startsWith("contracts/")));
  const mocks = contracts.filter(({ source }) => source.startsWith("test/solidity/mocks/"));
  const suites = new Map(
    contracts
      .filter(({ source }) => source.endsWith(".t.sol"))
      .map((suite) => {
        const texts = [...closure(sources, [suite.source])].map((path) => sources.get(path) ?? "");
        const used = mocks.filter(({ name }) => texts.some((text) => text.includes(`.sol:${name}"`)));
        return [suite.name, hash([suite, ...used])];
      }),
  );
  const everything = [...suites.values()].sort().join();
  return {
    find(mutant) {
      const record = records.get(keyOf(mutant, sources, deployed));
      return record !== undefined && record.tests === testsOf(record.verdict) ? record.verdict : undefined;
    },
    keep(mutant, verdict) {
      const record = { key: keyOf(mutant, sources, deployed), tests: testsOf(verdict), verdict };
      appendFileSync(PATH, `${JSON.stringify(record)}\n`);
    },
  };

  function testsOf(verdict: Verdict): string {
    if (verdict.killer !== undefined) return digest(suites.get(verdict.killer.suite) ?? "gone");
    return verdict.outcome === "survived" || verdict.outcome === "timeout" ? digest(everything) : "none";
  }
}

function keyOf(mutant: Mutant, sources: Sources, deployed: string): string {
  return digest(`${mutant.id}\n${deployed}\n${withMutant(sources, mutant).get(mutant.file) ?? ""}`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}

/** A run that was stopped may leave half a line. */
function parse(line: string): Record | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as Record);
  } catch {
    return undefined;
  }
}
