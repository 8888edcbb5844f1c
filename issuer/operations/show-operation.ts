import type { Desired } from "../coin-file/resolve.ts";
import type { Overview } from "../engine/overview.ts";
import { valueOf } from "../model/plan.ts";
import type { Answer } from "./operation.ts";
import type { OperationOutcome } from "./run.ts";
import { formatNative } from "../text/units.ts";
import { formatAmount, utcTime } from "../../packages/integration/reading/format.ts";
import { showText } from "../terminal/show.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { style } from "../output/style.ts";
import { type Cell, Table } from "../output/table.ts";

const DESCRIPTION_WIDTH = 70;

/** Returns what an operation is about to send: who, what, and what it takes. */
export function showPlan(
  { transactions, resuming, notes, feeNote, nativeDecimals }: Overview,
  desired: Desired,
): string[] {
  const { network, symbol, name } = desired;
  const coins = (amount: bigint | null): string =>
    amount === null ? "?" : `${formatNative(amount, nativeDecimals)} ${network.nativeCoin}`;
  const table = new Table({
    head: ["who", "what", network.platform === "tron" ? "energy" : "gas", "at most"],
    alignments: ["left", "left", "right", "right"],
    widths: [null, DESCRIPTION_WIDTH],
  });
  for (const { action, sender, gas, fee } of transactions) {
    const signers = action.kind === "call" ? action.by.map((one) => showText(one, network)) : [];
    const asked = signers.map((one, index) => (index === 0 ? one : `or ${one}`));
    const who = sender === null ? ["to be signed by", ...asked].map(style.yellow) : showText(sender, network);
    const along = valueOf(action) === 0n ? "" : `; ${coins(valueOf(action))} go along`;
    const takes = gas === null ? "?" : formatAmount(gas, 0);
    table.push([who, `${showText(action.description, network)}${along}`, takes, coins(fee)]);
  }
  return [
    `${style.bold(`${name} (${symbol})`)} on ${style.bold(network.name)}, chain ${network.chainId}, ${network.environment}`,
    ...pointOut([name, symbol], transactions),
    ...resuming.map((description) => `${style.yellow("goes on with")} ${showText(description, network)}`),
    ...notes.map((note) => showText(note, network)),
    ...(transactions.length === 0 ? ["Nothing to send."] : table.lines),
    ...(feeNote === null ? [] : [feeNote]),
  ];
}

/** Returns what looks like something else in the coin's names, and in what is to be sent. */
function pointOut(names: readonly string[], transactions: Overview["transactions"]): string[] {
  const words = transactions.flatMap(({ action }) => lookalikesIn(action.description));
  return [...new Set([...names.flatMap((name) => lookalikesIn(name, true)), ...words])].map(style.yellow);
}

/** Returns how an operation ended. */
export function showEnd(outcome: OperationOutcome, desired: Desired): string[] {
  const { network } = desired;
  const { state, settled, notes, bundles, notBefore, overview } = outcome;
  const unit = network.platform === "tron" ? "energy" : "gas";
  const lines = settled.flatMap(({ description, transaction, block, gasUsed, fee }) => {
    const cost = `${formatNative(BigInt(fee), overview.nativeDecimals)} ${network.nativeCoin}`;
    const link = network.explorer === null ? transaction : `${network.explorer}/tx/${transaction}`;
    const took = `${formatAmount(BigInt(gasUsed), 0)} ${unit}, ${cost}`;
    return [`${style.green("done")} ${showText(description, network)}`, `     ${link}`, `     block ${block}, ${took}`];
  });
  lines.push(...notes.map((note) => showText(note, network)));
  if (bundles.length > 0) {
    lines.push("Waiting for signature. To be signed:", ...bundles.map((file) => `  ${file}`));
    lines.push("Once it is executed, run the same command again.");
  }
  if (notBefore !== null) lines.push(`Waiting until ${utcTime(notBefore)}. Run the same command again then.`);
  if (state === "finished" && settled.length === 0) lines.push("Nothing was to be sent.");
  return lines;
}

/** Returns a report as a table. */
export function showAnswer({ title, head, rows }: Answer, { network }: Desired): string[] {
  const table = new Table({ head });
  for (const row of rows) table.push(row.map((cell) => showCell(cell, network)));
  return [`${style.bold(title)} on ${style.bold(network.name)}`, ...table.lines];
}

function showCell(cell: Cell, network: Desired["network"]): Cell {
  return typeof cell === "string" ? showText(cell, network) : cell.map((line) => showText(line, network));
}
