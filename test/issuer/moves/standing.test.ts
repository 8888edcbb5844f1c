import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { movesToJson, showMoves } from "../../../issuer/moves/show.ts";
import { type MoveStanding, standingMoves } from "../../../issuer/moves/standing.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;

describe("How far a move between the embedded chains is", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  const look = (message: string | null = null): Promise<MoveStanding[]> =>
    standingMoves(town.both, { message, from: () => 0 });
  const only = async (message: string | null = null): Promise<[string, string, string]> => {
    const [found, ...others] = await look(message);
    expect(others).to.deep.equal([]);
    return [found!.stage, found!.next.by, found!.next.sentence];
  };

  for (const end of ENDS) {
    it(`is told from ${end} on, stage by stage, with who has to do what`, () =>
      town.takenBack(async () => {
        const there = OTHER[end];
        const worker = town.stage.world.workers[end === "bnb" ? 0 : 1];
        const message = await town.move(end, MOVED);
        expect(await only()).to.deep.equal([
          "sent",
          "issuer",
          "The issuer's verifier has to confirm it: `npx hardhat verifier` says what keeps it from that.",
        ]);
        await town.confirm();
        expect(await only()).to.deep.equal([
          "confirmed",
          "verifiers",
          "Wait for the word of layerZeroLabs, which every move needs.",
        ]);
        for (const verifier of Object.values(worker.verifiers)) await verifier.work();
        const retry = `\`npx hardhat move-retry --message ${message}\``;
        expect(await only()).to.deep.equal([
          "confirmed",
          "executor",
          `LayerZero's executor takes it to the endpoint; if it does not, anybody can: ${retry}.`,
        ]);
        await settled(town.token(there, example.pauser).pause(8n));
        await worker.executor.work();
        const [stage, by, sentence] = await only();
        expect([stage, by]).to.deep.equal(["verified", "anybody"]);
        expect(sentence).to.match(
          /^It is refused now and waits at the endpoint: .*(paused|Paused).*\. Once that is over, /,
        );
        expect(sentence.endsWith(`anybody can deliver it: ${retry}.`)).to.equal(true);
        await settled(town.token(there, example.unpauser).unpause(8n));
        expect(await only()).to.deep.equal([
          "verified",
          "executor",
          `LayerZero's executor delivers it; if it does not, anybody can: ${retry}.`,
        ]);
        await town.settle();
        expect(await look()).to.deep.equal([]);
        expect(await only(message)).to.deep.equal(["delivered", "nobody", "It has arrived."]);
        expect(await town.coins[there].contracts.token.balanceOf(accountOf(RECEIVER))).to.equal(MOVED);
      }));

    it(`is held from ${end} for a frozen receiver, until it is claimed`, () =>
      town.takenBack(async () => {
        const there = OTHER[end];
        const receiver = accountOf(RECEIVER);
        await settled(town.token(there, example.guardian).freeze(receiver, id("case")));
        const message = await town.move(end, MOVED);
        await town.confirm();
        await town.settle();
        const network = town.network(there);
        const place = `--network ${network} --message ${message}`;
        expect(await only()).to.deep.equal([
          "held",
          "compliance",
          `${receiver} is frozen on ${network}: compliance lifts the freeze, after which anybody can claim it, or takes it under a case with \`npx hardhat move-take ${place} --to ACCOUNT --case ID\`.`,
        ]);
        await settled(town.token(there, example.compliance).unfreeze(receiver, id("case over")));
        expect(await only()).to.deep.equal([
          "held",
          "anybody",
          `${receiver} can receive again: anybody can claim it with \`npx hardhat move-claim ${place}\`.`,
        ]);
        await settled(town.adapter(there, accountOf(HOLDER)).claim(message));
        expect(await look()).to.deep.equal([]);
      }));
  }

  it("waits for a pause of either chain to end, and is shown with all that is under way", () =>
    town.takenBack(async () => {
      const messages = [await town.move("bnb", MOVED), await town.move("tron", 1n)];
      await settled(town.token("tron", example.pauser).pause(8n));
      const found = await look();
      const why = `Nothing is confirmed while crosschain is paused on ${town.network("tron")}; it goes on after \`npx hardhat unpause --network ${town.network("tron")} --scopes crosschain\`.`;
      expect(found.map(({ next }) => next)).to.deep.equal([
        { by: "issuer", sentence: why },
        { by: "issuer", sentence: why },
      ]);
      const desired = town.both.map((coin) => coin.desired);
      expect(showMoves(found, desired).at(-1)).to.equal("2 in flight (2.500001 KGST), 0 held (0.00 KGST).");
      const { moves } = movesToJson(found) as { moves: Record<string, unknown>[] };
      expect(moves.map((move) => move.message)).to.have.members(messages);
      const [first] = moves.filter(({ message }) => message === messages[0]);
      expect(first).to.deep.include({
        ...{ nonce: "1", source: town.network("bnb"), destination: town.network("tron"), amount: "2500000" },
        ...{ from: accountOf(HOLDER), to: accountOf(RECEIVER), stage: "sent", next: { by: "issuer", sentence: why } },
      });
    }));

  it("is refused for a message that nobody sent, and said to be nothing where nothing is under way", async () => {
    const refused = await look(ZeroHash).then(
      () => null,
      (error: unknown) => refusalOf(error),
    );
    const message = `No move with the message ${ZeroHash} has left ${town.network("bnb")} or ${town.network("tron")}.`;
    expect(refused).to.deep.include({ code: "MOVE_NOT_FOUND", message });
    expect(showMoves(await look(), [])).to.deep.equal(["Every move has been delivered."]);
  });
});
