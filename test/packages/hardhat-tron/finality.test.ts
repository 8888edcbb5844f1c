import { expect } from "chai";
import { SigningKey, Wallet, toQuantity } from "ethers";
import { TronError } from "../../../packages/tron/error.ts";
import { TronClient, type Transport } from "../../../packages/tron/client.ts";
import { createTronNode, inProcessClient, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { toHex } from "../../../packages/tron/address.ts";
import {
  broadcastTransaction,
  buildTransaction,
  finalBlock,
  signTransaction,
  transactionReference,
  transactionStatus,
} from "../../../packages/tron/transactions.ts";

const UNKNOWN = `0x${"ab".repeat(32)}`;

describe("What is final on TRON", () => {
  let node: TronNode;
  let full: TronClient;
  let bare: TronClient;

  before(async () => {
    node = await createTronNode({ port: false });
    const wallet: Transport = (path, body) => node.request(path, body);
    const missing: Transport = (path) => Promise.reject(new TronError("TRON_SERVICE_MISSING", path));
    full = inProcessClient(node);
    bare = new TronClient({ wallet, solidity: missing, jsonRpc: missing });
    await node.mine(40);
  });

  it("is what the solidity service says", async () => {
    expect((await finalBlock(full)).number).to.equal(node.head.number);
  });

  it("is as deep as the number of producers, where there is no such service", async () => {
    expect((await finalBlock(bare)).number).to.equal(node.head.number - 27n);
  });

  it("decides when a missing transaction has expired: thirty seconds after its expiration, not before", async () => {
    const { timestamp } = await finalBlock(full);
    const state = async (client: TronClient, expiration: bigint): Promise<string> =>
      (await transactionStatus(client, UNKNOWN, expiration)).state;
    expect(await state(full, timestamp - 30_000n)).to.equal("expired");
    expect(await state(full, timestamp - 29_999n)).to.equal("unknown");
    expect(await state(bare, timestamp - 30_000n)).to.equal("unknown");
    expect((await transactionStatus(full, UNKNOWN)).state).to.equal("unknown");
  });

  describe("where it lags behind", () => {
    const wallet = new Wallet(`0x${"5a".repeat(32)}`);
    const from = wallet.address;
    const to = "0x00000000000000000000000000000000000000aa";
    let lagging: TronNode;
    let client: TronClient;
    beforeEach(async () => {
      lagging = await createTronNode({ port: false, accounts: [{ address: from, balance: 1_000_000_000n }] });
      client = inProcessClient(lagging);
      await lagging.setFinalityLag(3);
      await lagging.mine(5);
    });

    async function pay(value: bigint): Promise<string> {
      const reference = await transactionReference(client);
      const terms = { reference, feeLimit: 0n, lifetime: 60_000n, timestamp: reference.timestamp + value };
      const unsigned = buildTransaction({ kind: "transfer", from, to, value }, terms);
      const signed = signTransaction(unsigned, new SigningKey(wallet.privateKey));
      await broadcastTransaction(client, signed.raw);
      return signed.hash;
    }
    const numbersOf = async (path: string): Promise<number | undefined> => {
      const block = (await lagging.request(path, {})) as { block_header?: { raw_data: { number: number } } };
      return block.block_header?.raw_data.number;
    };
    const rpc = async (method: string, ...params: string[]): Promise<Record<string, string> | null> => {
      const answer = await lagging.request("/jsonrpc", { jsonrpc: "2.0", id: 1, method, params: [...params, false] });
      return (answer as { result: Record<string, string> | null }).result;
    };

    it("is told by the solidity service, JSON-RPC and the node alike, and a transaction becomes final later", async () => {
      const head = Number(lagging.head.number);
      expect(await numbersOf("/wallet/getnowblock")).to.equal(head);
      expect(await numbersOf("/walletsolidity/getnowblock")).to.equal(head - 3);
      expect((await rpc("eth_getBlockByNumber", "finalized"))!["number"]).to.equal(toQuantity(head - 3));
      expect(lagging.final.number).to.equal(BigInt(head - 3));
      const hash = await pay(5n);
      expect(await transactionStatus(client, hash)).to.include({ state: "mined", final: false });
      const value = hash.slice(2);
      expect(await lagging.request("/walletsolidity/gettransactioninfobyid", { value })).to.deep.equal({});
      expect(await lagging.request("/walletsolidity/gettransactioninfobyblocknum", { num: head + 1 })).to.deep.equal(
        [],
      );
      await lagging.mine(3);
      expect(await transactionStatus(client, hash)).to.include({ state: "mined", final: true });
      expect(await lagging.request("/walletsolidity/gettransactioninfobyblocknum", { num: head + 1 })).to.have.length(
        1,
      );
    });

    it("lets newer blocks be replaced by a longer branch, with their transactions or without", async () => {
      const hash = await pay(5n);
      const before = await rpc("eth_getBlockByNumber", "latest");
      const { number } = lagging.head;
      await lagging.reorganise(2);
      expect(lagging.head.number).to.equal(number + 1n);
      const after = await rpc("eth_getBlockByNumber", before!["number"]!);
      expect(after!["hash"]).to.not.equal(before!["hash"]);
      expect(await rpc("eth_getBlockByHash", before!["hash"]!)).to.equal(null);
      const status = await transactionStatus(client, hash);
      expect(status.state === "mined" && status.info.blockNumber).to.equal(Number(number) - 1);
      expect(await lagging.request("/wallet/getaccount", { address: toHex(to) })).to.include({ balance: 5 });

      const other = await pay(7n);
      await lagging.reorganise(1, "lost");
      expect(await transactionStatus(client, other)).to.deep.equal({ state: "unknown" });
      expect(await lagging.request("/wallet/getaccount", { address: toHex(to) })).to.include({ balance: 5 });
      expect((await pay(9n)).length).to.equal(66);
    });

    it("never takes a final block back", async () => {
      const refusal = async (act: () => Promise<unknown>): Promise<string> =>
        act().then(
          () => "none",
          (error: unknown) => (error instanceof RangeError ? error.message : String(error)),
        );
      const most = "Only the newest 3 blocks can be replaced: set a finality lag first, then make blocks.";
      expect(await refusal(() => lagging.reorganise(4))).to.equal(most);
      expect(await refusal(() => lagging.reorganise(0))).to.equal("The number of blocks is at least 1, not 0.");
      expect(await refusal(() => lagging.setFinalityLag(1.5))).to.equal("1.5 is not a number of blocks.");
      expect(await refusal(() => node.reorganise(1))).to.equal(
        "No block can be replaced: set a finality lag first, then make blocks.",
      );
      const { number } = lagging.final;
      await lagging.reorganise(3);
      expect(lagging.final.number).to.equal(number + 1n);
      await lagging.setFinalityLag(10);
      await lagging.mine(2);
      expect(lagging.final.number).to.equal(number + 1n);
      await lagging.setFinalityLag(0);
      expect(lagging.final).to.deep.equal(lagging.head);
    });

    it("is set over HTTP as well, with what is refused in words", async () => {
      const tre = (method: string, ...params: (string | number)[]) =>
        lagging.request("/tre", { jsonrpc: "2.0", id: 1, method, params });
      expect(await tre("tre_setFinalityLag", 2)).to.include({ result: true });
      expect(await tre("tre_reorganise", 1, "lost")).to.include({ result: true });
      expect(await tre("tre_reorganise", 9))
        .to.have.property("error")
        .with.property("code", -32_602);
      expect(await tre("tre_reorganise", 1, "perhaps"))
        .to.have.property("error")
        .with.property("code", -32_602);
    });
  });
});
