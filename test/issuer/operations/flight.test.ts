import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type BaseWallet, id } from "ethers";
import type { Chain, Signed } from "../../../issuer/chains/chain.ts";
import { MOST_IN_FLIGHT } from "../../../issuer/engine/in-flight.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { Bench, COIN, PEOPLE, onBothChains } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [aida, bakyt, shop] = PEOPLE;
const TIP = { maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 100_000_000_000n, gasLimit: 200_000n };

onBothChains("A file whose rows need not wait for each other", (bench) => {
  it("is sent before its first row is final, and all of it ends in one block", async () => {
    await bench().automine(false);
    const running = bench().run("mint", { csv: deposits(bench(), "abcd"), batch: "1" });
    await untilSent(bench(), 4);
    expect(typesIn(bench())).to.deep.equal(Array(4).fill(["intent", "sent"]).flat());
    await bench().mine();
    const { state, sent, settled } = await running;
    expect([state, sent]).to.deep.equal(["finished", 4]);
    expect(new Set(settled.map(({ block }) => block)).size).to.equal(1);
    expect(settled.map(({ description }) => description)).to.deep.equal(descriptions("abcd"));
    expect(await bench().token.totalSupply()).to.equal(4n * COIN);
    expect(typesIn(bench()).slice(8)).to.deep.equal(Array(4).fill(["mined", "verified"]).flat());
  });

  it("has no more on the way than a node keeps for one account", async () => {
    await bench().automine(false);
    const letters = "abcdefghijklmnopqr";
    const running = bench().run("mint", { csv: deposits(bench(), letters), batch: "1" });
    await untilSent(bench(), MOST_IN_FLIGHT);
    await sleep(300);
    expect(sentBy(bench())).to.equal(MOST_IN_FLIGHT);
    await bench().mine();
    await untilSent(bench(), letters.length);
    await bench().mine();
    expect((await running).sent).to.equal(letters.length);
    expect(await bench().token.totalSupply()).to.equal(BigInt(letters.length) * COIN);
  });

  it("issues each deposit once, killed before and after every record of its journal", async () => {
    for (const phase of ["before", "after"] as const) {
      for (let index = 1; index <= 12; index++) {
        const name = `${phase} ${index}`;
        const supply = await bench().token.totalSupply();
        const csv = deposits(bench(), "abc", name);
        const begin = bench().records("mint").length;
        const store = bench().store("mint", {
          onRecord: (now, record) => {
            if (now === phase && record.n === begin + index) throw new Killed(name);
          },
        });
        const stopped: unknown = await bench()
          .run("mint", { csv, batch: "1" }, { store })
          .catch((error: unknown) => error);
        expect(stopped, name).to.be.instanceOf(Killed);
        expect((await bench().run("mint", { csv, batch: "1" })).state, name).to.equal("finished");
        expect(await bench().token.totalSupply(), name).to.equal(supply + 3n * COIN);
      }
    }
    const states = bench()
      .ledger("mint")
      .map(({ state }) => state);
    expect(states).to.deep.equal(Array(72).fill("done"));
  });

  it("ends with the row that reverted, and with the others recorded", async () => {
    await bench().automine(false);
    // What TRON puts into a block first has come first; an EVM chain asks who pays more, and simulates on what waits.
    if (isTron(bench())) await freezeUnmined(bench(), bakyt);
    const csv = bench().file("d.csv", "account,amount,reference", `${aida},1,a`, `${bakyt},1,b`, `${shop},1,c`);
    const running = bench()
      .run("mint", { csv, batch: "1" })
      .catch((error: unknown) => error);
    await untilSent(bench(), 3);
    if (!isTron(bench())) await freezeUnmined(bench(), bakyt);
    await bench().mine();
    const error = await running;
    expect(error).to.be.instanceOf(OperatorError);
    expect((error as OperatorError).code).to.equal("STEP_REVERTED");
    expect((error as OperatorError).message).to.contain(`mint 1.00 KGST to ${bakyt}, deposit "b"`);
    const states = bench()
      .ledger("mint")
      .map(({ subject, state }) => [subject.reference, state]);
    expect(Object.fromEntries(states)).to.include({ a: "done", c: "done" }).and.not.include({ b: "done" });
    expect(await bench().token.totalSupply()).to.equal(2n * COIN);
    await bench().automine(true);
    expect(await bench().refused("ACCOUNT_FROZEN", "mint", { csv })).to.contain("row 3, column account");
  });

  it("freezes each batch of a list, and each of its accounts once", async () => {
    await bench().automine(false);
    const csv = bench().file("accounts.csv", "account", ...PEOPLE);
    const running = bench().run("freeze", { csv, case: "2027/42", batch: "1" });
    await untilSent(bench(), 3, "freeze");
    await bench().mine();
    expect((await running).sent).to.equal(3);
    for (const account of PEOPLE) expect(await bench().token.isFrozen(account)).to.equal(true);
  });
});

onBothChains("Another transaction of the same key between two rows", (bench) => {
  it("stops the file where transactions are counted; what was sent is recorded", async () => {
    const { chain, desired } = bench().coin;
    const csv = deposits(bench(), "abc");
    const run = bench().run("mint", { csv, batch: "1" }, { coin: { ...bench().coin, chain: sharedKey(chain) } });
    if (desired.network.platform === "tron") {
      expect((await run).sent).to.equal(3);
      return;
    }
    const error = await run.catch((thrown: unknown) => thrown);
    expect((error as OperatorError).code).to.equal("FOREIGN_TRANSACTIONS");
    expect((error as OperatorError).message).to.contain("has 1 transaction of another origin on the way");
    expect(typesIn(bench())).to.deep.equal(["intent", "sent", "mined", "verified"]);
    expect((await bench().run("mint", { csv, batch: "1" })).sent).to.equal(2);
    const nonces = bench()
      .records("mint")
      .flatMap((entry) => (entry.type === "intent" ? [entry.nonce ?? 0] : []));
    expect(nonces.map((nonce) => nonce - (nonces[0] ?? 0))).to.deep.equal([0, 2, 3]);
  });
});

describe("A file that pays too little on BNB Chain", function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.evm();
  });
  beforeEach(() => bench.reset());
  after(() => bench.close());

  /** A block at ten gwei, far above what was offered. */
  const block = async (): Promise<void> => {
    const params = ["0x2540be400"];
    await bench.coin.connection.provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params });
    await bench.mine();
  };

  it("is replaced row by row in the next run, each with its own number", async () => {
    const csv = deposits(bench, "abc");
    await bench.automine(false);
    const running = bench.run("mint", { csv, batch: "1" }, { patience: 5_000 }).catch((error: unknown) => error);
    await untilSent(bench, 3);
    await block();
    expect(((await running) as OperatorError).code).to.equal("NOT_MINED");
    expect(await bench.token.totalSupply()).to.equal(0n);
    const again = bench.run("mint", { csv, batch: "1" });
    const blocks = setInterval(() => void block(), 50);
    try {
      expect((await again).state).to.equal("finished");
    } finally {
      clearInterval(blocks);
    }
    expect(await bench.token.totalSupply()).to.equal(3n * COIN);
    const intents = bench.records("mint").flatMap((entry) => (entry.type === "intent" ? [entry] : []));
    const [first, second] = [intents.slice(0, 3), intents.slice(3)];
    expect(second.map(({ nonce }) => nonce)).to.deep.equal(first.map(({ nonce }) => nonce));
    expect(second.map(({ replaces }) => replaces)).to.deep.equal(first.map(({ hash }) => hash));
  });
});

/** A chain on which somebody sends a payment with the same key, right behind the first transaction. */
function sharedKey(chain: Chain): Chain {
  let once = true;
  const broadcast = async (signed: Signed): Promise<void> => {
    await chain.broadcast(signed);
    if (!once) return;
    once = false;
    await (await chain.signer(localSigner(walletOf(signed.from))).sendTransaction({ to: shop, value: 1n })).wait();
  };
  return new Proxy(chain, {
    get(target, name) {
      if (name === "broadcast") return broadcast;
      const own: unknown = Reflect.get(target, name);
      return typeof own === "function" ? (own.bind(target) as unknown) : own;
    },
  });
}

function deposits(bench: Bench, letters: string, prefix = "deposit"): string {
  const rows = Array.from(letters).map((letter) => `${aida},1,${prefix} ${letter}`);
  return bench.file("deposits.csv", "account,amount,reference", ...rows);
}

function descriptions(letters: string): string[] {
  return Array.from(letters).map((letter) => `mint 1.00 KGST to ${aida}, deposit "deposit ${letter}"`);
}

function typesIn(bench: Bench): string[] {
  return bench.records("mint").map(({ type }) => type);
}

function sentBy(bench: Bench, operation: "mint" | "freeze" = "mint"): number {
  return bench.records(operation).filter(({ type }) => type === "sent").length;
}

async function untilSent(bench: Bench, count: number, operation: "mint" | "freeze" = "mint"): Promise<void> {
  while (sentBy(bench, operation) < count) await sleep(20);
}

/** A guardian's freeze that waits for the next block, and comes first in it. */
async function freezeUnmined(bench: Bench, account: string): Promise<void> {
  const { chain, contracts } = bench.coin;
  const guardian = walletOf(bench.holder("GUARDIAN"));
  const request = {
    from: guardian.address,
    to: await contracts.token.getAddress(),
    data: contracts.token.interface.encodeFunctionData("freeze", [account, id("case")]),
  };
  if (isTron(bench)) {
    await chain.broadcast(await chain.sign(request, localSigner(guardian), await chain.simulate(request)));
    return;
  }
  await guardian.connect(chain.provider).sendTransaction({ ...request, ...TIP });
}

function isTron(bench: Bench): boolean {
  return bench.coin.desired.network.platform === "tron";
}

function walletOf(account: string): BaseWallet {
  const wallet = developmentWallets().find(({ address }) => address === account);
  return wallet ?? expect.fail(`${account} is not among the development accounts`);
}
