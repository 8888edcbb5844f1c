import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { SentMove } from "./message.ts";

/** What is known of the coin on all chains when a move is judged. Amounts in smallest units. */
export interface Ledgers {
  /** All that adapters ever burned, by the chains' own books of bridges, where that is final. */
  readonly burned: bigint;
  /** All that adapters ever minted, in the newest blocks. */
  readonly minted: bigint;
  /** What adapters hold, in the newest blocks. */
  readonly held: bigint;
  /** What is confirmed or verified, and not delivered, besides the move that is judged. */
  readonly underWay: bigint;
}

/** What is known of one move. */
export interface Evidence {
  readonly move: SentMove;
  /** The last final block of the chain that it left. */
  readonly final: number;
  /** Confirmations that the receiving library asks for. */
  readonly confirmations: number;
  /** Newest block of the chain that it left. */
  readonly head: number;
  /** Whether the books hold its burn: the same transaction, block, position, adapter and amount. */
  readonly inBooks: boolean;
  readonly ledgers: Ledgers;
}

/** What is to be done about a move. */
export type Judgement =
  | { readonly confirm: true }
  /** `wait`: later, by itself. `alarm`: somebody has to look. */
  | { readonly confirm: false; readonly kind: "wait" | "alarm"; readonly why: string };

/**
 * Returns whether a move may be confirmed: it is final where it left, the books know its burn, and with it no more arrives
 * over all chains than was burned over all chains. Pure.
 */
export function judge({ move, final, head, confirmations, inBooks, ledgers }: Evidence, decimals: number): Judgement {
  const show = (amount: bigint): string => formatAmount(amount, decimals);
  if (move.block > final) return wait(`it is in block ${move.block}, and block ${final} is the last that is final`);
  if (head - move.block + 1 < confirmations) {
    return wait(`it has ${head - move.block + 1} of ${confirmations} blocks that the receiving chain asks for`);
  }
  if (!inBooks) return alarm("the books do not know its burn, and they have its block");
  const { burned, minted, held, underWay } = ledgers;
  const arriving = minted + held + underWay + move.amount;
  if (arriving > burned) {
    return alarm(
      `with it ${show(arriving)} would have arrived over all chains, and ${show(burned)} were burned: ` +
        `${show(minted)} minted, ${show(held)} held, ${show(underWay)} under way`,
    );
  }
  return { confirm: true };
}

/** Returns that a move is not confirmed now, and will be without anybody. */
export function wait(why: string): Judgement {
  return { confirm: false, kind: "wait", why };
}

function alarm(why: string): Judgement {
  return { confirm: false, kind: "alarm", why };
}
