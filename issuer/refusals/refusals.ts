import { HardhatError } from "@nomicfoundation/hardhat-errors";
import { type ErrorCode as EthersCode, isError } from "ethers";
import { explain, redact } from "../chains/reasons.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { fileRefusal } from "../files/file-refusals.ts";

/**
 * Any error as a refusal, without URLs and keys. What nobody has foreseen becomes `UNEXPECTED`: never a stack trace.
 * The original stays in `cause`.
 */
export function refusalOf(error: unknown): OperatorError {
  const chain = causesOf(error);
  const told = chain.map(asOperatorError).find((entry) => entry !== null);
  if (told !== undefined) return told;
  for (const entry of chain) {
    const refusal = interrupted(entry) ?? hardhatRefusal(entry) ?? fileRefusal(entry) ?? nodeRefusal(entry);
    if (refusal !== null) return refusal;
  }
  return new OperatorError("UNEXPECTED", redact(firstLine(error)), { cause: error });
}

/** Returns what Hardhat says of a command line or a setting; null if it is about something else, or not Hardhat's. */
function hardhatRefusal(error: unknown): OperatorError | null {
  if (!HardhatError.isHardhatError(error) || isInternal(error)) return null;
  return refusalOfHardhat(error.errorCode, error.formattedMessage, error);
}

/** What Hardhat throws where its own code expected something else, such as another answer of a node. */
function isInternal(error: unknown): boolean {
  if (!HardhatError.isHardhatError(error)) return false;
  return Object.values(HardhatError.ERRORS.CORE.INTERNAL).some(({ number }) => error.errorCode === `HHE${number}`);
}

/**
 * Returns a refusal of Hardhat under this program's codes.
 * @param errorCode - Hardhat's, such as `HHE504`.
 */
export function refusalOfHardhat(errorCode: string, message: string, cause?: unknown): OperatorError {
  const number = Number(errorCode.replace(/^HHE/, ""));
  const text = redact(message);
  if (number === HardhatError.ERRORS.CORE.NETWORK.NETWORK_NOT_FOUND.number) {
    return new OperatorError("NETWORK_UNKNOWN", text, { cause });
  }
  // Hardhat numbers its errors by category: 400 to 499 are about tasks, 500 to 599 about their arguments.
  if (number >= 400 && number < 600) return new OperatorError("ARGUMENT_INVALID", text, { cause });
  return new OperatorError("HARDHAT_REFUSED", `${errorCode}: ${text}`, { cause });
}

/** The node is not there, or what it answers is not an answer. */
const UNREACHABLE: readonly EthersCode[] = ["NETWORK_ERROR", "SERVER_ERROR", "TIMEOUT", "UNKNOWN_ERROR", "CANCELLED"];
const UNREADABLE: readonly EthersCode[] = ["BAD_DATA", "BUFFER_OVERRUN", "NUMERIC_FAULT"];
const SOCKET = /^(ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|UND_ERR|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED)/;

function nodeRefusal(error: unknown): OperatorError | null {
  if (!(error instanceof Error)) return null;
  const has = (codes: readonly EthersCode[]): boolean => codes.some((code) => isError(error, code));
  if (has(UNREACHABLE)) return new OperatorError("CHAIN_UNREACHABLE", redact(error.message), { cause: error });
  if (isProviderError(error)) {
    return new OperatorError("CHAIN_UNREACHABLE", `The node says: ${redact(error.message)}`, { cause: error });
  }
  if (isError(error, "CALL_EXCEPTION")) {
    const message = `A contract of the coin does not answer as it should: ${explain(error)}.`;
    return new OperatorError("CONTRACT_MISSING", message, { cause: error });
  }
  if (/^(connect|read|write) E[A-Z]+\b/.test(error.message)) {
    return new OperatorError("CHAIN_UNREACHABLE", redact(error.message), { cause: error });
  }
  if (SOCKET.test(codeOf(error)) || (error instanceof TypeError && error.message === "fetch failed")) {
    const reason = [codeOf(error), codeOf(error.cause)].find((code) => code !== "") ?? "no connection";
    return new OperatorError("CHAIN_UNREACHABLE", `There is no connection: ${reason}.`, { cause: error });
  }
  return unreadableAnswer(error);
}

/**
 * Returns the refusal of an answer of a node that is cut off, or of another form than it should be; null for all else.
 */
export function unreadableAnswer(error: unknown): OperatorError | null {
  if (!(error instanceof Error)) return null;
  const said = UNREADABLE.some((code) => isError(error, code)) ? explain(error) : null;
  if (said === null && !readsAnswers(error)) return null;
  // What a library says of a missing field is of no use to anybody who does not see its code.
  const what = said ?? "something is missing in it, or is of another form";
  const message = `What the node answered cannot be read: ${what}.`;
  return new OperatorError("NODE_ANSWER_INVALID", message, { cause: error });
}

/** What Hardhat throws when a node is not reached (code -1), or answers with an error (EIP-1474's codes). */
function isProviderError(error: Error): boolean {
  return "_isProviderError" in error;
}

/** What reads answers takes fields for granted; what it throws over a missing one starts in these files. */
const READERS =
  /node_modules\/(ethers|hardhat|@nomicfoundation\/[\w-]+)\/|\/tron\/(?!devnet)[\w/-]+\.ts|\/chains\/(evm|tron)-chain\.ts|\/nodes\//;

function readsAnswers(error: Error): boolean {
  const mistaken = error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError;
  if (!mistaken && !isInternal(error)) return false;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at .*[\\/]/.test(line) && !/node:/.test(line));
  return READERS.test(frames[0] ?? "");
}

function interrupted(error: unknown): OperatorError | null {
  const aborted = error instanceof Error && error.name === "AbortError" && /Ctrl\+C/.test(error.message);
  return aborted ? new OperatorError("INTERRUPTED", "Interrupted with Ctrl+C.", { cause: error }) : null;
}

/** Returns an error and what has caused it, outermost first. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let entry = error; entry !== undefined && entry !== null && !chain.includes(entry);) {
    chain.push(entry);
    entry = (entry as { cause?: unknown }).cause;
  }
  return chain;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.split("\n", 1)[0] ?? "";
}
