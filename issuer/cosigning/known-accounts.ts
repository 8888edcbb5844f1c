import type { Desired } from "../coin-file/resolve.ts";

/** Accounts that the coin's file names as holders of a power on a network: nobody else has anything to sign for it. */
export function knownAccounts({ roles, timelock, attestation }: Desired): ReadonlySet<string> {
  const holders = [...Object.values(roles).flat(), ...timelock.proposers, ...timelock.executors];
  return new Set([...holders, ...attestation.guardians].filter((account) => account !== "timelock"));
}
