import type { DatabaseSync } from "node:sqlite";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { hex } from "./book-file.ts";
import type { Flows } from "./flows/bridges.ts";
import type { Figures } from "./figures.ts";
import type { Findings } from "./findings.ts";

/** One chain's figures with its name. */
export interface NamedFigures {
  readonly network: string;
  readonly figures: Figures;
}

/** What must hold among a chain's own figures: sums that belong together, and no window spent beyond its share. */
export function checkFigures({ network, figures }: NamedFigures, decimals: number, findings: Findings): void {
  const { totals, windows } = figures;
  const show = (amount: bigint): string => formatAmount(amount, decimals);
  const sums = [
    ["issued", totals.issued, totals.minted + totals.bridged_in],
    ["destroyed", totals.destroyed, totals.burned + totals.bridged_out + totals.wiped],
  ] as const;
  for (const [subject, moved, named] of sums) {
    if (moved === named) continue;
    findings.add({ code: "event-unpaired", network, subject, expected: show(named), actual: show(moved) });
  }
  if (totals.unreported > 0n) {
    const actual = show(totals.unreported);
    findings.add({ code: "mint-without-report", network, subject: "minted", expected: show(0n), actual });
  }
  for (const [sequence, { minted, mintable }] of windows) {
    if (minted <= mintable) continue;
    const subject = `report ${sequence}`;
    const expected = `at most ${show(mintable)}`;
    findings.add({ code: "window-exceeded", network, subject, expected, actual: show(minted) });
  }
}

/** Reports that chains have accepted under one number must be one report. */
export function checkReports(db: DatabaseSync, networks: ReadonlyMap<number, string>, findings: Findings): void {
  const rows = db.prepare(`
    SELECT sequence FROM windows GROUP BY sequence HAVING count(DISTINCT digest) > 1 ORDER BY sequence`);
  const one = db.prepare("SELECT chain, digest FROM windows WHERE sequence = ? ORDER BY chain");
  for (const { sequence } of rows.all()) {
    const said = one.all(Number(sequence));
    const digests = said.map(({ chain, digest }) => `${networks.get(Number(chain)) ?? ""} ${hex(digest)}`);
    const subject = `report ${Number(sequence)}`;
    findings.add({
      code: "reports-contradict",
      network: null,
      subject,
      expected: "one digest",
      actual: digests.join(", "),
    });
  }
}

/** What is outstanding on all chains, and on its way between them or held, against the latest report any of them has. */
export function checkReserves(
  chains: readonly NamedFigures[],
  { inFlight, held }: Pick<Flows, "inFlight" | "held">,
  decimals: number,
  findings: Findings,
): void {
  const latest = chains
    .flatMap(({ figures }) => [...figures.windows])
    .reduce<[number, bigint] | null>(
      (best, [sequence, { reserves }]) => (best === null || sequence > best[0] ? [sequence, reserves] : best),
      null,
    );
  if (latest === null) return;
  const [sequence, reserves] = latest;
  const supply = chains.reduce((sum, { figures }) => sum + figures.totals.supply, 0n);
  const outstanding = supply + inFlight + held;
  if (outstanding <= reserves) return;
  findings.add({
    code: "reserves-exceeded",
    network: null,
    subject: `report ${sequence}`,
    expected: `at most ${formatAmount(reserves, decimals)}`,
    actual: formatAmount(outstanding, decimals),
  });
}

/** The token must still ask the recorded attestations: the last replacement of its gate is the first one, or names them. */
export function checkGate(
  db: DatabaseSync,
  chain: number,
  network: string,
  attestations: string,
  findings: Findings,
): void {
  const row = db
    .prepare(
      `SELECT account FROM events WHERE chain = ? AND kind = 'ReserveGateSet' ORDER BY block DESC, log DESC LIMIT 1`,
    )
    .get(chain);
  if (row === undefined) return;
  const actual = row.account === null ? "none" : hex(row.account);
  if (actual === attestations.toLowerCase()) return;
  findings.add({ code: "gate-replaced", network, subject: "reserve gate", expected: attestations, actual });
}
