import { expect } from "chai";
import { TronError } from "../../../packages/tron/error.ts";
import { TronClient, type Transport } from "../../../packages/tron/client.ts";
import { createTronNode, inProcessClient, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { finalBlock, transactionStatus } from "../../../packages/tron/transactions.ts";

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
});
