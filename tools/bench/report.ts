import Table from "cli-table3";
import pc from "picocolors";
import type { MeasuredChain } from "./chains.ts";
import type { DeploymentsByChain } from "./deployments.ts";
import {
  type Costs,
  type CostsByToken,
  DESCRIPTIONS,
  HOLDERS_OPERATIONS,
  ISSUERS_OPERATIONS,
  OPERATIONS,
  type Operation,
} from "./operations.ts";
import { type MoveCosts, MOVERS } from "./movers.ts";
import { type GuardsByOperation, rowsOfParts } from "./parts.ts";
import { type Budgets, OURS, bestOf, costsOf, grouped } from "./verdict.ts";

/** What the report on one chain is made of. */
export interface ReportInput {
  readonly chain: Pick<MeasuredChain, "name" | "unit" | "rules" | "sunPerUnit">;
  /** Everything measured in this run, ours included. */
  readonly measured: CostsByToken;
  /** Names of those measured tokens that can neither pause nor freeze: the floor. */
  readonly floor: readonly string[];
  /** Peers whose figures were published and not measured in this run. */
  readonly published: { readonly label: string; readonly tokens: CostsByToken };
  readonly budgets: Budgets;
}

const SUN_PER_TRX = 1_000_000;

/** Tokens that can do what ours can, measured here or published: what ours is compared with. */
export function regulatedPeers({ measured, floor, published }: ReportInput): CostsByToken {
  const here = Object.entries(measured).filter(([name]) => name !== OURS && !floor.includes(name));
  return { ...Object.fromEntries(here), ...published.tokens };
}

/** The tables of one chain for a terminal, holders' and issuer's operations, and what they count. */
export function render(input: ReportInput): string {
  const tables = [HOLDERS_OPERATIONS, ISSUERS_OPERATIONS].map((operations) => tableOf(input, operations).toString());
  return [...tables, input.chain.rules].join("\n");
}

function tableOf(input: ReportInput, operations: readonly Operation[]): Table.Table {
  const { chain, measured, floor, published, budgets } = input;
  const ours = costsOf(measured, OURS);
  const peers = regulatedPeers(input);
  const table = new Table({
    head: [chain.unit, ...operations.map((operation) => DESCRIPTIONS[operation].heading)],
    colAligns: ["left", ...operations.map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  const cells = (name: string, costs: Costs): string[] => [name, ...operations.map((one) => cell(costs[one] ?? null))];
  const section = (title: string): void => {
    table.push([{ colSpan: operations.length + 1, content: pc.dim(title) }]);
  };
  const { sunPerUnit } = chain;
  table.push(
    cells(OURS, ours).map((text) => pc.bold(pc.green(text))),
    ...(sunPerUnit === null ? [] : [["  in TRX", ...operations.map((operation) => trx(ours[operation], sunPerUnit))]]),
    ["  budget", ...operations.map((operation) => cell(budgets[operation] ?? null))].map(pc.dim),
    ["  against the best peer", ...operations.map((one) => difference(ours[one], bestOf(peers, one)))],
  );
  section("peers, measured in this run");
  for (const [name, costs] of Object.entries(measured)) {
    if (name !== OURS && !floor.includes(name)) table.push(cells(name, costs));
  }
  section(`peers, ${published.label}`);
  for (const [name, costs] of Object.entries(published.tokens)) table.push(cells(name, costs));
  section("floor, measured in this run: neither pause nor freeze nor proxy");
  for (const name of floor) table.push(cells(name, costsOf(measured, name)));
  return table;
}

/** How each column was measured. */
export function legend(): string {
  const width = Math.max(...OPERATIONS.map((operation) => DESCRIPTIONS[operation].heading.length));
  return OPERATIONS.map((operation) => {
    const { heading, method } = DESCRIPTIONS[operation];
    return `  ${heading.padEnd(width)}  ${method}`;
  }).join("\n");
}

/** What it costs to deploy each contract, with a sum for each chain. */
export function renderDeployments({ evm = {}, tvm = {} }: DeploymentsByChain): string {
  const rows = Object.keys(evm).map((name) => {
    const [there, here] = [evm[name], tvm[name]];
    if (there === undefined || !("gas" in there)) throw new Error(`No gas was measured for ${name}`);
    if (here === undefined || !("energy" in here)) throw new Error(`No energy was measured for ${name}`);
    return { name, gas: there.gas, ...here };
  });
  const sum = (of: "gas" | "energy" | "sun"): number => rows.reduce((total, row) => total + row[of], 0);
  const table = new Table({
    head: ["deployment", "gas", "energy", "TRX, with bandwidth"],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, gas, energy, sun } of rows) table.push([name, cell(gas), cell(energy), trx(sun, 1)]);
  table.push(["together", cell(sum("gas")), cell(sum("energy")), trx(sum("sun"), 1)].map((text) => pc.bold(text)));
  return table.toString();
}

/** What each part of an operation costs, in gas. */
export function renderGuards(guards: GuardsByOperation): string {
  const operations = Object.keys(guards);
  const table = new Table({
    head: ["gas, by part", ...operations],
    colAligns: ["left", ...operations.map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rowsOfParts(guards)) table.push(row);
  return table.toString();
}

/** What a move costs on each chain beside LayerZero's own token, with what LayerZero asks for a message from there. */
export function renderMoves({ evm, tvm }: MoveCosts): string {
  const table = new Table({
    head: ["move", "gas to send", "to receive", "fee in BNB", "energy to send", "to receive", "fee in TRX"],
    colAligns: ["left", ...Array.from({ length: 6 }, () => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const mover of MOVERS) {
    const [there, here] = [evm[mover], tvm[mover]];
    const fees = [there.fee.toFixed(6), here.fee.toFixed(6)];
    table.push([mover, cell(there.send), cell(there.receive), fees[0], cell(here.send), cell(here.receive), fees[1]]);
  }
  return table.toString();
}

function cell(cost: number | null): string {
  return cost === null ? "-" : grouped(cost);
}

function trx(units: number | null, sunPerUnit: number): string {
  return units === null ? "-" : ((units * sunPerUnit) / SUN_PER_TRX).toFixed(2);
}

function difference(ours: number | null, best: number | null): string {
  if (ours === null || best === null) return "-";
  const percent = ((ours - best) / best) * 100;
  const text = `${percent > 0 ? "+" : ""}${percent.toFixed(1)} %`;
  return percent <= 0 ? pc.green(text) : pc.yellow(text);
}
