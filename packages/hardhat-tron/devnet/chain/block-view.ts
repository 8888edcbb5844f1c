import type { Chain } from "./chain.ts";

/** What is read of blocks and transactions. */
export type BlockView = Pick<Chain, "head" | "block" | "blockById" | "transaction" | "pending">;

/** The chain as `/walletsolidity/` shows it: up to the final block. Accounts and contracts are those of the newest one. */
export function finalView(chain: Chain): BlockView {
  const known = (number: bigint): boolean => number <= chain.final.number;
  return {
    get head() {
      return chain.final;
    },
    get pending() {
      return [];
    },
    block: (number) => (known(number) ? chain.block(number) : undefined),
    blockById(id) {
      const block = chain.blockById(id);
      return block !== undefined && known(block.number) ? block : undefined;
    },
    transaction(id) {
      const stored = chain.transaction(id);
      return stored !== undefined && known(stored.blockNumber) ? stored : undefined;
    },
  };
}
