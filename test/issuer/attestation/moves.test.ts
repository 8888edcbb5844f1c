import { expect } from "chai";
import { id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { observe } from "../../../issuer/attestation/desk.ts";
import { type SupplyNeeded, supplyNeeded } from "../../../issuer/attestation/supply.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;
/** What a holder has on each chain at first. */
const SUPPLY = 100_000_000n;

describe("The supply that a report must cover, of a coin that moves by messages", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  async function needed(sameBridges: readonly (readonly string[])[] = []): Promise<SupplyNeeded> {
    const options = { assumed: [], signed: [], asOf: null, formerBridges: [], sameBridges };
    return supplyNeeded((await observe(town.both, options)).observation);
  }
  const adapters = (): string[] => ENDS.map((end) => town.adapterOn(end));
  const crossing = ({ crossings }: SupplyNeeded) =>
    crossings.filter(({ bridges }) => bridges.some((bridge) => adapters().includes(bridge)));

  for (const end of ENDS) {
    it(`counts what left ${end} until it is minted, and what is held, once`, () =>
      town.takenBack(async () => {
        const before = await needed();
        expect([before.outstanding, before.inFlight, before.total]).to.deep.equal([2n * SUPPLY, 0n, 2n * SUPPLY]);

        await town.move(end, MOVED);
        const sent = await needed();
        expect([sent.outstanding, sent.inFlight, sent.total]).to.deep.equal([2n * SUPPLY - MOVED, MOVED, 2n * SUPPLY]);

        await town.confirm();
        await town.settle();
        const delivered = await needed();
        expect([delivered.outstanding, delivered.inFlight]).to.deep.equal([2n * SUPPLY, 0n]);
        const [system, ...others] = crossing(delivered);
        expect(others).to.deep.equal([]);
        expect([system!.burned, system!.minted, system!.held]).to.deep.equal([MOVED, MOVED, 0n]);
        expect([...system!.bridges].sort()).to.deep.equal(adapters().sort());

        await settled(town.token(OTHER[end], example.guardian).freeze(accountOf(RECEIVER), id("case")));
        await town.move(end, MOVED);
        await town.confirm();
        await town.settle();
        await town.move(end, 1n);
        const held = await needed();
        expect([held.outstanding, held.inFlight, held.total]).to.deep.equal([
          2n * SUPPLY - MOVED - 1n,
          MOVED + 1n,
          2n * SUPPLY,
        ]);
        expect(crossing(held).map((one) => [one.inFlight, one.held])).to.deep.equal([[MOVED + 1n, MOVED]]);

        await settled(town.token(OTHER[end], example.compliance).unfreeze(accountOf(RECEIVER), id("case over")));
        const [message] = (await town.heldOn(OTHER[end])).keys();
        await settled(town.adapter(OTHER[end], accountOf(HOLDER)).claim(message!));
        const claimed = await needed();
        expect([claimed.outstanding, claimed.inFlight, claimed.total]).to.deep.equal([
          2n * SUPPLY - 1n,
          1n,
          2n * SUPPLY,
        ]);
      }));
  }

  it("takes a bridge that somebody names together with an adapter for the same one", async () => {
    const [first = ""] = adapters();
    const systems = crossing(await needed([[first, example.bridge]]));
    expect(systems.map(({ bridges }) => [...bridges].sort())).to.deep.equal([[...adapters(), example.bridge].sort()]);
  });
});
