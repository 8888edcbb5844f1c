import { FOR_EVER } from "../../packages/integration/reading/format.ts";
import type { Accounts } from "./accounts.ts";
import type { TimedEvent } from "./memory/book-event.ts";
import { type Figures, apply, destroy, issue } from "./figures.ts";
import { PART, type PackedEvents } from "./memory/packed-events.ts";
import type { Seal } from "./running-hash.ts";

/** Everything that follows from a chain's events. */
export interface Followed {
  readonly accounts: Accounts;
  readonly figures: Figures;
  readonly seal: Seal;
}

/**
 * Replays a chain's next events.
 * @param onUncovered - Called with the row of each transfer of more than its sender has.
 */
export function replay(
  events: PackedEvents,
  { accounts, figures, seal }: Followed,
  onUncovered: (row: number) => void = () => undefined,
): void {
  let other = 0;
  for (let row = 0; row < events.length; row++) {
    if (!events.isTransfer(row)) {
      const event = events.others[other++] as TimedEvent;
      seal.add(event);
      apply(figures, event);
      accounts.note(event);
      freeze(accounts, event);
      continue;
    }
    seal.addTransfer(events, row);
    if (!accounts.move(events, row)) onUncovered(row);
    const parts = events.partsOf(row);
    if ((parts & PART.account) === 0) issue(figures.totals, events.amountOf(row));
    if ((parts & PART.other) === 0) destroy(figures.totals, events.amountOf(row));
  }
}

function freeze(accounts: Accounts, { kind, account, number }: TimedEvent): void {
  if (kind === "Frozen") accounts.freeze(account, number ?? 0);
  else if (kind === "FreezeRatified") accounts.freeze(account, Number(FOR_EVER));
  else if (kind === "Unfrozen") accounts.freeze(account, 0);
}
