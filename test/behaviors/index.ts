import type { Chain } from "../support/chain.ts";
import { behavesLikeAnErc20 } from "./erc20.behavior.ts";
import { behavesLikeAPausableToken } from "./pausing.behavior.ts";

/** A suite that is mounted on a chain. */
export type Behavior = (chain: Chain) => void;

/** Every behaviour of the contracts, the same list for every chain. */
export const BEHAVIORS: readonly Behavior[] = [behavesLikeAnErc20, behavesLikeAPausableToken];
