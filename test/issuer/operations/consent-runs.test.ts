import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { OPERATION_ROWS } from "../../../issuer/operations/operation-table.ts";
import { type Row, prepareAll, runAtLiars } from "./consent-trials.ts";
import { renderConsent } from "./consent-report.ts";
import { Bench } from "./support.ts";

/** Runs on each chain; `npm run fuzz:consent` has a thousand. */
const RUNS = Number(process.env.CONSENT_RUNS ?? 3 * OPERATION_ROWS.length);
const REPORT = process.env.CONSENT_REPORT ?? "";

describe("What is signed at nodes that say one thing before the question and another after it", function () {
  this.timeout(1_800_000);
  const results: { readonly chain: string; readonly rows: readonly Row[] }[] = [];

  for (const [chain, open] of [
    ["BNB Chain", () => Bench.evm()],
    ["TRON", () => Bench.tron()],
  ] as const) {
    it(`is what was confirmed, in every run of all operations on ${chain}`, async () => {
      const bench = await open();
      try {
        const rows = await runAtLiars(bench, await prepareAll(bench), RUNS);
        const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
        expect(rows.flatMap(({ unforeseen }) => unforeseen)).to.deep.equal([]);
        expect(sum(({ unconfirmed }) => unconfirmed)).to.equal(0);
        // They are worth something only if much is signed, and much was first planned otherwise.
        expect(sum(({ runs }) => runs)).to.equal(RUNS);
        expect(rows.filter(({ runs }) => runs === 0)).to.deep.equal([]);
        expect(sum(({ signed }) => signed)).to.be.greaterThan(RUNS / 10);
        expect(sum(({ again }) => again)).to.be.greaterThan(RUNS / 40);
        expect(sum(({ empty }) => empty)).to.be.greaterThan(RUNS / 60);
        expect(sum(({ refused }) => refused)).to.be.greaterThan(RUNS / 10);
        results.push({ chain, rows });
      } finally {
        await bench.close();
      }
    });
  }

  after(() => {
    if (REPORT !== "" && results.length === 2) writeFileSync(REPORT, renderConsent(results));
  });
});
