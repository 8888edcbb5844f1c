import type { ReportFile } from "../reports/report-file.ts";
import { formatAmount, isoTime } from "../../packages/integration/reading/format.ts";
import type { Observation } from "./observation.ts";
import { canBePosted } from "./begun.ts";
import { type Verdict, accepted } from "./rules.ts";
import { type SupplyNeeded, allocationOf } from "./supply.ts";
import { type Unchecked, showUnchecked } from "./unchecked.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { style } from "../output/style.ts";
import { Table } from "../output/table.ts";

const RULE_WIDTH = 44;
const DETAIL_WIDTH = 84;

/** Shows an amount with the coin's symbol. */
export type Show = (amount: bigint) => string;

/** Returns how amounts of a coin are shown. */
export function shower({ decimals, symbol }: { readonly decimals: number; readonly symbol: string }): Show {
  return (amount) => `${formatAmount(amount, decimals)} ${symbol}`;
}

/**
 * Returns a report with all that was found out about it: what an attestor sees before it signs, and whoever checks it.
 */
export function showExamined(
  file: ReportFile,
  found: {
    readonly needed: SupplyNeeded;
    readonly verdicts: readonly Verdict[];
    readonly unchecked: readonly Unchecked[];
  },
  show: Show,
): string[] {
  return [
    ...showReport(file, show),
    "",
    ...showSupply(found.needed, show),
    "",
    ...showVerdicts(found.verdicts),
    "",
    ...showUnchecked(found.unchecked),
  ];
}

/** Returns what the supply of a report is made of, chain by chain. */
export function showSupply({ chains, crossings, total }: SupplyNeeded, show: Show): string[] {
  const table = new Table({ head: ["what", "how much"], alignments: ["left", "right"] });
  for (const { network, supply, redeemed, ownMints, windows } of chains) {
    table.push([`${network}: outstanding`, show(supply)]);
    if (ownMints > 0n) table.push([`${network}: minted under this very report`, show(-ownMints)]);
    if (redeemed > 0n) table.push([`${network}: redeemed since the reserves were counted`, show(redeemed)]);
    for (const { sequence, validUntil, allocation, minted, left, state } of windows) {
      const why = { accepted: `${show(minted)} minted`, postable: "not posted yet", assumed: "not read" }[state];
      const what = `still mintable under report ${sequence} until ${isoTime(validUntil)}`;
      table.push([`${network}: ${what} (${show(allocation)}, ${why})`, show(left)]);
    }
  }
  for (const { bridges, burned, minted, inFlight, held } of crossings) {
    if (burned === 0n && minted === 0n) continue;
    const kept = held === 0n ? "" : `, ${show(held)} of it held`;
    table.push([
      `in flight over ${bridges.join(" ")} (${show(burned)} burned, ${show(minted)} minted${kept})`,
      show(inFlight),
    ]);
  }
  table.push([style.bold("supply to be covered"), style.bold(show(total))]);
  return table.lines;
}

/** Returns the report itself. */
export function showReport(file: ReportFile, show: Show): string[] {
  const { workings, signed, evidence, digest } = file;
  const table = new Table();
  table.push(
    ["report", `number ${file.sequence} of ${file.coin} (${file.environment})`],
    ["reserves counted", file.asOf],
    ["window", `${file.validFrom} to ${file.validUntil}`],
    ["bank's statement", show(BigInt(workings.reserves.statement.units))],
    ["less payouts owed", show(BigInt(workings.reserves.payoutsOwed.units))],
    [style.bold("reserves"), style.bold(show(BigInt(signed.reserves)))],
    [style.bold("supply"), style.bold(show(BigInt(signed.supply)))],
    ...file.allocations.map(({ network, chainId }, index) => [
      `mintable on ${network} (chain ${chainId})`,
      show(BigInt(signed.allocations[index]?.mintable ?? 0)),
    ]),
    ["evidence", [evidence.document, evidence.hash]],
    ["digest", digest],
    ...closely(file).map((line) => [style.yellow("look closely"), style.yellow(line)]),
    ["signed by", file.signatures.length === 0 ? "nobody yet" : file.signatures.map(({ attestor }) => attestor)],
  );
  return table.lines;
}

function closely({ coin, symbol, domain, evidence, description = "" }: ReportFile): string[] {
  const names = [coin, symbol, domain.name].flatMap((name) => lookalikesIn(name, true));
  return [...new Set([...names, ...[evidence.document, description].flatMap((text) => lookalikesIn(text))])];
}

/** Returns every rule, kept or not. */
export function showVerdicts(verdicts: readonly Verdict[]): string[] {
  const table = new Table({ head: ["", "rule", "found"], widths: [null, RULE_WIDTH, DETAIL_WIDTH] });
  for (const { rule, holds, detail } of verdicts) {
    table.push([holds ? style.green("ok") : style.red("no"), rule, holds ? detail : style.red(detail)]);
  }
  return table.lines;
}

/** Returns the last and the next window on all chains, side by side. */
export function showWindows(lines: readonly WindowLine[], show: Show): string[] {
  const table = new Table({
    head: ["network", "report", "state", "window", "mintable", "minted", "left"],
    alignments: ["left", "right", "left", "left", "right", "right", "right"],
  });
  for (const { network, sequence, state, validFrom, validUntil, mintable, minted, left } of lines) {
    const span = [isoTime(validFrom), isoTime(validUntil)];
    table.push([network, `${sequence}`, state, span, show(mintable), show(minted), show(left)]);
  }
  return table.lines;
}

/** One report on one chain. */
export interface WindowLine {
  readonly network: string;
  readonly sequence: bigint;
  readonly digest: string;
  /** `missing`: another chain has it, and it can still be posted here. */
  readonly state: "open" | "to come" | "over" | "closed" | "missing" | "halted";
  readonly validFrom: bigint;
  readonly validUntil: bigint;
  readonly mintable: bigint;
  readonly minted: bigint;
  readonly left: bigint;
  /** Seconds until the window ends, by the chain's clock; zero if it is over. */
  readonly expiresIn: bigint;
}

function stateOf(is: Readonly<Record<"halted" | "known" | "over" | "closed" | "begun", boolean>>): WindowLine["state"] {
  if (is.halted) return "halted";
  if (!is.known) return "missing";
  if (is.over) return "over";
  if (is.closed) return "closed";
  return is.begun ? "open" : "to come";
}

/** What each chain makes of every report that is not long over: those it has, and those it still lacks. */
export function windowLines(observation: Observation): WindowLine[] {
  const all = new Map(observation.chains.flatMap(({ seen }) => seen).map((entry) => [entry.digest, entry.report]));
  const reports = [...all].sort(([, a], [, b]) => (a.validFrom < b.validFrom ? -1 : 1));
  return reports.flatMap(([digest, report]) =>
    observation.chains.flatMap((chain): WindowLine[] => {
      const now = chain.block.timestamp;
      const { sequence, validFrom, validUntil } = report;
      const known = accepted(chain, digest);
      const over = now >= validUntil;
      if (!known && (over || !canBePosted(report, chain))) return [];
      const closed = chain.seen.some((entry) => entry.digest === digest && entry.closed);
      const minted = chain.minted.sequence === sequence ? chain.minted.amount : 0n;
      const mintable = allocationOf(report, chain.chainId);
      const state = stateOf({ halted: chain.halted, known, over, closed, begun: now >= validFrom });
      const spent = state === "over" || state === "closed" || state === "halted";
      // A revision may have lowered the share below what was minted before.
      const left = spent || minted > mintable ? 0n : mintable - minted;
      const expiresIn = over ? 0n : validUntil - now;
      const { network } = chain;
      return [{ network, sequence, digest, state, validFrom, validUntil, mintable, minted, left, expiresIn }];
    }),
  );
}
