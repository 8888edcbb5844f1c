import { type TypedDataDomain, TypedDataEncoder, getAddress } from "ethers";
import { OperatorError } from "../errors.ts";
import { type ReportFile, signedReport, signerOf } from "../reports/report-file.ts";
import { canonicalSignature } from "../reports/report-signature.ts";
import { RESERVE_REPORT_TYPES, type ReserveReport } from "../reports/reserve-report.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import { type Promised, contradicts } from "./agreement.ts";
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
  throw new OperatorError("NO_ATTESTOR", `${account} is not an attestor on ${missing.join(", ")}.`);
}

/**
 * Makes sure that what an attestor is about to sign contradicts nothing it has signed on this machine.
 * @throws OperatorError `REPORT_REGISTERED`.
 */
export function requireUncontradicted(lines: readonly RegisterLine[], report: ReserveReport, digest: string): void {
  const clash = lines.find((line) => line.digest !== digest && contradicts(promisedBy(line), report));
  if (clash === undefined) return;
  const span = `${isoTime(BigInt(clash.validFrom))} to ${isoTime(BigInt(clash.validUntil))}`;
  const message = `${clash.attestor} has signed number ${clash.sequence} (${span}, ${clash.digest}) on ${clash.at}.`;
  throw new OperatorError("REPORT_REGISTERED", message);
}

function promisedBy(line: RegisterLine): Promised {
  return {
    sequence: BigInt(line.sequence),
    epoch: BigInt(line.epoch),
    revision: BigInt(line.revision),
    asOf: BigInt(line.asOf),
    validFrom: BigInt(line.validFrom),
    validUntil: BigInt(line.validUntil),
    reserves: BigInt(line.reserves),
    allocations: line.allocations.map(({ chainId, mintable }) => {
      return { chainId: BigInt(chainId), mintable: BigInt(mintable) };
    }),
  };
}

/** What signing takes besides the file. */
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
  const canonical = canonicalSignature(signature);
  const attestor = signerOf(file.domain, signedReport(file), canonical);
  requireAttestor(attestor, chains);
  return { ...file, signatures: union([file.signatures, [{ attestor, signature: canonical }]]) };
}

/**
 * Adds a signature that was made elsewhere, as if it had been made here: the register has it first.
 * @throws OperatorError `REPORT_REGISTERED`, besides what {@link withSignature} refuses with.
 */
export function takeSignature(file: ReportFile, signature: string, options: SigningOptions): ReportFile {
  const taken = withSignature(file, signature, options.chains);
  enter(file, signerOf(file.domain, signedReport(file), canonicalSignature(signature)), options);
  return taken;
}

/**
 * Gives out what is to be signed elsewhere. From then on a signature may exist, so the register has it first: of the
 * attestor who is named, and otherwise of every one.
 * @throws OperatorError `NO_ATTESTOR` or `REPORT_REGISTERED`.
 */
export function giveOut(file: ReportFile, attestor: string | null, options: SigningOptions): unknown {
  if (attestor !== null) requireAttestor(attestor, options.chains);
  const everybody = new Set(options.chains.flatMap(({ terms }) => terms.attestors));
  const meant = attestor === null ? [...everybody] : [attestor];
  for (const account of meant)
    requireUncontradicted(options.register.linesOf(account), signedReport(file), file.digest);
  for (const account of meant) enter(file, account, options);
  return typedData(file);
}

/** Returns the EIP-712 typed data of a file, as wallets take it. */
export function typedData(file: ReportFile): unknown {
  const domain: TypedDataDomain = file.domain;
  return TypedDataEncoder.getPayload(domain, RESERVE_REPORT_TYPES, signedReport(file));
}

/**
 * One file with the signatures of all. Two files are of one report only if they say the same in every field, signed or not;
 * of two valid signatures of an attestor the first one stays.
 * @throws OperatorError `REPORT_FILES_DIFFER` naming each field that differs.
 */
export function mergeFiles(files: readonly (readonly [name: string, file: ReportFile])[]): ReportFile {
  const [first, ...others] = files;
  if (first === undefined) throw new OperatorError("REPORT_FILES_DIFFER", "There is no file to merge.");
  const [firstName, base] = first;
  for (const [name, file] of others) {
    const fields = differingFields(withoutSignatures(base), withoutSignatures(file));
    if (fields.length === 0) continue;
    const more = fields.length > MOST_FIELDS ? `, and ${fields.length - MOST_FIELDS} more` : "";
    const list = fields.slice(0, MOST_FIELDS).join(", ");
    throw new OperatorError("REPORT_FILES_DIFFER", `${name} and ${firstName} differ in ${list}${more}.`);
  }
  return { ...base, signatures: union(files.map(([, { signatures }]) => signatures)) };
}

/** How many fields that differ are named. */
const MOST_FIELDS = 8;

function withoutSignatures(file: ReportFile): Omit<ReportFile, "signatures"> {
  return { ...file, signatures: undefined } as Omit<ReportFile, "signatures">;
}

/** Returns what one file has that another has not or has otherwise: the path of each field, with both values. */
function differingFields(first: unknown, second: unknown, path = ""): string[] {
  if (!isTree(first) || !isTree(second)) {
    return first === second ? [] : [`${path} (${cut(second)}, and ${cut(first)})`];
  }
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...names].flatMap((name) =>
    differingFields(first[name], second[name], path === "" ? name : `${path}.${name}`),
  );
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Returns a value for a message. */
function cut(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

const LONGEST_VALUE = 60;

/** Signatures are all valid here, and none takes the place of another. */
function union(lists: readonly ReportFile["signatures"][]): ReportFile["signatures"] {
  const byAttestor = new Map<string, string>();
  for (const { attestor, signature } of lists.flat()) {
    if (!byAttestor.has(getAddress(attestor))) byAttestor.set(getAddress(attestor), signature);
  }
  return [...byAttestor]
    .map(([attestor, signature]) => ({ attestor, signature }))
    .sort((a, b) => (BigInt(a.attestor) < BigInt(b.attestor) ? -1 : 1));
}

function enter(file: ReportFile, attestor: string, { register, now }: SigningOptions): void {
  const report = signedReport(file);
  const lines = register.linesOf(attestor);
  requireUncontradicted(lines, report, file.digest);
  if (lines.some(({ digest }) => digest === file.digest)) return;
  const { sequence, epoch, revision, asOf, validFrom, validUntil, reserves, allocations } = file.signed;
  const promised = { sequence, epoch, revision, asOf, validFrom, validUntil, reserves, allocations };
  register.append({ at: now.toISOString(), attestor, digest: file.digest, ...promised });
}
