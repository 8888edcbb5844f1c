import type { OpenCoin } from "../coin/open.ts";
import type { ReportFile, Workings } from "../reports/report-file.ts";
import { compareBridges } from "./compare-bridges.ts";
import { compareChain, showUnits } from "./compare-chain.ts";
import type { Comparison } from "./compared.ts";
import type { Observation } from "./observation.ts";
import { type Verdict, accepted } from "./rules.ts";
import { knownReports } from "./supply.ts";
import { wordsOf } from "./unchecked.ts";

/**
 * Compares everything that a file says besides the signed report with the chains, or adds it up again: names and symbol, each
 * chain's block and its numbers at that block, windows, bridges, the sums, the attestors who signed, and the auditor's
 * document. What cannot be compared is named as unchecked.
 */
export async function compareWithChains(
  file: ReportFile,
  coins: readonly OpenCoin[],
  observation: Observation,
  evidence: { readonly document: string; readonly hash: string } | null,
): Promise<Comparison> {
  const known = knownReports(observation);
  const parts: Comparison[] = [];
  for (const written of file.workings.chains) {
    const coin = coins.find(({ desired }) => desired.network.name === written.network);
    const now = observation.chains.find(({ network }) => network === written.network);
    if (coin === undefined || now === undefined || written.block === null) parts.push(unread(file, written));
    else parts.push(await compareChain({ file, written, coin, now, known }));
  }
  parts.push(await compareBridges(file, coins, observation));
  const sums = [...reserves(file), ...supply(file)];
  const verdicts = [
    ...sums,
    ...names(file, observation),
    ...(await symbols(file, coins)),
    ...parts.flatMap((part) => part.verdicts),
    ...quorum(file, observation),
    ...(evidence === null ? [] : [document(file, evidence)]),
  ];
  const unchecked = [...parts.flatMap((part) => part.unchecked), ...wordsOf(file, evidence !== null)];
  return { verdicts, unchecked };
}

function reserves({ workings, signed, ...file }: ReportFile): Verdict[] {
  const { statement, payoutsOwed, reported } = workings.reserves;
  const left = BigInt(statement.units) - BigInt(payoutsOwed.units);
  return [
    {
      code: "REPORT_FILE_INVALID",
      rule: "the reserves are the statement less payouts owed",
      holds: left === BigInt(signed.reserves) && reported.units === signed.reserves,
      detail: `${showUnits(file, statement.units)} - ${showUnits(file, payoutsOwed.units)} = ${showUnits(file, left)}, signed ${showUnits(file, signed.reserves)}`,
    },
  ];
}

function supply({ workings, signed, ...file }: ReportFile): Verdict[] {
  const { chains, bridges, supply: sums } = workings;
  const add = (parts: readonly { readonly units: string }[]): bigint =>
    parts.reduce((total, { units }) => total + BigInt(units), 0n);
  const own: Record<keyof Workings["supply"], bigint> = {
    outstanding: add(chains.map((chain) => chain.supply)),
    redeemedSinceCount: add(chains.map((chain) => chain.redeemedSinceCount)),
    stillMintable: add(chains.flatMap(({ windows }) => windows.map(({ left }) => left))),
    inFlight: add(bridges.map(({ inFlight }) => inFlight)),
    total: 0n,
  };
  own.total = own.outstanding + own.redeemedSinceCount + own.stillMintable + own.inFlight;
  const names_ = Object.keys(own) as (keyof Workings["supply"])[];
  const wrong = names_.filter((name) => `${own[name]}` !== sums[name].units);
  return [
    {
      code: "REPORT_FILE_INVALID",
      rule: "the workings add up to the signed supply",
      holds: wrong.length === 0 && `${own.total}` === signed.supply,
      detail: `the chains' lines make ${showUnits(file, own.total)}, signed ${showUnits(file, signed.supply)}${wrong.length === 0 ? "" : `; wrong sums: ${wrong.join(", ")}`}`,
    },
  ];
}

/** Names of networks stand next to the chain ids that are signed: each must be that network's. */
function names({ workings, allocations }: ReportFile, { chains, assumed }: Observation): Verdict[] {
  const ids = new Map([...chains, ...assumed].map(({ network, chainId }) => [network, `${chainId}`]));
  const written = [...workings.chains, ...allocations];
  const wrong = written.filter(({ network, chainId }) => ids.get(network) !== `${chainId}`);
  const listed = workings.chains.map(({ network }) => network);
  const missing = chains.filter(({ network }) => !listed.includes(network)).map(({ network }) => network);
  const twice = listed.filter((network, index) => listed.indexOf(network) !== index);
  const detail = [
    ...wrong.map(
      ({ network, chainId }) => `"${network}" is ${ids.get(network) ?? "no chain that was read"}, not ${chainId}`,
    ),
    ...missing.map((network) => `${network} is left out`),
    ...twice.map((network) => `${network} is there twice`),
  ];
  return [
    {
      code: "REPORT_FILE_INVALID",
      rule: "networks are named as their chain ids are, and every chain once",
      holds: detail.length === 0,
      detail: detail.join("; ") || "they are",
    },
  ];
}

async function symbols(file: ReportFile, coins: readonly OpenCoin[]): Promise<Verdict[]> {
  const found = await Promise.all(coins.map(({ contracts }) => contracts.token.symbol()));
  return coins.map(({ desired: { network } }, index): Verdict => {
    const detail = `"${file.symbol}" in the file, "${found[index] ?? ""}" on the chain`;
    const rule = `${network.name}: the symbol is the token's`;
    return { code: "REPORT_FILE_INVALID", rule, holds: found[index] === file.symbol, detail };
  });
}

function unread(file: ReportFile, { network, supply: own }: Workings["chains"][number]): Comparison {
  const what = `${network}: the supply of ${showUnits(file, own.units)}, and everything else of this chain`;
  return { verdicts: [], unchecked: [{ what, why: "nobody has read it from the chain: it is somebody's word" }] };
}

function quorum({ digest, signatures }: ReportFile, { chains }: Observation): Verdict[] {
  return chains
    .filter((chain) => !accepted(chain, digest))
    .map(({ network, terms: { attestors, threshold } }): Verdict => {
      const strangers = signatures.filter(({ attestor }) => !attestors.includes(attestor));
      const names_ = strangers.map(({ attestor }) => attestor).join(", ");
      return {
        code: "NO_ATTESTOR",
        rule: `${network}: everybody who signed is an attestor`,
        holds: strangers.length === 0,
        detail: strangers.length === 0 ? `${signatures.length} signed, ${threshold} are needed` : names_,
      };
    });
}

function document({ evidence }: ReportFile, given: { readonly document: string; readonly hash: string }): Verdict {
  return {
    code: "EVIDENCE_DIFFERS",
    rule: "the document is the one whose hash is signed",
    holds: given.hash === evidence.hash,
    detail: `${given.document} hashes to ${given.hash}, signed ${evidence.hash}`,
  };
}
