import { expect } from "chai";
import { missingPaths } from "../../../tools/lib/named-paths.ts";

describe("Files that a text names", () => {
  const known = new Set([
    "docs/A.md",
    "contracts/token/Ledger.sol",
    "tools/lib/x.ts",
    "issuer/books/kinds.ts",
    "package.json",
  ]);
  const said = (file: string, text: string): string[] => missingPaths(file, text, known);

  it("are where a link of a document says, from that document, with or without an anchor", () => {
    const text =
      "[a](A.md) [b](../tools/lib/x.ts#L3) [c](#below)\n[d](../tools) [e](https://example.org/no.md)\n[f](B.md#x)";
    expect(said("docs/A.md", text)).to.deep.equal(["docs/A.md:3: there is no B.md"]);
    expect(said("docs/A.md", "[a](tools/lib/x.ts)")).to.deep.equal(["docs/A.md:1: there is no tools/lib/x.ts"]);
  });

  it("are not looked for where code only looks like a link", () => {
    expect(said("docs/A.md", "`new Fee[](0)` and [`code`](B.md)")).to.deep.equal(["docs/A.md:1: there is no B.md"]);
  });

  it("may be named by the end of their path, as may folders in backticks", () => {
    const text =
      "`token/Ledger.sol`, lib/x.ts and `issuer/books/`\n`scripts/lib/` has bench/snapshot.json and scripts/lib/x.ts.";
    expect(said("docs/A.md", text)).to.deep.equal([
      "docs/A.md:2: there is no bench/snapshot.json",
      "docs/A.md:2: there is no scripts/lib/x.ts",
      "docs/A.md:2: there is no scripts/lib/",
    ]);
  });

  it("are not those of packages, patterns, addresses, and folders that appear by running something", () => {
    const text =
      "`@kgst/integration/abi/x.json` config/<coin>.ts docs/*.md https://example.org/a/b.json `reports/` build/x.json";
    expect(said("docs/A.md", text)).to.deep.equal([]);
  });

  it("are read from comments of code, and from all of a setting", () => {
    const code = ' * Reads lib/y.ts.\nimport { z } from "./lib/z.ts"; // as old/w.ts does\nconst made = "made/v.ts";';
    expect(said("tools/lib/x.ts", code)).to.deep.equal([
      "tools/lib/x.ts:1: there is no lib/y.ts",
      "tools/lib/x.ts:2: there is no old/w.ts",
    ]);
    const scripts = '  "docs": "env node tools/docs.ts", "x": "env node tools/lib/x.ts"';
    expect(said("package.json", scripts)).to.deep.equal(["package.json:1: there is no tools/docs.ts"]);
  });
});
