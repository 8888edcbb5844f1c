import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type Contract, parseEther } from "ethers";
import { receiveOption } from "../../../issuer/layerzero/options.ts";
import { decodePacket, encodePacket, messageIdOf, toBytes32 } from "../../../issuer/layerzero/packet.ts";
import { ENDPOINT_IDS, LayerZeroWorld } from "../../../scripts/layerzero/world.ts";
import { standingOf } from "../../../scripts/layerzero/workers.ts";
import { type Account, type TestChain, addressOf } from "../../support/chain.ts";
import { openEvmChain } from "../../support/evm.ts";
import { findRevertData } from "../../support/errors.ts";
import { deployMock } from "../../support/mocks.ts";
import { openTronChain } from "../../support/tron.ts";

/** Accounts of the stage: LayerZero's own, and somebody who moves coins. */
const [OWNER, HOLDER, RECEIVER] = [39, 1, 2] as const;

/** Waits until something is so, for at most half a minute. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 3_000; look++) {
    if (await isSo()) return;
    await sleep(10);
  }
  expect.fail("it never came to be so");
}

describe("LayerZero on both embedded chains", function () {
  this.timeout(60_000);

  const chains: TestChain[] = [];
  let world: LayerZeroWorld;
  let tokens: Contract[];
  let undo: (() => Promise<void>)[];

  before(async () => {
    chains.push(await openEvmChain(), await openTronChain());
    const [evm, tron] = chains as [TestChain, TestChain];
    world = await LayerZeroWorld.open(
      { platform: "evm", endpointId: ENDPOINT_IDS.evm, owner: evm.account(OWNER) },
      { platform: "tron", endpointId: ENDPOINT_IDS.tron, owner: tron.account(OWNER) },
    );
    tokens = [];
    for (const [index, chain] of chains.entries()) {
      const { endpoint } = world.chains[index as 0 | 1];
      tokens.push(await deployMock(chain, chain.account(HOLDER), "PlainOft", endpoint.target));
    }
    for (const [index, chain] of chains.entries()) {
      const [own, other] = [tokens[index]!, tokens[1 - index]!];
      const { endpointId } = world.chains[(1 - index) as 0 | 1];
      const peer = toBytes32(addressOf(other));
      await chain.send(own.getFunction("setPeer")(endpointId, peer) as Promise<{ hash: string }>);
    }
    undo = await Promise.all(chains.map((chain) => chain.snapshot()));
  });
  afterEach(async () => {
    for (const back of undo) await back();
    undo = await Promise.all(chains.map((chain) => chain.snapshot()));
    for (const worker of world.all) Object.assign(worker, { stopped: false, delay: 0, reversed: false, times: 1 });
  });
  after(async () => {
    for (const chain of chains) await chain.close();
  });

  const at = (index: number): { chain: TestChain; token: Contract; holder: Account } => {
    const chain = chains[index]!;
    return { chain, token: tokens[index]!, holder: chain.account(HOLDER) };
  };

  /** Sends some of the plain token from one chain to the other. */
  async function send(index: number, amount: bigint): Promise<bigint> {
    const { chain, token } = at(index);
    const other = world.chains[(1 - index) as 0 | 1];
    const to = toBytes32(chains[1 - index]!.account(RECEIVER).address);
    const options = receiveOption(200_000n);
    const terms = [other.endpointId, to, amount, amount, options, "0x", "0x"];
    const { nativeFee } = (await token.getFunction("quoteSend")(terms, false)) as { nativeFee: bigint };
    const fee = [nativeFee, 0n];
    const sent = token.getFunction("send")(terms, fee, chain.account(HOLDER).address, { value: nativeFee });
    await chain.send(sent as Promise<{ hash: string }>);
    return nativeFee;
  }

  const received = (index: number): Promise<bigint> =>
    at(1 - index).token.getFunction("balanceOf")(chains[1 - index]!.account(RECEIVER).address) as Promise<bigint>;

  it("works by itself until it is stopped, and goes on after a look that failed", async () => {
    const verifier = world.workers[0].verifiers.DVN!;
    Object.assign(verifier, { verify: () => Promise.reject(new Error("not now")) });
    world.start(10);
    try {
      await send(0, parseEther("3"));
      await until(() => Promise.resolve(world.trouble instanceof Error));
      Reflect.deleteProperty(verifier, "verify");
      await until(async () => (await received(0)) === parseEther("3"));
    } finally {
      Reflect.deleteProperty(verifier, "verify");
      await world.stop();
    }
    await send(0, parseEther("1"));
    expect(await received(0)).to.equal(parseEther("3"));
  });

  for (const [index, title] of ["from BNB Chain to TRON", "from TRON to BNB Chain"].entries()) {
    it(`moves LayerZero's own token ${title}`, async () => {
      const fee = await send(index, parseEther("12.5"));
      expect(fee > 0n).to.equal(true);
      expect(await received(index)).to.equal(0n);
      expect(await world.settle()).to.equal(3); // one verifier, as the defaults say; committed; delivered
      expect(await received(index)).to.equal(parseEther("12.5"));
      expect(await world.settle()).to.equal(0);
    });

    it(`delivers nothing ${title} while a worker is stopped, and later what it has missed`, async () => {
      const { verifiers, executor } = world.workers[index as 0 | 1];
      verifiers.DVN!.stopped = true;
      await send(index, parseEther("1"));
      expect(await world.settle()).to.equal(0);
      verifiers.DVN!.stopped = false;
      executor.stopped = true;
      expect(await world.settle()).to.equal(1);
      expect(await received(index)).to.equal(0n);
      executor.stopped = false;
      expect(await world.settle()).to.equal(2);
      expect(await received(index)).to.equal(parseEther("1"));
    });

    it(`delivers ${title} in any order, each message once however often it is tried`, async () => {
      const { verifiers, executor } = world.workers[index as 0 | 1];
      verifiers.DVN!.delay = 1;
      Object.assign(executor, { reversed: true, times: 2 });
      for (const coins of ["1", "2", "4"]) await send(index, parseEther(coins));
      expect(await world.settle()).to.equal(0);
      await world.settle();
      executor.retry();
      await world.settle();
      expect(await received(index)).to.equal(parseEther("7"));
    });

    it(`takes a message that was never sent ${title} if the only verifier lies, and not if another one must agree`, async () => {
      const { from, to } = world.workers[index as 0 | 1].executor.direction;
      const path = {
        nonce: 1n,
        sourceId: from.endpointId,
        sender: toBytes32(addressOf(at(index).token)),
        destinationId: to.endpointId,
        receiver: toBytes32(addressOf(at(1 - index).token)),
      };
      const message = `${toBytes32(chains[1 - index]!.account(RECEIVER).address)}${(10n ** 6n).toString(16).padStart(16, "0")}`;
      const forged = encodePacket({ ...path, messageId: messageIdOf(path), message });
      expect(decodePacket(forged.encoded)).to.deep.equal(forged);
      const { verifiers, executor } = world.workers[index as 0 | 1];
      await verifiers.DVNNethermind!.verify(forged, 1n);
      const refusal = await executor.commit(forged).catch(findRevertData);
      expect(to.receiveLibrary.interface.parseError(refusal ?? "0x")?.name).to.equal("LZ_ULN_Verifying");
      await verifiers.DVN!.verify(forged, 1n);
      await executor.commit(forged);
      expect(await standingOf(to, forged)).to.equal("verified");
      await executor.deliver({ ...forged, receiveGas: 200_000n, block: 0 });
      expect(await received(index)).to.equal(parseEther("1"));
    });
  }
});
