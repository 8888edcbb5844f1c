import { expect } from "chai";
import { toJsonText } from "../../../issuer/text/json.ts";
import { quote } from "../../../issuer/text/quote.ts";
import { visible, visibleLine } from "../../../issuer/characters/visible.ts";

/** Milliseconds for a megabyte, on a machine that does other things, too: far below what a second look at each character takes. */
const LONGEST = 10_000;

/** What must not be shown as it is, and how it is shown. */
const HIDDEN: readonly (readonly [what: string, text: string, shown: string])[] = [
  ["an escape sequence", "\u001b[2K\u001b[1A", "\\u001b[2K\\u001b[1A"],
  ["a C1 control that begins a sequence", "\u009b2K", "\\u009b2K"],
  ["line ends of every kind", "\n\r\u0085\u2028\u2029\v\f", "\\u000a\\u000d\\u0085\\u2028\\u2029\\u000b\\u000c"],
  ["a tab, a bell, a backspace", "\t\u0007\b\u007f", "\\u0009\\u0007\\u0008\\u007f"],
  ["overrides of direction", "\u202e\u202d\u202c", "\\u202e\\u202d\\u202c"],
  ["isolates of direction", "\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069"],
  ["marks of direction", "\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"],
  ["letters that run from right to left", "\u05d0\u0627", "\\u05d0\\u0627"],
  ["zero width", "\u200b\u200c\u200d\u2060\ufeff", "\\u200b\\u200c\\u200d\\u2060\\ufeff"],
  ["selectors of variants", "\ufe0f\u{e0100}", "\\ufe0f\\u{e0100}"],
  ["tags", "\u{e0001}\u{e0041}", "\\u{e0001}\\u{e0041}"],
  ["fillers", "\u3164\u115f\u2800", "\\u3164\\u115f\\u2800"],
  ["halves of pairs", "\ud800x\udc00", "\\ud800x\\udc00"],
  ["private and unassigned characters", "\ue000\u{10ffff}\u0378", "\\ue000\\u{10ffff}\\u0378"],
  ["blanks that are not a space", "\u00a0\u2009\u3000", "\\u00a0\\u2009\\u3000"],
  ["marks without a letter", "\u0301", "\\u0301"],
  ["more marks than a letter has", "a\u0301\u0301\u0301\u0301", "a\u0301\u0301\u0301\\u0301"],
];

describe("Text from outside", () => {
  it("shows what cannot be seen, or moves what can, as escapes", () => {
    for (const [what, text, shown] of HIDDEN) {
      expect(visible(text), what).to.equal(shown);
      expect(visibleLine(text), what).to.equal(shown);
    }
  });

  it("is left as it is where people can read it", () => {
    for (const text of ["KGST", "Сом №7 — «оплата»", "Ош, көчө", "q\u0302 a\u0301", "收到 1,000.00 €", "😀", "a b"]) {
      expect(visible(text)).to.equal(text);
    }
  });

  it("does not reach the next line by blanks", () => {
    expect(visible(`a${" ".repeat(4)}b`)).to.equal("a \\u0020\\u0020\\u0020b");
    expect(visibleLine("a    b")).to.equal("a    b");
  });

  it("is cut with a mark that says how much is left out, however long it is", () => {
    expect(visible("x".repeat(201))).to.equal(`${"x".repeat(200)}… (1 more characters)`);
    expect(visible("x".repeat(200))).to.equal("x".repeat(200));
    const started = performance.now();
    expect(visible("\u202e".repeat(1_000_000), 2)).to.equal("\\u202e\\u202e… (999998 more characters)");
    expect(quote("\u001b".repeat(1_000_000))).to.equal(`"${"\\u001b".repeat(60)}… (999940 more characters)"`);
    expect(performance.now() - started).to.be.lessThan(LONGEST);
  });

  it("is whole in JSON, and still cannot be seen as anything else", () => {
    for (const [what, text, shown] of HIDDEN) {
      const written = toJsonText({ [text]: text, amount: 10n ** 30n }, 2);
      expect(JSON.parse(written), what).to.deep.equal({ [text]: text, amount: `${10n ** 30n}` });
      const [open = "", , ...others] = written.split("\n");
      expect([open, others.length], what).to.deep.equal(["{", 2]);
      if (!shown.includes("a")) expect(written, what).to.match(/^[ -~\n]*$/);
    }
  });
});
