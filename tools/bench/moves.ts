import {
  type Contract,
  type TransactionReceipt,
  MaxUint256,
  concat,
  formatUnits,
  getBytes,
  id,
  parseEther,
} from "ethers";
import { CONFIG_TYPE, encodeExecutorConfig, encodeVerifierConfig } from "../../issuer/layerzero/configs.ts";
import { receiveOption } from "../../issuer/layerzero/options.ts";
import { toBytes32 } from "../../issuer/layerzero/packet.ts";
import { type LayerZeroContracts, addressOf as targetOf, call } from "../../scripts/layerzero/contracts.ts";
import type { Account } from "../../test/support/chain.ts";
import { deployMock } from "../../test/support/mocks.ts";
import { MOVED, type MoveEnd, type MoveStage, openMoveStage } from "../../test/support/moves.ts";
import { CHAINS, type ChainKey } from "./chains.ts";
import { type MoveCost, type MoveCosts, type Mover, MOVERS } from "./movers.ts";

/** A token on both chains, as far as the measurement needs to know it. */
interface Movable {
  readonly amount: bigint;
  /** The contract that is called, by chain. */
  readonly adapters: readonly [Contract, Contract];
}

const RECEIVED = id("OFTReceived(bytes32,uint32,address,uint256)");
/** What a byte of calldata costs less if it is zero. */
const GAS_OF_A_ZERO = 12;
const DELIVERED = id("PacketDelivered((uint32,bytes32,uint64),address)");
/** Of the native coins. */
const DECIMALS = { evm: 18, tron: 6 } as const;
const RECEIVE_GAS = { evm: 200_000n, tron: 300_000n } as const;

/**
 * Measures a move in each direction over LayerZero's own contracts on both embedded chains, with two required verifiers:
 * of the coin through its adapter, and of LayerZero's own token as it comes. Each pair of accounts has moved before.
 */
export async function measureMoves(): Promise<MoveCosts> {
  const evm = await CHAINS.evm.open();
  const tvm = await CHAINS.tvm.open();
  try {
    const stage = await openMoveStage(evm, tvm);
    const movables = { KGST: await prepareCoin(stage), "LayerZero's OFT": await prepareOft(stage) };
    const costs: Record<ChainKey, Partial<Record<Mover, MoveCost>>> = { evm: {}, tvm: {} };
    for (const mover of MOVERS) {
      const [there, back] = await measureMover(stage, movables[mover]);
      costs.evm[mover] = { send: there.send, receive: back.receive, fee: there.fee };
      costs.tvm[mover] = { send: back.send, receive: there.receive, fee: back.fee };
    }
    return costs as MoveCosts;
  } finally {
    await evm.close();
    await tvm.close();
  }
}

/** A move there and back, after one of each that is not measured. */
async function measureMover(stage: MoveStage, movable: Movable): Promise<[MoveCost, MoveCost]> {
  await move(stage, movable, 0);
  await move(stage, movable, 1);
  return [await move(stage, movable, 0), await move(stage, movable, 1)];
}

async function move(stage: MoveStage, { adapters, amount }: Movable, from: 0 | 1): Promise<MoveCost> {
  const ends = [stage.bnb, stage.tron] as const;
  const [here, there] = [ends[from], ends[from === 0 ? 1 : 0]];
  const holder = here.system.actors.alice;
  const to = toBytes32(there.system.actors.alice.address);
  const options = "0x";
  const terms = [there.layerZero.endpointId, to, amount, amount, options, "0x", "0x"];
  const adapter = adapters[from].connect(holder) as Contract;
  const { nativeFee } = (await adapter.getFunction("quoteSend")(terms, false)) as { readonly nativeFee: bigint };
  const fee = [nativeFee, 0n];
  const request = adapter.getFunction("send")(terms, fee, holder.address, { value: nativeFee });
  const sent = await here.chain.send(request as Promise<{ readonly hash: string }>);
  const before = await there.chain.provider.getBlockNumber();
  await stage.world.settle();
  const received = await deliveryAfter(there, before);
  return {
    send: Number(sent.gasUsed),
    receive: Number(received.gasUsed) + (from === 1 ? luckOf(received, adapters[from]) : 0),
    fee: Number(formatUnits(nativeFee, DECIMALS[here.layerZero.platform])),
  };
}

/** The transaction that has delivered a message since a block. */
async function deliveryAfter({ chain, layerZero }: MoveEnd, block: number): Promise<TransactionReceipt> {
  const endpoint = targetOf(layerZero.endpoint);
  for (let number = await chain.provider.getBlockNumber(); number > block; number -= 1) {
    for (const hash of (await chain.provider.getBlock(number))?.transactions ?? []) {
      const receipt = await chain.provider.getTransactionReceipt(hash);
      const delivered = receipt?.logs.some(({ address, topics }) => address === endpoint && topics[0] === DELIVERED);
      if (receipt !== null && delivered === true) return receipt;
    }
  }
  throw new Error("Nothing was delivered.");
}

/**
 * Gas that a delivery on the EVM was spared by zero bytes in the message's id and in its sender's address: those of a contract
 * on TRON come from the time at which it was made.
 */
function luckOf({ logs }: TransactionReceipt, sender: Contract): number {
  const guid = logs.find(({ topics }) => topics[0] === RECEIVED)?.topics[1];
  if (guid === undefined) throw new Error("Nothing was received.");
  const zeros = getBytes(concat([guid, targetOf(sender)])).filter((byte) => byte === 0).length;
  return zeros * GAS_OF_A_ZERO;
}

/** The coin: a holder has some on the first chain, and has allowed both adapters everything. */
async function prepareCoin({ bnb, tron }: MoveStage): Promise<Movable> {
  const { system } = bnb;
  await system.issue(system.actors.alice, MOVED * 10n);
  for (const { chain, adapter, system: own } of [bnb, tron]) {
    await chain.send(own.as(own.actors.alice).approve(adapter.target, MaxUint256));
  }
  return { amount: MOVED, adapters: [bnb.adapter as unknown as Contract, tron.adapter as unknown as Contract] };
}

/** LayerZero's own token, with the libraries, verifiers, executor and options that the adapters have. */
async function prepareOft({ bnb, tron }: MoveStage): Promise<Movable> {
  const ends = [bnb, tron] as const;
  const tokens: Contract[] = [];
  for (const { chain, system, layerZero } of ends) {
    tokens.push(await deployMock(chain, system.actors.alice, "PlainOft", layerZero.endpoint.target));
  }
  const [one, other] = tokens;
  if (one === undefined || other === undefined) throw new Error("A stage has two ends.");
  await wire(bnb, one, tron.layerZero, other);
  await wire(tron, other, bnb.layerZero, one);
  return { amount: parseEther("12.5"), adapters: [one, other] };
}

async function wire(
  { layerZero: own, system }: MoveEnd,
  token: Contract,
  { endpointId: eid, platform }: LayerZeroContracts,
  peer: Contract,
): Promise<void> {
  const owner: Account = system.actors.alice;
  const endpoint = own.endpoint.connect(owner) as Contract;
  const oft = token.connect(owner) as Contract;
  const required = Object.values(own.verifiers)
    .map(targetOf)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const verifiers = encodeVerifierConfig({ confirmations: 1n, required, optional: [], threshold: 0 });
  const executor = encodeExecutorConfig({ maximumMessage: 10_000, executor: targetOf(own.executor) });
  const receiving = [{ eid, configType: CONFIG_TYPE.verifiers, config: verifiers }];
  const sending = [{ eid, configType: CONFIG_TYPE.executor, config: executor }, ...receiving];
  await call(endpoint, "setSendLibrary", oft.target, eid, own.sendLibrary.target);
  await call(endpoint, "setReceiveLibrary", oft.target, eid, own.receiveLibrary.target, 0);
  await call(endpoint, "setConfig", oft.target, own.sendLibrary.target, sending);
  await call(endpoint, "setConfig", oft.target, own.receiveLibrary.target, receiving);
  await call(oft, "setPeer", eid, toBytes32(targetOf(peer)));
  await call(oft, "setEnforcedOptions", [{ eid, msgType: 1, options: receiveOption(RECEIVE_GAS[platform]) }]);
}
