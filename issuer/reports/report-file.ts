import { type TypedDataDomain, getAddress, parseUnits, verifyTypedData } from "ethers";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { addressField, amountField, fileNameField, textField, timeField, wholeField } from "../text/fields.ts";
import { parseJson } from "../text/parse-json.ts";
import { readTextFile } from "../text/read-file.ts";
import { canonicalSignature, formTrouble } from "./report-signature.ts";
import { RESERVE_REPORT_TYPES, type ReserveReport, reportDigest } from "./reserve-report.ts";

const amount = amountField('an amount in whole coins, such as "1000.50"');
const units = wholeField("an amount in smallest units");
const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes in lower-case hex");
const address = addressField();
const time = timeField("a time in UTC, such as 2026-11-22T06:00:00Z");
const name = textField(100);
const both = z.strictObject({ coins: amount, units });
const moment = z.strictObject({ time, seconds: units });

/** What people write and read. The whole of a file of schema 1, which has no version. */
const written = {
  description: textField().optional(),
  sequence: z.number().int().positive(),
  /** Number of the attestor set that signs. */
  epoch: z.number().int().min(1).max(4_294_967_295).default(1),
  /** Zero at first; higher for a report that replaces the same one and only lowers it. */
  revision: z.number().int().min(0).max(4_294_967_295).default(0),
  asOf: time,
  validFrom: time,
  validUntil: time,
  reserves: amount,
  supply: amount,
};
const document = fileNameField;

const firstSchema = z.strictObject({
  ...written,
  evidence: z.strictObject({ document, hash: bytes32 }),
  allocations: z.array(z.strictObject({ chainId: z.number().int().positive(), mintable: amount })).min(1),
});

const workings = z.strictObject({
  /** What the bank's statement says, less what is owed for burned tokens. */
  reserves: z.strictObject({ statement: both, payoutsOwed: both, reported: both }),
  chains: z.array(
    z.strictObject({
      network: name,
      chainId: units,
      /** Null for a chain that could not be read: its supply is somebody's word. */
      block: z.strictObject({ number: z.number().int(), hash: bytes32, ...moment.shape }).nullable(),
      lastAccepted: z.number().int().nullable(),
      supply: both,
      redeemedSinceCount: both,
      windows: z.array(
        z.strictObject({
          sequence: z.number().int(),
          validUntil: moment,
          state: z.enum(["accepted", "postable", "assumed"]),
          allocation: both,
          minted: both,
          left: both,
        }),
      ),
    }),
  ),
  bridges: z.array(z.strictObject({ bridges: z.array(address), burned: both, minted: both, inFlight: both })),
  /** Summands of `supply`. */
  supply: z.strictObject({
    outstanding: both,
    redeemedSinceCount: both,
    stillMintable: both,
    inFlight: both,
    total: both,
  }),
});

const secondSchema = z.strictObject({
  schema: z.literal(2),
  coin: name.min(1),
  environment: z.enum(["mainnet", "testnet", "development"]),
  symbol: name.min(1),
  decimals: z.number().int().min(0).max(18),
  ...written,
  evidence: z.strictObject({ document, algorithm: z.literal("sha-256"), hash: bytes32 }),
  allocations: z.array(z.strictObject({ network: name, chainId: z.number().int().positive(), mintable: amount })),
  domain: z.strictObject({ name, version: name, salt: bytes32 }),
  /** The signed numbers: smallest units and Unix seconds. */
  signed: z.strictObject({
    sequence: units,
    epoch: units,
    revision: units,
    asOf: units,
    validFrom: units,
    validUntil: units,
    reserves: units,
    supply: units,
    evidence: bytes32,
    allocations: z.array(z.strictObject({ chainId: units, mintable: units })),
  }),
  digest: bytes32,
  workings,
  signatures: z.array(
    z.strictObject({ attestor: address, signature: z.string().regex(/^0x[0-9a-fA-F]{128,130}$/, "65 bytes in hex") }),
  ),
});

/** A report as people write it by hand: amounts in whole coins, times in ISO 8601. */
export type WrittenReport = z.infer<typeof firstSchema>;

/** A report file as the attestation desk writes it. */
export type ReportFile = z.infer<typeof secondSchema>;

/** Where the numbers of a report come from. */
export type Workings = z.infer<typeof workings>;

/**
 * Reads a report that was written by hand (schema 1).
 * @throws OperatorError `REPORT_FILE_INVALID`.
 */
export function readWrittenReport(file: string): WrittenReport {
  return parse(firstSchema, file, readJson(file));
}

/**
 * Reads a report file of the desk (schema 2), and makes sure that what people read in it is what is signed.
 * @throws OperatorError `REPORT_FILE_INVALID` naming every field that is wrong; `SIGNATURE_INVALID` if a signature is
 * written in a form on which the contract would revert.
 */
export function readReportFile(file: string): ReportFile {
  const { report, rewritten } = readAnyForm(file);
  if (rewritten.length === 0) return report;
  const remedy = "Write it in the right form with attest merge FILE --out FILE, which changes no signature's meaning.";
  throw new OperatorError("SIGNATURE_INVALID", `${file}: ${rewritten.join("; ")}.`, { remedy });
}

/** A report file whose signatures are in the one form that is stored, whatever they were written in. */
export interface AnyForm {
  readonly report: ReportFile;
  /** What was written in another form, one sentence without its end for each. */
  readonly rewritten: readonly string[];
}

/**
 * As {@link readReportFile}, but brings signatures into the form that is stored.
 * @throws OperatorError `REPORT_FILE_INVALID`, or `SIGNATURE_INVALID` if a signature can be brought into no form.
 */
export function readAnyForm(file: string): AnyForm {
  const parsed = parse(secondSchema, file, readJson(file));
  const rewritten = parsed.signatures.flatMap(({ attestor, signature }) => {
    const trouble = formTrouble(signature);
    return trouble === null ? [] : [`the signature of ${attestor} ${trouble}`];
  });
  const signatures = parsed.signatures.map(({ attestor, signature }) => {
    return { attestor: getAddress(attestor), signature: canonicalSignature(signature) };
  });
  const report = { ...parsed, signatures };
  const wrong = inconsistencies(report);
  if (wrong.length > 0) throw new OperatorError("REPORT_FILE_INVALID", `${file}: ${wrong.join("; ")}.`);
  return { report, rewritten };
}

/**
 * Returns a report written by hand in smallest units and Unix seconds, allocations in the order the contract asks for.
 */
export function toReserveReport(
  file: Pick<
    WrittenReport,
    "sequence" | "epoch" | "revision" | "asOf" | "validFrom" | "validUntil" | "reserves" | "supply"
  > & {
    readonly evidence: { readonly hash: string };
    readonly allocations: readonly { readonly chainId: number; readonly mintable: string }[];
  },
  decimals: number,
): ReserveReport {
  return {
    sequence: BigInt(file.sequence),
    epoch: BigInt(file.epoch),
    revision: BigInt(file.revision),
    asOf: toSeconds(file.asOf),
    validFrom: toSeconds(file.validFrom),
    validUntil: toSeconds(file.validUntil),
    reserves: parseUnits(file.reserves, decimals),
    supply: parseUnits(file.supply, decimals),
    evidence: file.evidence.hash,
    allocations: file.allocations
      .map(({ chainId, mintable }) => ({ chainId: BigInt(chainId), mintable: parseUnits(mintable, decimals) }))
      .sort((a, b) => (a.chainId < b.chainId ? -1 : 1)),
  };
}

/** Returns the signed part of a file, as the contract takes it. */
export function signedReport({ signed }: Pick<ReportFile, "signed">): ReserveReport {
  const { sequence, epoch, revision, asOf, validFrom, validUntil, reserves, supply, evidence, allocations } = signed;
  return {
    sequence: BigInt(sequence),
    epoch: BigInt(epoch),
    revision: BigInt(revision),
    asOf: BigInt(asOf),
    validFrom: BigInt(validFrom),
    validUntil: BigInt(validUntil),
    reserves: BigInt(reserves),
    supply: BigInt(supply),
    evidence,
    allocations: allocations.map(({ chainId, mintable }) => ({ chainId: BigInt(chainId), mintable: BigInt(mintable) })),
  };
}

/**
 * Returns who made a signature of this report.
 * @throws OperatorError `SIGNATURE_INVALID` if nobody can have made it.
 */
export function signerOf(domain: TypedDataDomain, report: ReserveReport, signature: string): string {
  try {
    return verifyTypedData(domain, RESERVE_REPORT_TYPES, report, signature);
  } catch (cause) {
    throw new OperatorError("SIGNATURE_INVALID", "This is not a signature of 65 bytes.", { cause });
  }
}

/** Whole Unix seconds of a time in ISO 8601. */
export function toSeconds(text: string): bigint {
  return BigInt(Math.floor(Date.parse(text) / 1_000));
}

function inconsistencies(file: ReportFile): string[] {
  const { decimals, domain, digest, signatures } = file;
  const report = signedReport(file);
  const wrong: string[] = [];
  const compare = (what: string, shown: unknown, meant: unknown): void => {
    if (String(shown) !== String(meant))
      wrong.push(`${what} is written as ${String(shown)}, signed is ${String(meant)}`);
  };
  let shown: ReserveReport;
  try {
    shown = toReserveReport(file, decimals);
  } catch {
    return [`an amount has more than ${decimals} decimals`];
  }
  for (const field of [
    "sequence",
    "epoch",
    "revision",
    "asOf",
    "validFrom",
    "validUntil",
    "reserves",
    "supply",
    "evidence",
  ] as const) {
    compare(field, shown[field], report[field]);
  }
  const list = ({ allocations }: ReserveReport): string =>
    allocations.map(({ chainId, mintable }) => `${chainId}: ${mintable}`).join(", ");
  compare("the list of allocations", list(shown), list(report));
  compare("the digest", digest, reportDigest(domain, report));
  wrong.push(...unequalPairs(file.workings, "workings", decimals));
  const signers = signatures.map(({ attestor, signature }) => {
    const signer = signerOf(domain, report, signature);
    if (signer !== attestor) {
      wrong.push(`the signature of ${attestor} is by ${signer} or of another report`);
    }
    return signer;
  });
  const rising = signers.every((signer, index) => BigInt(signer) > BigInt(signers[index - 1] ?? 0));
  if (!rising) wrong.push("the signatures are not by rising attestor, each once");
  return wrong;
}

/** Amounts and times are written twice, for people and for programs: both must be the same. */
function unequalPairs(value: unknown, path: string, decimals: number): string[] {
  if (typeof value !== "object" || value === null) return [];
  const entry = value as Readonly<Record<string, unknown>>;
  const own: string[] = [];
  if (typeof entry.coins === "string" && typeof entry.units === "string" && !isAmount(entry, decimals)) {
    own.push(`${path} is written as ${entry.coins} coins, which are not its ${entry.units} units`);
  }
  if (typeof entry.time === "string" && typeof entry.seconds === "string" && !isMoment(entry)) {
    own.push(`${path} is written as ${entry.time}, which is not second ${entry.seconds}`);
  }
  return [
    ...own,
    ...Object.entries(entry).flatMap(([name, inner]) => unequalPairs(inner, `${path}.${name}`, decimals)),
  ];
}

function isAmount({ coins, units: meant }: Readonly<Record<string, unknown>>, decimals: number): boolean {
  try {
    return parseUnits(String(coins), decimals) === BigInt(String(meant));
  } catch {
    return false;
  }
}

function isMoment({ time: shown, seconds }: Readonly<Record<string, unknown>>): boolean {
  return toSeconds(String(shown)) === BigInt(String(seconds));
}

function readJson(file: string): unknown {
  return parseJson(file, readTextFile(file, { code: "REPORT_FILE_INVALID" }), "REPORT_FILE_INVALID");
}

function parse<T>(schema: z.ZodType<T>, file: string, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new OperatorError("REPORT_FILE_INVALID", `${file}: ${lines.join("; ")}.`);
}
