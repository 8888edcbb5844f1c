import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { redact } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { sayAside } from "../output/say.ts";
import { visibleLine } from "../characters/visible.ts";

/** Set it to anything to see the stack of an unexpected error on stderr at once. */
const TRACE = "KGST_TRACE";

/**
 * For what nobody has foreseen: writes where it happened into a file of the temporary folder that only its owner reads,
 * and names the file. Every other refusal stays as it is, and so does this one where no file can be written.
 */
export function noteDetails(refusal: OperatorError): OperatorError {
  if (refusal.code !== "UNEXPECTED") return refusal;
  const details = redact(inspect(refusal.cause, { depth: 4 }));
  const lines = details.split("\n").map((line) => visibleLine(`  ${line}`));
  if (process.env[TRACE] !== undefined && process.env[TRACE] !== "") sayAside(...lines);
  const file = join(tmpdir(), `kgst-${randomUUID()}.txt`);
  try {
    writeFileSync(file, `${[new Date().toISOString(), ...lines].join("\n")}\n`, { mode: 0o600, flag: "wx" });
  } catch {
    return refusal; // the sentence counts, and there may be no room for more
  }
  const remedy = `${refusal.remedy} The details are in ${file}.`;
  return new OperatorError(refusal.code, refusal.lines, { remedy, cause: refusal.cause });
}
