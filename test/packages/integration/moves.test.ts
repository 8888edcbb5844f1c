import { expect } from "chai";
import { type BrowserProvider, Interface, ZeroHash } from "ethers";
import { TronWeb } from "tronweb";
import { type Address, type Hex, createClient, custom, defineChain } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { getTransactionReceipt } from "viem/actions";
import type { TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import {
  buildMove,
  connectAdapter,
  followMove,
  moveStanding,
  quoteMove,
  readMoves,
  submitMove,
} from "../../../packages/integration/moving/ethers.ts";
import { toBytes32 } from "../../../issuer/layerzero/packet.ts";
import { ENDPOINT_ABI, type Move, type MoveStanding } from "../../../packages/integration/moving/move.ts";
import { connectToken } from "../../../packages/integration/connect.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import { buildPermit } from "../../../packages/integration/signing/orders.ts";
import { signOrder } from "../../../packages/integration/signing/sign.ts";
import * as forTron from "../../../packages/integration/tron.ts";
import * as forViem from "../../../packages/integration/viem.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { type Account, type TestChain, addressOf } from "../../support/chain.ts";
import { openEvmChain } from "../../support/evm.ts";
import { MOVED, type MoveStage, openMoveStage } from "../../support/moves.ts";
import { coins } from "../../support/system.ts";
import { openTronNode } from "../../support/tron.ts";

describe("Moves between the chains with the integrators' helpers", function () {
  this.timeout(90_000);
  let stage: MoveStage;
  let node: TronNode;
  let undo: (() => Promise<void>)[];
  const ends = (): [TestChain, TestChain] => [stage.bnb.chain, stage.tron.chain];

  before(async () => {
    const { chain, node: opened } = await openTronNode({ port: 0 });
    node = opened;
    stage = await openMoveStage(await openEvmChain(), chain);
    for (const { system } of [stage.bnb, stage.tron]) await system.issue(system.actors.alice, coins(100));
    undo = await Promise.all(ends().map((chain) => chain.snapshot()));
  });
  afterEach(async () => {
    for (const back of undo) await back();
    undo = await Promise.all(ends().map((chain) => chain.snapshot()));
    await stage.world.settle(); // sees that the chains went back
  });
  after(async () => {
    for (const chain of ends()) await chain.close();
  });

  const refusalOf = async (act: () => unknown): Promise<string> => {
    try {
      await act();
    } catch (error) {
      if (error instanceof IntegrationError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return "nothing";
  };
  const wallet = ({ signingKey }: Account) =>
    new TronWeb({ fullHost: node.url, privateKey: signingKey.privateKey.slice(2) });

  /** What a follower hears while the workers work. */
  async function heard(following: AsyncGenerator<MoveStanding, void>): Promise<MoveStanding[]> {
    const all: MoveStanding[] = [];
    for await (const standing of following) {
      all.push(standing);
      await stage.world.settle();
    }
    return all;
  }

  it("go to TRON with ethers, by a permit, and are followed until they arrive", async () => {
    const { bnb, tron } = stage;
    const { alice, bob } = bnb.system.actors;
    const adapter = connectAdapter(addressOf(bnb.adapter), alice);
    const to = toBase58(tron.system.actors.bob.address);
    const request = { from: alice.address, to, amount: MOVED, destination: tron.layerZero.endpointId };
    const quote = await quoteMove(adapter, request);
    expect(quote).to.deep.include({ amount: MOVED, unit: 1n, allowance: 0n, confirmations: 1n });
    expect(quote.most).to.equal((await bnb.system.token.bridgeLimits(addressOf(bnb.adapter))).outboundAvailable);
    expect(quote.fee > 0n).to.equal(true);

    const token = connectToken(bnb.system.address, alice);
    const permit = await buildPermit(token, { owner: alice.address, spender: addressOf(adapter), value: MOVED });
    const sent = await submitMove(adapter, request, quote.fee, await signOrder(permit, alice));
    const receipt = await bnb.chain.send(Promise.resolve(sent));
    const [move] = readMoves(receipt.logs, addressOf(adapter)) as [Move];
    expect(move).to.deep.include({ nonce: 1n, source: 40_102, destination: 40_420, amount: MOVED });
    expect(move.to.toLowerCase()).to.equal(tron.system.actors.bob.address.toLowerCase());
    expect(await bnb.system.token.balanceOf(alice.address)).to.equal(coins("87.5"));

    const there = connectAdapter(addressOf(tron.adapter), tron.chain.provider);
    expect(await heard(followMove(move, there, { interval: 10 }))).to.deep.equal(["sent", "delivered"]);
    expect(await tron.system.token.balanceOf(tron.system.actors.bob.address)).to.equal(MOVED);
    expect(readMoves(receipt.logs, bob.address)).to.deep.equal([]);
  });

  it("go to BNB Chain with tronweb, and are followed with viem", async () => {
    const { bnb, tron } = stage;
    const { alice } = tron.system.actors;
    const { bob } = bnb.system.actors;
    const adapter = toBase58(addressOf(tron.adapter));
    const tronWeb = wallet(alice);
    const reading = forTron.connectTronAdapter(tronWeb, adapter);
    const request = { from: toBase58(alice.address), to: bob.address, amount: MOVED, destination: 40_102 };
    const quote = await forTron.quoteMove(reading, request);
    expect(quote).to.deep.include({ amount: MOVED, unit: 1n, allowance: 0n });
    const unallowed = await refusalOf(() => forTron.submitMove(tronWeb, adapter, request, { fee: quote.fee }));
    expect(unallowed).to.match(/^REVERTED: .*(allow|spend)/);
    const order = await buildPermit(forTron.connectTron(tronWeb, tron.system.address), {
      owner: request.from,
      spender: adapter,
      value: MOVED,
    });
    const permit = await signOrder(order, tronWeb);
    const receipt = await forTron.submitMove(tronWeb, adapter, request, { fee: quote.fee, permit });
    const [move] = forTron.movesOf(receipt, adapter) as [Move];
    expect(move).to.deep.include({ source: 40_420, destination: 40_102, amount: MOVED });

    const client = viemClient(bob);
    const following = forViem.followMove(move, client, addressOf(bnb.adapter), { interval: 10 });
    expect(await heard(following)).to.deep.equal(["sent", "delivered"]);
    expect(await bnb.system.token.balanceOf(bob.address)).to.equal(MOVED);
  });

  it("go to TRON with viem as with ethers", async () => {
    const { bnb, tron } = stage;
    const { alice } = bnb.system.actors;
    const client = viemClient(alice);
    const adapter = addressOf(bnb.adapter) as Address;
    const request = { from: alice.address, to: alice.address, amount: MOVED, destination: 40_420 };
    const quote = await forViem.quoteMove(client, adapter, request);
    const ethers = connectAdapter(adapter, alice);
    expect(quote).to.deep.equal(await quoteMove(ethers, request));
    const token = { owner: alice.address as Hex, spender: adapter, value: MOVED };
    const permit = await forViem.signOrder(
      await forViem.buildPermit(client, bnb.system.address as Address, token),
      client,
    );
    for (const given of [undefined, permit]) {
      const { data, ...call } = forViem.buildMove(adapter, request, quote.fee, given);
      expect(call).to.deep.equal(await buildMove(ethers, request, quote.fee, given));
      expect(data).to.equal(ethers.interface.encodeFunctionData(call.signature as "send", call.args as never));
    }
    const hash = await forViem.submitMove(client, adapter, request, quote.fee, permit);
    const { logs } = await getTransactionReceipt(client, { hash });
    const [move] = forViem.readMoves(logs, adapter) as [Move];
    const there = connectAdapter(addressOf(tron.adapter), tron.chain.provider);
    expect(await moveStanding(move, there)).to.equal("sent");
    await stage.world.settle();
    expect(await moveStanding(move, there)).to.equal("delivered");
  });

  it("are looked at in the order in which a message goes on, so that none looks delivered before it is", async () => {
    const { bnb, tron } = stage;
    const { alice } = bnb.system.actors;
    const own = addressOf(tron.adapter) as Address;
    const move = { messageId: ZeroHash as Hex, nonce: 1n, source: 40_102, destination: 40_420 } as const;
    const asked = { ...move, sender: toBytes32(addressOf(bnb.adapter)) as Hex, to: own, amount: MOVED };
    for (const look of ["ethers", "viem"] as const) {
      const selectors: string[] = [];
      const provider = (look === "ethers" ? tron : bnb).chain.provider as BrowserProvider;
      const send = provider.send.bind(provider);
      let open = 0;
      provider.send = async <T>(method: string, params: Parameters<typeof send>[1]): Promise<T> => {
        if (method !== "eth_call") return (await send(method, params)) as T;
        const [call] = params as [{ readonly data: string }];
        open += 1;
        selectors.push(`${call.data.slice(0, 10)} ${open}`);
        return (await send(method, params).finally(() => (open -= 1))) as T;
      };
      const there = connectAdapter(addressOf((look === "ethers" ? tron : bnb).adapter), provider);
      const standing =
        look === "ethers"
          ? moveStanding(asked, there)
          : forViem.moveStanding(asked, viemClient(alice), addressOf(bnb.adapter));
      expect(await standing.finally(() => (provider.send = send))).to.equal("sent");
      const views = new Interface(ENDPOINT_ABI);
      const order = ["lazyInboundNonce", "inboundPayloadHash"].map((name) => `${views.getFunction(name)!.selector} 1`);
      expect(selectors.slice(-3, -1)).to.deep.equal(order);
      expect(selectors.at(-1)).to.equal(`${there.interface.getFunction("held").selector} 1`);
    }
  });

  it("are held for a frozen receiver, and verified while the other chain refuses", async () => {
    const { bnb, tron } = stage;
    const { alice, bob } = bnb.system.actors;
    const adapter = connectAdapter(addressOf(bnb.adapter), alice);
    const there = connectAdapter(addressOf(tron.adapter), tron.chain.provider);
    await bnb.chain.send(bnb.system.as(alice).approve(addressOf(adapter), coins(100)));
    const send = async (to: string): Promise<Move> => {
      const request = { from: alice.address, to, amount: MOVED, destination: 40_420 };
      const { fee } = await quoteMove(adapter, request);
      const receipt = await bnb.chain.send(Promise.resolve(await submitMove(adapter, request, fee)));
      return (readMoves(receipt.logs, addressOf(adapter)) as [Move])[0];
    };
    await tron.system.freeze(bob);
    const held = await send(bob.address);
    expect(await heard(followMove(held, there, { interval: 10 }))).to.deep.equal(["sent", "held"]);

    await tron.chain.send(tron.system.as(tron.system.actors.pauser).pause(8n));
    const stopped = await send(alice.address);
    await stage.world.settle();
    const following = followMove(stopped, there, { interval: 10, patience: 50 });
    expect(await refusalOf(() => heard(following))).to.equal(
      "NOT_ARRIVED: The move is verified, and has not arrived yet.",
    );
  });

  it("are refused in a sentence: dust, a wrong permit, no such route, what is no account and no amount", async () => {
    const { alice, bob } = stage.bnb.system.actors;
    const adapter = connectAdapter(addressOf(stage.bnb.adapter), alice);
    const request = { from: alice.address, to: bob.address, amount: MOVED, destination: 40_420 };
    const quoted = (change: object) => refusalOf(() => quoteMove(adapter, { ...request, ...change }));
    expect(await quoted({ destination: 30_101 })).to.match(/^REVERTED: /);
    expect(await quoted({ destination: 0 })).to.match(/^MOVE_INVALID: The destination is LayerZero's id/);
    expect(await quoted({ amount: 0n })).to.match(/^MOVE_INVALID: The amount is a bigint above zero/);
    expect(await quoted({ amount: 5 })).to.match(/^MOVE_INVALID: The amount is a bigint above zero/);
    expect(await quoted({ to: "nobody" })).to.equal('ADDRESS_INVALID: "nobody" is not an address of an account.');
    const token = connectToken(stage.bnb.system.address, alice);
    const permit = await buildPermit(token, { owner: alice.address, spender: bob.address, value: MOVED });
    const signed = await signOrder(permit, alice);
    expect(await refusalOf(() => buildMove(adapter, request, 1n, signed))).to.match(/^MOVE_INVALID: The permit lets/);
    expect(await refusalOf(() => submitMove(adapter, request, 0n))).to.match(/^REVERTED: /);
  });

  function viemClient(account: Account) {
    const provider = stage.bnb.chain.provider as unknown as { send(method: string, params: unknown): Promise<unknown> };
    const here = defineChain({
      id: Number(stage.bnb.chain.chainId),
      name: "embedded",
      nativeCurrency: { name: "BNB", symbol: "BNB", decimals: 18 },
      rpcUrls: { default: { http: [] } },
    });
    const request = ({ method, params }: { method: string; params?: unknown }) => provider.send(method, params ?? []);
    return createClient({
      account: privateKeyToAccount(account.signingKey.privateKey as Hex),
      chain: here,
      pollingInterval: 50,
      transport: custom({ request }, { retryCount: 0 }),
    });
  }
});
