import { toAccount } from "../account.ts";
import { IntegrationError, isIntegrationError } from "../problem.ts";
import { bytesAt } from "../reading/decode.ts";
import { UNLIMITED } from "../reading/format.ts";
import { fieldOf } from "../reading/revert-data.ts";
import { shownOf } from "../shown.ts";

/** All acts that a signature can stand for. */
export const ACTS = ["permit", "transfer", "receive", "cancel"] as const;

/** Second 10^11 is in the year 5138. What lies between that and 10^19 is a time in milliseconds or finer. */
const FINER_THAN_SECONDS = { from: 10n ** 11n, to: 10n ** 19n } as const;
/** Names of fields that are Unix seconds. */
const TIMES: readonly string[] = ["deadline", "validAfter", "validBefore"];

type Hex = `0x${string}`;

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

/**
 * Returns the fields of a struct and nothing else, accounts as `0x…` with checksum.
 * @throws IntegrationError `ORDER_INVALID` unless each field is there and of its type
 */
export function fieldsOf(what: "domain" | "order", fields: readonly Field[], given: unknown): Record<string, unknown> {
  const values = objectIn(what, given);
  return Object.fromEntries(fields.map(({ name, type }) => [name, valueOf(what, name, type, fieldOf(values, name))]));
}

/** @throws IntegrationError `ORDER_INVALID` unless it is an object */
export function objectIn(what: string, given: unknown): object {
  if (typeof given === "object" && given !== null) return given;
  throw invalid(`The ${what} is ${shownOf(given)}, and must be an object.`);
}

function valueOf(what: string, name: string, type: string, value: unknown): unknown {
  const refuse = (problem: string): IntegrationError => invalid(`The ${what}'s ${name} ${problem}.`);
  if (value === undefined || value === null) throw refuse("is missing");
  if (type === "address") return accountOf(value, refuse);
  const problem = problemOf(name, type, value);
  if (problem !== undefined) throw refuse(problem);
  return value;
}

function accountOf(value: unknown, refuse: (problem: string) => IntegrationError): string {
  try {
    return toAccount(value as string);
  } catch (error) {
    if (isIntegrationError(error)) throw refuse(`is no address: ${error.message.replace(/\.$/, "")}`);
    throw error;
  }
}

function problemOf(name: string, type: string, value: unknown): string | undefined {
  if (type === "uint256") return numberProblem(name, value);
  if (type === "bytes32") return isHex(value, 64) ? undefined : `is not 0x and 64 hex digits: ${shownOf(value)}`;
  return typeof value === "string" && value !== "" ? undefined : `is no text: ${shownOf(value)}`;
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

/**
 * Returns bytes in hex. What wallets wrap for accounts that are not deployed yet (ERC-6492) is unwrapped: the token asks an account's
 * code, and a deployed one takes what is inside.
 * @throws IntegrationError `ORDER_INVALID`
 */
export function signatureIn(given: unknown): Hex {
  if (typeof given === "string" && /^0x(?:[0-9a-fA-F]{2})*$/.test(given)) return unwrapped(given as Hex);
  throw invalid("The signature is not bytes in hex behind 0x.");
}

/** Returns what a wallet answered as bytes, with `0x` where it left that out. @throws IntegrationError `SIGNATURE_MALFORMED` */
export function signatureBytes(given: string): Hex {
  if (typeof given === "string" && /^(?:0x)?(?:[\da-fA-F]{2})+$/.test(given)) {
    return (given.startsWith("0x") ? given : `0x${given}`) as Hex;
  }
  throw new IntegrationError("SIGNATURE_MALFORMED", `A signature is bytes in hex, and this is ${shownOf(given)}.`);
}

/** What ERC-6492 puts behind `abi.encode(factory, its call, signature)`. */
const WRAPPING = "6492".repeat(16);

function unwrapped(signature: Hex): Hex {
  if (!signature.toLowerCase().endsWith(WRAPPING)) return signature;
  const digits = signature.slice(2, -WRAPPING.length);
  const word = digits.slice(2 * 64, 3 * 64);
  const inner = word.length === 64 ? bytesAt(digits, BigInt(`0x${word}`)) : undefined;
  return inner ?? signature;
}

function invalid(sentence: string): IntegrationError {
  return new IntegrationError("ORDER_INVALID", sentence);
}
