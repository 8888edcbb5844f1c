import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { replaceFile } from "../atomic-file.ts";
import { OperatorError } from "../errors.ts";
import { type ReportFile, readReportFile, signedReport } from "../reports/report-file.ts";
import { readBytes } from "../text/read-file.ts";
import type { KnownReport } from "./observation.ts";

/** The folder of reports: the repository's own, unless `REPORTS_FOLDER` names another. */
export function reportsFolder(coin: string, environment: string): string {
  const root = process.env.REPORTS_FOLDER ?? fileURLToPath(new URL("../../../reports/", import.meta.url));
  return join(root, `${coin}-${environment}`);
}

/** Where a report is written that nobody has signed: `<sequence>.json`. */
export function draftName(sequence: number | bigint): string {
  return `${sequence}.json`;
}

/** Writes a report file as a whole, or not at all. */
export function writeReportFile(file: string, content: ReportFile): void {
  replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Every report of a coin that somebody has signed, as far as the folder has its file.
 * @param salt The coin's token id: files of other coins are passed over.
 * @throws OperatorError `REPORT_FILE_INVALID` if a file cannot be read: what it says must not be overlooked.
 */
export function signedReports(folder: string, salt: string): KnownReport[] {
  if (!existsSync(folder)) return [];
  const known: KnownReport[] = [];
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".json"))) {
    if (name.endsWith(".typed-data.json")) continue;
    const file = readReportFile(join(folder, name));
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
  return { document: basename(file), hash: `0x${hash}` };
}

/** Bytes of the largest document that is hashed. */
const LARGEST_EVIDENCE = 1_073_741_824;

/** One line of a register: a report that a key on this machine has signed. */
export interface RegisterLine {
  readonly at: string;
  readonly attestor: string;
  readonly digest: string;
  readonly sequence: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** Append-only list of what attestors have signed on this machine: nobody signs two reports that contradict each other. */
export class Register {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, "signed.jsonl");
  }

  /** Everything an attestor has signed here. */
  linesOf(attestor: string): RegisterLine[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as RegisterLine)
      .filter((line) => line.attestor === attestor);
  }

  /** Writes a line durably, before the signature is given out. */
  append(line: RegisterLine): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`, { flush: true });
  }
}
