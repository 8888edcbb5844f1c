import { showText } from "../terminal/show.ts";
import type { NetworkTarget } from "../coin-file/resolve.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Act } from "./acts.ts";
import { csvLine } from "../tables/csv.ts";
import { type Cell, Table } from "../output/table.ts";

/** What is needed to write amounts and addresses of one network. */
export interface Network {
  readonly target: Pick<NetworkTarget, "platform" | "nativeCoin">;
}

/** How a coin's acts are written. */
export interface Writing {
  readonly decimals: number;
  readonly symbol: string;
  readonly networks: ReadonlyMap<string, Network>;
}

const NATIVE_DECIMALS = { evm: 18, tron: 6 } as const;
const WIDTHS = { what: 50, reference: 30 } as const;

/** Acts as a table for people, with the costs of each network below it. */
export function showActs(acts: readonly Act[], writing: Writing): string[] {
  if (acts.length === 0) return ["Nothing was done, as far as the journals of this machine say."];
  const table = new Table({
    head: ["when (UTC)", "network", "what", "reference", "state", "transaction", "cost"],
    alignments: ["left", "left", "left", "left", "left", "left", "right"],
    widths: [null, null, WIDTHS.what, WIDTHS.reference],
  });
  for (const act of acts) {
    const { at, network, task, description, reference, state, transaction } = act;
    const what = act.shared > 1 && act.account !== null ? `${task} ${act.account}: ${description}` : description;
    table.push([
      at.slice(0, 19).replace("T", " "),
      ...[network, inWords(what, network, writing), reference ?? "", state, transaction ?? ""],
      costOf(act, writing),
    ]);
  }
  const totals = costs(acts).map(([network, fee]) => `${network}: ${coins(fee, network, writing)}`);
  return [...table.lines, `${acts.length} acts. Paid for them: ${totals.join(", ") || "nothing"}.`];
}

const COLUMNS = [
  ...["time", "network", "task", "state", "reference", "amount", "account", "to", "by", "transaction", "block"],
  ...["cost", "cost_shared_by", "description"],
];

/**
 * Acts as CSV with commas, in UTF-8: amounts in whole coins with a point, costs of a transaction in the native coin. What a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
export function actsToCsv(acts: readonly Act[], writing: Writing): string[] {
  const lines = acts.map((act) => {
    const { at, network, task, state, reference, amount, account, to, by, transaction, block, fee, shared } = act;
    const text = (value: string): string => inWords(value, network, writing);
    return [
      ...[at, network, task, state, reference ?? ""],
      amount === null ? "" : formatAmount(amount, writing.decimals).replaceAll(",", ""),
      ...[text(account ?? ""), text(to ?? ""), text(by.join(" ")), transaction ?? "", block === null ? "" : `${block}`],
      fee === null ? "" : formatAmount(fee, nativeDecimals(network, writing)).replaceAll(",", ""),
      ...[`${shared}`, text(act.description)],
    ];
  });
  return [COLUMNS, ...lines].map(csvLine);
}

/** Acts for programs: amounts in smallest units, and what the transactions of each network cost together. */
export function actsToJson(acts: readonly Act[], writing: Writing): object {
  return {
    decimals: writing.decimals,
    acts,
    costs: Object.fromEntries(
      costs(acts).map(([network, fee]) => [network, { fee, decimals: nativeDecimals(network, writing) }]),
    ),
  };
}

/** Returns what the transactions of each network cost, each counted once. */
function costs(acts: readonly Act[]): [network: string, fee: bigint][] {
  const counted = new Set<string>();
  const sums = new Map<string, bigint>();
  for (const { network, transaction, fee } of acts) {
    if (fee === null || counted.has(`${network} ${transaction}`)) continue;
    counted.add(`${network} ${transaction}`);
    sums.set(network, (sums.get(network) ?? 0n) + fee);
  }
  return [...sums];
}

function costOf({ fee, network, shared }: Act, writing: Writing): Cell {
  if (fee === null) return "";
  return [coins(fee, network, writing), ...(shared > 1 ? [`of ${shared} acts`] : [])];
}

function coins(fee: bigint, network: string, writing: Writing): string {
  const { nativeCoin = "" } = writing.networks.get(network)?.target ?? {};
  return `${formatAmount(fee, nativeDecimals(network, writing))} ${nativeCoin}`.trim();
}

function nativeDecimals(network: string, { networks }: Writing): number {
  return NATIVE_DECIMALS[networks.get(network)?.target.platform ?? "evm"];
}

function inWords(text: string, network: string, { networks }: Writing): string {
  const target = networks.get(network)?.target;
  return target === undefined ? text : showText(text, target);
}
