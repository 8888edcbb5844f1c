import { type Costs, type CostsByToken, OPERATIONS, type Operation } from "./operations.ts";

/** Figures by the name of what was measured, then by what was measured of it; null where there is none. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** The token whose costs are ours. */
export const OURS = "KGST";

/** The most an operation of ours may cost. */
export type Budgets = Readonly<Partial<Record<Operation, number>>>;

/** A number with separators. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** Costs of one token; throws when it was not measured. */
export function costsOf(tokens: CostsByToken, name: string): Costs {
  const costs = tokens[name];
  if (costs === undefined) throw new Error(`${name} was not measured`);
  return costs;
}

/** The lowest cost of an operation among these peers; null if none has it. */
export function bestOf(peers: CostsByToken, operation: Operation): number | null {
  const known = Object.values(peers).flatMap((costs) => costs[operation] ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

/** One sentence for each budget that ours exceed, and for each peer that is as cheap in a contested operation. */
export function missedBudgets(
  ours: Costs,
  budgets: Budgets,
  peers: CostsByToken,
  contested: readonly Operation[],
): string[] {
  const exceeded = OPERATIONS.flatMap((operation) => {
    const [cost, budget] = [ours[operation], budgets[operation]];
    if (budget === undefined) return [];
    if (cost === null) return [`${operation} was not measured, its budget is ${grouped(budget)}`];
    return cost <= budget
      ? []
      : [`${operation} costs ${grouped(cost)}, ${grouped(cost - budget)} over its budget of ${grouped(budget)}`];
  });
  const beaten = contested.flatMap((operation) =>
    Object.entries(peers).flatMap(([name, costs]) => {
      const [theirs, own] = [costs[operation], ours[operation]];
      return theirs !== null && own !== null && theirs <= own
        ? [`${operation} of ${name} costs ${grouped(theirs)}, ours ${grouped(own)}`]
        : [];
    }),
  );
  return [...exceeded, ...beaten];
}

/** One sentence for each figure that differs from the committed snapshot. */
export function driftFrom(snapshot: Figures, measured: Figures): string[] {
  return union(snapshot, measured).flatMap((name) => {
    const [before, now] = [snapshot[name], measured[name]];
    if (before === undefined) return [`${name} is not in the snapshot`];
    if (now === undefined) return [`${name} is in the snapshot but was not measured`];
    return union(before, now).flatMap((figure) =>
      drift(`${name} ${figure}`, before[figure] ?? null, now[figure] ?? null),
    );
  });
}

function union(before: object, now: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])];
}

function drift(title: string, before: number | null, now: number | null): string[] {
  if (before === now) return [];
  if (before === null || now === null) return [`${title} was ${String(before)} and is ${String(now)}`];
  const delta = grouped(Math.abs(now - before));
  return now > before
    ? [`${title} grew by ${delta}, from ${grouped(before)} to ${grouped(now)}`]
    : [`${title} shrank by ${delta}, from ${grouped(before)} to ${grouped(now)}`];
}
