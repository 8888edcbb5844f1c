import { expect } from "chai";
import { lookalikesIn } from "../../../issuer/references/lookalikes.ts";

describe("Letters that look like others", () => {
  it("are pointed out by number and script", () => {
    expect(lookalikesIn("mint 1 \u041aGST")).to.deep.equal([
      'LOOK CLOSELY: "\u041aGST" has letters of several scripts: \u041a is U+041A (Cyrillic).',
    ]);
    expect(lookalikesIn("\uff2bGST")).to.deep.equal([
      'LOOK CLOSELY: "\uff2bGST" has letters that look like Latin ones: \uff2b is U+FF2B (Latin).',
    ]);
    expect(lookalikesIn("\u0421\u041e\u041c", true)).to.have.length(1);
  });

  it("are nothing in words of one script", () => {
    for (const text of ["KGST", "перевод 17", "収支テスト", "Zürich"]) expect(lookalikesIn(text)).to.deep.equal([]);
    expect(lookalikesIn("KGST", true)).to.deep.equal([]);
  });
});
