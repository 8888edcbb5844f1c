import { type TestChain, addressOf } from "./chain.ts";
import { deployMock } from "./mocks.ts";
import { COIN, type System, deploySystem, standardSystem } from "./system.ts";

/** Which code answers holders: the token's own, or on the repair path the implementation's. */
export interface Plane {
  readonly name: string;
  readonly repaired: boolean;
  readonly deploy: (chain: TestChain) => Promise<System>;
}

/** The system with its holder plane routed to a repair implementation, as after an emergency. */
export async function deployRepairedSystem(chain: TestChain): Promise<System> {
  const system = await deploySystem(chain);
  const { deployer, upgrader } = system.actors;
  const repaired = await deployMock(chain, deployer, "RepairedControls", COIN.name);
  await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(repaired), "0x"));
  await chain.send(system.as(upgrader).setDelegated(true));
  return system;
}

/** What holders are promised holds on both. */
export const PLANES: readonly Plane[] = [
  { name: "native", repaired: false, deploy: standardSystem },
  { name: "on the repair path", repaired: true, deploy: (chain) => chain.foundation(deployRepairedSystem) },
];
