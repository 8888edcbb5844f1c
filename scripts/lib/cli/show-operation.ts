import Table from "cli-table3";
import pc from "picocolors";
import type { Desired } from "../config/resolve.ts";
import type { Overview } from "../engine/overview.ts";
import type { Report } from "../operations/operation.ts";
import type { OperationOutcome } from "../operations/run.ts";
import { formatAmount, formatNative, utcTime } from "../units.ts";
import { LOOK, showText } from "./show.ts";

const DESCRIPTION_WIDTH = 70;

/** What an operation is about to send: who, what, and what it takes. */
export function showPlan(
  { transactions, resuming, notes, feeNote, nativeDecimals }: Overview,
  desired: Desired,
): string {
  const { network, symbol, name } = desired;
  const coins = (amount: bigint | null): string =>
    amount === null ? "?" : `${formatNative(amount, nativeDecimals)} ${network.nativeCoin}`;
  const table = new Table({
    ...LOOK,
    head: ["who", "what", network.platform === "tron" ? "energy" : "gas", "at most"],
    colAligns: ["left", "left", "right", "right"],
    colWidths: [null, DESCRIPTION_WIDTH],
  });
  for (const { action, sender, gas, fee } of transactions) {
    const asked = action.kind === "call" ? action.by.join("\nor ") : "";
    const who = sender === null ? pc.yellow(`to be signed by\n${asked}`) : sender;
    const takes = gas === null ? "?" : formatAmount(gas, 0);
    table.push([showText(who, network), showText(action.description, network), takes, coins(fee)]);
  }
  return [
    `${pc.bold(`${name} (${symbol})`)} on ${pc.bold(network.name)}, chain ${network.chainId}, ${network.environment}`,
    ...resuming.map((description) => `${pc.yellow("goes on with")} ${showText(description, network)}`),
    ...notes.map((note) => showText(note, network)),
    transactions.length === 0 ? "Nothing to send." : table.toString(),
    ...(feeNote === null ? [] : [feeNote]),
  ].join("\n");
}

/** How an operation ended. */
export function showEnd(outcome: OperationOutcome, desired: Desired): string {
  const { network } = desired;
  const { state, settled, notes, bundles, notBefore, overview } = outcome;
  const unit = network.platform === "tron" ? "energy" : "gas";
  const lines = settled.map(({ description, transaction, block, gasUsed, fee }) => {
    const cost = `${formatNative(BigInt(fee), overview.nativeDecimals)} ${network.nativeCoin}`;
    const link = network.explorer === null ? transaction : `${network.explorer}/tx/${transaction}`;
    const took = `${formatAmount(BigInt(gasUsed), 0)} ${unit}, ${cost}`;
    return `${pc.green("done")} ${showText(description, network)}\n     ${link}\n     block ${block}, ${took}`;
  });
  lines.push(...notes.map((note) => showText(note, network)));
  if (bundles.length > 0) {
    lines.push("Waiting for signature. To be signed:", ...bundles.map((file) => `  ${file}`));
    lines.push("Once it is executed, run the same command again.");
  }
  if (notBefore !== null) lines.push(`Waiting until ${utcTime(notBefore)}. Run the same command again then.`);
  if (state === "finished" && settled.length === 0) lines.push("Nothing was to be sent.");
  return lines.join("\n");
}

/** A report as a table. */
export function showReport({ title, head, rows }: Report, { network }: Desired): string {
  const table = new Table({ ...LOOK, head: [...head] });
  for (const row of rows) table.push(row.map((cell) => showText(cell, network)));
  return `${pc.bold(title)} on ${pc.bold(network.name)}\n${table.toString()}`;
}
