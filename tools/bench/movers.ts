import type { ChainKey } from "./chains.ts";

/** Tokens that are moved. */
export const MOVERS = ["KGST", "LayerZero's OFT"] as const;

/** Which token. */
export type Mover = (typeof MOVERS)[number];

/**
 * What a move costs on one chain, in gas, or energy on TRON: `send` the holder's transaction, `receive` the one that delivers
 * here. `fee` is what LayerZero asks for a message from here, in BNB or TRX, at the prices of `scripts/layerzero/world.ts`.
 */
export type MoveCost = Readonly<Record<"send" | "receive" | "fee", number>>;

/** Costs by chain and token. */
export type MoveCosts = Readonly<Record<ChainKey, Readonly<Record<Mover, MoveCost>>>>;
