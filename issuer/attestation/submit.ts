import { type Problem, OperatorError, refuse } from "../errors.ts";
import { planCalls } from "../operations/calls.ts";
import type { Context } from "../operations/context.ts";
import type { Operation } from "../operations/operation.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { type ReportFile, signedReport } from "../reports/report-file.ts";
import { type ChainReading, readChain } from "./observe.ts";
import { accepted, submittable } from "./rules.ts";

/**
 * Makes sure that a chain would accept a report with the signatures the file has, and that the file names it and the coin
 * as they are. A report that it has already is fine.
 * @throws OperatorError `QUORUM_MISSING`, `NO_ATTESTOR`, `REPORT_FILE_INVALID`, or the codes of the rules of times.
 */
export function requireSubmittable(
  file: ReportFile,
  chain: ChainReading,
  desired: Pick<Desired, "symbol" | "network">,
): void {
  const { network, terms } = chain;
  const { domain, environment: meant } = file;
  const { environment } = desired.network;
  const misnamed = file.allocations.find(
    (entry) => (entry.network === network) !== (BigInt(entry.chainId) === chain.chainId),
  );
  if (misnamed !== undefined || file.symbol !== desired.symbol) {
    const said = misnamed === undefined ? file.symbol : `${misnamed.network} for chain ${misnamed.chainId}`;
    const message = `The file says ${said}, but ${network} is chain ${chain.chainId} and the coin ${desired.symbol}.`;
    throw new OperatorError("REPORT_FILE_INVALID", message);
  }
  const own = [terms.domain.name, terms.domain.version, terms.domain.salt, environment].join();
  if (own !== [domain.name, domain.version, domain.salt, meant].join()) {
    throw new OperatorError("REPORT_FILE_INVALID", `The report is for ${meant}, not for ${network} (${environment}).`);
  }
  if (accepted(chain, file.digest)) return;
  const strangers = file.signatures.filter(({ attestor }) => !terms.attestors.includes(attestor));
  const problems: Problem[] = strangers.map(({ attestor }) => {
    return { code: "NO_ATTESTOR", message: `${attestor} is not an attestor on ${network}.` };
  });
  const count = file.signatures.length - strangers.length;
  if (count < terms.threshold) {
    const message = `${network} asks for ${terms.threshold} signatures; the file has ${count} of its attestors.`;
    problems.push({ code: "QUORUM_MISSING", message });
  }
  const broken = submittable(signedReport(file), chain).filter(({ holds }) => !holds);
  problems.push(...broken.map(({ code, rule, detail }) => ({ code, message: `Demanded: ${rule}. Found: ${detail}.` })));
  refuse(problems, "REPORT_UNSAFE");
}

/** Posting a report to one chain, as one of the issuer's operations: journalled, sent once, verified. */
export function submission(file: ReportFile): Operation {
  return {
    name: "attest-submit",
    description: "Post a signed reserve report",
    options: [],
    prepare(context) {
      const title = `Report ${file.sequence}: ${file.validFrom} to ${file.validUntil}`;
      return Promise.resolve({ title, name: `${file.sequence}`, plan: () => plan(context, file) });
    },
  };
}

async function plan(context: Context, file: ReportFile): ReturnType<typeof planCalls> {
  const key = `attest:${file.digest}`;
  const chain = await readChain(context.coin);
  const { network } = context.coin.desired;
  if (accepted(chain, file.digest)) {
    const notes = [`Report ${file.sequence} is accepted on ${network.name} already.`];
    return { actions: [], problems: [], notes, shown: new Set([key]) };
  }
  requireSubmittable(file, chain, context.coin.desired);
  const report = signedReport(file);
  const sender = context.from ?? (await context.coin.keys.deployer()).address;
  return planCalls(context, [
    {
      key,
      contract: "attestations",
      method: "submit",
      args: [report, file.signatures.map(({ signature }) => signature)],
      power: null,
      by: [sender],
      description: `post report ${file.sequence} with ${file.signatures.length} signatures`,
      emits: [{ event: "ReportAccepted", args: { sequence: report.sequence, digest: file.digest } }],
      about: [{ key, operation: "attest", digest: file.digest, sequence: `${file.sequence}` }],
    },
  ]);
}
