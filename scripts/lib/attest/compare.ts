import { isError } from "ethers";
import { blockAt } from "../coin/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import type { ReportFile, Workings } from "../reports/report-file.ts";
import { formatAmount } from "../units.ts";
import type { Observation } from "./observation.ts";
import { type Verdict, accepted } from "./rules.ts";

type Written = Workings["chains"][number];

/**
 * Compares what a file says of each chain with that chain: its block, its state at that block where the node still has
 * it, the attestors who signed, and the auditor's document. Also adds the file's own sums up.
 */
export async function compareWithChains(
  file: ReportFile,
  coins: readonly OpenCoin[],
  observation: Observation,
  evidence: { readonly document: string; readonly hash: string } | null,
): Promise<Verdict[]> {
  const verdicts = [reserves(file), supply(file)];
  for (const written of file.workings.chains) {
    const coin = coins.find(({ desired }) => desired.network.name === written.network);
    if (coin === undefined || written.block === null) verdicts.push(unread(file, written));
    else verdicts.push(...(await atItsBlock(file, written, written.block, coin)));
  }
  verdicts.push(...quorum(file, observation));
  if (evidence !== null) verdicts.push(document(file, evidence));
  return verdicts;
}

function reserves({ workings, signed, ...file }: ReportFile): Verdict {
  const { statement, payoutsOwed } = workings.reserves;
  const left = BigInt(statement.units) - BigInt(payoutsOwed.units);
  return {
    code: "REPORT_FILE_INVALID",
    rule: "the reserves are the statement less payouts owed",
    holds: left === BigInt(signed.reserves),
    detail: `${amount(file, statement.units)} - ${amount(file, payoutsOwed.units)} = ${amount(file, left)}, signed ${amount(file, signed.reserves)}`,
  };
}

function supply({ workings, signed, ...file }: ReportFile): Verdict {
  const { chains, bridges } = workings;
  const parts = [
    ...chains.flatMap(({ supply: own, redeemedSinceCount, windows }) => [
      own.units,
      redeemedSinceCount.units,
      ...windows.map(({ left }) => left.units),
    ]),
    ...bridges.map(({ inFlight }) => inFlight.units),
  ];
  const total = parts.reduce((sum, part) => sum + BigInt(part), 0n);
  return {
    code: "REPORT_FILE_INVALID",
    rule: "the workings add up to the signed supply",
    holds: total === BigInt(signed.supply) && workings.supply.total.units === signed.supply,
    detail: `the chains' lines make ${amount(file, total)}, signed ${amount(file, signed.supply)}`,
  };
}

function unread(file: ReportFile, { network, supply: own }: Written): Verdict {
  const detail = `the file counts ${amount(file, own.units)}, which nobody has read from the chain`;
  return { code: "CHAIN_LEFT_OUT", rule: `${network}: the supply is somebody's word`, holds: true, detail };
}

async function atItsBlock(
  file: ReportFile,
  { network, supply: own }: Written,
  block: NonNullable<Written["block"]>,
  { chain, contracts: { token } }: OpenCoin,
): Promise<Verdict[]> {
  const found = await blockAt(chain, block.number);
  const same = found.hash === block.hash && `${found.timestamp}` === block.seconds;
  const verdicts: Verdict[] = [
    {
      code: "REORGANISED",
      rule: `${network}: the block that was read is on the chain`,
      holds: same,
      detail: `block ${block.number} is ${block.hash.slice(0, 12)}… in the file, ${found.hash.slice(0, 12)}… on the chain`,
    },
  ];
  const then = same ? await orNull(token.totalSupply({ blockTag: block.number })) : null;
  if (then !== null) {
    verdicts.push({
      code: "REPORT_FILE_INVALID",
      rule: `${network}: the supply was as the file says`,
      holds: `${then}` === own.units,
      detail: `${amount(file, own.units)} in the file, ${amount(file, then)} on the chain at block ${block.number}`,
    });
  }
  return verdicts;
}

/** The state of an older block, or null where the node no longer has it. */
async function orNull(answer: Promise<bigint>): Promise<bigint | null> {
  try {
    return await answer;
  } catch (error) {
    const told = error instanceof OperatorError && error.code !== "HISTORY_MISSING";
    if (told || isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT")) throw error;
    return null;
  }
}

function quorum({ digest, signatures }: ReportFile, { chains }: Observation): Verdict[] {
  return chains
    .filter((chain) => !accepted(chain, digest))
    .map(({ network, terms: { attestors, threshold } }): Verdict => {
      const strangers = signatures.filter(({ attestor }) => !attestors.includes(attestor));
      const detail = `${signatures.length} signed, ${threshold} are needed`;
      if (strangers.length === 0) {
        const rule = `${network}: everybody who signed is an attestor`;
        return { code: "NO_ATTESTOR", rule, holds: true, detail };
      }
      const names = strangers.map(({ attestor }) => attestor).join(", ");
      return {
        code: "NO_ATTESTOR",
        rule: `${network}: everybody who signed is an attestor`,
        holds: false,
        detail: names,
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

function amount({ decimals, symbol }: Pick<ReportFile, "decimals" | "symbol">, units: string | bigint): string {
  return `${formatAmount(BigInt(units), decimals)} ${symbol}`;
}
