import { HardhatError } from "@nomicfoundation/hardhat-errors";
import { isError } from "ethers";
import pc from "picocolors";
import { redact } from "../engine/reasons.ts";
import { OperatorError } from "../errors.ts";

/** Exit codes of every task. */
export const EXIT = {
  done: 0,
  /** Refused, failed, or something differs. */
  failed: 1,
  /** Somebody else must sign; run again afterwards. */
  waiting: 3,
} as const;

/** What a task hands back: the answer for `--json`, and the exit code. */
export interface TaskResult {
  readonly json: unknown;
  readonly exitCode: number;
}

/**
 * Runs a task: with `json`, stdout gets one JSON document and nothing else. A refusal is shown with its code and its
 * remedy, and ends in exit code 1.
 */
export async function runTask(json: boolean, action: () => Promise<TaskResult>): Promise<void> {
  const log = console.log;
  // Hardhat and its plugins print to stdout too.
  if (json) console.log = console.error;
  try {
    const result = await action();
    process.exitCode = result.exitCode;
    if (json) printJson(result.json);
  } catch (error) {
    const refusal = refusalOf(error);
    process.exitCode = EXIT.failed;
    if (json) printJson({ error: refusal });
    else showRefusal(refusal);
  } finally {
    console.log = log;
  }
}

/** Shows a refusal with its code and its remedy. */
export function showRefusal({ code, message, remedy }: OperatorError): void {
  console.error(`\n${pc.red(pc.bold(code))} ${message}\n${pc.bold("What to do:")} ${remedy}`);
}

/** Any error as a refusal, without URLs and keys. Programming errors are thrown as they are. */
export function refusalOf(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  if (HardhatError.isHardhatError(error)) {
    return new OperatorError("HARDHAT_REFUSED", redact(error.message), { cause: error });
  }
  const codes = ["NETWORK_ERROR", "SERVER_ERROR", "TIMEOUT", "UNKNOWN_ERROR"] as const;
  if (error instanceof Error && codes.some((code) => isError(error, code))) {
    return new OperatorError("CHAIN_UNREACHABLE", redact(error.message), { cause: error });
  }
  if (isProviderError(error)) {
    return new OperatorError("CHAIN_UNREACHABLE", `The node says: ${redact(error.message)}`, { cause: error });
  }
  throw error;
}

/** What Hardhat throws when a node is not reached (code -1), or answers with an error (EIP-1474's codes). */
function isProviderError(error: unknown): error is Error {
  return error instanceof Error && "_isProviderError" in error;
}

/** Prints one JSON document on stdout. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_, entry: unknown) => (typeof entry === "bigint" ? entry.toString() : entry), 2);
  process.stdout.write(`${text}\n`);
}
