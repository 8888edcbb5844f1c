import type { Alert } from "./alert.ts";
import type { UsualFees } from "./fees.ts";

/** A block up to which a chain was followed, and what was known then. */
export interface Mark {
  readonly number: number;
  readonly hash: string;
  /** What the token's events add up to, smallest units. */
  readonly supply: string;
  /** Accounts under a guardian's freeze, and when it ends: Unix seconds. */
  readonly freezes: Readonly<Record<string, string>>;
  /** Accounts whose freeze compliance has lifted, and that no guardian has frozen since. */
  readonly lifted?: readonly string[];
  /** Keys of what was reported of the blocks since the mark before. */
  readonly told: readonly string[];
  /** What the contracts were set to; not there where nothing was read yet. */
  readonly settings?: Readonly<Record<string, string>>;
  /** By how much the token's own supply is more than that, smallest units. */
  readonly drift?: string;
  /** From which block the next look reads, how many events there are from there to here, and what they add up to. */
  readonly again?: { readonly from: number; readonly events: number; readonly supply: string };
}

/** How far one chain was followed. */
export interface ChainState {
  /** The last marks, oldest first. */
  readonly marks: readonly Mark[];
  /** Conditions that are so now. */
  readonly active: readonly string[];
  /** Since when the node does not answer, Unix seconds, and whether that was reported; null if it does. */
  readonly silent: { readonly since: number; readonly told: boolean } | null;
  /** Since when the events do not account for the state, Unix seconds; not there while they do. */
  readonly doubtful?: number | undefined;
  /** What LayerZero usually asks for, by route; only between the chains. */
  readonly fees?: UsualFees | undefined;
  /** Alerts that were printed and not posted, since too many others waited; not there if there are none. */
  readonly unposted?: { readonly count: number; readonly first: string } | undefined;
}

/** An alert that not everybody has got yet. */
export interface Pending {
  readonly alert: Alert;
  readonly printed: boolean;
  /** Whether it is for the webhook as well. */
  readonly post: boolean;
}

/** Everything a monitor remembers. */
export interface MonitorState {
  readonly coin: string;
  readonly chains: Readonly<Record<string, ChainState>>;
  /** Oldest first. Written before the first of them is reported. */
  readonly outbox: readonly Pending[];
}

/** A chain that was never looked at. */
export const NEW_CHAIN: ChainState = { marks: [], active: [], silent: null };

/** How many marks are kept: a reorganisation that goes deeper is followed from now on. */
export const MOST_MARKS = 256;

/** Alerts that wait for the webhook. What comes above that is printed only, and told in one alert afterwards. */
export const MOST_WAITING = 10_000;
