import { IntegrationError } from "../problem.ts";
import { UNLIMITED } from "../reading/format.ts";
import { shownOf } from "../shown.ts";

/** All acts that a signature can stand for. */
export const ACTS = ["permit", "transfer", "receive", "cancel"] as const;

/** Second 10^11 is in the year 5138. What lies between that and 10^19 is a time in milliseconds or finer. */
const FINER_THAN_SECONDS = { from: 10n ** 11n, to: 10n ** 19n } as const;
/** Names of fields that are Unix seconds. */
const TIMES: readonly string[] = ["deadline", "validAfter", "validBefore"];

/** One field of a struct that is signed. */
interface Field {
  readonly name: string;
  readonly type: string;
}

/** @throws IntegrationError `ORDER_INVALID` unless the act is one of the four */
export function requireKnown(act: unknown): void {
  if ((ACTS as readonly unknown[]).includes(act)) return;
  throw invalid(`"${shownOf(act)}" is no act: an order is a permit, transfer, receive or cancel.`);
}

/** @throws IntegrationError `ORDER_INVALID` unless each field is there and of its type */
export function requireFields(what: "domain" | "order", fields: readonly Field[], given: unknown): void {
  if (typeof given !== "object" || given === null)
    throw invalid(`The ${what} is ${shownOf(given)}, and must be an object.`);
  for (const { name, type } of fields) {
    const problem = problemOf(name, type, (given as Readonly<Record<string, unknown>>)[name]);
    if (problem !== undefined) throw invalid(`The ${what}'s ${name} ${problem}.`);
  }
}

function problemOf(name: string, type: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return "is missing";
  switch (type) {
    case "uint256":
      return numberProblem(name, value);
    case "address":
      return isHex(value, 40) ? undefined : `is no address of the form 0x…: ${shownOf(value)}`;
    case "bytes32":
      return isHex(value, 64) ? undefined : `is not 0x and 64 hex digits: ${shownOf(value)}`;
    default:
      return typeof value === "string" && value !== "" ? undefined : `is no text: ${shownOf(value)}`;
  }
}

function numberProblem(name: string, value: unknown): string | undefined {
  if (typeof value !== "bigint") return `is no bigint: ${shownOf(value)}`;
  if (value < 0n || value > UNLIMITED) return "does not fit a uint256";
  const isFiner = TIMES.includes(name) && value >= FINER_THAN_SECONDS.from && value < FINER_THAN_SECONDS.to;
  return isFiner ? `is ${value}, which no clock shows in seconds: give Unix seconds, not milliseconds` : undefined;
}

function isHex(value: unknown, digits: number): boolean {
  return typeof value === "string" && value.length === digits + 2 && /^0x[0-9a-fA-F]*$/.test(value);
}

function invalid(sentence: string): IntegrationError {
  return new IntegrationError("ORDER_INVALID", sentence);
}
