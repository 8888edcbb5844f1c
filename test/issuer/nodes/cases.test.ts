import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { findEvents } from "../../../issuer/chains/find-events.ts";
import { connectChain, connectContracts } from "../../../issuer/coin/connect.ts";
import { firstBlockAfter } from "../../../issuer/chains/final-state.ts";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import type { BookedCoin } from "../../../issuer/books/books-of-coin.ts";
import type { ReconciledChain } from "../../../issuer/books/reconcile.ts";
import { requireRecordOf } from "../../../issuer/coin/record-of-chain.ts";
import { OperatorError, asOperatorError } from "../../../issuer/errors.ts";
import { NEW_CHAIN } from "../../../issuer/monitor/state.ts";
import { type FollowOptions, follow } from "../../../issuer/monitor/follow.ts";
import { mint, report } from "../books/day.ts";
import { Site, openBnb, reconcileSites, send, told } from "../books/support.ts";
import { SpoilingNode, answers, asks, changes, cutAt, error, result } from "../../support/spoiling-node.ts";
import { emptyFolder } from "../../support/folders.ts";

/** The cases that broke the tools on real nodes, by the names under which they were noted. */
describe("Real nodes before a coin on BNB Chain", function () {
  this.timeout(120_000);

  let site: Site;
  let node: SpoilingNode;
  /** The coin as it is seen through the spoilt node. */
  let seen: BookedCoin & { readonly chain: OpenCoin["chain"] };
  let spoilt: Site;
  let undo: () => Promise<void>;
  let close: () => Promise<void>;
  before(async () => {
    site = await openBnb(emptyFolder());
    await report([site], 1n, 10_000);
    node = await SpoilingNode.before(site.url);
    const connection = await hre.network.create({ network: "localhost", override: { url: node.url } });
    const chain = connectChain(connection, site.coin.desired);
    const { addresses } = site.booked;
    seen = { ...site.booked, chain, contracts: connectContracts(addresses, chain) };
    spoilt = new Proxy(site, {
      get: (target, key) => (key === "booked" ? seen : (Reflect.get(target, key) as unknown)),
    });
    close = () => connection.close();
  });
  after(async () => {
    await close();
    await node.close();
    await site.close();
  });
  beforeEach(async () => (undo = await site.snapshot()));
  afterEach(async () => {
    node.heal();
    await undo();
  });

  const head = (): Promise<number> => site.coin.chain.provider.getBlockNumber();
  const books = (): string => join(emptyFolder(), "books.sqlite");
  const codeOf = async (asked: Promise<unknown>): Promise<string | null> => {
    const thrown: unknown = await asked.then(
      () => null,
      (reason: unknown) => reason,
    );
    return asOperatorError(thrown)?.code ?? null;
  };
  const transfer = async (): Promise<void> => {
    await mint(site, `deposit at ${await head()}`, "10");
  };

  it("E3: an answer that was cut at the head is read again before the books move", async () => {
    await transfer();
    const [file, last] = [books(), await head()];
    node.on(
      "eth_getLogs",
      cutAt(() => last - 1),
      { times: 1 },
    );
    const first = await reconcileSites(file, [spoilt]);
    expect(told(first)).to.deep.equal([]);
    const second = await reconcileSites(file, [spoilt]);
    expect(told(second)).to.deep.equal([]);
    expect(second.chains[0]).to.include({ entered: 0, events: first.chains[0]!.events });
    // A node that stays so is refused, and nothing was entered.
    node.on(
      "eth_getLogs",
      cutAt(() => last - 1),
    );
    expect(await codeOf(reconcileSites(books(), [spoilt]))).to.equal("NODE_BEHIND");
  });

  it("E3: what was left out all the same is found by the chain's state, read once more and entered", async () => {
    await transfer();
    let cuts = 1;
    const see = (chain: ReconciledChain): ReconciledChain => {
      const { logs } = chain;
      return {
        ...chain,
        logs: {
          finalBlock: () => logs.finalBlock(),
          block: (number) => logs.block(number),
          logs: (from, to) => (cuts-- > 0 ? Promise.resolve([]) : logs.logs(from, to)),
        },
      };
    };
    const healed = await reconcileSites(books(), [spoilt], { see });
    expect(told(healed)).to.deep.equal([]);
    expect(healed.chains[0]?.supply).to.equal(site.coins("10"));
  });

  it("E4: a node one block behind the books is behind, and nothing was re-organised", async () => {
    await transfer();
    const file = books();
    await reconcileSites(file, [spoilt]);
    const last = await head();
    const is =
      (tag: string) =>
      ({ method, params }: { method: string; params: readonly unknown[] }) =>
        method === "eth_getBlockByNumber" && params[0] === tag;
    node.on(is(`0x${last.toString(16)}`), result(null));
    node.on("eth_blockNumber", result(`0x${(last - 1).toString(16)}`));
    const behind = await reconcileSites(file, [spoilt]);
    expect(told(behind)).to.deep.equal([`node-behind localhost last final block: block ${last} -> block ${last - 1}`]);
    expect(behind.findings.differences).to.equal(0);
    node.heal();
    // It counts the block as final and does not have it.
    node.on(is(`0x${last.toString(16)}`), result(null));
    expect(await codeOf(reconcileSites(file, [spoilt]))).to.equal("NODE_BEHIND");
    node.heal();
    expect(told(await reconcileSites(file, [spoilt]))).to.deep.equal([]);
  });

  it("E1: without the first block, the recorded contracts say which chain it is", async () => {
    const spoils = [result(null), error(4_444, "pruned history unavailable"), error(-32_000, "header not found")];
    for (const spoil of spoils) {
      node.heal();
      node.on(({ method, params }) => method === "eth_getBlockByNumber" && params[0] === "0x0", spoil);
      await requireRecordOf(seen.chain, seen.record);
      node.on("eth_getTransactionReceipt", result(null));
      await requireRecordOf(seen.chain, seen.record);
      node.on("eth_getCode", result("0x"));
      expect(await codeOf(requireRecordOf(seen.chain, seen.record))).to.equal("CONTRACT_MISSING");
    }
    node.heal();
    node.on(({ method, params }) => method === "eth_getBlockByNumber" && params[0] === "0x0", result(null));
    node.on(
      "eth_getTransactionReceipt",
      changes((receipt) => ({ ...(receipt as object), contractAddress: null })),
    );
    const refused = await requireRecordOf(seen.chain, seen.record).catch((reason: unknown) => reason as OperatorError);
    expect(refused).to.have.property("code", "RECORD_OF_ANOTHER_CHAIN");
    expect((refused as OperatorError).remedy).to.not.match(/move .* away/);
  });

  it("E6-10, FE: what a node answers is read in pieces, down to five blocks", async () => {
    await transfer();
    const { token } = seen.contracts;
    for (const most of [5, 10]) {
      node.heal();
      const wide = ({ method, params }: { method: string; params: readonly unknown[] }): boolean => {
        const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock?: string; toBlock?: string };
        return method === "eth_getLogs" && Number(toBlock) - Number(fromBlock) + 1 > most;
      };
      node.on(wide, error(-32_600, `You can make eth_getLogs requests with up to a ${most} block range.`, 400));
      const found = await findEvents(token, token.filters.Minted(), 0, await head());
      expect(found.map(({ args }) => String(args.amount))).to.deep.equal([`${site.coins("10")}`]);
      expect(told(await reconcileSites(books(), [spoilt]))).to.deep.equal([]);
    }
  });

  it("E7: a limit on requests is waited for, and the range stays", async () => {
    node.on("eth_getLogs", error(-32_007, "50/second request limit reached - retry in 5ms"), { times: 20 });
    expect(told(await reconcileSites(books(), [spoilt]))).to.deep.equal([]);
    const ranges = node.asked
      .filter(({ method }) => method === "eth_getLogs")
      .map(({ params }) => JSON.stringify(params));
    expect(new Set(ranges.slice(0, 21)).size).to.equal(1);
  });

  it("never takes events that are not served for events that have not happened", async () => {
    node.on("eth_getLogs", error(4_444, "pruned history unavailable"));
    const { token } = seen.contracts;
    expect(await codeOf(findEvents(token, token.filters.Seized(), 0, await head()))).to.equal("EVENTS_MISSING");
    node.on("eth_getLogs", answers("<html></html>"));
    expect(await codeOf(findEvents(token, token.filters.Seized(), 0, await head()))).to.equal("NODE_ANSWER_INVALID");
  });

  it("N1: the monitor misses no event of a round in which the node lagged", async () => {
    const coin = { ...seen, desired: site.coin.desired } as unknown as OpenCoin;
    const warnings: string[] = [];
    const options: FollowOptions = {
      thresholds: {
        ...{ mintAbove: 0n, windowSpent: 80, bridgeSpent: 80, reportExpires: 0n },
        ...{ freezeLapses: 0n, lag: 10n ** 12n, unreachable: 0n, moveLate: 3_600n, verifierSilent: 900n },
        feeAbove: 300,
      },
      ...{ depth: "final", since: "now", clock: () => 0, warn: (line: string) => warnings.push(line) },
    };
    const first = await follow(coin, NEW_CHAIN, options);
    const minter = await site.staff("MINTER");
    const limiter = site.contracts.token.connect(await site.staff("LIMITER"));
    await send(limiter.setMinterLimit(minter, 2n ** 100n, 60n));
    const last = await head();
    node.on(
      "eth_getLogs",
      cutAt(() => last - 1),
      { times: 2 },
    );
    const second = await follow(coin, first.state, options);
    expect(second.findings.map(({ kind }) => kind)).to.include("minter-limit");
    expect(warnings).to.deep.equal([]);

    // And it starts on a node that has kept only the newest blocks.
    const gone = ({ method, params }: { method: string; params: readonly unknown[] }): boolean =>
      method === "eth_getBlockByNumber" && Number(params[0]) < last - 2;
    node.on(gone, result(null));
    const started = await follow(coin, NEW_CHAIN, options);
    expect(started.state.marks.at(-1)?.number).to.equal(last);
    const now = await seen.chain.provider.getBlock(last);
    const block = { number: last, hash: now!.hash!, timestamp: BigInt(now!.timestamp) };
    expect(await codeOf(firstBlockAfter(seen.chain, 1n, block))).to.equal("HISTORY_MISSING");
  });

  it("reads what machines answer that are up to four blocks apart", async () => {
    await transfer();
    let turn = 0;
    const lag = (): number => [0, 3, 0, 4, 1, 0, 2, 0][turn++ % 8]!;
    const last = await head();
    node.on(
      "eth_getLogs",
      asks(([filter]) => [{ ...(filter as object), toBlock: `0x${(last - lag()).toString(16)}` }]),
    );
    node.on(
      "eth_blockNumber",
      changes((number) => `0x${(Number(number) - lag()).toString(16)}`),
    );
    for (let run = 0; run < 3; run++) {
      const file = books();
      const outcome = await reconcileSites(file, [spoilt]).catch((reason: unknown) => reason as OperatorError);
      if (outcome instanceof OperatorError) expect(outcome.code).to.equal("NODE_BEHIND");
      else expect(told(outcome)).to.deep.equal([]);
    }
  });
});
