import { expect } from "chai";
import { keccak256 } from "ethers";
import { OperatorError } from "../../../issuer/errors.ts";
import { EvmNodes } from "../../../issuer/nodes/evm-nodes.ts";
import type { PoolOptions } from "../../../issuer/nodes/pool.ts";
import { SpoilingNode, type Spoil, answers, breaks, error, hangs, later, result } from "../../support/spoiling-node.ts";

const PATIENCE = { attempts: 3, pause: 1, longest: 2, throttled: 5_000 };
/** No patience where nothing but a node that hangs is asked; enough for a busy machine where one answers. */
const waitingFor = (spoil: Spoil): PoolOptions => (spoil === hangs ? { timeout: 50 } : {});
const HASH = (digit: string): string => `0x${digit.repeat(64)}`;
const ADDRESS = `0x${"11".repeat(20)}`;

/** A block of a made-up chain. */
const block = (number: number, hash = HASH("b"), bloom = `0x${"00".repeat(256)}`): object => ({
  ...{ number: `0x${number.toString(16)}`, hash, parentHash: HASH("a"), timestamp: "0x1", logsBloom: bloom },
});

describe("Nodes of an EVM network", () => {
  const nodes: SpoilingNode[] = [];
  /** A node that answers these methods with these results. */
  const node = async (results: Readonly<Record<string, unknown>> = {}): Promise<SpoilingNode> => {
    const made = await SpoilingNode.before("http://127.0.0.1:9");
    const all = { eth_chainId: "0x38", ...results };
    for (const [method, value] of Object.entries(all))
      made.on(method, typeof value === "function" ? value : result(value));
    nodes.push(made);
    return made;
  };
  const pool = (members: readonly SpoilingNode[], options: PoolOptions = {}): EvmNodes =>
    new EvmNodes(
      members.map(({ url }) => `${url}/v1/s3cret-marker`),
      { patience: PATIENCE, pause: 1, ...options },
    );
  const read = async (evm: EvmNodes, method: string, ...params: unknown[]): Promise<unknown> => {
    const outcome = await evm.request(method, params);
    return "result" in outcome ? outcome.result : outcome.error;
  };
  const codeOf = async (asked: Promise<unknown>): Promise<string> => {
    const thrown: unknown = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(thrown).to.be.instanceOf(OperatorError);
    expect(`${(thrown as Error).message} ${JSON.stringify(thrown)}`).to.not.contain("s3cret-marker");
    return (thrown as OperatorError).code;
  };

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((made) => made.close()));
  });

  describe("one URL", () => {
    it("asks again after what passes, and waits where it is told to", async () => {
      const passing: Spoil[] = [
        answers("<html><body>502 Bad Gateway</body></html>", 502),
        answers("<html>Attention required</html>"),
        answers(""),
        answers('{"jsonrpc":"2.0","id":1,"resu'),
        answers({ jsonrpc: "2.0", id: 999, result: "0x1" }),
        answers({ jsonrpc: "2.0", id: 1 }),
        answers([]),
        answers("upstream connect error"),
        answers({ Error: "slow down", code: 1 }, 429, { "retry-after-ms": "5" }),
        error(-32_007, "limit reached, retry in 5ms"),
        error(-32_603, "Internal error"),
        result("0x"),
        result(null),
        breaks,
      ];
      for (const spoil of passing) {
        const one = await node({ eth_gasPrice: "0x5" });
        one.on("eth_gasPrice", spoil, { times: 2 });
        expect(await read(pool([one]), "eth_gasPrice")).to.equal("0x5");
        expect(one.count("eth_gasPrice")).to.equal(3);
      }
    });

    it("says with a code what does not pass", async () => {
      const lasting: readonly [Spoil, string][] = [
        [answers("<html>nginx</html>"), "NODE_ANSWER_INVALID"],
        [answers("Welcome to the node"), "NODE_ANSWER_INVALID"],
        [answers(""), "NODE_ANSWER_INVALID"],
        [result("0x"), "NODE_ANSWER_INVALID"],
        [answers("", 302, { location: "https://s3cret-marker.example" }), "NODE_ANSWER_INVALID"],
        [answers("", 503), "CHAIN_UNREACHABLE"],
        [breaks, "CHAIN_UNREACHABLE"],
        [hangs, "CHAIN_UNREACHABLE"],
        [answers("", 429), "NODE_THROTTLED"],
        [answers("", 401), "NODE_DENIED"],
        [error(-32_005, "daily request count exceeded"), "NODE_DENIED"],
        [error(4_444, "pruned history unavailable"), "HISTORY_MISSING"],
        [error(-32_000, "cannot query unfinalized data"), "NODE_BEHIND"],
      ];
      for (const [spoil, code] of lasting) {
        const one = await node({ eth_gasPrice: spoil });
        const evm = pool([one], { ...waitingFor(spoil), patience: { ...PATIENCE, throttled: 20 } });
        expect(await codeOf(evm.request("eth_gasPrice", []))).to.equal(code);
      }
    });

    it("hands on what a node refuses: reverts, nonces, methods it does not have", async () => {
      const one = await node({
        eth_call: error(3, "execution reverted"),
        eth_sendRawTransaction: error(-32_000, "nonce too low"),
        eth_maxPriorityFeePerGas: error(-32_601, "the method does not exist"),
      });
      const evm = pool([one]);
      expect(await read(evm, "eth_call", {}, "latest")).to.deep.equal({ code: 3, message: "execution reverted" });
      expect(await read(evm, "eth_sendRawTransaction", "0x01")).to.deep.equal({
        code: -32_000,
        message: "nonce too low",
      });
      expect(await read(evm, "eth_maxPriorityFeePerGas")).to.deep.include({ code: -32_601 });
    });

    it("asks again where a machine behind the URL may only lag", async () => {
      const receipt = {
        ...{ transactionHash: HASH("7"), blockHash: HASH("b"), blockNumber: "0x5", transactionIndex: "0x0" },
        ...{ status: "0x1", gasUsed: "0x1", logs: [] },
      };
      const one = await node({
        ...{ eth_blockNumber: "0xa", eth_getTransactionReceipt: receipt, eth_getTransactionCount: "0x7" },
        ...{ eth_getBlockByNumber: block(9), eth_getCode: "0x6001" },
      });
      const evm = pool([one]);
      expect(await read(evm, "eth_blockNumber")).to.equal("0xa");
      one.on("eth_blockNumber", result("0x8"), { times: 2 });
      expect(await read(evm, "eth_blockNumber")).to.equal("0xa");
      one.on("eth_getTransactionReceipt", result(null), { times: 1 });
      expect(await read(evm, "eth_getTransactionReceipt", HASH("7"))).to.deep.equal(receipt);
      expect(await read(evm, "eth_getTransactionCount", ADDRESS, "pending")).to.equal("0x7");
      one.on("eth_getTransactionCount", result("0x6"), { times: 2 });
      expect(await read(evm, "eth_getTransactionCount", ADDRESS, "pending")).to.equal("0x7");
      one.on("eth_getBlockByNumber", result(null), { times: 2 });
      expect(await read(evm, "eth_getBlockByNumber", "0x9", false)).to.deep.equal(block(9));
      one.on("eth_getCode", result("0x"), { times: 1 });
      expect(await read(evm, "eth_getCode", ADDRESS, "latest")).to.equal("0x6001");
      // A chain of this process that was taken back is believed in the end.
      one.on("eth_blockNumber", result("0x3"));
      expect(await read(evm, "eth_blockNumber")).to.equal("0x3");
    });

    it("never takes a missing final block for none, nor an odd receipt for a true one", async () => {
      const one = await node({
        eth_getBlockByNumber: null,
        eth_getTransactionReceipt: { transactionHash: HASH("7"), blockHash: HASH("b"), blockNumber: "0x5", logs: [] },
      });
      const evm = pool([one]);
      expect(await codeOf(evm.request("eth_getBlockByNumber", ["finalized", false]))).to.equal("NODE_ANSWER_INVALID");
      expect(await codeOf(evm.request("eth_getTransactionReceipt", [HASH("7")]))).to.equal("NODE_ANSWER_INVALID");
      one.on("eth_getBlockByNumber", result({ ...block(9), hash: undefined }));
      expect(await codeOf(evm.request("eth_getBlockByNumber", ["0x9", false]))).to.equal("NODE_ANSWER_INVALID");
      one.on("eth_getBlockByNumber", result(block(8)));
      expect(await codeOf(evm.request("eth_getBlockByNumber", ["0x9", false]))).to.equal("NODE_ANSWER_INVALID");
    });

    it("takes a transaction that the node has already as sent", async () => {
      const raw = "0x0102";
      const one = await node({ eth_sendRawTransaction: error(-32_000, "already known") });
      expect(await read(pool([one]), "eth_sendRawTransaction", raw)).to.equal(keccak256(raw));
      one.on("eth_sendRawTransaction", error(-32_000, "txpool is full"), { times: 1 });
      expect(await read(pool([one]), "eth_sendRawTransaction", raw)).to.equal(keccak256(raw));
      one.on("eth_sendRawTransaction", result(HASH("0")));
      expect(await codeOf(pool([one]).request("eth_sendRawTransaction", [raw]))).to.equal("NODE_ANSWER_INVALID");
    });
  });

  describe("several URLs", () => {
    it("passes over a node that errs, lags, hangs or is gone, and remembers it", async () => {
      const good = await node({ eth_gasPrice: "0x5" });
      const bad: readonly [Spoil, RegExp][] = [
        [answers("<html></html>", 502), /answers with HTTP status 502/],
        [answers("", 429, { "retry-after": "3600" }), /answers with HTTP status 429/],
        [answers("<html></html>"), /answers with a web page/],
        [error(-32_000, "missing trie node"), /missing trie node/],
        [hangs, /does not answer in 1 s/],
        [breaks, /broke/],
      ];
      for (const [spoil, trouble] of bad) {
        const spoilt = await node({ eth_gasPrice: spoil });
        const evm = pool([spoilt, good], spoil === hangs ? { timeout: 1_000 } : {});
        expect(await read(evm, "eth_gasPrice")).to.equal("0x5");
        expect(await read(evm, "eth_gasPrice")).to.equal("0x5");
        expect(spoilt.count("eth_gasPrice")).to.equal(1); // it rests
        const [first, second] = evm.health();
        expect(first).to.include({ host: new URL(spoilt.url).host, out: true });
        expect(first?.trouble).to.match(trouble);
        expect(second).to.include({ host: new URL(good.url).host, out: false, trouble: null });
        expect(JSON.stringify(evm.health())).to.not.contain("s3cret-marker");
      }
    });

    it("takes no single node's word for what decides", async () => {
      const behind = await node({
        ...{ eth_blockNumber: "0x64", eth_getTransactionReceipt: null, eth_getTransactionCount: "0x5" },
        eth_getBlockByNumber: null,
      });
      const receipt = {
        ...{ transactionHash: HASH("7"), blockHash: HASH("b"), blockNumber: "0x66", transactionIndex: "0x0" },
        ...{ status: "0x1", gasUsed: "0x1", logs: [] },
      };
      const ahead = await node({
        ...{ eth_blockNumber: "0x66", eth_getTransactionReceipt: receipt, eth_getTransactionCount: "0x6" },
        eth_getBlockByNumber: block(0x66),
      });
      const evm = pool([behind, ahead]);
      expect(await read(evm, "eth_blockNumber")).to.equal("0x64"); // what both know
      expect(await read(evm, "eth_getTransactionReceipt", HASH("7"))).to.deep.equal(receipt);
      expect(await read(evm, "eth_getTransactionCount", ADDRESS, "latest")).to.equal("0x6");
      expect(await read(evm, "eth_getBlockByNumber", "0x66", false)).to.deep.equal(block(0x66));
      expect(await codeOf(evm.request("eth_getTransactionCount", [ADDRESS, "0x64"]))).to.equal("NODES_DISAGREE");
    });

    it("calls final what two nodes call so, and refuses nodes with different blocks", async () => {
      const [one, other] = [
        await node({ eth_getBlockByNumber: block(9) }),
        await node({ eth_getBlockByNumber: block(7) }),
      ];
      one.on(({ method, params }) => method === "eth_getBlockByNumber" && params[0] === "0x7", result(block(7)));
      expect(await read(pool([one, other]), "eth_getBlockByNumber", "finalized", false)).to.deep.equal(block(7));
      one.on(
        ({ method, params }) => method === "eth_getBlockByNumber" && params[0] === "0x7",
        result(block(7, HASH("c"))),
      );
      const evm = pool([one, other]);
      expect(await codeOf(evm.request("eth_getBlockByNumber", ["finalized", false]))).to.equal("NODES_DISAGREE");
      expect(await codeOf(evm.request("eth_getBlockByNumber", ["0x7", false]))).to.equal("NODES_DISAGREE");
      expect(evm.health().some(({ trouble }) => /another block 7/.test(trouble ?? ""))).to.equal(true);
    });

    it("gives a transaction to all, and is content if one takes it", async () => {
      const raw = "0x0102";
      const full = await node({ eth_sendRawTransaction: error(-32_000, "transaction underpriced") });
      const taking = await node({ eth_sendRawTransaction: keccak256(raw) });
      expect(await read(pool([full, taking]), "eth_sendRawTransaction", raw)).to.equal(keccak256(raw));
      expect([full, taking].map((one) => one.count("eth_sendRawTransaction"))).to.deep.equal([1, 1]);
      const lost = await node({ eth_sendRawTransaction: breaks });
      expect(await read(pool([full, lost]), "eth_sendRawTransaction", raw)).to.deep.equal({
        code: -32_000,
        message: "transaction underpriced",
      });
    });

    it("uses no node of another chain", async () => {
      const right = await node({ eth_gasPrice: "0x5" });
      const wrong = await node({ eth_chainId: "0x61", eth_gasPrice: "0x6" });
      expect(await codeOf(pool([wrong, right]).request("eth_blockNumber", []))).to.equal("CHAIN_MISMATCH");
      expect(await codeOf(pool([wrong], { chainId: 56n }).request("eth_gasPrice", []))).to.equal("CHAIN_MISMATCH");
      expect(await read(pool([right], { chainId: 56n }), "eth_gasPrice")).to.equal("0x5");
    });

    it("passes over a node that is slow, and does not wait for its answer", async () => {
      const slow = await node({ eth_gasPrice: later(30_000) });
      const fast = await node({ eth_gasPrice: "0x5" });
      const evm = pool([slow, fast], { timeout: 1_500 });
      const begun = Date.now();
      expect(await read(evm, "eth_gasPrice")).to.equal("0x5");
      expect(Date.now() - begun).to.be.lessThan(20_000);
    });
  });
});
