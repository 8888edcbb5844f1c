import { existsSync } from "node:fs";
import { expect } from "chai";
import { type Law, type Measurement, broken, exponentOf } from "../../tools/bench/growth/law.ts";
import { LAWS } from "../../tools/bench/growth/laws.ts";
import { toTable } from "../../tools/bench/growth/table.ts";

const SIZES = [1_000, 4_000, 16_000] as const;

/** A law, and what it shows if its time follows a function. */
function law(power: Law["power"] = { seconds: 1 }): Law {
  return { name: "rows are read", of: "rows", sizes: SIZES, power, measure: ["rows", "measureRows"] };
}

const following = (time: (size: number) => number): Measurement[] => SIZES.map((size) => ({ seconds: time(size) }));

describe("Laws of growth", () => {
  it("have the exponent of the power that was measured", () => {
    const shown = (time: (size: number) => number): string =>
      Math.abs(exponentOf(SIZES, following(time), "seconds") ?? NaN).toFixed(2);
    expect(shown((size) => size / 1_000)).to.equal("1.00");
    expect(shown((size) => size ** 2 / 1e6)).to.equal("2.00");
    expect(shown(() => 5)).to.equal("0.00");
  });

  it("pass what is linear, a sort, and what begins with a fixed cost", () => {
    for (const time of [
      (size: number) => size / 1_000,
      (size: number) => (size * Math.log(size)) / 1e5,
      (size: number) => 3 + size / 1_000,
    ]) {
      expect(broken({ law: law(), measured: following(time) })).to.deep.equal([]);
    }
  });

  it("fail what is quadratic, and what is linear until it is not", () => {
    expect(broken({ law: law(), measured: following((size) => size ** 2 / 1e6) })).to.deep.equal([
      "rows are read: seconds grow with rows to the power of 2.00, allowed are 1.2.",
    ]);
    expect(broken({ law: law(), measured: following((size) => size / 1e3 + size ** 2 / 1.6e7) })).to.deep.equal([
      "rows are read: seconds grow with rows to the power of 1.23, allowed are 1.2.",
    ]);
  });

  it("fail what grows with history at all, where it must not", () => {
    const measured = SIZES.map((size) => ({ seconds: 0.001, requests: 8 + Math.log2(size) }));
    expect(broken({ law: law({ requests: 0 }), measured })).to.deep.equal([
      "rows are read: requests grow with rows to the power of 0.07, allowed are 0.05.",
    ]);
    expect(
      broken({ law: law({ requests: 0 }), measured: SIZES.map(() => ({ seconds: 1, requests: 8 })) }),
    ).to.deep.equal([]);
  });

  it("fail what was not measured, and do not judge noise", () => {
    expect(broken({ law: law({ bytes: 1 }), measured: following(() => 1) })).to.deep.equal([
      "rows are read: bytes were not measured.",
    ]);
    expect(broken({ law: law(), measured: following((size) => size ** 2 / 1e12) })).to.deep.equal([]);
  });

  it("become a table with what was before, and what did not end", () => {
    const before = { "rows are read": [{ seconds: 4 }, { seconds: 64 }, null] };
    const lines = toTable([{ law: law(), measured: following((size) => size / 1_000) }], before).split("\n");
    expect(lines.slice(2)).to.deep.equal([
      "| rows are read: time | 1,000 rows | 4.00 s | 1.00 s | 1.00e+3 µs | 1.00 |",
      "|  | 4,000 rows | 64.00 s | 4.00 s | 1.00e+3 µs |  |",
      "|  | 16,000 rows | did not end | 16.00 s | 1.00e+3 µs |  |",
    ]);
  });

  it("name functions that there are, with sizes that grow", async () => {
    for (const { name, sizes, measure } of LAWS) {
      const [file, of] = measure;
      const path = `tools/bench/growth/measures/${file}.ts`;
      expect(existsSync(path), path).to.equal(true);
      const module = (await import(`../../${path}`)) as Record<string, unknown>;
      expect(module[of], name).to.be.a("function");
      for (const [index, size] of sizes.entries()) expect(size).to.be.greaterThan(3 * (sizes[index - 1] ?? 0), name);
    }
  });
});
