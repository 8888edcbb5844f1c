import { readFileSync } from "node:fs";
import { expect } from "chai";
import { FINDINGS } from "../../../issuer/books/findings.ts";

describe("docs/issuer/books.md", () => {
  it("says of every finding what the tool says", () => {
    const text = readFileSync(new URL("../../../docs/issuer/books.md", import.meta.url), "utf8");
    const rows = text.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm);
    const documented = [...rows].map(([, code, sentence]) => [code, sentence] as const);
    const findings = documented.filter(([code]) => code !== undefined && code in FINDINGS);
    expect(Object.fromEntries(findings)).to.deep.equal(FINDINGS);
  });
});
