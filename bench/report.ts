import Table from "cli-table3";
import pc from "picocolors";
import { type Costs, type CostsByToken, DESCRIPTIONS, OPERATIONS } from "./operations.ts";
import { type Budgets, OURS, bestOf, costsOf, grouped } from "./verdict.ts";

/** What a report is made of. */
export interface ReportInput {
  /** Everything measured in this run, ours included. */
  readonly measured: CostsByToken;
  /** Names of those measured tokens that can neither pause nor freeze: the floor. */
  readonly floor: readonly string[];
  /** Peers whose figures were published and not measured in this run. */
  readonly published: { readonly label: string; readonly tokens: CostsByToken };
  readonly budgets: Budgets;
}

/** Tokens that can do what ours can, measured here or published: what ours is compared with. */
export function regulatedPeers({ measured, floor, published }: ReportInput): CostsByToken {
  const here = Object.entries(measured).filter(([name]) => name !== OURS && !floor.includes(name));
  return { ...Object.fromEntries(here), ...published.tokens };
}

/** The whole report for a terminal: table, and how each column was measured. */
export function render(input: ReportInput): string {
  const { measured, floor, published, budgets } = input;
  const ours = costsOf(measured, OURS);
  const peers = regulatedPeers(input);
  const table = new Table({
    head: ["gas", ...OPERATIONS.map((operation) => DESCRIPTIONS[operation].heading)],
    colAligns: ["left", ...OPERATIONS.map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    cells(OURS, ours).map((cell) => pc.bold(pc.green(cell))),
    ["  budget", ...OPERATIONS.map((operation) => cell(budgets[operation] ?? null))].map(pc.dim),
    [
      "  against the best peer",
      ...OPERATIONS.map((operation) => difference(ours[operation], bestOf(peers, operation))),
    ],
  );
  section(table, "peers, measured in this run");
  for (const [name, costs] of Object.entries(measured)) {
    if (name !== OURS && !floor.includes(name)) table.push(cells(name, costs));
  }
  section(table, `peers, ${published.label}`);
  for (const [name, costs] of Object.entries(published.tokens)) table.push(cells(name, costs));
  section(table, "floor, measured in this run: neither pause nor freeze nor proxy");
  for (const name of floor) table.push(cells(name, costsOf(measured, name)));
  const width = Math.max(...OPERATIONS.map((operation) => DESCRIPTIONS[operation].heading.length));
  const legend = OPERATIONS.map((operation) => {
    const { heading, method } = DESCRIPTIONS[operation];
    return `  ${heading.padEnd(width)}  ${method}`;
  });
  return [
    table.toString(),
    "",
    "gasUsed of the receipt, Prague rules, 6 decimals; calldata free of zero bytes in addresses, hashes and signatures.",
    ...legend,
  ].join("\n");
}

function section(table: Table.Table, title: string): void {
  table.push([{ colSpan: OPERATIONS.length + 1, content: pc.dim(title) }]);
}

function cells(name: string, costs: Costs): string[] {
  return [name, ...OPERATIONS.map((operation) => cell(costs[operation]))];
}

function cell(cost: number | null): string {
  return cost === null ? "-" : grouped(cost);
}

function difference(ours: number | null, best: number | null): string {
  if (ours === null || best === null) return "-";
  const percent = ((ours - best) / best) * 100;
  const text = `${percent > 0 ? "+" : ""}${percent.toFixed(1)} %`;
  return percent <= 0 ? pc.green(text) : pc.yellow(text);
}
