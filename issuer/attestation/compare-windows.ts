import type { FinalBlock } from "../chains/final-block.ts";
import type { At } from "../chains/final-state.ts";
import { orRevert } from "../chains/reasons.ts";
import type { Compared, Comparison, Written } from "./compared.ts";
import type { Verdict } from "./rules.ts";
import { allocationOf } from "./supply.ts";
import type { Unchecked } from "./unchecked.ts";

/** A chain's state at the block that a file names. */
interface Then {
  readonly at: At;
  readonly block: FinalBlock;
  readonly latest: bigint;
  readonly minted: { readonly sequence: bigint; readonly amount: bigint };
}

type Window = Written["windows"][number];

/** The numbers of a window, as text to be compared: allocation, minted, left. */
type Numbers = readonly [allocation: bigint, minted: bigint, left: bigint];

/**
 * Compares each window that a file counts with what the chain had accepted at the file's block; and finds those that the
 * file leaves out.
 */
export async function compareWindows(compared: Compared, then: Then): Promise<Comparison> {
  const { written, now, file } = compared;
  const verdicts: Verdict[] = [];
  const unchecked: Unchecked[] = [];
  for (const window of written.windows) {
    const meant = await numbersOf(compared, window, then);
    const what = `${written.network}: window ${window.sequence} and what was left of it`;
    if (meant === null) {
      unchecked.push({ what, why: "it was accepted nowhere, and no file here has it: the supply counts it anyway" });
      continue;
    }
    const own = [window.allocation.units, window.minted.units, window.left.units].join(" - ");
    const found = meant.map((numbers) => numbers.join(" - "));
    verdicts.push({
      code: "REPORT_FILE_INVALID",
      rule: `${what} are as the file says`,
      holds: found.includes(own),
      detail: `allocation - minted - left are ${own} units in the file, ${found.join(" or ") || "of no such window"} here`,
    });
  }
  const missing = now.seen.filter(({ report, digest }) => {
    const open = report.validUntil > then.block.timestamp && report.sequence <= then.latest;
    return (
      open && digest !== file.digest && !written.windows.some(({ sequence }) => BigInt(sequence) === report.sequence)
    );
  });
  verdicts.push({
    code: "REPORT_FILE_INVALID",
    rule: `${written.network}: the file counts every window that was open`,
    holds: missing.length === 0,
    detail: missing.length === 0 ? "it does" : `not ${missing.map(({ report }) => report.sequence).join(", ")}`,
  });
  return { verdicts, unchecked };
}

/** Returns what a window's numbers may be; null if nothing here knows it. */
async function numbersOf(
  { coin, now, known, file }: Compared,
  { sequence, state, validUntil }: Window,
  { at, latest, minted }: Then,
): Promise<Numbers[] | null> {
  const number = BigInt(sequence);
  if (state === "accepted") {
    const taken = await orRevert(coin.contracts.attestations.report(number, at));
    if (taken === null || taken.digest === file.digest || `${taken.validUntil}` !== validUntil.seconds) return [];
    const used = minted.sequence === number ? minted.amount : 0n;
    const whole: Numbers = [taken.mintable, used, taken.mintable - used];
    const none: Numbers = [taken.mintable, used, 0n];
    if (minted.sequence > number) return [none];
    const closed = now.seen.some(({ report, closed: over }) => report.sequence === number && over);
    return closed ? [whole, none] : [whole]; // the chain does not say since when
  }
  if (state === "assumed" || number <= latest) return []; // assumed is of chains that cannot be read
  const candidates = known.filter(({ report }) => report.sequence === number);
  if (candidates.length === 0) return null;
  return candidates
    .filter(({ report }) => `${report.validUntil}` === validUntil.seconds)
    .map(({ report }): Numbers => [allocationOf(report, now.chainId), 0n, allocationOf(report, now.chainId)]);
}
