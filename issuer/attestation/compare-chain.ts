import { isError } from "ethers";
import type { FinalBlock } from "../chains/final-block.ts";
import { type At, blockAt } from "../chains/final-state.ts";
import { asOperatorError, isRefusal } from "../errors.ts";
import type { ReportFile } from "../reports/report-file.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Compared, Comparison } from "./compared.ts";
import { readRedeemed } from "./observe.ts";
import type { Verdict } from "./rules.ts";
import { compareWindows } from "./compare-windows.ts";

/**
 * Compares what a file says of one chain with that chain at the block that the file names: everything that the node still
 * knows of that block. What it no longer knows is unchecked.
 */
export async function compareChain(compared: Compared): Promise<Comparison> {
  const { written, coin } = compared;
  const { network, block: named } = written;
  if (named === null) return { verdicts: [], unchecked: [] };
  const found = await orNull(blockAt(coin.chain, named.number));
  if (found === null) {
    const why = `the node of ${network} has not kept block ${named.number}`;
    return { verdicts: [], unchecked: [{ what: `${network}: the block and every number of it`, why }] };
  }
  const same = found.hash === named.hash && `${found.timestamp}` === named.seconds;
  const onChain: Verdict = {
    code: "REORGANISED",
    rule: `${network}: the block that was read is on the chain`,
    holds: same,
    detail: `block ${named.number} is ${named.hash.slice(0, 12)}… in the file, ${found.hash.slice(0, 12)}… on the chain`,
  };
  if (!same) return { verdicts: [onChain], unchecked: [] };
  const parts = [await compareState(compared, found), await compareRedeemed(compared, found)];
  return {
    verdicts: [onChain, ...parts.flatMap(({ verdicts }) => verdicts)],
    unchecked: parts.flatMap(({ unchecked }) => unchecked),
  };
}

async function compareState(compared: Compared, block: FinalBlock): Promise<Comparison> {
  const { file, written, coin } = compared;
  const { network } = written;
  const { token, attestations } = coin.contracts;
  const at: At = { blockTag: block.number };
  const state = await orNull(
    Promise.all([token.totalSupply(at), attestations.latestSequence(at), token.mintedInWindow(at)]),
  );
  if (state === null) {
    const what = `${network}: the supply, the last report and the windows at block ${block.number}`;
    const why = "the node no longer serves the state of that block; the rules above were judged on today's state";
    return { verdicts: [], unchecked: [{ what, why }] };
  }
  const [supply, latest, [sequence, minted]] = state;
  const windows = await compareWindows(compared, { at, block, latest, minted: { sequence, amount: minted } });
  return {
    verdicts: [
      {
        code: "REPORT_FILE_INVALID",
        rule: `${network}: the supply was as the file says`,
        holds: `${supply}` === written.supply.units,
        detail: `${showUnits(file, written.supply.units)} in the file, ${showUnits(file, supply)} on the chain at block ${block.number}`,
      },
      {
        code: "REPORT_FILE_INVALID",
        rule: `${network}: the last report was the one that the file names`,
        holds: BigInt(written.lastAccepted ?? 0) === latest,
        detail: `${written.lastAccepted ?? 0} in the file, ${latest} on the chain at block ${block.number}`,
      },
      ...windows.verdicts,
    ],
    unchecked: windows.unchecked,
  };
}

async function compareRedeemed({ file, written, coin }: Compared, block: FinalBlock): Promise<Comparison> {
  const { network, redeemedSinceCount } = written;
  const redeemed = await orNull(readRedeemed(coin, BigInt(file.signed.asOf), block));
  if (redeemed === null) {
    const why = "the node has not kept the events of that time";
    return { verdicts: [], unchecked: [{ what: `${network}: what was redeemed since the count`, why }] };
  }
  const verdict: Verdict = {
    code: "REPORT_FILE_INVALID",
    rule: `${network}: what was redeemed since the count is as the file says`,
    holds: `${redeemed}` === redeemedSinceCount.units,
    detail: `${showUnits(file, redeemedSinceCount.units)} in the file, ${showUnits(file, redeemed)} in the chain's events`,
  };
  return { verdicts: [verdict], unchecked: [] };
}

/** Returns what a node says of an older block, or null where it no longer has it. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const told = asOperatorError(error) !== null && !isRefusal(error, "HISTORY_MISSING");
    if (told || isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT")) throw error;
    return null;
  }
}

/** Returns an amount of a file, for people. */
export function showUnits(
  { decimals, symbol }: Pick<ReportFile, "decimals" | "symbol">,
  units: string | bigint,
): string {
  return `${formatAmount(BigInt(units), decimals)} ${symbol}`;
}
