import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { ProgressLine } from "../../../issuer/terminal/progress-line.ts";
import { trackSteps } from "../../../issuer/terminal/track.ts";
import type { StepEnd } from "../../../issuer/engine/work.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { OperatorError } from "../../../issuer/errors.ts";

describe("Progress", () => {
  const place = (isTTY: boolean) => {
    const written: string[] = [];
    const stream = { isTTY, columns: 20, write: (text: string) => written.push(text) > 0 };
    return { written, stream };
  };

  it("is one line that changes on a terminal", () => {
    const { written, stream } = place(true);
    const line = new ProgressLine({ stream });
    for (const text of ["block 1", "block 1", "block 2", "a line that is too long"]) line.tell(text);
    line.settle("done");
    expect(written).to.deep.equal([
      "\r\u001b[2Kblock 1",
      "\r\u001b[2Kblock 2",
      "\r\u001b[2Ka line that is too…",
      "\r\u001b[2K",
      "done\n",
    ]);
  });

  it("is a line now and then elsewhere, and only where something has changed", () => {
    const { written, stream } = place(false);
    let now = 0;
    const line = new ProgressLine({ stream, clock: () => now });
    for (let block = 0; block < 5_590; block++) {
      now = block * 10;
      line.tell(`block ${block}`);
      line.tell(`block ${block}`);
    }
    expect(written).to.deep.equal(["block 0\n", "block 1500\n", "block 3000\n", "block 4500\n"]);
    line.settle("done");
    expect(written.at(-1)).to.equal("done\n");
  });

  it("tells how each step ended", async () => {
    const { written, stream } = place(false);
    const step = (title: string, end: StepEnd) => ({ title, run: () => Promise.resolve(end) });
    const steps = [step("mint", "done"), step("limits", "waiting"), step("role", "scheduled"), step("check", "later")];
    await trackSteps(steps, undefined, { stream });
    expect(written.map(stripVTControlCharacters)).to.deep.equal([
      "mint\n",
      "✔ mint\n",
      "limits\n",
      "… limits: waiting for signature\n",
      "role\n",
      "… role: waiting for its time\n",
      "check\n",
      "↓ check: later\n",
    ]);
    const failing = { title: "burn", run: () => Promise.reject(new OperatorError("NOT_MINED", "It is not.")) };
    await expectRefusal("NOT_MINED", () => trackSteps([failing], undefined, { stream }));
    expect(stripVTControlCharacters(written.at(-1) ?? "")).to.equal("✖ burn\n");
  });
});
