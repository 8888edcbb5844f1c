import type { IStablecoin } from "../../typechain-types/index.js";
import type { BridgeLimit } from "../coin-file/resolve.ts";

/** Reads what a bridge may move. */
export async function readBridgeLimit(token: IStablecoin, bridge: string): Promise<BridgeLimit> {
  const [set] = await token.bridgeLimits(bridge);
  return {
    inbound: { capacity: set.inboundCapacity, window: set.inboundWindow },
    outbound: { capacity: set.outboundCapacity, window: set.outboundWindow },
    netInflowCap: set.netInflowCap,
  };
}
