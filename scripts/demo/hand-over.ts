import { referenceOf } from "../../issuer/references/reference.ts";
import { readWrittenReport, toReserveReport } from "../../issuer/reports/report-file.ts";
import { type ReserveReport, reportDomain, signReport } from "../../issuer/reports/reserve-report.ts";
import type { Cast } from "./cast.ts";
import { REPORT_FILE } from "./scenes.ts";

/** What the case is closed under, and what stands for the auditor's next statement. */
const CLOSED = referenceOf("Example case 2026/42").hash;
const EVIDENCE = referenceOf("Example statement of reserves, 21 November 2026").hash;
const DAY = 86_400n;
/** What of the outstanding coins stays issuable on each chain, in whole coins. */
const HEADROOM = { bnb: "300000", tron: "200000" } as const;

/**
 * Leaves both chains so that every example works on them: the case against Bakyt, who is the examples' payee, is closed, and the
 * attestors have signed the report of the next day, so that there is headroom again.
 */
export async function handOver(cast: Cast): Promise<void> {
  const stages = [cast.bnb, cast.tron];
  for (const stage of stages) {
    const { token } = stage.contracts;
    const bakyt = stage.person("bakyt");
    await stage.done(token.connect(await stage.staff("COMPLIANCE")).unfreeze(bakyt, CLOSED));
    if (await token.isFrozen(bakyt)) throw new Error(`The payee of the examples is still frozen on ${stage.title}.`);
  }
  const report = await nextReport(cast);
  for (const stage of stages) {
    const { attestations, token } = stage.contracts;
    const signers = await Promise.all([0, 1, 2].map((index) => stage.staff("ATTESTOR", index)));
    const signatures = await signReport(await reportDomain(attestations), report, signers);
    await stage.done(attestations.connect(stage.person("shop")).submit(report, signatures));
    if ((await token.headroom()) === 0n) throw new Error(`There is no headroom on ${stage.title}.`);
  }
}

async function nextReport({ bnb, tron }: Cast): Promise<ReserveReport> {
  const { attestations } = bnb.contracts;
  const shares = [
    { stage: bnb, whole: HEADROOM.bnb },
    { stage: tron, whole: HEADROOM.tron },
  ];
  const supplies = await Promise.all(shares.map(({ stage }) => stage.contracts.token.totalSupply()));
  const allocations = await Promise.all(
    shares.map(async ({ stage, whole }) => ({
      chainId: await stage.coin.chain.chainId(),
      mintable: stage.amount(whole),
    })),
  );
  const supply = supplies.reduce((sum, one) => sum + one, 0n);
  // One report is for both chains; its window begins where that of the first ends, which is over on both.
  const { validUntil: validFrom } = toReserveReport(readWrittenReport(REPORT_FILE), bnb.coin.desired.decimals);
  return {
    sequence: (await attestations.latestSequence()) + 1n,
    epoch: await attestations.epoch(),
    revision: 0n,
    asOf: validFrom - 1_800n,
    validFrom,
    validUntil: validFrom + DAY,
    reserves: allocations.reduce((sum, { mintable }) => sum + mintable, supply),
    supply,
    evidence: EVIDENCE,
    allocations,
  };
}
