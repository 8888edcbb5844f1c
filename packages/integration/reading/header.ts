import { type Provider, toQuantity } from "ethers";

/** What the helpers read of a block. */
export interface Header {
  readonly number: number;
  readonly hash: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

interface RawHeader {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
}

type Sending = Provider & { readonly send?: (method: string, params: unknown[]) => Promise<unknown> };

/**
 * Returns the header of a block; undefined where the node does not have it. It is asked of the node as it is, where the
 * provider can: TRON's JSON-RPC has no state root, and ethers' own `getBlock` refuses every block without one.
 * @param block - its number or tag
 */
export async function readHeader(
  provider: Provider,
  block: number | "latest" | "finalized",
): Promise<Header | undefined> {
  const { send }: Sending = provider;
  if (send === undefined) {
    const found = await provider.getBlock(block);
    return found?.hash == null ? undefined : { number: found.number, hash: found.hash, timestamp: found.timestamp };
  }
  const tag = typeof block === "number" ? toQuantity(block) : block;
  const found = (await send.call(provider, "eth_getBlockByNumber", [tag, false])) as RawHeader | null;
  if (found === null) return undefined;
  return { number: Number(found.number), hash: found.hash, timestamp: Number(found.timestamp) };
}
