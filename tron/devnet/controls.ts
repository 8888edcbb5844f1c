import type { Chain } from "./chain/chain.ts";
import type { ResolvedOptions } from "./options.ts";
/** Development controls. */
export class Controls {
  blocks: "instant" | "manual" | number;
  constructor(
    readonly chain: Chain,
    options: ResolvedOptions,
  ) {
    this.blocks = options.blocks;
  }
  stop(): void {}
}
