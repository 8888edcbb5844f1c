import { showText } from "../terminal/show.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Flows } from "./flows/bridges.ts";
import { FINDINGS, type Finding, type FindingCode, NOTICES } from "./findings.ts";
import type { Reconciliation } from "./reconcile.ts";
import { style } from "../output/style.ts";
import { Table } from "../output/table.ts";

/** Findings of each kind that are shown; `--json` has more. */
const SHOWN = 20;

/**
 * Returns a run for people: what was read, and each finding with what to do.
 * @param all - Whether every finding is shown, however many there are.
 */
export function showReconciliation(
  result: Reconciliation,
  coins: readonly Desired[],
  { all = false }: { readonly all?: boolean } = {},
): string[] {
  const { chains, flows, bank, findings } = result;
  const { decimals = 0, symbol = "" } = coins[0] ?? {};
  const amount = (value: bigint): string => formatAmount(value, decimals);
  const table = new Table({ head: [symbol, ...chains.map(({ network }) => network), "together"] });
  const row = (name: string, values: readonly bigint[], show: (value: bigint) => string): void => {
    const sum = values.reduce((total, value) => total + value, 0n);
    table.push([name, ...values.map(show), show(sum)]);
  };
  table.push(["read to block", ...chains.map(({ block }) => formatAmount(BigInt(block), 0)), ""]);
  const counts = [
    ["events", "events"],
    ["new events", "entered"],
    ["accounts", "accounts"],
    ["compared with the chain", "compared"],
  ] as const;
  for (const [name, key] of counts) {
    row(
      name,
      chains.map((chain) => BigInt(chain[key])),
      (value) => formatAmount(value, 0),
    );
  }
  const amounts = [
    ["minted", "minted"],
    ["burned", "burned"],
    ["wiped", "wiped"],
    ["bridged in", "bridgedIn"],
    ["bridged out", "bridgedOut"],
    ["supply", "supply"],
  ] as const;
  for (const [name, key] of amounts) {
    row(
      name,
      chains.map((chain) => chain[key]),
      amount,
    );
  }
  const lines = table.lines;
  lines.push(showFlows(flows, amount));
  if (bank !== null) lines.push(`Bank: ${bank.lines} lines, ${bank.matched} of them on a chain.`);
  lines.push(...showFindings(result, coins, all ? Number.POSITIVE_INFINITY : SHOWN));
  const { differences } = findings;
  lines.push(differences === 0 ? style.green("No difference.") : style.red(`${differences} differences.`));
  return lines;
}

function showFlows(
  { matched, inFlight, inFlightCount, held, heldCount }: Flows,
  amount: (value: bigint) => string,
): string {
  const kept = heldCount === 0 ? "" : `, ${heldCount} held (${amount(held)})`;
  return `Between chains: ${matched} matched, ${inFlightCount} in flight (${amount(inFlight)})${kept}.`;
}

function showFindings({ findings }: Reconciliation, coins: readonly Desired[], most: number): string[] {
  const networks = new Map(coins.map(({ network }) => [network.name, network]));
  return (Object.entries(findings.counts) as [FindingCode, number][]).flatMap(([code, count]) => {
    const paint = NOTICES.has(code) ? style.yellow : style.red;
    const kept = findings.kept.filter((finding) => finding.code === code).slice(0, most);
    const left = count - kept.length;
    return [
      "",
      `${paint(style.bold(code))} (${count}): ${FINDINGS[code]}`,
      ...kept.map((finding) => {
        const network = networks.get(finding.network ?? "");
        return `  ${network === undefined ? sentence(finding) : showText(sentence(finding), network)}`;
      }),
      ...(left > 0 ? [`  and ${left} more`] : []),
    ];
  });
}

function sentence({ network, subject, expected, actual }: Finding): string {
  return `${network === null ? "" : `${network}: `}${subject}: expected ${expected}, found ${actual}`;
}

/** Returns a run for programs. */
export function toJson({ chains, flows, bank, findings }: Reconciliation, file: string): object {
  const { differences, counts, kept } = findings;
  return { books: file, chains, flows, bank, differences, counts, findings: kept };
}
