import { join } from "node:path";
import { expect } from "chai";
import { getAddress, id, toBeHex } from "ethers";
import { type Site, type Town, openTown, reconcileSites, send, takenBack, told } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

const ACCOUNTS = 250;
const ROUNDS = 4;

describe("Thousands of events on both chains", function () {
  this.timeout(180_000);

  let town: Town;
  before(async () => {
    town = await openTown();
  });

  /** Freezes many accounts and lifts all but the last round's freezes again: one event for each. */
  const freezeMany = async (site: Site): Promise<void> => {
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) =>
      getAddress(toBeHex(2n ** 150n + BigInt(index), 20)),
    );
    const guardian = site.contracts.token.connect(await site.staff("GUARDIAN"));
    const compliance = guardian.connect(await site.staff("COMPLIANCE"));
    for (let round = 1; round <= ROUNDS; round++) {
      await send(guardian.freezeBatch(accounts, id(`case ${round}`)));
      if (round === ROUNDS) continue;
      await send(compliance.unfreezeBatch(accounts, id(`case ${round}`)));
      await site.travel(259_200); // so long the guardian is barred
    }
  };

  it("are replayed in small chunks, and compared by a sample", () =>
    takenBack(town, async () => {
      await freezeMany(town.bnb);
      await freezeMany(town.tron);
      const books = join(emptyFolder(), "books.sqlite");
      const chunks = { blocks: 2, mostBlocks: 4, manyLogs: 300 };
      const found = await reconcileSites(books, [town.bnb, town.tron], { chunks, sample: 20 });
      expect(told(found)).to.deep.equal([]);
      const events = ACCOUNTS * (2 * ROUNDS - 1);
      for (const chain of found.chains) {
        expect(chain.events).to.be.within(events, events + 10);
        expect(chain.accounts).to.be.greaterThan(ACCOUNTS);
        // Supply, window, report, a minter, a bridge twice; 20 freezes and at most 20 balances.
        expect(chain.compared).to.be.within(6 + 20 + 10, 6 + 20 + 20);
        expect(chain.sampled.freezes).to.deep.equal({ asked: 20, of: ACCOUNTS });
      }
      const everything = await reconcileSites(books, [town.bnb, town.tron], { sample: null });
      expect(told(everything)).to.deep.equal([]);
      for (const { sampled, accounts } of everything.chains) {
        expect(sampled.freezes).to.deep.equal({ asked: ACCOUNTS, of: ACCOUNTS });
        expect(sampled.balances).to.deep.equal({ asked: accounts, of: accounts });
      }
    }));
});
