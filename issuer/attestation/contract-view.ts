import type { OpenCoin } from "../coin/open.ts";
import { explain } from "../chains/reasons.ts";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import { type ReportFile, signedReport } from "../reports/report-file.ts";
import type { ObservedChain } from "./observation.ts";
import { accepted } from "./rules.ts";

/** What one chain's contract says to a signed report. */
export interface ContractView {
  readonly network: string;
  /** `signatures`: it was not asked, since fewer have signed than it wants. */
  readonly state: "takes" | "has" | "refuses" | "signatures";
  /** The contract's own reason, where it refuses. */
  readonly reason: string | null;
}

/**
 * Asks the contract of a chain whether it would take a report with the signatures of the file: the call that posts it,
 * without a transaction.
 * @param chain - The same chain as it was read.
 */
export async function contractView(file: ReportFile, coin: OpenCoin, chain: ObservedChain): Promise<ContractView> {
  const { network, terms } = chain;
  if (accepted(chain, file.digest)) return { network, state: "has", reason: null };
  if (file.signatures.length < terms.threshold) return { network, state: "signatures", reason: null };
  const { attestations } = coin.contracts;
  const signatures = file.signatures.map(({ signature }) => signature);
  try {
    await attestations.submit.staticCall(signedReport(file), signatures);
    return { network, state: "takes", reason: null };
  } catch (error) {
    if (revertData(error) === null) throw error;
    return { network, state: "refuses", reason: explain(error) };
  }
}

/** Asks every chain, all at the same time; see {@link contractView}. */
export function contractViews(
  file: ReportFile,
  coins: readonly OpenCoin[],
  chains: readonly ObservedChain[],
): Promise<ContractView[]> {
  const pairs = coins.flatMap((coin) => {
    const chain = chains.find(({ network }) => network === coin.desired.network.name);
    return chain === undefined ? [] : [[coin, chain] as const];
  });
  return Promise.all(pairs.map(([coin, chain]) => contractView(file, coin, chain)));
}

/** Returns the outcome for a merged file, in sentences. */
export function showViews(views: readonly ContractView[], missing: number): string {
  const refused = views.filter(({ state }) => state === "refuses");
  if (refused.length > 0) {
    return refused.map(({ network, reason }) => `${network} would refuse it now: ${reason ?? ""}.`).join(" ");
  }
  if (missing > 0) return `${missing} more ${missing === 1 ? "is" : "are"} needed.`;
  if (views.every(({ state }) => state === "has")) return "Every chain has it.";
  return "It can be submitted.";
}
