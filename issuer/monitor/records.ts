import { z } from "zod";
import { textField } from "../text/fields.ts";
import type { Alert } from "./alert.ts";
import { type ChainState, MOST_MARKS, type Mark, type MonitorState, NEW_CHAIN, type Pending } from "./state.ts";

/** What has changed in a list, or in the entries of an object. */
interface Change<T> {
  readonly add?: T;
  readonly gone?: readonly string[];
}

/** A mark as what differs from the one before. */
export interface MarkRecord extends Omit<Mark, "freezes" | "lifted" | "told" | "settings"> {
  readonly freezes?: Change<Readonly<Record<string, string>>> | undefined;
  readonly lifted?: Change<readonly string[]> | undefined;
  readonly told?: readonly string[] | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** What one look at a chain has changed. */
export interface LookRecord {
  readonly chain: string;
  /** So many of the last marks are no longer on the chain. */
  readonly drop?: number;
  readonly mark?: MarkRecord;
  readonly active?: Change<readonly string[]>;
  readonly silent?: ChainState["silent"];
  readonly doubtful?: number | null;
  readonly fees?: ChainState["fees"];
  readonly unposted?: ChainState["unposted"] | null;
  readonly alerts?: readonly Alert[];
  /** How many of the alerts are for the webhook as well: the first ones. */
  readonly post?: number;
}

/** A line of the state's file behind its first one. */
export type StateRecord =
  | LookRecord
  /** So many alerts that wait were printed: all of them. */
  | { readonly printed: number }
  /** The webhook has taken the first ones. */
  | { readonly taken: number };

const integer = z.string().regex(/^-?\d{1,78}$/);
const texts = z.array(textField());
const alerts = z.array(z.looseObject({ id: textField() }));
const silent = z.looseObject({ since: z.number(), told: z.boolean() }).nullable();
const count = z.int().min(0);

const mark = z.looseObject({
  number: z.int(),
  hash: textField(100),
  supply: integer,
  drift: integer.optional(),
  again: z.looseObject({ from: z.int(), events: z.int(), supply: integer }).optional(),
  settings: z.record(textField(), textField()).optional(),
});

/** What a line must look like to be gone on from. */
export const RECORD = z.union([
  z.strictObject({ printed: count }),
  z.strictObject({ taken: count }),
  z.looseObject({
    chain: textField(100),
    drop: count.max(MOST_MARKS).optional(),
    mark: mark
      .extend({
        freezes: z
          .strictObject({ add: z.record(textField(100), integer).optional(), gone: texts.optional() })
          .optional(),
        lifted: z.strictObject({ add: texts.optional(), gone: texts.optional() }).optional(),
        told: texts.optional(),
      })
      .optional(),
    active: z.strictObject({ add: texts.optional(), gone: texts.optional() }).optional(),
    silent: silent.optional(),
    doubtful: z.number().nullable().optional(),
    fees: z.record(textField(), z.looseObject({ usual: integer, at: z.int() })).optional(),
    unposted: z.looseObject({ count, first: textField() }).nullable().optional(),
    alerts: alerts.optional(),
    post: count.optional(),
  }),
]);

/** The whole state in one document, as it was written before: marks in full, a number for each condition. */
export const EARLIER = z.looseObject({
  schema: z.literal(1),
  coin: textField(100),
  chains: z.record(
    textField(100),
    z.looseObject({
      marks: z.array(
        mark.extend({ freezes: z.record(textField(100), integer), lifted: texts.optional(), told: texts }),
      ),
      active: texts,
      silent,
      doubtful: z.number().optional(),
    }),
  ),
  outbox: z.array(z.looseObject({ alert: z.looseObject({ id: textField() }), printed: z.boolean() })),
});

/** Returns what a look has changed; null if that is nothing. */
export function lookRecord(
  chain: string,
  before: ChainState,
  now: ChainState,
  alertsFound: readonly Alert[],
  post: number,
): LookRecord | null {
  const old = new Map(before.marks.map((one, index) => [placeOf(one), index]));
  const kept = now.marks.filter((one) => old.has(placeOf(one))).length;
  const fresh = now.marks.slice(kept);
  const [added] = fresh;
  if (fresh.length > 1) throw new Error("A look adds one mark.");
  const last = kept === 0 ? undefined : now.marks[kept - 1];
  const drop = before.marks.length - 1 - (last === undefined ? -1 : (old.get(placeOf(last)) ?? -1));
  const active = changedList(before.active, now.active);
  const record = {
    ...(drop === 0 ? {} : { drop }),
    ...(added === undefined ? {} : { mark: toRecord(added, last) }),
    ...(active === undefined ? {} : { active }),
    ...(same(before.silent, now.silent) ? {} : { silent: now.silent }),
    ...(before.doubtful === now.doubtful ? {} : { doubtful: now.doubtful ?? null }),
    ...(same(before.fees, now.fees) ? {} : { fees: now.fees }),
    ...(same(before.unposted, now.unposted) ? {} : { unposted: now.unposted ?? null }),
    ...(alertsFound.length === 0 ? {} : { alerts: alertsFound, post }),
  };
  return Object.keys(record).length === 0 ? null : { chain, ...record };
}

const placeOf = ({ number, hash }: Mark): string => `${number} ${hash}`;

/** Returns the records that make a state out of nothing, in their order. */
export function* recordsOf({ chains, outbox }: MonitorState): Generator<StateRecord> {
  for (const [chain, state] of Object.entries(chains)) {
    let before: ChainState = NEW_CHAIN;
    for (const [index, one] of state.marks.entries()) {
      const marks = state.marks.slice(0, index + 1);
      const now = { ...before, marks };
      yield lookRecord(chain, before, now, [], 0) ?? { chain, mark: toRecord(one, before.marks.at(-1)) };
      before = now;
    }
    yield lookRecord(chain, before, state, [], 0) ?? { chain };
  }
  const chain = outbox[0]?.alert.network ?? "";
  const sorted = [...outbox.filter(({ post }) => post), ...outbox.filter(({ post }) => !post)];
  if (sorted.length === 0) return;
  const printed = sorted.filter((one) => one.printed);
  for (const part of [printed, sorted.filter((one) => !one.printed)]) {
    const post = part.filter((one) => one.post).length;
    if (part.length > 0) yield { chain, alerts: part.map(({ alert }) => alert), post };
    if (part.length > 0 && part === printed) yield { printed: part.length };
  }
}

/** A state that records are applied to, one after the other. */
export class Replay {
  readonly chains: Record<string, ChainState> = {};
  outbox: Pending[] = [];

  /** @throws Error if the record does not go with the ones before. */
  apply(record: StateRecord): void {
    if ("printed" in record) {
      if (record.printed > this.outbox.length) throw new Error("More were printed than there are.");
      this.outbox = this.outbox.flatMap((one, index) => {
        if (index >= record.printed) return [one];
        return one.post ? [{ ...one, printed: true }] : [];
      });
    } else if ("taken" in record) {
      if (record.taken > this.outbox.length) throw new Error("More were taken than there are.");
      this.outbox = this.outbox.slice(record.taken);
    } else this.#look(record);
  }

  #look({ chain, drop = 0, mark: added, alerts: found = [], post = found.length, ...record }: LookRecord): void {
    const before = this.chains[chain] ?? NEW_CHAIN;
    if (drop > before.marks.length) throw new Error("More marks are dropped than there are.");
    const kept = before.marks.slice(0, before.marks.length - drop);
    const marks = added === undefined ? kept : [...kept, fromRecord(added, kept.at(-1))].slice(-MOST_MARKS);
    const { active, silent: quiet, doubtful, fees = before.fees, unposted } = record;
    this.chains[chain] = {
      marks,
      active: active === undefined ? before.active : applied(before.active, active),
      silent: quiet === undefined ? before.silent : quiet,
      doubtful: doubtful === undefined ? before.doubtful : (doubtful ?? undefined),
      ...(fees === undefined ? {} : { fees }),
      unposted: unposted === undefined ? before.unposted : (unposted ?? undefined),
    };
    for (const [index, alert] of found.entries()) this.outbox.push({ alert, printed: false, post: index < post });
  }
}

function toRecord(mark: Mark, before: Mark | undefined): MarkRecord {
  const { freezes, lifted, told, settings, ...rest } = mark;
  const changed = {
    freezes: changedEntries(before?.freezes ?? {}, freezes),
    lifted: changedList(before?.lifted ?? [], lifted ?? []),
    told: told.length === 0 ? undefined : told,
    settings: same(before?.settings, settings) ? undefined : settings,
  };
  return { ...rest, ...changed };
}

function fromRecord({ freezes, lifted, told = [], settings, ...rest }: MarkRecord, before: Mark | undefined): Mark {
  const kept = settings ?? before?.settings;
  return {
    ...rest,
    freezes: freezes === undefined ? (before?.freezes ?? {}) : appliedEntries(before?.freezes ?? {}, freezes),
    lifted: lifted === undefined ? (before?.lifted ?? []) : applied(before?.lifted ?? [], lifted),
    told,
    ...(kept === undefined ? {} : { settings: kept }),
  };
}

function changedList(before: readonly string[], now: readonly string[]): Change<readonly string[]> | undefined {
  if (before === now) return undefined;
  const [old, fresh] = [new Set(before), new Set(now)];
  const [add, gone] = [now.filter((one) => !old.has(one)), before.filter((one) => !fresh.has(one))];
  return changeOf(add.length > 0 ? add : undefined, gone);
}

function changedEntries(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Change<Readonly<Record<string, string>>> | undefined {
  if (before === now) return undefined;
  const add = Object.fromEntries(Object.entries(now).filter(([key, value]) => before[key] !== value));
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(now, key));
  return changeOf(Object.keys(add).length > 0 ? add : undefined, gone);
}

function changeOf<T>(add: T | undefined, gone: readonly string[]): Change<T> | undefined {
  if (add === undefined && gone.length === 0) return undefined;
  return { ...(add === undefined ? {} : { add }), ...(gone.length === 0 ? {} : { gone }) };
}

function applied(before: readonly string[], { add = [], gone = [] }: Change<readonly string[]>): string[] {
  const left = new Set(gone);
  return [...before.filter((one) => !left.has(one)), ...add];
}

function appliedEntries(
  before: Readonly<Record<string, string>>,
  { add = {}, gone = [] }: Change<Readonly<Record<string, string>>>,
): Record<string, string> {
  const left = new Set(gone);
  return { ...Object.fromEntries(Object.entries(before).filter(([key]) => !left.has(key))), ...add };
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
