import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { printable } from "../../../issuer/output/say.ts";
import { type ChainStatus, readStatus } from "../../../issuer/status/read.ts";
import { showStatus } from "../../../issuer/status/show.ts";
import { totalsOf } from "../../../issuer/status/totals.ts";
import { ENDS, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;
/** What a holder has on each chain at first. */
const SUPPLY = 100_000_000n;

describe("status of a coin that moves by messages", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  const look = (): Promise<ChainStatus[]> =>
    Promise.all(town.both.map((coin) => readStatus({ desired: coin.desired, coin, refusal: null }, 0)));
  const lines = (statuses: ChainStatus[]): string[] =>
    showStatus(statuses, totalsOf(statuses), 0).map((line) => stripVTControlCharacters(printable(line)));

  for (const end of ENDS) {
    it(`shows what left ${end} as in flight, and what is held, beside the supplies`, () =>
      town.takenBack(async () => {
        await settled(town.token(OTHER[end], example.guardian).freeze(accountOf(RECEIVER), id("case")));
        await town.move(end, MOVED);
        await town.confirm();
        await town.settle();
        await town.move(end, 1n);
        const statuses = await look();
        const { supply, inFlight, held, outstanding } = totalsOf(statuses);
        expect([supply, inFlight, held, outstanding]).to.deep.equal([2n * SUPPLY - MOVED - 1n, 1n, MOVED, 2n * SUPPLY]);
        expect(statuses.map(({ facts }) => facts?.adapter)).to.deep.equal(
          ENDS.map((one) =>
            one === end ? { burned: MOVED + 1n, minted: 0n, held: 0n } : { burned: 0n, minted: 0n, held: MOVED },
          ),
        );
        expect(lines(statuses)).to.include(
          "Together (2 of 2 chains): 200.00 outstanding (197.499999 on the chains, 0.000001 in flight, 2.50 held), 0.00 can be issued now.",
        );
      }));
  }

  it("says that what is in flight is not known while a chain does not answer", async () => {
    const [first, second] = await look();
    const refusal = { code: "CHAIN_UNREACHABLE", message: "It does not answer." } as const;
    const statuses: ChainStatus[] = [first!, { desired: second!.desired, facts: null, refusal }];
    expect(totalsOf(statuses).inFlight).to.equal(null);
    expect(lines(statuses)).to.include(
      `Together (1 of 2 chains, without ${town.network("tron")}): 100.00 outstanding (100.00 on the chains, what is in flight is not known, 0.00 held), 0.00 can be issued now.`,
    );
  });
});
