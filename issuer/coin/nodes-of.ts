import type { NetworkConnection } from "hardhat/types/network";

/** A node of a connection, as far as it may be shown: never its URL. */
export interface KnownNode {
  readonly host: string;
  /** Why it was passed over last; null if it never was. */
  readonly trouble: string | null;
}

/** Returns the nodes that a connection asks; none for a chain of this process. */
export function nodesOf({ nodes, tron }: NetworkConnection<string>): KnownNode[] {
  return [...(nodes?.health() ?? []), ...(tron?.client.health() ?? [])];
}
