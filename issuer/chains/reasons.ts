import { type ErrorDescription, type ErrorFragment, type Interface, isError } from "ethers";
import { explainRevert } from "../../packages/integration/reading/errors.ts";
import { EMPTY, UNKNOWN, revertData } from "../../packages/integration/reading/revert-data.ts";
import { redact } from "../../packages/tron/nodes/redact.ts";
import { visible } from "../characters/visible.ts";
import { asOperatorError } from "../errors.ts";

/** Solidity's own error with a text. */
const TEXT = "Error";
/** Characters of what a node or a library says that are repeated. */
const SAID = 1_000;

export { redact } from "../../packages/tron/nodes/redact.ts";

/**
 * Returns why a call failed, in one line without a full stop: the error of the coin's contracts as a sentence,
 * otherwise what the node said.
 * @param foreign - Interfaces of contracts that are not the coin's own, such as a new implementation: their errors are shown
 * with name and values.
 */
export function explain(error: unknown, foreign: readonly Interface[] = []): string {
  const explanation = explainRevert(error);
  if (explanation === undefined || explanation.name === EMPTY)
    return visible(redact(shortMessage(asOperatorError(error) ?? error)), SAID);
  // The integrators' sentence leaves out what cannot be seen; an operator sees that it was there.
  const { reason } = explanation.values;
  if (explanation.name === TEXT && typeof reason === "string") return `The contract said: ${visible(reason, SAID)}`;
  if (explanation.name !== UNKNOWN) return visible(explanation.sentence.replace(/\.$/, ""), SAID);
  const data = revertData(error) ?? String(error);
  for (const abi of foreign) {
    const parsed = parseRevert(abi, data);
    if (parsed !== null) return `${parsed.name}(${showArguments(parsed.fragment, parsed.args.toArray())})`;
  }
  return `reverted with ${visible(data, SAID)}`;
}

/** Name of the error of the coin's contracts that a call reverted with; null if it failed otherwise. */
export function revertName(error: unknown): string | null {
  const name = explainRevert(error)?.name ?? UNKNOWN;
  return name === UNKNOWN || name === EMPTY ? null : name;
}

/**
 * Returns the error of an interface that revert data holds.
 * @returns null if it is none of them, or its values are cut off or cannot be read: a contract may revert with any bytes.
 */
function parseRevert(abi: Interface, data: string): ErrorDescription | null {
  try {
    const parsed = abi.parseError(data);
    parsed?.args.toArray(); // ethers keeps back what it throws about a text until the text is looked at
    return parsed;
  } catch {
    return null;
  }
}

function showArguments(fragment: ErrorFragment, values: readonly unknown[]): string {
  return fragment.inputs.map((input, index) => `${input.name || index}: ${visible(String(values[index]))}`).join(", ");
}

function shortMessage(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { info, shortMessage: short, message } = error as Record<string, unknown>;
  const inner = (info as { error?: { message?: unknown } } | undefined)?.error?.message;
  return [inner, short, message].find((text) => typeof text === "string") ?? "unknown error";
}

/** Returns what a view answers, or null if the contract refuses. A node that does not answer is not a refusal. */
export async function orRevert<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (revertData(error) === null) throw error;
    return null;
  }
}

/**
 * Returns what a foreign contract answers, or null if it has no such view. A node that does not answer is no word of
 * the contract.
 */
export async function orMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isError(error, "CALL_EXCEPTION") || isError(error, "BAD_DATA") || isRevert(error)) return null;
    throw error;
  }
}

/**
 * Returns whether an error is about a contract that reverted, with data or without: code 3 of JSON-RPC, or its words.
 */
function isRevert(error: unknown): boolean {
  if (revertData(error) !== null) return true;
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return code === 3 || (typeof message === "string" && /\brevert(ed)?\b/i.test(message));
}
