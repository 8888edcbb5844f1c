import type { Action } from "../model/plan.ts";

/** A transaction that a run will send or ask for. */
export interface PlannedTransaction {
  readonly step: string;
  readonly action: Action;
  /** Who sends it; null if nobody here can sign, so that a bundle is written. */
  readonly sender: string | null;
  /** As in an {@link Estimate}; null if not known. */
  readonly gas: bigint | null;
  readonly fee: bigint | null;
  readonly bandwidth: bigint | null;
  /** Whether it can only be sent once those before it are done, with addresses that are not known yet. */
  readonly later?: true;
}

/** Everything a run is about to do. */
export interface Overview {
  readonly nativeDecimals: number;
  readonly transactions: readonly PlannedTransaction[];
  /** Transactions of an earlier run that are followed up first. */
  readonly resuming: readonly string[];
  /** What people should know besides it. */
  readonly notes: readonly string[];
  /** What is offered for gas or energy, in a sentence; null if nothing is sent. */
  readonly feeNote: string | null;
  /** What one unit of gas or energy costs while this is shown; null if nothing is sent. */
  readonly price: bigint | null;
}

/**
 * Shows a plan and asks; throws to decline.
 * @param again - Whether something was confirmed before, and this is what has come up instead since then.
 */
export type Confirm<Shown extends Overview = Overview> = (overview: Shown, again: boolean) => Promise<void>;
