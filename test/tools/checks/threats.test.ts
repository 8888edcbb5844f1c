import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { checkThreats } from "../../../tools/lib/threats.ts";

describe("The attacks on the desk in docs/audit/threat-model.md", () => {
  const document = readFileSync("docs/audit/threat-model.md", "utf8");
  const files = globSync("test/**/*.test.ts").map((path) => {
    return { path: path.replaceAll("\\", "/").slice("test/".length), text: readFileSync(path, "utf8") };
  });

  it("each name a test that there is", () => {
    expect(checkThreats(document, files)).to.deep.equal([]);
  });

  it("are refused with a wrong title, a wrong file, no title or no test", () => {
    const known = [{ path: "a/b.test.ts", text: 'it("does this", () => {}); it(`asks for ${name} again`, f);' }];
    const row = (id: string, tests: string): string => `| ${id} | what | stops | ${tests} |\n`;
    const text = [
      row("D1", '`a/b.test.ts`: "does this", "asks for pause again"'),
      row("D2", '`a/b.test.ts`: "does that"'),
      row("D3", '`a/c.test.ts`: "does this"'),
      row("D4", "`a/b.test.ts`"),
      row("D4", "none"),
      row("D5", '`a/b.test.ts`: "asks for it", "does this too"'),
    ].join("");
    expect(checkThreats(text, known)).to.deep.equal([
      "D4 stands in more than one row",
      'D2: `a/b.test.ts` has no test "does that"',
      "D3: there is no `a/c.test.ts`",
      "D4 names no test",
      "D4: no test of `a/b.test.ts` is named",
      "D4 names no test",
      'D5: `a/b.test.ts` has no test "asks for it"',
      'D5: `a/b.test.ts` has no test "does this too"',
    ]);
    expect(checkThreats("nothing", known)).to.deep.equal(["there is no attack on the desk"]);
  });
});
