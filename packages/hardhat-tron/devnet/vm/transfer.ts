import type { BareAddress } from "../../../tron/address.ts";
import type { World } from "../state/world.ts";

const LONG_MAX = (1n << 63n) - 1n;

/** Why java-tron refuses a transfer inside a contract, or undefined when it may happen. */
export function transferRefusal(world: World, from: BareAddress, to: BareAddress, amount: bigint): string | undefined {
  if (from === to) return "Cannot transfer TRX to yourself.";
  if (world.account(from) === undefined) return "Validate InternalTransfer error, no OwnerAccount.";
  if (world.account(to) === undefined) {
    return "Validate InternalTransfer error, no ToAccount. And not allowed to create an account in a smartContract.";
  }
  if (world.balance(from) < amount) return "Validate InternalTransfer error, balance is not sufficient.";
  return world.balance(to) + amount > LONG_MAX ? "long overflow" : undefined;
}

/** Moves sun between two existing accounts. */
export function move(world: World, from: BareAddress, to: BareAddress, amount: bigint): void {
  world.addBalance(from, -amount);
  world.addBalance(to, amount);
}

/** Whether the amount fits java's `long`. */
export const fitsLong = (amount: bigint): boolean => amount <= LONG_MAX;
