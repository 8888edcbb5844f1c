import { expect } from "chai";
import { Transaction } from "ethers";
import hre from "hardhat";
import { feeTerms } from "../../issuer/coin/fee-terms.ts";
import { readBroadcastRefusal } from "../../issuer/chains/broadcast-refusal.ts";
import { EvmChain } from "../../issuer/chains/evm-chain.ts";
import { type FeeTerms, NO_TERMS, type RpcProvider, offerFor, outgrows } from "../../issuer/chains/evm-fees.ts";
import { developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import { pendingIn, speedUp } from "../../issuer/operations/speeding-up.ts";
import { Stage, expectRefusal } from "./support.ts";
import { TRANSACTIONS, desiredKgst } from "../support/deployment-stage.ts";

const GWEI = 1_000_000_000n;

describe("What is offered for gas", () => {
  it("is at least the node's price, whatever it suggests as a tip", () => {
    const bsc = { base: 0n, price: 50_000_000n, tip: 0n };
    expect(offerFor(bsc, NO_TERMS)).to.deep.equal({
      type: 2,
      maxPriorityFeePerGas: 50_000_000n,
      maxFeePerGas: 50_000_000n,
    });
    expect(offerFor({ base: 10n * GWEI, price: 12n * GWEI, tip: GWEI }, NO_TERMS)).to.deep.equal({
      type: 2,
      maxPriorityFeePerGas: 2n * GWEI,
      maxFeePerGas: 22n * GWEI,
    });
  });

  it("is nothing made up where a method is missing", async () => {
    expect(offerFor({ base: 3n * GWEI, price: null, tip: null }, NO_TERMS)).to.deep.equal({
      type: 2,
      maxPriorityFeePerGas: 0n,
      maxFeePerGas: 6n * GWEI,
    });
    expect(offerFor({ base: null, price: 5n * GWEI, tip: null }, NO_TERMS)).to.deep.equal({
      type: 0,
      gasPrice: 5n * GWEI,
    });
    await expectRefusal("FEE_UNKNOWN", () => offerFor({ base: null, price: null, tip: null }, NO_TERMS));
  });

  it("never passes the cap, and uses what the cap leaves", async () => {
    const market = { base: 10n * GWEI, price: 12n * GWEI, tip: 2n * GWEI };
    expect(offerFor(market, { most: 15n * GWEI, tip: null })).to.deep.equal({
      type: 2,
      maxPriorityFeePerGas: 2n * GWEI,
      maxFeePerGas: 15n * GWEI,
    });
    const error = await expectRefusal("FEE_ABOVE_CAP", () => offerFor(market, { most: 11n * GWEI, tip: null }));
    expect(error.message).to.equal("The network asks for 12.00 gwei per gas; 11.00 gwei is the most that is allowed.");
    await expectRefusal("FEE_ABOVE_CAP", () => offerFor({ ...market, base: null }, { most: 11n * GWEI, tip: null }));
  });

  it("outbids the offer that it replaces by a quarter, in both parts", () => {
    const older = { type: 2, maxPriorityFeePerGas: 40n, maxFeePerGas: 100n } as const;
    expect(offerFor({ base: 1n, price: 2n, tip: 1n }, NO_TERMS, { older })).to.deep.equal({
      type: 2,
      maxPriorityFeePerGas: 50n,
      maxFeePerGas: 125n,
    });
    expect(outgrows({ base: 90n, price: 140n, tip: 40n }, NO_TERMS, older)).to.equal(true);
    expect(outgrows({ base: 60n, price: 100n, tip: 40n }, NO_TERMS, older)).to.equal(false);
    expect(outgrows({ base: 1n, price: 42n, tip: 41n }, NO_TERMS, older)).to.equal(true);
  });

  it("is read from the command line in gwei, on TRON in TRX, below the cap of the coin's file", async () => {
    const desired = await desiredKgst((config) => Object.assign(config.networks.embedded ?? {}, { maxFee: "5" }));
    const { network } = desired;
    expect(feeTerms(network, {})).to.deep.equal({ most: 5n * GWEI, tip: null });
    expect(feeTerms(network, { maxFee: "0.5", priorityFee: "0.05" })).to.deep.equal({
      most: GWEI / 2n,
      tip: 50_000_000n,
    });
    const tron = { ...network, platform: "tron", maxFee: null } as const;
    expect(feeTerms(tron, { maxFee: "25.5" })).to.deep.equal({ most: 25_500_000n, tip: null });
    for (const given of [{ maxFee: "6" }, { maxFee: "1", priorityFee: "2" }]) {
      await expectRefusal("ARGUMENT_INVALID", () => feeTerms(network, given));
    }
    for (const given of [{ maxFee: "a" }, { priorityFee: "-1" }, { maxFee: "unlimited" }]) {
      await expectRefusal("AMOUNT_INVALID", () => feeTerms(network, given));
    }
    await expectRefusal("ARGUMENT_INVALID", () => feeTerms(tron, { priorityFee: "1" }));
  });

  it("is told from other refusals by the words of each kind of node", () => {
    const cases: readonly (readonly [string, string, bigint?])[] = [
      ["already known", "known"],
      ["ALREADY_EXISTS: already known", "known"],
      ["Known transaction: 0xab", "known"],
      ["DUP_TRANSACTION_ERROR", "known"],
      ["nonce too low: next nonce 7, tx nonce 3", "used"],
      ["nonce has already been used", "used"],
      ["transaction underpriced", "underpriced", 0n],
      ["replacement transaction underpriced", "underpriced", 0n],
      ["transaction underpriced: gas tip cap 0, minimum needed 50000000", "underpriced", 50_000_000n],
      ["max fee per gas less than block base fee: address 0x1", "underpriced", 0n],
      ["FeeTooLow, MaxFeePerGas too low", "underpriced", 0n],
      ["intrinsic gas price too low", "underpriced", 0n],
      ["insufficient funds for gas * price + value", "other"],
      ["execution reverted", "other"],
    ];
    for (const [words, kind, least] of cases) {
      expect(readBroadcastRefusal(words), words).to.deep.equal(least === undefined ? { kind } : { kind, least });
    }
  });
});

describe("A node that asks for more", function () {
  this.timeout(60_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage.close());

  /** A node of BSC: no base fee, no tip suggested, a price, and a least tip below which it refuses. */
  const picky = (least: bigint, price: bigint, words: string, fees: FeeTerms = NO_TERMS): EvmChain => {
    const { provider } = stage.connection.ethers;
    const spoiled: RpcProvider = new Proxy(provider, {
      get(target, name): unknown {
        if (name === "send") {
          return (method: string, params: unknown[]) => {
            if (method === "eth_gasPrice") return Promise.resolve(`0x${price.toString(16)}`);
            if (method === "eth_maxPriorityFeePerGas") return Promise.resolve("0x0");
            if (method === "eth_sendRawTransaction") {
              const { maxPriorityFeePerGas } = Transaction.from(params[0] as string);
              if ((maxPriorityFeePerGas ?? 0n) < least) return Promise.reject(new Error(words));
            }
            return target.send(method, params);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    return new EvmChain({ provider: spoiled, confirmations: 1, pollMilliseconds: 5, fees });
  };

  it("gets what eth_gasPrice says, in the first transaction", async () => {
    await stage.run({ chain: picky(50_000_000n, GWEI * 2n, "transaction underpriced") });
    const intents = stage
      .store()
      .openJournal()
      .records.filter(({ type }) => type === "intent");
    expect(intents).to.have.length(TRANSACTIONS);
  });

  it("gets more within the run: what it names, or twice as much each time", async () => {
    for (const [words, most] of [
      ["transaction underpriced: gas tip cap 0, minimum needed 50000000", 2],
      ["transaction underpriced", 5],
    ] as const) {
      await stage.close();
      stage = await Stage.open();
      const outcome = await stage.run({ chain: picky(50_000_000n, 0n, words) });
      await stage.expectDeployedOnce(outcome);
      const first = stage
        .store()
        .openJournal()
        .records.filter((entry) => entry.type === "intent" && entry.key === "deploy:timelock");
      expect(first.length).to.be.within(2, most);
    }
  });

  it("is refused above the cap, and goes on once the cap allows it", async () => {
    const capped = { most: 20_000_000n, tip: null };
    await stage.connection.ethers.provider.send("hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
    await stage.connection.ethers.provider.send("evm_mine", []);
    await expectRefusal("FEE_ABOVE_CAP", () => stage.run({ chain: picky(50_000_000n, 0n, "underpriced", capped) }));
    expect(await stage.transactions()).to.have.length(0);
    await stage.expectDeployedOnce(await stage.run({ chain: picky(50_000_000n, 0n, "underpriced") }));
  });

  it("gets no more than ten times what was confirmed, however much it asks for", async () => {
    for (const words of [
      "transaction underpriced: gas tip cap 0, minimum needed 1000000000000",
      "transaction underpriced",
    ]) {
      await stage.close();
      stage = await Stage.open();
      const error = await expectRefusal("FEE_ABOVE_CAP", () => stage.run({ chain: picky(1_000n * GWEI, 0n, words) }));
      expect(error.remedy).to.contain("speed-up");
      const prices = stage
        .store()
        .openJournal()
        .records.flatMap((entry) => (entry.type === "intent" ? [Transaction.from(entry.raw).maxFeePerGas ?? 0n] : []));
      const [first = 0n] = prices;
      for (const price of prices) expect(price <= 10n * first, `${price} after ${first}`).to.equal(true);
      expect(await stage.transactions()).to.have.length(0);
      await stage.expectDeployedOnce(await stage.run({ chain: stage.chain() }));
    }
  });

  it("takes a replacement that was asked for; one of both is mined, and the run knows which", async () => {
    const { provider } = stage.connection.ethers;
    await provider.send("evm_setAutomine", [false]);
    await expectRefusal("NOT_MINED", () => stage.run({ patience: 100 }));
    const chain = stage.chain();
    const build = stage.build;
    const keys = walletKeys(developmentWallets());
    const pending = await pendingIn(chain, [stage.store()]);
    expect(pending.map(({ intent }) => intent.nonce)).to.deep.equal([0]);
    expect(pending[0]?.offer).to.match(/^offers up to [\d.]+ gwei per gas instead of [\d.]+ gwei$/);
    await speedUp(pending, { chain, build, keys, patience: 30_000 });
    await speedUp(await pendingIn(chain, [stage.store()]), { chain, build, keys, patience: 30_000 });
    const intents = stage
      .store()
      .openJournal()
      .records.filter((entry) => entry.type === "intent");
    expect(intents.map(({ nonce }) => nonce)).to.deep.equal([0, 0, 0]);
    await expectRefusal("CONCURRENT_RUN", () => speedUp(pending, { chain, build, keys, patience: 30_000 }));
    await provider.send("evm_mine", []);
    await provider.send("evm_setAutomine", [true]);
    expect(await pendingIn(chain, [stage.store()])).to.deep.equal([]);
    await stage.expectDeployedOnce(await stage.run());
    expect((await stage.transactions())[0]?.hash).to.equal(intents[2]?.hash);
    expect(hre.tasks.getTask("speed-up").id).to.deep.equal(["speed-up"]);
  });

  it("signs no replacement that offers more than was shown, or takes more gas", async () => {
    const { provider } = stage.connection.ethers;
    await provider.send("evm_setAutomine", [false]);
    await expectRefusal("NOT_MINED", () => stage.run({ patience: 100 }));
    const build = stage.build;
    const keys = walletKeys(developmentWallets());
    const pending = await pendingIn(stage.chain(), [stage.store()]);
    const shown = pending[0]!.perGas;
    const price = async (factor: bigint): Promise<bigint> =>
      BigInt((await provider.send("eth_gasPrice", [])) as string) * factor;
    /** A node that asks for more once the offer is shown. */
    const greedy = (gas: bigint, tip: bigint): EvmChain =>
      new EvmChain({
        confirmations: 1,
        pollMilliseconds: 1,
        provider: new Proxy(provider, {
          get: (target, name) => {
            if (name === "send") {
              return async (method: string, params: unknown[]): Promise<unknown> =>
                method === "eth_maxPriorityFeePerGas" ? `0x${tip.toString(16)}` : target.send(method, params);
            }
            if (name === "estimateGas") return async (asked: object) => (await target.estimateGas(asked)) * gas;
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === "function" ? (value.bind(target) as unknown) : value;
          },
        }),
      });
    const intents = (): number =>
      stage
        .store()
        .openJournal()
        .records.filter((entry) => entry.type === "intent").length;
    for (const chain of [greedy(1n, (await price(1n)) * 1_000n), greedy(3n, 1n)]) {
      const error = await expectRefusal("PLAN_CHANGED", () =>
        speedUp(pending, { chain, build, keys, patience: 30_000 }),
      );
      expect(error.message).to.match(/^"deploy .*" would (have to offer more than was shown|take \d+ of gas now)/);
      expect(intents()).to.equal(1);
    }
    await speedUp(pending, { chain: greedy(1n, shown / 2n), build, keys, patience: 30_000 });
    const last = stage
      .store()
      .openJournal()
      .records.findLast((entry) => entry.type === "intent");
    expect(Transaction.from(last?.raw ?? "").maxFeePerGas).to.satisfy((most: bigint) => most <= shown);
    await provider.send("evm_setAutomine", [true]);
  });
});
