import { expect } from "chai";
import { csvLine, withoutMark } from "../../../issuer/tables/csv.ts";

/** What begins a formula: in ASCII, in full width, as a minus sign, behind blanks, and behind a mark that is there already. */
const FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A", "\u22121", "  =1", "'=1", "''＝1"];

describe("Cells of a CSV for spreadsheets", () => {
  it("begin with an apostrophe where a formula would begin, and are read back as they were", () => {
    for (const text of FORMULAS) {
      expect(csvLine([text]), text).to.equal(`"'${text}"`);
      expect(withoutMark(`'${text}`), text).to.equal(text);
    }
  });

  it("are left alone where they begin none", () => {
    for (const text of ["1", "-1", "+1.50", "a=1", "'quoted'", "Оплата 17"]) {
      expect(withoutMark(text)).to.equal(text);
      expect(csvLine([text])).to.equal(text.includes("'") ? `"${text}"` : text);
    }
  });
});
