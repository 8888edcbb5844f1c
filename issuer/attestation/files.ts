import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { AppendOnlyFile, readWholeLines, replaceFile } from "../files/durable.ts";
import type { Reach } from "../files/lines.ts";
import { type ReportFile, readAnyForm, signedReport } from "../reports/report-file.ts";
import { MOST_FILE_NAME, textField, wholeField } from "../text/fields.ts";
import { readField } from "../text/parse-error.ts";
import { parsePlainText } from "../text/plain-text.ts";
import { readBytes } from "../text/read-file.ts";
import type { KnownReport } from "./observation.ts";
import { toJsonText } from "../text/json.ts";

/** Returns the folder of reports: the repository's own, unless `REPORTS_FOLDER` names another. */
export function reportsFolder(coin: string, environment: string): string {
  const root = process.env.REPORTS_FOLDER ?? fileURLToPath(new URL("../../reports/", import.meta.url));
  return join(root, `${coin}-${environment}`);
}

/** Returns where a report is written that nobody has signed: `<sequence>.json`. */
export function draftName(sequence: bigint, revision: bigint): string {
  return revision === 0n ? `${sequence}.json` : `${sequence}-revision-${revision}.json`;
}

/** Writes a report file as a whole, or not at all. */
export function writeReportFile(file: string, content: ReportFile): void {
  replaceFile(file, `${toJsonText(content, 2)}\n`);
}

/**
 * Returns every report of a coin that somebody has signed, as far as the folder has its file.
 * @param salt - The coin's token id: files of other coins are passed over.
 * @throws OperatorError `REPORT_FILE_INVALID` if a file cannot be read: what it says must not be overlooked.
 */
export function signedReports(folder: string, salt: string): KnownReport[] {
  if (!existsSync(folder)) return [];
  const known: KnownReport[] = [];
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".json"))) {
    if (name.endsWith(".typed-data.json")) continue;
    const { report: file } = readAnyForm(join(folder, name)); // a signature counts in whatever form it is written
    if (file.domain.salt === salt && file.signatures.length > 0) {
      known.push({ report: signedReport(file), digest: file.digest });
    }
  }
  return known;
}

/**
 * Hashes the auditor's document. SHA-256, so that everybody can check it with a tool at hand.
 * @throws OperatorError `EVIDENCE_MISSING`.
 */
export function hashEvidence(file: string): { readonly document: string; readonly hash: string } {
  if (file === "") throw new OperatorError("EVIDENCE_MISSING", "There is no evidence.");
  const bytes = readBytes(file, { code: "EVIDENCE_MISSING", limit: LARGEST_EVIDENCE });
  const hash = createHash("sha256").update(bytes).digest("hex");
  const document = readField("EVIDENCE_MISSING", "--evidence", () => parsePlainText(basename(file), MOST_FILE_NAME));
  return { document, hash: `0x${hash}` };
}

/** Bytes of the largest document that is hashed. */
const LARGEST_EVIDENCE = 1_073_741_824;

const whole = wholeField("a whole number");
const registerLine = z.strictObject({
  at: textField(100),
  attestor: textField(100),
  digest: textField(100),
  /** What tells whether another report contradicts it: all that is signed but the supply and the evidence. */
  sequence: whole,
  epoch: whole,
  revision: whole,
  asOf: whole,
  validFrom: whole,
  validUntil: whole,
  reserves: whole,
  allocations: z.array(z.strictObject({ chainId: whole, mintable: whole })),
});

/** One line of a register: a report that a key on this machine has signed. */
export type RegisterLine = Readonly<z.output<typeof registerLine>>;

/** Append-only list of what attestors have signed on this machine: nobody signs two reports that contradict each other. */
export class Register {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, "signed.jsonl");
  }

  /**
   * Everything an attestor has signed here.
   * @throws OperatorError `REGISTER_DAMAGED` if a line cannot be read.
   */
  linesOf(attestor: string): RegisterLine[] {
    return this.#read().lines.filter((line) => line.attestor === attestor);
  }

  /**
   * Writes a line durably, before the signature is given out.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if it did not reach the disk as a whole.
   */
  append(line: RegisterLine): void {
    new AppendOnlyFile(this.#file, this.#read().reach).append(`${toJsonText(line)}\n`);
  }

  #read(): { readonly lines: readonly RegisterLine[]; readonly reach: Reach } {
    try {
      const { lines, ...reach } = readWholeLines(this.#file, '{"at":');
      return { lines: lines.map((line) => registerLine.parse(JSON.parse(line))), reach };
    } catch (cause) {
      throw new OperatorError("REGISTER_DAMAGED", `${this.#file} cannot be read as a register of signed reports.`, {
        cause,
      });
    }
  }
}
