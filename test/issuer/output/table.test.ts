import { expect } from "chai";
import { visibleLine } from "../../../issuer/characters/visible.ts";
import { printable } from "../../../issuer/output/say.ts";
import { ownSequence } from "../../../issuer/output/style.ts";
import { Table } from "../../../issuer/output/table.ts";

/** Milliseconds that one table may take, on a machine that does other things, too. */
const LONGEST = 20_000;
const LONG: Readonly<Record<string, string>> = {
  escapes: "\u001b[31m".repeat(200_000),
  emoji: "😀".repeat(500_000),
  "signs that are drawn as pictures": "✅".repeat(500_000),
  letters: "a".repeat(1_000_000),
  "letters with marks": "e\u0301".repeat(300_000),
  "East Asian letters": "收".repeat(500_000),
  blanks: `${" ".repeat(1_000_000)}x`,
  words: "ab ".repeat(300_000),
  "line ends": "\n".repeat(1_000_000),
};
const BOLD = /\u001b\[(1|22)m/g; // eslint-disable-line no-control-regex -- of the head
const red = (text: string): string => `${ownSequence(31)}${text}${ownSequence(39)}`;
const linesOf = (table: Table): string[] => table.lines.map(printable);

describe("A table with texts from outside", () => {
  for (const [what, text] of Object.entries(LONG)) {
    it(`is there at once, and ends each text with a mark: a megabyte of ${what}`, () => {
      const started = performance.now();
      for (const widths of [
        [null, 50],
        [null, null],
      ]) {
        const table = new Table({ head: ["who", "what"], widths });
        table.push(["one", text], ["two", [text, text]]);
        const cells = linesOf(table).map((line) => (line.replaceAll(BOLD, "").split("│")[2] ?? "").trim());
        const seen = cells.join("").replaceAll(/[ \n]/g, "");
        expect(seen.match(/…\(\d+morecharacters\)/g)).to.have.length(3);
        expect(seen.startsWith(`what${visibleLine(text, 2_000).replaceAll(" ", "").slice(0, 1_900)}`)).to.equal(true);
      }
      expect(performance.now() - started).to.be.lessThan(LONGEST);
    });
  }

  it("wraps at blanks, then anywhere, and leaves nothing out", () => {
    const table = new Table({ head: ["who", "what"], widths: [null, 20], alignments: ["right", "left"] });
    table.push(["me", `one two three four 0x${"12345678".repeat(3)}`], ["you", ["a", "  b", "✅ 收 c"]]);
    expect(linesOf(table).map((line) => line.replaceAll(BOLD, ""))).to.deep.equal([
      "┌─────┬────────────────────┐",
      "│ who │ what               │",
      "├─────┼────────────────────┤",
      "│  me │ one two three four │",
      "│     │ 0x1234567812345678 │",
      "│     │ 12345678           │",
      "│ you │ a                  │",
      "│     │   b                │",
      "│     │ ✅ 收 c            │",
      "└─────┴────────────────────┘",
    ]);
  });

  it("ends its own colours with each line, sets them again with the next, and shows every other as an escape", () => {
    const table = new Table({ widths: [12], close: true });
    table.push([`${red("one two three")} \u001b[32mx`]);
    expect(linesOf(table)).to.deep.equal([
      "┌────────────┐",
      "│ \u001b[31mone two \u001b[39m\u001b[39m   │",
      "│ \u001b[31mthree\u001b[39m \\u00\u001b[39m │",
      "│ 1b[32mx    │",
      "└────────────┘",
    ]);
  });
});
