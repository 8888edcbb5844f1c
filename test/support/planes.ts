import type { Contract } from "ethers";
import { type TestChain, addressOf } from "./chain.ts";
import { deployMock } from "./mocks.ts";
import { COIN, type System, deploySystem, standardSystem } from "./system.ts";

/** Which code answers holders: the token's own, or on the repair path the implementation's. */
export interface Plane {
  readonly name: string;
  readonly repaired: boolean;
  readonly deploy: (chain: TestChain) => Promise<System>;
}

/** A repair of the holder plane in front of the system's controls: a frozen relayer is refused. */
export async function deployRepair({ chain, actors, controls }: System, version = 2n): Promise<Contract> {
  const { name, symbol, currency, decimals } = COIN;
  const what = [name, symbol, currency, decimals, addressOf(controls), version];
  return await deployMock(chain, actors.deployer, "RepairedHolder", ...what);
}

/** The system with its holder plane routed to a repair implementation, as after an emergency. */
export async function deployRepairedSystem(chain: TestChain): Promise<System> {
  const system = await deploySystem(chain);
  const { upgrader } = system.actors;
  await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(await deployRepair(system)), "0x"));
  await chain.send(system.as(upgrader).setDelegated(true));
  return system;
}

/** What holders are promised holds on both. */
export const PLANES: readonly Plane[] = [
  { name: "native", repaired: false, deploy: standardSystem },
  { name: "on the repair path", repaired: true, deploy: (chain) => chain.foundation(deployRepairedSystem) },
];
