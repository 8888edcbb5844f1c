import { type HolderToken, type ScanCursor, isIntegrationError, scanDeposits } from "@kgst/integration";
import type { Store } from "./store.js";

/** One chain that is watched. */
export interface Watched {
  readonly chain: string;
  readonly token: HolderToken;
  readonly accounts: readonly string[];
  /** The last block before the exchange opened. */
  readonly start: number;
}

/**
 * Scans a chain to its newest final block and keeps what was found.
 * @throws IntegrationError `CURSOR_REPLACED`: a final block was replaced, which is for people to judge
 */
export async function watchOnce(store: Store, { chain, token, accounts, start }: Watched): Promise<void> {
  for (;;) {
    const cursor: ScanCursor = store.cursor(chain) ?? { block: start };
    const step = await scanDeposits(token, { accounts, cursor, blocks: 50 }).catch((error: unknown) => {
      // The node is behind, changed its branch or did not answer: nothing is known, so nothing is kept.
      const passes = isIntegrationError(error) && ["EVENTS_MISSING", "NODE_UNREACHABLE"].includes(error.code);
      if (passes) return undefined;
      throw error;
    });
    if (step === undefined || step.cursor.block === cursor.block) return;
    store.keep(chain, cursor, step);
  }
}
