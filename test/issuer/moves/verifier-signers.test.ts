import { expect } from "chai";
import { Contract } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { layerZeroInterface } from "../../../issuer/layerzero/package.ts";
import type { CallAction } from "../../../issuer/model/plan.ts";
import { changeSigners, signersChanges } from "../../../issuer/moves/verifier-signers.ts";
import type { Signers } from "../../../issuer/moves/verifier-keys.ts";
import { type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import { Killed } from "../../support/killed.ts";
import type { End } from "../../support/layerzero-stage.ts";
import { ENDS, MovingTown, OTHER, accountOf } from "../../support/moving.ts";

const [A, B] = [example.verifierA, example.verifierB];
/** Keys that sign for no verifier yet. */
const [C, D] = [accountOf(5), accountOf(6)];

describe("Who signs for the issuer's verifier", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  /** The coin, whose file names other signers. */
  function withSigners(end: End, { signers, quorum }: Signers, keys = town.coins[end].keys): OpenCoin {
    const coin = town.coins[end];
    const { layerzero } = coin.desired;
    const issuer = { ...layerzero!.issuer!, signers, quorum };
    return { ...coin, keys, desired: { ...coin.desired, layerzero: { ...layerzero!, issuer } } };
  }
  async function onChain(end: End): Promise<Signers> {
    const { addresses, chain } = town.coins[end];
    const contract = new Contract(addresses.verifier!, layerZeroInterface("DVN"), chain.provider);
    const signers = (await contract.getFunction("getSigners")()) as readonly string[];
    return { signers: [...signers].sort(), quorum: Number(await contract.getFunction("quorum")()) };
  }
  const run = (coin: OpenCoin, store = memoryStore()): Promise<OperationOutcome> =>
    operate({
      ...{ coin, operation: changeSigners, given: {}, store, patience: 20_000 },
      confirm: () => Promise.resolve(),
    });

  it("is changed by adding, then the quorum, then taking away", () => {
    const wanted = { signers: ["0xC", "0xb"], quorum: 1 };
    const changes = signersChanges({ signers: ["0xA", "0xB"], quorum: 2 }, wanted);
    expect(changes.map(({ signer, active, after }) => [signer, active, after])).to.deep.equal([
      ["0xC", true, { signers: ["0xA", "0xB", "0xC"], quorum: 2 }],
      [null, true, { signers: ["0xA", "0xB", "0xC"], quorum: 1 }],
      ["0xA", false, { signers: ["0xB", "0xC"], quorum: 1 }],
    ]);
    expect(signersChanges(wanted, { signers: ["0xB", "0xc"], quorum: 1 })).to.deep.equal([]);
  });

  for (const end of ENDS) {
    it(`is what the coin's file says on ${end} afterwards, also where the run died, and moves are confirmed by the new ones`, () =>
      town.takenBack(async () => {
        const wanted = { signers: [B, C, D], quorum: 2 };
        const coin = withSigners(end, wanted);
        let count = 0;
        const dying = memoryStore({
          onRecord: (phase, { type }) => {
            if (phase === "after" && type === "sent" && ++count === 2) throw new Killed();
          },
        });
        await run(coin, dying).catch(() => undefined);
        expect(count).to.equal(2);
        const { state, settled } = await run(coin, dying);
        expect(state).to.equal("finished");
        expect(settled.at(-1)?.description).to.equal(`let ${A} sign for it no more`);
        expect(await onChain(end)).to.deep.equal({ signers: [B, C, D].sort(), quorum: 2 });
        const again = await run(coin);
        expect([again.sent, again.overview.notes]).to.deep.equal([
          0,
          ["Nothing to do: signers and quorum are those of the coin's file."],
        ]);

        const message = await town.move(OTHER[end], 2_500_000n);
        const replaced = withSigners(
          end,
          wanted,
          walletKeys(developmentWallets().filter(({ address }) => address !== A)),
        );
        expect(await town.confirm([replaced, town.coins[OTHER[end]]])).to.deep.equal([message]);
      }));
  }

  it("is refused where too few of those who sign now have a key here, and asked of others where the admin's is elsewhere", () =>
    town.takenBack(async () => {
      const without = (...gone: string[]) =>
        walletKeys(developmentWallets().filter(({ address }) => !gone.includes(address)));
      const wanted = { signers: [B, C], quorum: 2 };
      const refused = await run(withSigners("bnb", wanted, without(A))).catch(refusalOf);
      expect(refused).to.include({
        code: "SIGNER_MISSING",
        message: "The verifier's contract asks for 2 signatures, and 1 of its signers have a key here.",
      });
      const store = memoryStore();
      const { admins } = town.coins.bnb.desired.layerzero!.issuer!;
      const { state, sent, overview } = await run(withSigners("bnb", wanted, without(...admins)), store);
      expect([state, sent]).to.deep.equal(["waiting", 0]);
      expect((overview.transactions[0]!.action as CallAction).description).to.equal(
        `let ${C} sign for the issuer's verifier`,
      );
      expect([...store.bundles.keys()]).to.have.length(1);
    }));
});
