import { expect } from "chai";
import { JsonRpcProvider } from "ethers";
import { type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { connectToken } from "../../../packages/integration/connect.ts";
import { finalBlock, findDeposits } from "../../../packages/integration/reading/events.ts";
import { buildTransfer } from "../../../packages/integration/signing/orders.ts";
import type { TestChain } from "../../support/chain.ts";
import { type System, coins, deploySystem } from "../../support/system.ts";
import { openTronNode } from "../../support/tron.ts";

describe("The integrators' helpers with ethers at TRON's own JSON-RPC", function () {
  this.timeout(60_000);
  let chain: TestChain;
  let node: TronNode;
  let system: System;
  let provider: JsonRpcProvider;
  before(async () => {
    ({ chain, node } = await openTronNode({ port: 0 }));
    system = await deploySystem(chain);
    await system.issue(system.actors.alice, coins(100));
    provider = new JsonRpcProvider(`${node.url}/jsonrpc`, Number(node.chainId), { staticNetwork: true });
  });
  after(async () => {
    provider.destroy();
    await chain.close();
  });

  it("know what is final, though blocks there have no state root and ethers' getBlock refuses them", async () => {
    const refused = await provider.getBlock("latest").catch((error: unknown) => (error as Error).message);
    expect(refused).to.match(/invalid value for value\.stateRoot/);
    await node.setFinalityLag(4);
    await node.mine(6);
    expect(await finalBlock(provider)).to.equal(Number(node.final.number));
    expect(node.final.number).to.equal(node.head.number - 4n);
  });

  it("find deposits and build orders, by the chain's clock", async () => {
    const { alice, bob } = system.actors;
    const token = connectToken(system.address, provider);
    await (await system.token.connect(alice).transfer(bob.address, coins(3))).wait();
    const found = await findDeposits(token, [bob.address], { fromBlock: 1, toBlock: Number(node.head.number) });
    expect(found.map(({ from, value, issued }) => [from, value, issued])).to.deep.equal([
      [alice.address, coins(3), false],
    ]);
    const order = await buildTransfer(token, { from: alice.address, to: bob.address, value: 1n });
    expect(order.message.validBefore > node.head.timestamp / 1_000n).to.equal(true);
  });
});
