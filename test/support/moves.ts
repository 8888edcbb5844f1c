import { CONFIG_TYPE, encodeExecutorConfig, encodeVerifierConfig } from "../../issuer/layerzero/configs.ts";
import { receiveOption } from "../../issuer/layerzero/options.ts";
import { toBytes32 } from "../../issuer/layerzero/packet.ts";
import { addressOf as layerZeroAddressOf, type LayerZeroContracts } from "../../scripts/layerzero/contracts.ts";
import { ENDPOINT_IDS, LayerZeroWorld } from "../../scripts/layerzero/world.ts";
import type { LayerZeroAdapter } from "../../typechain-types/index.js";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { type TestChain, addressOf } from "./chain.ts";
import { LIMITS, ROLES, type System, coins, deploySystem } from "./system.ts";

/** LayerZero's own account on a chain of a stage. */
const LAYERZERO = 39;
/** Gas, or energy on TRON, that the executor gives a delivery. */
const RECEIVE_GAS = { evm: 200_000n, tron: 300_000n } as const;

/** One end of a stage: a chain with the coin and its adapter. */
export interface MoveEnd {
  readonly chain: TestChain;
  readonly system: System;
  readonly adapter: LayerZeroAdapter;
  readonly layerZero: LayerZeroContracts;
}

/** The coin on both embedded chains, with LayerZero between them. */
export interface MoveStage {
  readonly world: LayerZeroWorld;
  readonly bnb: MoveEnd;
  readonly tron: MoveEnd;
}

/** Puts LayerZero and the coin on two chains, and an adapter of either that trusts the other and two verifiers. */
export async function openMoveStage(evm: TestChain, tvm: TestChain): Promise<MoveStage> {
  const world = await LayerZeroWorld.open(
    { platform: "evm", endpointId: ENDPOINT_IDS.evm, owner: evm.account(LAYERZERO) },
    { platform: "tron", endpointId: ENDPOINT_IDS.tron, owner: tvm.account(LAYERZERO) },
  );
  const [bnb, tron] = await Promise.all(
    [evm, tvm].map(async (chain, index) =>
      openEnd(chain, world.chains[index as 0 | 1], world.chains[(1 - index) as 0 | 1]),
    ),
  );
  if (bnb === undefined || tron === undefined) throw new Error("A stage has two ends.");
  await introduce(bnb, tron);
  await introduce(tron, bnb);
  return { world, bnb, tron };
}

async function openEnd(chain: TestChain, own: LayerZeroContracts, other: LayerZeroContracts): Promise<MoveEnd> {
  const system = await deploySystem(chain);
  const { deployer, admin, limiter } = system.actors;
  const required = Object.values(own.verifiers).map(layerZeroAddressOf).sort(byNumber);
  const verifiers = encodeVerifierConfig({ confirmations: 1n, required, optional: [], threshold: 0 });
  const executor = encodeExecutorConfig({ maximumMessage: 10_000, executor: layerZeroAddressOf(own.executor) });
  const { endpointId: eid } = other;
  const route = {
    eid,
    peer: toBytes32("0x"),
    sendLibrary: layerZeroAddressOf(own.sendLibrary),
    receiveLibrary: layerZeroAddressOf(own.receiveLibrary),
    sendConfig: [
      { eid, configType: CONFIG_TYPE.executor, config: executor },
      { eid, configType: CONFIG_TYPE.verifiers, config: verifiers },
    ],
    receiveConfig: [{ eid, configType: CONFIG_TYPE.verifiers, config: verifiers }],
    enforcedOptions: receiveOption(RECEIVE_GAS[other.platform]),
  };
  const endpoint = layerZeroAddressOf(own.endpoint);
  const { address } = system;
  const adapter = await chain.deploy(LayerZeroAdapter__factory, deployer, address, endpoint, admin.address, [route]);
  const { token } = system;
  await chain.send(token.connect(admin).grantRole(ROLES.bridge, addressOf(adapter)));
  await chain.send(token.connect(limiter).setBridgeLimits(addressOf(adapter), LIMITS.bridge));
  return { chain, system, adapter: adapter.connect(chain.provider), layerZero: own };
}

async function introduce({ chain, system, adapter }: MoveEnd, { layerZero, adapter: peer }: MoveEnd): Promise<void> {
  await chain.send(adapter.connect(system.actors.admin).setPeer(layerZero.endpointId, toBytes32(addressOf(peer))));
}

function byNumber(one: string, other: string): number {
  return BigInt(one) < BigInt(other) ? -1 : 1;
}

/** Amount that the tests move: well within a bridge's limits. */
export const MOVED = coins("12.5");
