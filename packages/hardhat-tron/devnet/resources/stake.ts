import { type ChainParameters, TRX } from "../chain/parameters.ts";
import type { Account } from "../state/account.ts";
import type { World } from "../state/world.ts";
import { recovered } from "./window.ts";

const share = (staked: bigint, total: bigint, weight: bigint): bigint =>
  weight === 0n ? 0n : BigInt(Math.trunc((Number(staked) / Number(TRX)) * (Number(total) / Number(weight))));

/** Energy a day an account's stake yields. */
export const energyLimit = (account: Account, world: World, parameters: ChainParameters): bigint =>
  share(account.staked.ENERGY + account.delegatedIn.ENERGY, parameters.totalEnergy, world.counter("totalEnergyWeight"));

/** Bandwidth a day an account's stake yields. */
export const bandwidthLimit = (account: Account, world: World, parameters: ChainParameters): bigint =>
  share(
    account.staked.BANDWIDTH + account.delegatedIn.BANDWIDTH,
    parameters.totalBandwidth,
    world.counter("totalNetWeight"),
  );

/** Energy left from the stake at a slot. */
export function energyLeft(account: Account, world: World, parameters: ChainParameters, now: bigint): bigint {
  const left = energyLimit(account, world, parameters) - recovered(account.energy, now);
  return left > 0n ? left : 0n;
}
