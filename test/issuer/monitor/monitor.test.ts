import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import hre from "hardhat";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import { EvmChain } from "../../../issuer/chains/evm-chain.ts";
import type { Alert, AlertKind } from "../../../issuer/monitor/alert.ts";
import { ALERT_KINDS } from "../../../issuer/monitor/alert.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { Watch, type WatchOptions } from "../../../issuer/monitor/watch.ts";
import { StateFile } from "../../../issuer/monitor/state-file.ts";
import { signBody } from "../../../issuer/monitor/webhook.ts";
import type { ReserveReport } from "../../../issuer/reports/reserve-report.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { type Side, TwoChains, units } from "../attestation/support.ts";
import { DAY, Hook, changes, executorOf, freeze, nextReport, signed, submit } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("The monitor on two chains", function () {
  this.timeout(180_000);

  let world: TwoChains;
  const folder = emptyFolder();
  before(async () => {
    world = await TwoChains.open();
  });
  after(async () => {
    await world.close();
  });

  /** A watch, and everything it has printed. */
  const watching = (name: string, changes: Partial<WatchOptions> = {}): { watch: Watch; told: Alert[] } => {
    const told: Alert[] = [];
    const options: WatchOptions = {
      coin: "kgst",
      chains: world.sides.map(({ network, coin }) => ({
        network,
        chainId: coin.desired.network.chainId,
        open: () => openCoin(hre, { network }),
      })),
      thresholds: {
        mintAbove: units(1_000),
        windowSpent: 80,
        bridgeSpent: 80,
        reportExpires: 7_200n,
        freezeLapses: 43_200n,
        lag: 10n ** 9n,
        unreachable: 0n,
        moveLate: 3_600n,
        verifierSilent: 900n,
        feeAbove: 300,
      },
      depth: "final",
      since: "now",
      clock: () => Date.parse("2027-01-04T06:00:00Z") / 1_000,
      stateFile: join(folder, `${name}.json`),
      print: (alert) => told.push(alert),
      warn: () => undefined,
      webhook: null,
      ...changes,
    };
    return { watch: new Watch(options), told };
  };

  const BOTH = ["localhost", "tronEmbedded"];
  /** Kinds that were told, for each network alike. */
  const kindsOn = (told: readonly Alert[]): AlertKind[][] =>
    world.sides.map(({ network }) => told.filter((alert) => alert.network === network).map(({ kind }) => kind));

  /** Does the same on both chains, looks once, and expects exactly these alerts on each, in any order. */
  const expectTold = async (
    { watch, told }: ReturnType<typeof watching>,
    kinds: readonly AlertKind[],
    act: (side: Side) => Promise<void>,
  ): Promise<Alert[]> => {
    for (const side of world.sides) await act(side);
    told.length = 0;
    expect(await watch.look()).to.deep.equal([]);
    const expected = [...kinds].sort();
    expect(
      kindsOn(told).map((list) => [...list].sort()),
      JSON.stringify(told),
    ).to.deep.equal([expected, expected]);
    for (const { kind, severity } of told) expect(severity).to.equal(ALERT_KINDS[kind][0]);
    expect(new Set(told.map((alert) => alert.id)).size).to.equal(told.length);
    const after = told.length;
    await watch.look();
    expect(told.length).to.equal(after); // nothing is told twice
    return BOTH.flatMap((network) => told.filter((alert) => alert.network === network));
  };

  describe("tells once of", () => {
    let main: ReturnType<typeof watching>;
    let report: ReserveReport;
    before(async () => {
      main = watching("main");
      await main.watch.look();
      expect(main.told).to.deep.equal([]);
    });
    after(async () => {
      await main.watch.close();
    });

    it("reports, large mints and nearly spent windows", async () => {
      report = await nextReport(world, 1n, 500_000);
      await expectTold(main, ["report-accepted"], (side) => submit(world, side, report));
      await expectTold(main, [], (side) => world.mint(side, 999));
      const [alert] = await expectTold(main, ["large-mint"], (side) => world.mint(side, 1_000));
      expect(alert?.message).to.contain("has minted 1,000.00 KGST to 0x7099");
      expect(alert?.details).to.include({ event: "Minted", amount: "1000000000" });
      const spent = await expectTold(main, ["large-mint", "window-nearly-spent"], (side) => world.mint(side, 398_001));
      expect(spent.find(({ kind }) => kind === "window-nearly-spent")?.message).to.equal(
        "400,000.00 KGST of 500,000.00 KGST are minted under report 1.",
      );
    });

    it("bridges that have nearly used up their limit", async () => {
      await expectTold(main, [], (side) => world.leave(side, 190_000));
      const [alert] = await expectTold(main, ["bridge-nearly-spent"], (side) => world.leave(side, 20_000));
      expect(alert?.details).to.include({ direction: "out", capacity: `${units(250_000)}` });
    });

    it("pauses and restarts", async () => {
      const [alert] = await expectTold(main, ["paused"], async ({ coin, as }) =>
        world.done(coin.contracts.token.connect(await as("PAUSER")).pause(3n)),
      );
      expect(alert?.message).to.contain("has paused transfer, mint.");
      await expectTold(main, ["unpaused"], async ({ coin, as }) =>
        world.done(coin.contracts.token.connect(await as("UNPAUSER")).unpause(3n)),
      );
    });

    it("operations of the timelock, and what they change", async () => {
      const salt = id("salt");
      const schedule = async ({ coin, as }: Side): Promise<void> => {
        const { timelock } = coin.contracts;
        const [targets, values, data] = changes(coin);
        const { upgrade: delay } = await timelock.delays();
        const proposer = timelock.connect(await as("PROPOSER"));
        await world.done(proposer.scheduleBatch(targets, values, data, ZeroHash, salt, delay));
        const other = await timelock.hashOperation(targets[0]!, 0n, data[0]!, ZeroHash, id("other"));
        await world.done(proposer.schedule(targets[0]!, 0n, data[0]!, ZeroHash, id("other"), delay));
        await world.done(proposer.cancel(other));
      };
      await expectTold(main, [...Array<AlertKind>(8).fill("timelock-scheduled"), "timelock-cancelled"], schedule);
      await world.travel(Number((await world.evm.coin.contracts.timelock.delays()).upgrade));
      const told = await expectTold(
        main,
        [
          ...Array<AlertKind>(7).fill("timelock-executed"),
          "role-changed",
          "admin-change",
          "admin-change",
          "timelock-delay",
          "attestors-changed",
          "gate-changed",
          "report-expired",
          "retired",
        ],
        async ({ coin, as }) => {
          const [targets, values, data] = changes(coin);
          const executor = coin.contracts.timelock.connect(await executorOf(coin, as));
          await world.done(executor.executeBatch(targets, values, data, ZeroHash, salt));
        },
      );
      expect(told.filter(({ kind }) => kind === "timelock-executed")[0]?.message).to.match(
        /^Executed: grant MINTER to /,
      );
      expect(told.find(({ kind }) => kind === "role-changed")?.message).to.match(/^MINTER was granted to /);
    });

    it("freezes that end soon, and have ended", async () => {
      const [alert] = await expectTold(main, ["frozen"], freeze);
      expect(alert?.details).to.include({ event: "Frozen", caseId: id("case") });
      await world.travel(62 * 3_600);
      await expectTold(main, ["freeze-lapsing"], () => Promise.resolve());
      await world.travel(11 * 3_600);
      await expectTold(main, ["freeze-lapsed"], () => Promise.resolve());
    });

    it("a freeze that compliance lifts and a guardian puts back", async () => {
      const officer = async ({ coin, as }: Side) => coin.contracts.token.connect(await as("COMPLIANCE"));
      const account = async ({ as }: Side): Promise<string> => (await as("RESCUER")).getAddress();
      await expectTold(main, ["unfrozen"], async (side) =>
        world.done((await officer(side)).unfreeze(await account(side), id("case"))),
      );
      await world.travel(3 * Number(DAY)); // so long the guardian is barred
      const [alert] = await expectTold(main, ["frozen-again"], freeze);
      expect(alert?.severity).to.equal("critical");
      await expectTold(main, ["freeze-ratified"], async (side) =>
        world.done((await officer(side)).ratify(await account(side), id("case"))),
      );
    });

    it("windows that end, are closed, and contradictions", async () => {
      const next = await nextReport(world, 2n, 1_000);
      await expectTold(main, ["report-accepted"], (side) => submit(world, side, next));
      await world.travel(Number(DAY) - 7_000);
      await expectTold(main, ["report-expiring"], () => Promise.resolve());
      await expectTold(main, ["window-closed"], async ({ coin, as }) =>
        world.done(coin.contracts.attestations.connect(await as("GUARDIAN")).closeWindow(2n)),
      );
      const [alert] = await expectTold(main, ["equivocation"], async (side) => {
        const { attestations } = side.coin.contracts;
        const other = { ...next, evidence: id("other evidence") };
        const [first, second] = [await signed(side, next), await signed(side, other)];
        await world.done(attestations.connect(await side.as("MINTER")).proveEquivocation(next, first, other, second));
      });
      expect(alert?.severity).to.equal("critical");
    });

    it("a supply that is not what the events say", async () => {
      await expectTold(main, ["supply-drift"], async ({ coin, node }) => {
        const supply = await coin.contracts.token.totalSupply();
        await node.setStorage(coin.addresses.token, LEDGER + 2n, supply + 5n);
      });
    });

    it("nodes that are silent, come back, and lag", async () => {
      for (const { node } of world.sides) await node.gate.close();
      expect(await main.watch.look()).to.deep.equal(["localhost", "tronEmbedded"]);
      expect(kindsOn(main.told).map((kinds) => kinds.at(-1))).to.deep.equal(["unreachable", "unreachable"]);
      for (const { node } of world.sides) await node.gate.reopen();
      await expectTold(main, ["recovered"], () => Promise.resolve());
      const late = watching("late", { thresholds: { ...thresholds(), lag: 60n }, clock: () => 2_000_000_000 });
      await late.watch.look();
      expect(kindsOn(late.told).map((kinds) => kinds.filter((kind) => kind === "node-lag").length)).to.deep.equal([
        1, 1,
      ]);
      await late.watch.close();
    });
  });

  describe("survives", () => {
    it("one chain whose node has the wrong chain, without losing sight of the others", async () => {
      const [first, second] = world.sides as [Side, Side];
      const wrong = new OperatorError("CHAIN_MISMATCH", "The node has another chain.");
      const chain = ({ network, coin }: Side, open: () => Promise<OpenCoin>) => {
        return { network, chainId: coin.desired.network.chainId, open };
      };
      const refused = (): Promise<OpenCoin> => Promise.reject(wrong);
      const right = chain(second, () => openCoin(hre, { network: second.network }));
      const { watch } = watching("one-wrong", { chains: [chain(first, refused), right] });
      expect(await watch.look()).to.deep.equal([first.network]);
      await watch.close();
      const both = watching("both-wrong", { chains: [chain(first, refused), chain(second, refused)] });
      await expectRefusal("CHAIN_MISMATCH", () => both.watch.look());
    });

    it("tells what was so before it began", async () => {
      const fresh = watching("fresh");
      await fresh.watch.look();
      const found = fresh.told.filter(({ kind }) => kind === "standing").map(({ details }) => details.what);
      expect(found).to.deep.equal(["halted", "retired", "admin", "halted", "retired", "admin"]);
      await fresh.watch.close();
    });

    it("follows from the deployment when asked, and finds the supply explained by events", async () => {
      const whole = watching("whole", { since: "deployment" });
      await whole.watch.look();
      for (const kinds of kindsOn(whole.told)) {
        expect(kinds.filter((kind) => kind === "large-mint").length).to.equal(2);
        expect(kinds.filter((kind) => kind === "supply-drift").length).to.equal(1); // the 5 units from before
        expect(kinds).to.not.include("unexplained-supply");
      }
      await whole.watch.close();
    });

    it("goes back to where a reorganised chain still agrees, says so, and tells what is there now", async () => {
      const { node, coin } = world.evm;
      const pause = async (scopes: bigint): Promise<void> =>
        world.done(coin.contracts.token.connect(await world.evm.as("PAUSER")).pause(scopes));
      const head = watching("head", { depth: "head", chains: [chainOf(world.evm)] });
      const final = watching("final", { chains: [deep(world.evm, 4)] });
      await node.request("hardhat_mine", ["0x5"]);
      for (const { watch } of [head, final]) await watch.look();
      for (const { told } of [head, final]) told.length = 0;
      const snapshot = await node.request("evm_snapshot", []);
      await pause(1n);
      await head.watch.look();
      await final.watch.look();
      expect([head.told.map(({ kind }) => kind), final.told]).to.deep.equal([["paused"], []]);
      const [undone] = head.told;

      expect(await node.request("evm_revert", [snapshot])).to.equal(true);
      await head.watch.look(); // the chain is shorter: nothing contradicts what was seen yet
      expect(head.told.length).to.equal(1);
      await pause(8n);
      await node.request("hardhat_mine", ["0x4"]);
      await head.watch.look();
      await final.watch.look();
      const [, reorganised, again] = head.told;
      expect([reorganised?.kind, again?.kind, head.told.length]).to.deep.equal(["reorganised", "paused", 3]);
      expect(reorganised?.details.withdrawn).to.deep.equal([undone?.id.split("/").slice(1).join("/")]);
      expect(again?.message).to.contain("has paused crosschain.");
      expect(final.told.map(({ message }) => message)).to.deep.equal([again?.message]);
      for (const { watch } of [head, final]) await watch.close();
    });

    it("looks once from the command line, for a scheduler", async () => {
      const stateFile = join(folder, "task.json");
      const task = hre.tasks.getTask("monitor");
      const look = async (networks: string): Promise<unknown> => {
        process.exitCode = undefined;
        await task.run({ once: true, networks, state: stateFile, since: "now", lag: "1d" });
        const code: unknown = process.exitCode;
        process.exitCode = undefined;
        return code;
      };
      expect(await look("tronEmbedded")).to.equal(0);
      expect(StateFile.open(stateFile, "kgst").chain("tronEmbedded").marks.length).to.equal(1);
      await world.tron.node.gate.close();
      expect(await look("tronEmbedded")).to.equal(1);
      await world.tron.node.gate.reopen();
    });

    it("keeps what a webhook does not take, signs what it sends, and loses nothing when it is killed", async () => {
      const secret = "a secret of the test";
      const hook = await Hook.open();
      const webhook = { url: hook.url, secret, attempts: 2, pause: 1, clock: () => 1_800_000_000 };
      const first = watching("hooked", { webhook, chains: [chainOf(world.tron)] });
      await first.watch.look();
      const { token } = world.tron.coin.contracts;
      const pauser = token.connect(await world.tron.as("PAUSER"));
      hook.taken.length = 0;
      hook.refuse = 3; // both attempts of this look, and the first of the next
      await world.done(pauser.pause(16n));
      await first.watch.look();
      expect([first.watch.waiting, hook.taken.length]).to.deep.equal([1, 0]);
      await first.watch.close();

      // Another process finds the state on disk: it posts what was left, and prints nothing a second time.
      const second = watching("hooked", { webhook, chains: [chainOf(world.tron)] });
      await second.watch.look();
      expect([second.watch.waiting, second.told, hook.taken.length]).to.deep.equal([0, [], 1]);
      const [{ body, headers } = { body: "", headers: {} as IncomingHttpHeaders }] = hook.taken;
      const alert = JSON.parse(body) as Alert;
      expect([alert.kind, headers["x-alert-id"]]).to.deep.equal(["paused", alert.id]);
      expect(headers["x-alert-signature"]).to.equal(signBody(secret, "1800000000", body));
      await second.watch.close();

      // Killed after the state was written and before a word was said: the outbox is told, with the same id.
      const file = join(folder, "hooked.json");
      const state = StateFile.open(file, "kgst");
      state.looked(alert.network, state.chain(alert.network), [alert], true);
      const third = watching("hooked", { webhook, chains: [chainOf(world.tron)] });
      await third.watch.look();
      expect(third.told.map((told) => told.id)).to.deep.equal([alert.id]);
      expect(hook.taken.map((taken) => taken.headers["x-alert-id"])).to.deep.equal([alert.id, alert.id]);
      await third.watch.close();
      await hook.close();
    });
  });

  const chainOf = ({ network, coin }: Side) => ({
    network,
    chainId: coin.desired.network.chainId,
    open: () => openCoin(hre, { network }),
  });
  /** A chain whose blocks are final when so many lie on top. */
  const deep = (side: Side, confirmations: number) => ({
    ...chainOf(side),
    open: async () => {
      const coin = await openCoin(hre, { network: side.network });
      const { provider } = coin.connection.ethers;
      return { ...coin, chain: new EvmChain({ provider, confirmations, pollMilliseconds: 5 }) };
    },
  });
  const thresholds = (): WatchOptions["thresholds"] => ({
    mintAbove: units(1_000),
    windowSpent: 80,
    bridgeSpent: 80,
    reportExpires: 7_200n,
    freezeLapses: 43_200n,
    lag: 10n ** 9n,
    unreachable: 0n,
    moveLate: 3_600n,
    verifierSilent: 900n,
    feeAbove: 300,
  });
});

/** Root of the ledger's storage: `docs/audit/snapshots/storage.json`. */
const LEDGER = 0xb1b558efdf2a27d407cb4355e7ffb17c9a2354a5476fd4c3c5c6044ef60cfa00n;
