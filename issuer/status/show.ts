import { showText } from "../terminal/show.ts";
import { ROLE_NAMES } from "../coin-file/schema.ts";
import { showScopes } from "../verification/state-comparison.ts";
import { formatNative, roughDuration } from "../text/units.ts";
import { formatAmount, utcTime } from "../../packages/integration/reading/format.ts";
import type { BlockFact, BucketFact, ChainFacts, ChainStatus, NodeFact } from "./read.ts";
import type { Totals } from "./totals.ts";
import { style } from "../output/style.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { type Cell, Table } from "../output/table.ts";

const REFUSAL_WIDTH = 40;

/** Returns all chains of a coin side by side, and what they are together. @param now - Unix seconds. */
export function showStatus(statuses: readonly ChainStatus[], totals: Totals, now: number): string[] {
  const { symbol = "", decimals = 0 } = statuses[0]?.desired ?? {};
  const amount = (value: bigint): string => formatAmount(value, decimals);
  const columns = statuses.map((status) => columnOf(status, now));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const table = new Table({
    close: true,
    widths: widths(statuses),
    head: [symbol, ...statuses.map(({ desired }) => desired.network.name)],
  });
  for (const name of names) table.push([name, ...columns.map((column) => column.get(name) ?? "")]);
  const shown = [...lookalikesIn(symbol, true).map(style.yellow), ...table.lines];

  if (totals.answered === 0) {
    return [...shown, "No chain could be read, so that nothing is known of the whole."];
  }
  const { latest, behind, surplus, missing } = totals;
  const without = missing.length === 0 ? "" : `, without ${missing.join(", ")}`;
  const lines = [
    ...shown,
    `Together (${totals.answered} of ${totals.chains} chains${without}): ${amount(totals.outstanding)} outstanding${betweenChains(statuses, totals, amount)}, ${amount(totals.headroom)} can be issued now.`,
  ];
  if (latest === null) lines.push("No chain has a reserve report.");
  else {
    const reserves = `Report ${latest.sequence} of ${utcTime(latest.asOf, "minutes")}: ${amount(latest.reserves)} in reserve`;
    if (surplus === null) {
      lines.push(`${reserves}; whether that covers all is not known${without}.`);
      return [...lines, ...behindLine(behind)];
    }
    const enough =
      surplus < 0n ? style.red(`${amount(-surplus)} too little`) : `${amount(surplus)} more than is outstanding`;
    lines.push(`${reserves}, ${enough}.`);
  }
  return [...lines, ...behindLine(behind)];
}

/** What of it is on no chain; nothing for a coin that has no adapter. */
function betweenChains(
  statuses: readonly ChainStatus[],
  { supply, inFlight, held }: Totals,
  amount: (value: bigint) => string,
): string {
  if (statuses.every(({ facts }) => facts === null || facts.adapter === null)) return "";
  const open = inFlight === null ? "what is in flight is not known" : `${amount(inFlight)} in flight`;
  return ` (${amount(supply)} on the chains, ${open}, ${amount(held)} held)`;
}

function behindLine(behind: readonly string[]): string[] {
  return behind.length === 0 ? [] : [style.yellow(`Without that report: ${behind.join(", ")}.`)];
}

function widths(statuses: readonly ChainStatus[]): (number | null)[] {
  return [null, ...statuses.map(({ facts }) => (facts === null ? REFUSAL_WIDTH : null))];
}

function passedOver({ host, trouble }: NodeFact): string {
  return style.yellow(`passed over: ${trouble.includes(host) ? trouble : `${host}: ${trouble}`}`);
}

function columnOf({ desired, facts, refusal }: ChainStatus, now: number): Map<string, Cell> {
  if (facts === null) return new Map([["node", style.red(`${refusal.code}: ${refusal.message}`)]]);
  const amount = (value: bigint): string => formatAmount(value, desired.decimals);
  const column = new Map<string, Cell>([
    ["node", ["answers", ...facts.passedOver.map(passedOver)]],
    ["latest block", block(facts.latest)],
    ["final block", block(facts.final)],
    ["supply", amount(facts.supply)],
    ...(facts.adapter === null ? [] : [["held by the adapter", amount(facts.adapter.held)] as [string, Cell]]),
    ["state", stateOf(facts)],
    ...windowRows(facts, amount, now),
  ]);
  const left = (what: BucketFact["what"]): Cell => {
    const buckets = facts.buckets.filter((bucket) => bucket.what === what);
    if (buckets.length === 0) return "nobody";
    const write = what === "freeze" ? (value: bigint): string => formatAmount(value, 0) : amount;
    return buckets.flatMap(({ account, available, capacity }) => [
      `${write(available)} of ${write(capacity)}`,
      style.dim(showText(account, desired.network)),
    ]);
  };
  column.set("may be minted", left("mint"));
  column.set("accounts that may be frozen", left("freeze"));
  column.set("may be bridged in", left("in"));
  column.set("may be bridged out", left("out"));
  column.set(
    "roles",
    ROLE_NAMES.map((role) => `${role} ${facts.roles[role]}`),
  );
  const pending = Object.entries(facts.pendingAdmins).map(
    ([name, account]) => `${name}: ${showText(account, desired.network)}`,
  );
  column.set("pending admin", pending.length === 0 ? "none" : pending.map(style.yellow));
  column.set(
    "deployer has",
    `${formatNative(facts.deployerBalance, facts.nativeDecimals, "down")} ${desired.network.nativeCoin}`,
  );
  for (const [name, value] of resourceRows(facts)) column.set(name, value);
  return column;
}

function stateOf({ pausedScopes, retired, delegated, halted }: ChainFacts): Cell {
  const said = [
    pausedScopes === 0n ? "" : `paused: ${showScopes(pausedScopes)}`,
    retired ? "retired" : "",
    delegated ? "repair path on" : "",
    halted ? "issuance halted" : "",
  ].filter((text) => text !== "");
  return said.length === 0 ? "all on" : said.map(style.yellow);
}

function windowRows(
  { window, coverage }: ChainFacts,
  amount: (value: bigint) => string,
  now: number,
): [string, string][] {
  if (window === null || coverage === null) return [["report", style.yellow("none")]];
  const { sequence, state, validFrom, validUntil, mintable, minted, headroom } = window;
  const age = Math.max(0, now - Number(coverage.asOf));
  return [
    ["report", `${coverage.sequence}, ${roughDuration(age)} old`],
    ["reserves", amount(coverage.reserves)],
    ["window", state === "open" ? `${sequence}, ${roughDuration(Number(validUntil) - now)} left` : style.yellow(state)],
    ["window from", utcTime(validFrom, "minutes")],
    ["window until", utcTime(validUntil, "minutes")],
    ["minted in it", `${amount(minted)} of ${amount(mintable)}`],
    ["headroom", amount(headroom)],
  ];
}

function resourceRows({ resources }: ChainFacts): [string, string][] {
  if (resources === null) return [];
  const { energy, bandwidth, callersPay, originEnergyLimit } = resources;
  const left = (resource: { left: number; limit: number }): string =>
    `${formatAmount(BigInt(resource.left), 0)} of ${formatAmount(BigInt(resource.limit), 0)}`;
  return [
    ["deployer's energy", left(energy)],
    ["deployer's bandwidth", left(bandwidth)],
    ["callers pay", `${callersPay}% of the energy`],
    ["origin's energy limit", formatAmount(BigInt(originEnergyLimit), 0)],
  ];
}

function block({ number, age }: BlockFact): string {
  return `${formatAmount(BigInt(number), 0)}, ${roughDuration(age)} old`;
}

/** Returns the same for programs. */
export function statusToJson(statuses: readonly ChainStatus[], totals: Totals): object {
  const one = ({ desired, facts, refusal }: ChainStatus): object => {
    const { name, chainId, platform } = desired.network;
    return facts === null
      ? { network: name, chainId, platform, error: refusal }
      : { network: name, chainId, platform, ...facts };
  };
  const { answered, chains, missing } = totals;
  return { networks: statuses.map(one), together: answered === 0 ? { answered, chains, missing } : totals };
}
