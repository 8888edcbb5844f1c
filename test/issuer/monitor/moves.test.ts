import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { type MovesLook, MovesWatch } from "../../../issuer/monitor/moves.ts";
import { Watch } from "../../../issuer/monitor/watch.ts";
import { Cursors } from "../../../issuer/moves/cursors.ts";
import type { Alert } from "../../../issuer/monitor/alert.ts";
import type { End } from "../../support/layerzero-stage.ts";
import { emptyFolder } from "../../support/folders.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;
const THRESHOLDS = { moveLate: 3_600n, verifierSilent: 900n } as const;

describe("The monitor of a coin that moves by messages", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  /** A watch, as a process that keeps its state in a file. */
  function open(file = join(emptyFolder(), "moves")) {
    const moves = new MovesWatch({ cursors: Cursors.open(file), thresholds: THRESHOLDS, since: "now" });
    let active: readonly string[] = [];
    return {
      file,
      look: async (): Promise<string[]> => {
        const look = (await moves.look(town.both, new Set(active))) as MovesLook;
        ({ active } = look);
        moves.keep();
        return look.findings.map(({ finding }) => `${finding.kind} ${finding.message}`);
      },
    };
  }
  /** Time passes on a chain, and a block tells of it. */
  async function pass(end: End, seconds: number): Promise<void> {
    await town.stage.chains[end].travel(seconds);
    await settled(town.token(end, accountOf(HOLDER)).transfer(accountOf(RECEIVER), 1n));
  }

  for (const end of ENDS) {
    it(`tells once of a silent verifier, of a late move and of a held one from ${end}, and of none that arrives`, () =>
      town.takenBack(async () => {
        const there = OTHER[end];
        const [from, to] = [town.network(end), town.network(there)];
        const watch = open();
        const message = await town.move(end, MOVED);
        expect(await watch.look()).to.deep.equal([]);
        await pass(end, 1_000);
        expect(await watch.look()).to.deep.equal([
          `verifier-silent A move to ${to} is final for more than 15m and the issuer's verifier has not confirmed it, the oldest ${message}.`,
        ]);
        expect(await watch.look()).to.deep.equal([]);
        await town.confirm();
        await pass(end, 3_600);
        const [late = "", ...others] = await watch.look();
        expect(others).to.deep.equal([]);
        expect(late).to.match(
          new RegExp(
            `^move-late The move ${message} of 2\\.50 KGST from ${from} to ${to} has not arrived after \\d+[smh]: it is confirmed\\. See npx hardhat move-status --message ${message}$`,
          ),
        );
        await town.settle();
        expect(await watch.look()).to.deep.equal([]);

        await settled(town.token(there, example.guardian).freeze(accountOf(RECEIVER), id("case")));
        const held = await town.move(end, MOVED);
        await town.confirm();
        await town.settle();
        expect(await watch.look()).to.deep.equal([
          `move-held The move ${held} of 2.50 KGST from ${from} to ${to} is held for ${accountOf(RECEIVER)}, which cannot be credited. See npx hardhat move-status --message ${held}`,
        ]);
        await settled(town.adapter(there, example.compliance).takeHeld(held, accountOf(HOLDER), id("case")));
        const again = open(watch.file);
        expect([await watch.look(), await again.look(), await again.look()]).to.deep.equal([[], [], []]);
      }));

    it(`alarms of a credit from ${end} without a burn, with the command that stops it, also where it was down meanwhile`, () =>
      town.takenBack(async () => {
        const there = OTHER[end];
        const [from, to] = [town.network(end), town.network(there)];
        const before = open();
        expect(await before.look()).to.deep.equal([]);
        const forged = await town.forge(end, MOVED);
        await pass(end, 600);
        const alarm = `credit-without-burn The adapter has credited 2.50 KGST on ${to} for the message ${forged}, and ${from} has no burn of this message. Stop it everywhere: npx hardhat pause --networks ${to},${from} --scopes crosschain`;
        const after = open(before.file);
        expect(await after.look()).to.deep.equal([alarm]);
        expect(await after.look()).to.deep.equal([]);
      }));
  }

  it("loses no alarm where a node fails in between, or nothing was written down", () =>
    town.takenBack(async () => {
      const cursors = Cursors.open(join(emptyFolder(), "moves"));
      const moves = new MovesWatch({ cursors, thresholds: THRESHOLDS, since: "now" });
      const forged = await town.forge("bnb", MOVED);
      await pass("bnb", 600);
      const { chain: own } = town.coins.bnb;
      const finalBlock = own.finalBlock.bind(own);
      let asked = 0;
      own.finalBlock = () => (++asked === 2 ? Promise.reject(new Error("It is gone.")) : finalBlock());
      const refused = await moves.look(town.both, new Set()).catch((error: unknown) => error);
      own.finalBlock = finalBlock;
      expect(refused).to.have.property("message", "It is gone.");
      const keys = async (): Promise<string[]> =>
        ((await moves.look(town.both, new Set())) as MovesLook).findings.map(({ finding }) => finding.key);
      expect(await keys()).to.deep.equal([`credit-without-burn/${forged}`]);
      expect(await keys()).to.deep.equal([`credit-without-burn/${forged}`]);
      moves.keep();
      expect(await keys()).to.deep.equal([]);
    }));

  it("tells through the watch of all chains, as an alert of the chain where it is", () =>
    town.takenBack(async () => {
      const told: Alert[] = [];
      const watch = new Watch({
        ...{
          coin: "kgst",
          stateFile: join(emptyFolder(), "monitor.json"),
          webhook: null,
          since: "now",
          depth: "final",
        },
        chains: town.both.map((coin) => ({
          ...{ network: coin.desired.network.name, chainId: coin.desired.network.chainId },
          open: () => Promise.resolve(coin),
        })),
        thresholds: {
          ...{ mintAbove: 10n ** 18n, windowSpent: 80, bridgeSpent: 100, reportExpires: 0n, freezeLapses: 0n },
          ...{ lag: 10n ** 9n, unreachable: 0n, ...THRESHOLDS },
        },
        clock: () => Math.floor(Date.now() / 1_000),
        print: (alert) => told.push(alert),
        warn: (line) => expect.fail(line),
      });
      await watch.look();
      const forged = await town.forge("bnb", MOVED);
      await pass("bnb", 600);
      await watch.look();
      await watch.look();
      const alarms = told.filter(({ kind }) => kind === "credit-without-burn");
      expect(alarms.map(({ id: one, severity, network }) => [one, severity, network])).to.deep.equal([
        [`${town.coins.tron.desired.network.chainId}/credit-without-burn/${forged}`, "critical", town.network("tron")],
      ]);
      await watch.close();
    }));
});
