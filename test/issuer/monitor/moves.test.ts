import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { type UsualFees, lookAtFees } from "../../../issuer/monitor/fees.ts";
import { type MovesLook, MovesWatch } from "../../../issuer/monitor/moves.ts";
import { Watch } from "../../../issuer/monitor/watch.ts";
import { Cursors } from "../../../issuer/moves/cursors.ts";
import type { Alert } from "../../../issuer/monitor/alert.ts";
import { call } from "../../../scripts/layerzero/contracts.ts";
import type { End } from "../../support/layerzero-stage.ts";
import { emptyFolder } from "../../support/folders.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const MOVED = 2_500_000n;
const THRESHOLDS = { moveLate: 3_600n, verifierSilent: 900n, feeAbove: 300 } as const;

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

  function openWatch(told: Alert[], stateFile: string, clock: () => number): Watch {
    return new Watch({
      ...{ coin: "kgst", stateFile, webhook: null, since: "now", depth: "final" },
      chains: town.both.map((coin) => ({
        ...{ network: coin.desired.network.name, chainId: coin.desired.network.chainId },
        open: () => Promise.resolve({ ...coin, close: () => Promise.resolve() }),
      })),
      thresholds: {
        ...{ mintAbove: 10n ** 18n, windowSpent: 80, bridgeSpent: 100, reportExpires: 0n, freezeLapses: 0n },
        ...{ lag: 10n ** 9n, unreachable: 0n, ...THRESHOLDS },
      },
      clock,
      print: (alert) => told.push(alert),
      warn: (line) => expect.fail(line),
    });
  }

  it("tells of a fee that jumps, once, until it is the usual one", () =>
    town.takenBack(async () => {
      const [bnb, tron] = [town.network("bnb"), town.network("tron")];
      const file = join(emptyFolder(), "monitor.json");
      const told: Alert[] = [];
      let now = 1_800_000_000;
      /** What a process says that begins at a time, and looks twice. */
      const sayings = async (at: number): Promise<string[]> => {
        now = at;
        told.length = 0;
        const watch = openWatch(told, file, () => now);
        await watch.look();
        await watch.look();
        await watch.close();
        return told.filter(({ kind }) => kind === "fee-jumped").map(({ message }) => message);
      };
      expect(await sayings(now)).to.deep.equal([]);
      const [from, to] = town.stage.world.chains;
      const price = { priceRatio: 33_333n * 10n ** 24n, gasPriceInUnit: 1_000n, gasPerByte: 16 };
      await call(from.priceFeed, "setPrice", [{ eid: to.endpointId % 30_000, price }]);
      const [message = "", ...others] = await sayings(now + 15);
      expect(others).to.deep.equal([]);
      expect(message).to.match(
        new RegExp(`^LayerZero asks for [\\d.,]+ \\w+ for a move from ${bnb} to ${tron}; [\\d.,]+ \\w+ is usual\\.$`),
      );
      expect(told[0]).to.deep.include({ severity: "warning", network: bnb });
      expect(await sayings(now + 3_600)).to.deep.equal([]);
      expect(await sayings(now + 2 * 86_400)).to.deep.equal([]);
      const over = JSON.stringify(readFileSync(file, "utf8").split("\n").slice(-3));
      expect(over).to.contain("gone").and.to.contain("fee-jumped");
    }));

  it("takes what stays for usual within a day, and does not look at it more often than hourly", () => {
    const source = town.coins.bnb;
    const route = `${town.network("bnb")} ${town.network("tron")}`;
    const look = (fee: bigint, usual: UsualFees, now: number) =>
      lookAtFees([{ source, destination: town.network("tron"), fee }], { usual, active: new Set() }, 300, now);
    const first = look(100n, {}, 0);
    expect(first).to.deep.equal({ findings: [], active: [], usual: { [route]: { usual: "100", at: 0 } } });
    expect(look(300n, first.usual, 3_599)).to.deep.equal(first);
    const jumped = look(340n, first.usual, 3_600);
    expect(jumped.active).to.deep.equal([`fee-jumped ${route}`]);
    expect(jumped.usual).to.deep.equal({ [route]: { usual: "110", at: 3_600 } });
    expect(look(340n, first.usual, 86_400).usual).to.deep.equal({ [route]: { usual: "340", at: 86_400 } });
    expect(look(340n, first.usual, 900_000).usual).to.deep.equal({ [route]: { usual: "340", at: 900_000 } });
  });

  it("tells through the watch of all chains, as an alert of the chain where it is", () =>
    town.takenBack(async () => {
      const told: Alert[] = [];
      const file = join(emptyFolder(), "monitor.json");
      const watch = openWatch(told, file, () => Math.floor(Date.now() / 1_000));
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
