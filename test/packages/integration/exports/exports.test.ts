import { writeFileSync } from "node:fs";
import { expect } from "chai";
import manifest from "../../../../packages/integration/package.json" with { type: "json" };
import { RECIPES } from "./calls.ts";
import { documentedCodes } from "./documented.ts";
import { reportOf } from "./report.ts";
import { type Findings, tryEntry } from "./try.ts";

/** Inputs of all exports together; `npm run fuzz:exports` takes more than a hundred thousand. */
const INPUTS = Number(process.env.EXPORT_INPUTS ?? 6_000);
/** About as many functions as there are in all entries. */
const TRIED = 150;
const SEED = Number(process.env.EXPORT_SEED ?? 20_261_201);

/** Entries without functions of the package's own: constants and generated typings; and hooks, which are called inside of React alone. */
const WITHOUT_FUNCTIONS = /^\.\/(?:abi|typechain-types|wagmi)/;

describe("Every export of the integrators' package, given hostile inputs", function () {
  this.timeout(3_600_000);
  const entries = Object.entries(manifest.exports)
    .filter(([subpath, target]) => typeof target !== "string" && !WITHOUT_FUNCTIONS.test(subpath))
    .map(([, target]) => /\/dist\/([\w-]+)\.js$/.exec((target as { default: string }).default)?.[1] ?? "");
  const found = new Map<string, Findings>();

  it("is tried", () => {
    expect(Object.keys(RECIPES).sort()).to.deep.equal([...entries].sort());
  });

  for (const entry of Object.keys(RECIPES)) {
    it(`throws what it documents and nothing else: ${entry}`, async () => {
      const module = (await import(`../../../../packages/integration/${entry}.ts`)) as Record<string, unknown>;
      const functions = Object.entries(module).filter(([, value]) => typeof value === "function" && !isClass(value));
      const recipes = RECIPES[entry] ?? {};
      expect(functions.map(([name]) => name).filter((name) => recipes[name] === undefined)).to.deep.equal([]);
      const findings = await tryEntry(
        functions as [string, (...args: unknown[]) => unknown][],
        { recipes, documented: documentedCodes(entry) },
        { seed: SEED, inputs: Math.ceil(INPUTS / TRIED) },
      );
      found.set(entry, findings);
      expect(findings.undocumented).to.deep.equal([]);
    });
  }

  after(() => {
    const path = process.env.EXPORT_REPORT;
    if (path !== undefined) writeFileSync(path, reportOf(found));
  });
});

function isClass(value: unknown): boolean {
  return /^class\b/.test(String(value));
}
