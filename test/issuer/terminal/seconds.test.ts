import { expect } from "chai";
import { readSeconds } from "../../../issuer/text/read-seconds.ts";
import { expectRefusal } from "../../deploy/support.ts";

describe("Seconds of an option", () => {
  it("are those that a timer counts, and no others", async () => {
    expect([readSeconds("--patience", 1), readSeconds("--patience", 2_000_000)]).to.deep.equal([1_000, 2_000_000_000]);
    for (const wrong of [0, -1, 2_000_001, 1.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER]) {
      const { message } = await expectRefusal("ARGUMENT_INVALID", () => readSeconds("--interval", wrong));
      expect(message).to.equal(`--interval is ${wrong}; it takes 1 to 2000000 seconds.`);
    }
  });
});
