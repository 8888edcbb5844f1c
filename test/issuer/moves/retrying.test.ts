import { expect } from "chai";
import { id } from "ethers";
import hre from "hardhat";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { claimHeld, takeHeld } from "../../../issuer/moves/held.ts";
import { retryMove } from "../../../issuer/moves/retrying.ts";
import { type MoveStanding, standingMoves } from "../../../issuer/moves/standing.ts";
import type { Operation } from "../../../issuer/operations/operation.ts";
import { type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import { REMEDIES } from "../../../issuer/errors.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { Killed } from "../../support/killed.ts";
import { type End } from "../../support/layerzero-stage.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;
/** A command of this repository in a sentence, with its options. */
const COMMAND = /`npx hardhat ([a-z-]+)([^`]*)`/g;

describe("A move between the embedded chains that stays behind", function () {
  this.timeout(180_000);
  let town: MovingTown;
  let stores: Map<string, ReturnType<typeof memoryStore>>;
  /** Sentences that were told on the way. */
  const told = new Set<string>();
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());
  beforeEach(() => (stores = new Map()));

  const receiver = accountOf(RECEIVER);
  const balance = (end: End): Promise<bigint> => town.coins[end].contracts.token.balanceOf(receiver);
  const standing = async (message: string): Promise<MoveStanding> => {
    const [found] = await standingMoves(town.both, { message, from: () => 0 });
    told.add(found!.next.sentence);
    return found!;
  };

  async function run(
    end: End,
    operation: Operation,
    given: Readonly<Record<string, string>> = {},
    store = stores.get(operation.name) ?? memoryStore(),
  ): Promise<OperationOutcome> {
    stores.set(operation.name, store);
    const coin = town.coins[end];
    return operate({ coin, operation, given, store, patience: 20_000, confirm: () => Promise.resolve() });
  }
  const refusal = async (running: Promise<unknown>): Promise<[string, string]> => {
    const { code, message } = refusalOf(await running.then(() => null).catch((error: unknown) => error));
    told.add(message).add(REMEDIES[code]);
    return [code, message];
  };
  const retryOf = async (end: End, message: string): Promise<Operation> => {
    const { move } = await standing(message);
    return retryMove({ source: town.coins[end], destination: town.coins[OTHER[end]], move });
  };
  /** The verifiers confirm, and the executor does nothing. */
  async function verify(end: End): Promise<void> {
    await town.confirm();
    const { verifiers } = town.stage.world.workers[end === "bnb" ? 0 : 1];
    for (const verifier of Object.values(verifiers)) await verifier.work();
  }
  const commit = (end: End): Promise<unknown> => town.stage.world.workers[end === "bnb" ? 0 : 1].executor.work();

  for (const end of ENDS) {
    const there = OTHER[end];
    it(`is delivered from ${end} by anybody once it is verified, and not before or again`, () =>
      town.takenBack(async () => {
        const message = await town.move(end, MOVED);
        const retry = await retryOf(end, message);
        expect(await refusal(run(there, retry))).to.deep.equal([
          "MOVE_NOT_READY",
          "Not all verifiers have confirmed it. The issuer's verifier has to confirm it: `npx hardhat verifier` says what keeps it from that.",
        ]);
        await town.confirm();
        expect(await refusal(run(there, retry))).to.deep.equal([
          "MOVE_NOT_READY",
          "Not all verifiers have confirmed it. Wait for the word of layerZeroLabs, which every move needs.",
        ]);
        await verify(end);
        await standing(message);
        let die = true;
        const dying = memoryStore({
          onRecord: (phase, { type }) => {
            if (die && phase === "after" && type === "sent") throw new Killed();
          },
        });
        await run(there, retry, {}, dying).catch(() => undefined);
        die = false;
        const { sent, settled: done } = await run(there, retry, {}, dying);
        expect([sent, done.map(({ description }) => description)]).to.deep.equal([
          1,
          [
            `tell LayerZero's endpoint that the move ${message} is verified`,
            `deliver 2.50 KGST from ${town.network(end)} to ${receiver}, message ${message}`,
          ],
        ]);
        expect(await balance(there)).to.equal(MOVED);
        expect(await run(there, retry, {}, dying)).to.deep.include({ sent: 0, notes: ["It has arrived."] });
        expect(await refusal(run(there, retry, {}, memoryStore()))).to.deep.equal([
          "MOVE_OVER",
          "The move has been delivered. It has arrived.",
        ]);
      }));

    it(`waits from ${end} while it is refused, and is delivered from the endpoint afterwards`, () =>
      town.takenBack(async () => {
        const message = await town.move(end, MOVED);
        const retry = await retryOf(end, message);
        await verify(end);
        await settled(town.token(there, example.pauser).pause(8n));
        await commit(end);
        const [code, text] = await refusal(run(there, retry));
        expect(code).to.equal("MOVE_NOT_READY");
        expect(text).to.match(new RegExp(`^${town.network(there)} would refuse it: .*[pP]aused`));
        await standing(message);
        await settled(town.token(there, example.unpauser).unpause(8n));
        expect((await run(there, retry)).sent).to.equal(1);
        expect(await balance(there)).to.equal(MOVED);
      }));

    it(`is held from ${end} for a frozen receiver: claimed after the freeze, taken under a case, and nothing else`, () =>
      town.takenBack(async () => {
        await settled(town.token(there, example.guardian).freeze(receiver, id("case")));
        const messages = [await town.move(end, MOVED), await town.move(end, 1n)];
        const [first = "", second = ""] = messages;
        expect((await refusal(run(there, claimHeld, { message: first })))[0]).to.equal("MOVE_OVER");
        await town.confirm();
        await town.settle();
        expect((await refusal(run(there, await retryOf(end, first))))[0]).to.equal("MOVE_OVER");
        expect(await refusal(run(there, claimHeld, { message: first }))).to.satisfy(
          ([code, text]: [string, string]) => code === "ACCOUNT_FROZEN" && text.startsWith("the receiver: "),
        );
        const taking = { message: second, to: town.coins[there].addresses.token, case: "case 9" };
        expect((await refusal(run(there, takeHeld, taking)))[0]).to.equal("ACCOUNT_INVALID");
        const taken = await run(there, takeHeld, { ...taking, to: accountOf(HOLDER) });
        expect([taken.sent, taken.settled[0]?.description]).to.deep.equal([
          1,
          `take 0.000001 KGST that are held for ${receiver} under the message ${second} to ${accountOf(HOLDER)}, case "case 9"`,
        ]);
        expect((await run(there, takeHeld, { ...taking, to: accountOf(HOLDER) })).sent).to.equal(0);
        for (const change of [{ to: accountOf(HOLDER), case: "case 10" }, { to: example.rescuer }]) {
          expect(await refusal(run(there, takeHeld, { ...taking, ...change }))).to.satisfy(
            ([code, text]: [string, string]) => code === "MOVE_OVER" && text.includes("something else: take 0.000001"),
          );
        }
        await settled(town.token(there, example.compliance).unfreeze(receiver, id("over")));
        expect(await refusal(run(there, takeHeld, { ...taking, message: first, to: accountOf(HOLDER) }))).to.satisfy(
          ([code]: [string]) => code === "NOT_FROZEN",
        );
        await settled(town.token(there, example.pauser).pause(8n));
        expect((await refusal(run(there, claimHeld, { message: first })))[0]).to.equal("SCOPE_PAUSED");
        await settled(town.token(there, example.unpauser).unpause(8n));
        await standing(first);
        expect((await run(there, claimHeld, { message: first })).sent).to.equal(1);
        expect((await run(there, claimHeld, { message: first })).sent).to.equal(0);
        expect(await balance(there)).to.equal(MOVED);
        expect(await refusal(run(there, claimHeld, { message: "0x12" }))).to.deep.equal([
          "ARGUMENT_INVALID",
          '--message: "0x12" is no message id: it has 0x and 64 hex digits.',
        ]);
      }));
  }

  it("names commands that there are, with options that they take", () => {
    const commands = [...told].flatMap((sentence) => [...sentence.matchAll(COMMAND)]);
    const names = new Set(commands.map(([, name]) => name));
    expect([...names]).to.include.members(["move-retry", "move-claim", "move-take", "verifier", "move-status"]);
    for (const [text, name = "", rest = ""] of commands) {
      const task = hre.tasks.rootTasks.get(name);
      expect(task, text).to.not.equal(undefined);
      const known = [...(task?.options.keys() ?? []), "network"];
      for (const [, option = ""] of rest.matchAll(/--([a-z-]+)/g)) expect(known, text).to.include(option);
    }
  });
});
