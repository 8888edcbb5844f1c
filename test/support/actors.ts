import type { Account, TestChain } from "./chain.ts";

/** Everyone who appears in a test, each with an account and (but for holders) one power. */
export const ACTORS = [
  "deployer",
  "proposer",
  "admin",
  "upgrader",
  "minter",
  "limiter",
  "burner",
  "pauser",
  "unpauser",
  "guardian",
  "compliance",
  "rescuer",
  "bridge",
  "council",
  "alice",
  "bob",
  "carol",
  "dave",
  "relayer",
  "stranger",
] as const;

export type ActorName = (typeof ACTORS)[number];

export type Actors = Readonly<Record<ActorName, Account>>;

/** Number of attestors, and how many of them must sign. */
export const ATTESTORS = 5;
export const THRESHOLD = 3;

/** Names the chain's first accounts. */
export function castActors(chain: TestChain): Actors {
  return Object.fromEntries(ACTORS.map((name, index) => [name, chain.account(index)])) as Record<ActorName, Account>;
}

/** Accounts that attest, by rising address as the contract asks. */
export function castAttestors(chain: TestChain): Account[] {
  return Array.from({ length: ATTESTORS }, (_, index) => chain.account(ACTORS.length + index)).sort((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
}

/** Accounts that play no part yet. */
export function spareAccount(chain: TestChain, index: number): Account {
  return chain.account(ACTORS.length + ATTESTORS + index);
}
