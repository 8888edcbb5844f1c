import { toBase58 } from "../../packages/tron/address.ts";
import type { Desired, NetworkTarget } from "../coin-file/resolve.ts";
import type { Drift } from "../verification/state-comparison.ts";
import type { DeploymentOverview } from "../engine/run.ts";
import { formatNative } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { style } from "../output/style.ts";
import { Table } from "../output/table.ts";

const DESCRIPTION_WIDTH = 60;

/**
 * Returns a text with every address in the chain's own form: base58 on TRON. One behind the name of a network and a colon is
 * of that network, and stays as it is.
 */
export function showText(text: string, { platform }: Pick<NetworkTarget, "platform">): string {
  return platform === "tron" ? text.replace(/(?<!:)\b0x[0-9a-fA-F]{40}\b/g, toBase58) : text;
}

/** Returns an address with its page on the explorer, where there is one. */
export function showAddress(account: string, network: NetworkTarget): string[] {
  const { explorer } = network;
  const address = showText(account, network);
  return explorer === null ? [address] : [address, style.dim(`${explorer}/address/${address}`)];
}

/** Returns what a run is about to do, as a table with totals. */
export function showOverview(overview: DeploymentOverview, desired: Desired): string[] {
  const { network, symbol, name } = desired;
  const { nativeDecimals } = overview;
  const coins = (amount: bigint | null): string =>
    amount === null ? "?" : `${formatNative(amount, nativeDecimals)} ${network.nativeCoin}`;
  const table = new Table({
    head: ["step", "transaction", "sender", network.platform === "tron" ? "energy" : "gas", "at most"],
    alignments: ["left", "left", "left", "right", "right"],
    widths: [null, DESCRIPTION_WIDTH],
  });
  for (const { step, action, sender, gas, fee } of overview.transactions) {
    const account = sender === null ? style.yellow("bundle") : short(showText(sender, network));
    const who = sender === overview.deployer ? "deployer" : account;
    table.push([
      step,
      showText(action.description, network),
      who,
      gas === null ? "?" : formatAmount(gas, 0),
      coins(fee),
    ]);
  }
  return [
    `${style.bold(`${name} (${symbol})`)} on ${style.bold(network.name)}, chain ${network.chainId}, ${network.environment}`,
    ...[name, symbol].flatMap((text) => lookalikesIn(text, true)).map(style.yellow),
    ...overview.resuming.map((description) => `${style.yellow("goes on with")} ${showText(description, network)}`),
    ...(overview.transactions.length === 0 ? ["Nothing to send."] : table.lines),
    ...(overview.feeNote === null ? [] : [overview.feeNote]),
    ...showAddress(overview.deployer, network).map((line, index) => (index === 0 ? `Deployer ${line}` : line)),
    `has ${formatNative(overview.balance, nativeDecimals, "down")} ${network.nativeCoin}; it will pay at most ${coins(overview.total)} of it.`,
  ];
}

/** Addresses of a coin's contracts, as a table. */
export function showContracts(
  contracts: Readonly<Record<string, { address: string; block: number }>>,
  network: NetworkTarget,
): string[] {
  const table = new Table({ head: ["contract", "address", "block"] });
  for (const [key, { address, block }] of Object.entries(contracts)) {
    table.push([key, showAddress(address, network), formatAmount(BigInt(block), 0)]);
  }
  return table.lines;
}

/** Differences, as a table. */
export function showDrifts(drifts: readonly Drift[], network: Pick<NetworkTarget, "platform">): string[] {
  const table = new Table({ head: ["what", "expected", "on chain"] });
  const show = (text: string): string[] => breakable(showText(text, network));
  for (const { path, expected, actual } of drifts) {
    table.push([show(path), show(expected), show(actual).map(style.red)]);
  }
  return table.lines;
}

function short(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-6)}`;
}

function breakable(text: string): string[] {
  return text.split(/(?<=,) /);
}
