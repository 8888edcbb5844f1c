import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { textField } from "../text/fields.ts";
import { parseJson } from "../text/parse-json.ts";
import { replaceFile } from "../files/durable.ts";
import { OperatorError } from "../errors.ts";
import type { Alert } from "./alert.ts";
import { toJsonText } from "../text/json.ts";

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
  /** Conditions that are so now, and how often each has begun. */
  readonly active: readonly string[];
  readonly begun: Readonly<Record<string, number>>;
  /** Since when the node does not answer, Unix seconds, and whether that was reported; null if it does. */
  readonly silent: { readonly since: number; readonly told: boolean } | null;
  /** Since when the events do not account for the state, Unix seconds; not there while they do. */
  readonly doubtful?: number | undefined;
}

/** An alert that not everybody has got yet. */
export interface Pending {
  readonly alert: Alert;
  readonly printed: boolean;
}

/** Everything a monitor remembers. */
export interface MonitorState {
  readonly schema: 1;
  readonly coin: string;
  readonly chains: Readonly<Record<string, ChainState>>;
  /** Oldest first. Written before the first of them is reported. */
  readonly outbox: readonly Pending[];
}

/** A chain that was never looked at. */
export const NEW_CHAIN: ChainState = { marks: [], active: [], begun: {}, silent: null };

const integer = z.string().regex(/^-?\d{1,78}$/);

/** What a file must look like to be gone on from. */
const STATE = z.looseObject({
  schema: z.literal(1),
  coin: textField(100),
  chains: z.record(
    textField(100),
    z.looseObject({
      marks: z.array(
        z.looseObject({
          number: z.int(),
          hash: textField(100),
          supply: integer,
          freezes: z.record(textField(100), integer),
          lifted: z.array(textField()).optional(),
          told: z.array(textField()),
          settings: z.record(textField(), textField()).optional(),
          drift: integer.optional(),
          again: z.looseObject({ from: z.int(), events: z.int(), supply: integer }).optional(),
        }),
      ),
      active: z.array(textField()),
      begun: z.record(textField(), z.int()),
      silent: z.looseObject({ since: z.number(), told: z.boolean() }).nullable(),
      doubtful: z.number().optional(),
    }),
  ),
  outbox: z.array(z.looseObject({ alert: z.looseObject({ id: textField() }), printed: z.boolean() })),
});

/** How many marks are kept: a reorganisation that goes deeper is followed from now on. */
export const MOST_MARKS = 256;

/**
 * Reads the state, or begins a new one.
 * @throws OperatorError `MONITOR_STATE_INVALID`.
 */
export function readState(file: string, coin: string): MonitorState {
  if (!existsSync(file)) return { schema: 1, coin, chains: {}, outbox: [] };
  const content = parseJson(file, readFileSync(file, "utf8"), "MONITOR_STATE_INVALID");
  const state = STATE.safeParse(content);
  if (state.success && state.data.coin === coin) return state.data as unknown as MonitorState;
  throw new OperatorError("MONITOR_STATE_INVALID", `${file} is not the state of a monitor of ${coin}.`);
}

/** Writes the state as a whole, or not at all. */
export function writeState(file: string, state: MonitorState): void {
  replaceFile(file, `${toJsonText(state)}\n`);
}
