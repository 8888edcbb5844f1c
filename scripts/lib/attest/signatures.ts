import { type TypedDataDomain, TypedDataEncoder, getAddress, isHexString } from "ethers";
import { OperatorError } from "../errors.ts";
import { type ReportFile, signedReport, signerOf } from "../reports/report-file.ts";
import { RESERVE_REPORT_TYPES, type ReserveReport } from "../reports/reserve-report.ts";
import type { AccountSigner } from "../signers/signer.ts";
import { isoTime } from "../units.ts";
import { contradicts } from "./agreement.ts";
import type { Register, RegisterLine } from "./files.ts";
import type { ObservedChain } from "./observation.ts";

/** A chain as far as it says who attests. */
type Attested = Pick<ObservedChain, "network" | "terms">;

/**
 * Makes sure that an account is an attestor on every chain.
 * @throws OperatorError `NO_ATTESTOR` naming the chains on which it is not.
 */
export function requireAttestor(account: string, chains: readonly Attested[]): void {
  const missing = chains.filter(({ terms }) => !terms.attestors.includes(account)).map(({ network }) => network);
  if (missing.length === 0) return;
  throw new OperatorError("NO_ATTESTOR", `${account} is no attestor on ${missing.join(", ")}.`);
}

/**
 * Makes sure that what an attestor is about to sign contradicts nothing it has signed on this machine.
 * @throws OperatorError `REPORT_REGISTERED`.
 */
export function requireUncontradicted(lines: readonly RegisterLine[], report: ReserveReport, digest: string): void {
  const clash = lines.find((line) => {
    const { sequence, validFrom, validUntil } = line;
    const before = { sequence: BigInt(sequence), validFrom: BigInt(validFrom), validUntil: BigInt(validUntil) };
    return line.digest !== digest && contradicts({ ...report, ...before }, report);
  });
  if (clash === undefined) return;
  const span = `${isoTime(BigInt(clash.validFrom))} to ${isoTime(BigInt(clash.validUntil))}`;
  const message = `${clash.attestor} has signed number ${clash.sequence} (${span}, ${clash.digest}) on ${clash.at}.`;
  throw new OperatorError("REPORT_REGISTERED", message);
}

/** What signing takes beside the file. */
export interface SigningOptions {
  readonly chains: readonly Attested[];
  readonly register: Register;
  readonly now: Date;
}

/**
 * Signs a report. The register has it before the signature is given out.
 * @returns The file with the signature.
 * @throws OperatorError `NO_ATTESTOR`, `REPORT_REGISTERED`, or what the signer refuses with.
 */
export async function signFile(file: ReportFile, signer: AccountSigner, options: SigningOptions): Promise<ReportFile> {
  const report = signedReport(file);
  requireAttestor(signer.address, options.chains);
  enter(file, signer.address, options);
  const signature = await signer.signTypedData(file.domain, RESERVE_REPORT_TYPES, { ...report });
  return withSignature(file, signature, options.chains);
}

/**
 * Adds a signature that was made elsewhere from the typed data of this file.
 * @throws OperatorError `SIGNATURE_INVALID` or `NO_ATTESTOR`; a signature of another report recovers to a stranger.
 */
export function withSignature(file: ReportFile, signature: string, chains: readonly Attested[]): ReportFile {
  const hex = signature.trim().toLowerCase();
  if (!isHexString(hex, 65))
    throw new OperatorError("SIGNATURE_INVALID", "A signature is 65 bytes in hex, from 0x on.");
  const attestor = signerOf(file.domain, signedReport(file), hex);
  requireAttestor(attestor, chains);
  return { ...file, signatures: union([file.signatures, [{ attestor, signature: hex }]]) };
}

/** The EIP-712 typed data of a file, as wallets take it. */
export function typedData(file: ReportFile): unknown {
  const domain: TypedDataDomain = file.domain;
  return TypedDataEncoder.getPayload(domain, RESERVE_REPORT_TYPES, signedReport(file));
}

/**
 * One file with the signatures of all.
 * @throws OperatorError `REPORT_FILES_DIFFER` if they are not of one report.
 */
export function mergeFiles(files: readonly (readonly [name: string, file: ReportFile])[]): ReportFile {
  const [first, ...others] = files;
  if (first === undefined) throw new OperatorError("REPORT_FILES_DIFFER", "There is no file to merge.");
  const [firstName, base] = first;
  for (const [name, { digest }] of others) {
    if (digest === base.digest) continue;
    const message = `${name} is report ${digest}, ${firstName} is ${base.digest}.`;
    throw new OperatorError("REPORT_FILES_DIFFER", message);
  }
  return { ...base, signatures: union(files.map(([, { signatures }]) => signatures)) };
}

function union(lists: readonly ReportFile["signatures"][]): ReportFile["signatures"] {
  const byAttestor = new Map(lists.flat().map((entry) => [getAddress(entry.attestor), entry.signature]));
  return [...byAttestor]
    .map(([attestor, signature]) => ({ attestor, signature }))
    .sort((a, b) => (BigInt(a.attestor) < BigInt(b.attestor) ? -1 : 1));
}

function enter(file: ReportFile, attestor: string, { register, now }: SigningOptions): void {
  const report = signedReport(file);
  const lines = register.linesOf(attestor);
  requireUncontradicted(lines, report, file.digest);
  if (lines.some(({ digest }) => digest === file.digest)) return;
  const { sequence, validFrom, validUntil } = file.signed;
  register.append({ at: now.toISOString(), attestor, digest: file.digest, sequence, validFrom, validUntil });
}
