import { expect } from "chai";
import { Transaction, hexlify, randomBytes, toQuantity } from "ethers";
import { units } from "../../issuer/attestation/support.ts";
import { type Spoil, answers, asks, changes, cutAt, error, result } from "../../support/spoiling-node.ts";
import {
  type Network,
  type Told,
  type World,
  afterBroadcast,
  blockOf,
  openWorld,
  widerThan,
  done,
  person,
  refusal,
} from "./world.ts";

const NETWORKS = ["localhost", "tronEmbedded"] as const;

/** What broke on real nodes, each as the task in which it did; the names are those under which it was noted. */
describe("Cases of real nodes", function () {
  this.timeout(300_000);

  let world: World;
  before(async () => (world = await openWorld()));
  afterEach(() => {
    world.heal();
  });

  const head = (network: Network = "localhost"): Promise<number> =>
    world.side(network).coin.chain.provider.getBlockNumber();
  const notes = ({ json }: Told): string => (json.notes as string[]).join();

  describe("S1: a transaction that a machine does not know yet", () => {
    const blind = (network: Network, spoil: Spoil, times: number): void => {
      const node = world.node(network);
      const methods =
        network === "localhost"
          ? ["eth_getTransactionReceipt", "eth_getTransactionByHash"]
          : ["gettransactioninfobyid", "gettransactionfrompending"];
      for (const method of methods) node.on(afterBroadcast(node, method), spoil, { times });
    };
    const nothing = (network: Network): Spoil => (network === "localhost" ? result(null) : answers({}));
    const forSeconds = (network: Network, seconds: number): Spoil => {
      let until = 0;
      return async (question, forward) => {
        until ||= Date.now() + seconds * 1_000;
        return Date.now() < until ? nothing(network)(question, forward) : forward();
      };
    };

    for (const network of NETWORKS) {
      it(`is followed on ${network}, and 100 are taken once`, async () => {
        const [from, to] = [person(), person()];
        done(await world.mint(network, from, "1000"));
        const account = world.text(network, from);
        done(await world.run(network, "freeze", { account, case: `case of ${from}` }));
        const spoils: [Spoil, number][] = [
          [nothing(network), 2],
          [nothing(network), 3],
          [forSeconds(network, 3), Infinity],
        ];
        for (const [index, [spoil, times]] of spoils.entries()) {
          const names = { case: `case of ${from}`, reference: `act ${index} of ${from}` };
          const given = { account, amount: "100", to: world.text(network, to), ...names };
          world.heal();
          blind(network, spoil, times);
          expect(done(await world.run(network, "seize", given)).sent).to.equal(1);
          expect(await world.balance(network, to)).to.equal(units(100 * (index + 1)));
          world.heal();
          expect(done(await world.run(network, "seize", given)).sent).to.equal(0);
          expect(await world.balance(network, to)).to.equal(units(100 * (index + 1)));
        }
      });
    }
  });

  it("E3: what a lagging node leaves out of the last blocks is read again, or refused", async () => {
    const reconcile = (books: string): Promise<Told> =>
      world.run("localhost", "reconcile", { networks: "localhost", books });
    for (const behind of [1, 3, 4, Infinity]) {
      for (const times of behind === 3 ? [1] : [1, Infinity]) {
        done(await world.mint("localhost", person(), "3"));
        const [books, last] = [world.file("sqlite"), await head()];
        world.evm.on("eth_getLogs", behind === Infinity ? result([]) : cutAt(() => last - behind), { times });
        const first = await reconcile(books);
        if (times === 1) expect(done(first)).to.have.nested.property("differences", 0);
        else if (behind === Infinity) expect(done(first, 1)).to.have.nested.property("counts.supply-differs", 1);
        else expect(refusal(first).code).to.equal("NODE_BEHIND");
        world.heal();
        expect(done(await reconcile(books))).to.have.nested.property("differences", 0);
      }
    }
  });

  it("N1: a raised limit is told once, in the round of a stale answer or in the next one", async () => {
    const { coin, as } = world.two.evm;
    for (const times of [2, Infinity]) {
      const state = world.file("json");
      const look = async (): Promise<unknown[]> =>
        (
          await world.run("localhost", "monitor", {
            once: true,
            networks: "localhost",
            state,
            since: "now",
            lag: "3650d",
          })
        ).lines.map(({ kind }) => kind);
      await look();
      const limiter = coin.contracts.token.connect(await as("LIMITER"));
      await world.two.done(limiter.setMinterLimit(await as("MINTER"), 2n ** 100n, 60n));
      const last = await head();
      world.evm.on(
        "eth_getLogs",
        cutAt(() => last - 1),
        { times },
      );
      const second = await look();
      world.heal();
      const third = await look();
      expect([...second, ...third].filter((kind) => kind === "minter-limit")).to.have.length(1);
      await world.two.done(limiter.setMinterLimit(await as("MINTER"), units(1_000_000), 86_400n));
    }
  });

  it("N1: an event that a machine 20 blocks behind has left out is told once in the next round", async () => {
    const { coin, as, node } = world.two.evm;
    const state = world.file("json");
    const given = { once: true, networks: "localhost", state, since: "now", lag: "3650d" };
    const look = async (): Promise<unknown[]> =>
      (await world.run("localhost", "monitor", given)).lines.map(({ kind }) => kind);
    await look();
    const guardian = coin.contracts.token.connect(await as("GUARDIAN"));
    await world.two.done(guardian.freeze(person(), hexlify(randomBytes(32))));
    const number = toQuantity(await head());
    await node.request("hardhat_mine", ["0x14"]);
    world.evm.on(
      "eth_getLogs",
      changes((logs) => (logs as { blockNumber: string }[]).filter(({ blockNumber }) => blockNumber !== number)),
    );
    expect(await look()).to.deep.equal([]);
    world.heal();
    await node.request("hardhat_mine", ["0x1"]);
    expect(await look()).to.deep.equal(["frozen"]);
    await node.request("hardhat_mine", ["0x1"]);
    expect(await look()).to.deep.equal([]);
  });

  it("E4: a node that is behind the books is behind, and no event is dropped", async () => {
    const books = world.file("sqlite");
    const reconcile = (): Promise<Told> => world.run("localhost", "reconcile", { networks: "localhost", books });
    done(await reconcile());
    done(await world.mint("localhost", person(), "2"));
    const whole = done(await reconcile());
    for (const behind of [1, 4]) {
      const last = await head();
      for (let number = last - behind + 1; number <= last; number++) world.evm.on(blockOf(number), result(null));
      world.evm.on("eth_blockNumber", result(toQuantity(last - behind)));
      for (const tag of ["latest", "finalized"])
        world.evm.on(
          blockOf(tag),
          asks(() => [toQuantity(last - behind), false]),
        );
      const late = done(await world.run("localhost", "reconcile", { networks: "localhost", books }));
      expect(JSON.stringify(late)).to.contain("node-behind").and.not.contain("reorganised");
      world.heal();
      expect(done(await reconcile()).events).to.deep.equal(whole.events);
    }
  });

  it("E1: a node without the first blocks serves every task, and never asks to move anything away", async () => {
    const spoils = [result(null), error(4_444, "pruned history unavailable"), error(-32_000, "header not found")];
    for (const spoil of spoils) {
      world.heal();
      world.evm.on(blockOf(0), spoil);
      expect(done(await world.mint("localhost", person(), "1")).sent).to.equal(1);
      if (spoil !== spoils[0]) continue;
      done(await world.run("localhost", "status", { networks: "localhost" }));
      done(await world.run("localhost", "verify-deployment", { networks: "localhost" }));
      done(await world.run("localhost", "deploy"));
      world.evm.on("eth_getCode", result("0x"));
      const said = refusal(await world.mint("localhost", person(), "1"));
      expect(said.code).to.equal("CONTRACT_MISSING");
      expect(`${said.message} ${said.remedy}`).to.not.match(/move|rebuil/);
    }
  });

  it("E5: at least what the node asks for is offered, and more once that is refused", async () => {
    const LEAST = 50_000_000n;
    const tips: bigint[] = [];
    const refuseBelow =
      (least: bigint): Spoil =>
      (question, forward) => {
        const tip = Transaction.from(String(question.params[0])).maxPriorityFeePerGas ?? 0n;
        tips.push(tip);
        return tip < least ? error(-32_000, "transaction underpriced")(question, forward) : forward();
      };
    const spoil = async (least: bigint): Promise<void> => {
      await world.two.evm.node.request("hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
      world.heal();
      world.evm.on(
        "eth_getBlockByNumber",
        changes((block) => ({ ...(block as object), baseFeePerGas: "0x0" })),
      );
      world.evm.on("eth_maxPriorityFeePerGas", result("0x0"));
      world.evm.on("eth_gasPrice", result(toQuantity(LEAST)));
      world.evm.on("eth_sendRawTransaction", refuseBelow(least));
    };
    await spoil(LEAST);
    for (let run = 0; run < 3; run++) {
      expect(done(await world.mint("localhost", person(), "1")).sent).to.be.greaterThan(0);
      await spoil(LEAST);
    }
    expect(
      tips.every((tip) => tip >= LEAST),
      tips.join(),
    ).to.equal(true);
    // It wants more than it asks for: the offer grows, and one transaction of the nonce is mined.
    await spoil(4n * LEAST);
    const to = person();
    done(await world.mint("localhost", to, "7"));
    expect(await world.balance("localhost", to)).to.equal(units(7));
    expect((tips.at(-1) ?? 0n) >= 4n * LEAST).to.equal(true);
  });

  it("E6-10: a node that serves few blocks at once is read in pieces by every task", async () => {
    const reference = world.deposit();
    const to = person();
    done(await world.mint("localhost", to, "1", reference));
    const limits: [number, Spoil][] = [5, 10, 1_000].map((most) => [
      most,
      error(-32_600, `You can make eth_getLogs requests with up to a ${most} block range.`, 400),
    ]);
    for (const [most, limit] of [...limits, [10, answers("", 413)] as [number, Spoil]]) {
      const only = { networks: "localhost,tronEmbedded", reserves: "10000000", shares: "localhost=1" };
      const tasks: [string, Record<string, unknown>][] = [
        [
          "monitor",
          { once: true, networks: "localhost", state: world.file("json"), since: "deployment", lag: "3650d" },
        ],
        ["attest build", { ...only, evidence: `${world.folder}/evidence.txt`, out: world.file("report.json") }],
        ["reconcile", { networks: "localhost", books: world.file("sqlite") }],
        ["timelock", {}],
      ];
      for (const [task, given] of tasks) {
        world.heal();
        world.evm.on(widerThan(most), limit);
        const told = await world.run("localhost", task, given);
        expect(told.code, `${task}: ${told.stdout}${told.stderr}`).to.equal(0);
        if (task === "monitor") expect(told.lines.map(({ kind }) => kind)).to.include("report-accepted");
      }
      const used = await world.elsewhere("localhost", "mint", { to, amount: "1", reference });
      expect(done(used).sent).to.equal(0);
      expect(notes(used)).to.contain(`Deposit "${reference}" is minted already: 1.00`);
    }
  });

  it("E7: a limit on requests is waited for, and the range stays as wide", async () => {
    const limited: [Spoil, number][] = [
      [error(-32_007, "50/second request limit reached - retry in 5ms"), 20],
      [error(-32_007, "50/second request limit reached - reduce calls per second or upgrade your account"), 2],
      [error(-32_005, "request rate exceeded, try again in 5 ms"), 3],
      [answers("", 429, { "retry-after": new Date(Date.now() + 1_000).toUTCString() }), 2],
      [answers("<html><h1>429 Too Many Requests</h1></html>", 429, { "retry-after-ms": "5" }), 2],
    ];
    for (const [spoil, times] of limited) {
      world.heal();
      world.evm.on("eth_getLogs", spoil, { times });
      done(await world.run("localhost", "reconcile", { networks: "localhost", books: world.file("sqlite") }));
      const ranges = world.evm.asked
        .filter(({ method }) => method === "eth_getLogs")
        .map(({ params }) => JSON.stringify(params));
      expect(new Set(ranges.slice(0, times + 1)).size).to.equal(1);
    }
  });

  it("what a node knows already was sent", async () => {
    for (const words of ["already known", "known transaction: 0x12", "ALREADY_EXISTS: already known"]) {
      world.heal();
      const known: Spoil = async (question, forward) => {
        await forward();
        return error(-32_000, words)(question, forward);
      };
      world.evm.on("eth_sendRawTransaction", known);
      const to = person();
      expect(done(await world.mint("localhost", to, "1")).sent).to.equal(1);
      expect(await world.balance("localhost", to)).to.equal(units(1));
    }
  });

  // The last one: a week of blocks lies behind the deployment afterwards.
  it("FE: events of a week ago are found, however many requests it takes", async () => {
    const reference = world.deposit();
    const to = person();
    done(await world.mint("localhost", to, "9", reference));
    done(await world.run("localhost", "roles", { grant: "MINTER", account: to }), 3);
    await world.two.evm.node.request("hardhat_mine", ["0x155cc0", "0x0"]); // 1,400,000
    world.evm.on(widerThan(10_000), error(-32_005, "exceed maximum block range: 10000"));
    const listed = done(await world.run("localhost", "timelock"));
    expect(JSON.stringify(listed)).to.contain("grantRole");
    const used = await world.elsewhere("localhost", "mint", { to, amount: "9", reference });
    expect(done(used).sent).to.equal(0);
    expect(notes(used)).to.contain(`Deposit "${reference}" is minted already: 9.00`);
    const verified = done(await world.run("localhost", "verify-deployment", { networks: "localhost" }));
    expect(JSON.stringify(verified)).to.not.match(/not serve|not complete/);
    expect(world.evm.count("eth_getLogs")).to.be.greaterThan(3 * 140);
  });
});
