import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import type { Alert, AlertKind } from "../../../issuer/monitor/alert.ts";
import { StateFile } from "../../../issuer/monitor/state-file.ts";
import { Watch } from "../../../issuer/monitor/watch.ts";
import { TwoChains, units } from "../attestation/support.ts";
import { nextReport, submit } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

const START = Date.parse("2027-01-04T06:00:00Z") / 1_000;

describe("The monitor where a node leaves events out", function () {
  this.timeout(180_000);

  let world: TwoChains;
  const folder = emptyFolder();
  before(async () => {
    world = await TwoChains.open();
    const report = await nextReport(world, 1n, 500_000);
    for (const side of world.sides) await submit(world, side, report);
  });
  after(async () => {
    await world.close();
  });

  /** A node that can leave out events of the token. */
  const hides = { events: false };
  const hiding = (coin: OpenCoin): OpenCoin => {
    const { chain } = coin;
    const honest = chain.eventsOnce.bind(chain);
    chain.eventsOnce = async (...asked) => (hides.events ? [] : honest(...asked));
    return coin;
  };

  const clock = { now: START };
  const watching = (name: string): { watch: Watch; told: Alert[]; warned: string[]; state: () => unknown } => {
    const told: Alert[] = [];
    const warned: string[] = [];
    const stateFile = join(folder, `${name}.json`);
    const watch = new Watch({
      coin: "kgst",
      chains: world.sides.map(({ network, coin }) => ({
        network,
        chainId: coin.desired.network.chainId,
        open: async () => hiding(await openCoin(hre, { network })),
      })),
      thresholds: {
        ...{ mintAbove: units(1_000_000), windowSpent: 100, bridgeSpent: 100, lag: 10n ** 9n },
        ...{ reportExpires: 0n, freezeLapses: 0n, unreachable: 60n, moveLate: 3_600n, verifierSilent: 900n },
        feeAbove: 300,
      },
      ...{ depth: "final", since: "now", clock: () => clock.now, stateFile, webhook: null },
      print: (alert) => told.push(alert),
      warn: (line) => warned.push(line),
    });
    const state = (): unknown =>
      Object.values(StateFile.open(stateFile, "kgst").state.chains).map(({ marks }) => marks);
    return { watch, told, warned, state };
  };
  const BOTH = ["localhost", "tronEmbedded"];
  const kinds = (told: readonly Alert[]): AlertKind[][] =>
    BOTH.map((network) => told.filter((alert) => alert.network === network).map(({ kind }) => kind));

  /** Raises the minter's limit on both chains, by a limiter. */
  const limit = async (whole: number): Promise<void> => {
    for (const side of world.sides) {
      const minter = await (await side.as("MINTER")).getAddress();
      const limiter = side.coin.contracts.token.connect(await side.as("LIMITER"));
      await world.done(limiter.setMinterLimit(minter, units(whole), 86_400n));
    }
  };

  it("concludes nothing until the events account for the settings", async () => {
    const { watch, told, warned, state } = watching("settings");
    await watch.look();
    const before = state();
    hides.events = true;
    await limit(600_000);
    expect(await watch.look()).to.deep.equal(BOTH);
    expect([told, state()]).to.deep.equal([[], before]);
    for (const line of warned)
      expect(line).to.match(/: The node shows a change of the limit of minter 0x\w{40}, and no event/);
    hides.events = false;
    expect(await watch.look()).to.deep.equal([]);
    expect(kinds(told)).to.deep.equal([["minter-limit"], ["minter-limit"]]);
    await watch.close();
  });

  it("tells what has changed if the events stay away, and goes on", async () => {
    const { watch, told } = watching("for good");
    await watch.look();
    hides.events = true;
    await limit(700_000);
    await watch.look();
    clock.now += 60;
    expect(await watch.look()).to.deep.equal([]);
    expect(kinds(told)).to.deep.equal([["missing-events"], ["missing-events"]]);
    for (const { message, severity } of told) {
      expect(severity).to.equal("critical");
      expect(message).to.contain(" was 600000000000 in 86400 s and is 700000000000 in 86400 s, but no event says so.");
    }
    // What comes late is told late, once.
    hides.events = false;
    for (const side of world.sides) await world.mint(side, 1);
    await watch.look();
    await watch.look();
    expect(kinds(told)).to.deep.equal(Array(2).fill(["missing-events", "minter-limit"]));
    await watch.close();
  });

  it("counts supply that comes late, and calls it unexplained only for so long", async () => {
    const { watch, told } = watching("supply");
    await watch.look();
    hides.events = true;
    for (const side of world.sides) await world.mint(side, 5);
    expect(await watch.look()).to.deep.equal(BOTH);
    expect(told).to.deep.equal([]);
    clock.now += 60;
    await watch.look();
    expect(kinds(told)).to.deep.equal([["supply-drift"], ["supply-drift"]]);
    hides.events = false;
    for (const side of world.sides) await world.mint(side, 7);
    expect([await watch.look(), await watch.look()]).to.deep.equal([[], []]);
    hides.events = true;
    for (const side of world.sides) await world.mint(side, 9);
    await watch.look();
    clock.now += 60;
    await watch.look();
    // The first drift had ended, or this one would not be told as 9.00 alone.
    const drifts = told.map(({ kind, message }) => `${kind}: ${message.replace(/ says .* add up/, " ... add up")}`);
    expect(kinds(told)).to.deep.equal(Array(2).fill(["supply-drift", "supply-drift"]), drifts.join("\n"));
    for (const { details } of told.slice(2)) {
      expect(BigInt(details.supply as string) - BigInt(details.expectedSupply as string)).to.equal(units(9));
    }
    hides.events = false;
    await watch.close();
  });
});
