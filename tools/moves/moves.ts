/**
 * Moves the coin between both embedded chains, over LayerZero's own contracts, while workers die and stop at random:
 * `npm run moves`. Fails unless every unit has arrived or is held and the books of both chains balance. `-- --update` writes
 * docs/audit/moves.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../../issuer/coin/build.ts";
import { say, sayAside } from "../../issuer/output/say.ts";
import { table } from "../docs/markdown.ts";
import { betweenMarks } from "../lib/marked.ts";
import { type Counts, runCampaign } from "./campaign.ts";

const REPORT = "docs/audit/moves.md";
const MARKS = { begin: "<!-- campaign -->", end: "<!-- /campaign -->" };

interface MovesArguments {
  readonly moves: number;
  readonly seed: number;
  readonly update: boolean;
}

/** Runs the campaign. */
export default async function moves(given: MovesArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await buildContracts(hre);
  const started = Date.now();
  const counts = await runCampaign(given.moves, given.seed, (done) => {
    if (done % 50 === 0)
      sayAside(`${done} of ${given.moves} moves ... ${Math.round((Date.now() - started) / 1_000)} s`);
  });
  const rows = rowsOf(counts, given.seed);
  say(...rows.map(([what, count]) => `${what}: ${count}`));
  if (given.update) {
    const text = betweenMarks(readFileSync(REPORT, "utf8"), MARKS, table(["what", "count"], rows));
    if (text === null) throw new Error(`${REPORT} has lost its marks.`);
    writeFileSync(REPORT, text);
  }
  process.exitCode = counts.lost === 0n && counts.differences === 0 ? 0 : 1;
}

function rowsOf(counts: Counts, seed: number): [string, string][] {
  return [
    ["seed", `${seed}`],
    ["moves", `${counts.moves}`],
    ["of them from BNB Chain to TRON", `${counts.toTron}`],
    ["smallest units moved", `${counts.amount}`],
    ["deaths of the issuer's verifier, at a record of its journal", `${counts.killed}`],
    ["LayerZero's workers stopped, late, out of order or delivering again", `${counts.disturbed}`],
    ["pauses of crosschain", `${counts.pauses}`],
    ["freezes of a receiver", `${counts.freezes}`],
    ["credits held", `${counts.held}`],
    ["of them claimed, and taken by compliance", `${counts.claimed}, ${counts.taken}`],
    ["transactions of the issuer's verifier", `${counts.confirmations}`],
    ["units neither on a chain nor held", `${counts.lost}`],
    ["differences in the books", `${counts.differences}`],
  ];
}
