import { expect } from "chai";
import { runCampaign } from "../../../tools/moves/campaign.ts";

describe("Moves while workers die", function () {
  this.timeout(300_000);

  it("all arrive or are held, and the books of both chains balance", async () => {
    const counts = await runCampaign(30, 20_261_130, () => undefined);
    expect(counts).to.deep.include({ moves: 30, lost: 0n, differences: 0 });
    expect(counts.killed).to.be.greaterThan(0);
    expect(counts.toTron).to.be.within(5, 25);
    expect(counts.held).to.equal(counts.claimed + counts.taken);
  });
});
