import { IntegrationError } from "../problem.ts";
import { requireKnown } from "./fields.ts";
import {
  type Act,
  DOMAIN_TYPE,
  type Domain,
  type Hex,
  type Messages,
  type SignedOrder,
  checkedSigned,
  orderOf,
  typesOf,
} from "./typed-data.ts";

/** Characters of the longest text that is read: a signature of a contract wallet is the longest part, some thousand bytes. */
const LONGEST = 1_000_000;

/**
 * Returns a signed order as JSON, to be sent to the account that submits it; {@link parseSigned} reads it.
 * @throws IntegrationError `ORDER_INVALID` for what is no signed order
 */
export function stringifySigned(signed: SignedOrder): string {
  return JSON.stringify(checkedSigned(signed), (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/**
 * Reads a signed order that comes from anybody. The types are this package's, whatever the text says; domain and signature
 * still have to be verified.
 * @throws IntegrationError `ORDER_INVALID` if it is not JSON, a field is missing or of another kind, or a number does not fit
 */
export function parseSigned(text: string): SignedOrder {
  const { order, signature } = recordOf("The text", readJson(text));
  const { act, domain, message } = recordOf("The order", order);
  requireKnown(act);
  const known = act as Act;
  const [fields = []] = Object.values(typesOf(known));
  if (typeof signature !== "string" || !/^0x(?:[0-9a-fA-F]{2})+$/.test(signature)) {
    throw invalid("The signature is not bytes in hex behind 0x.");
  }
  const readDomain = valuesOf("The domain", DOMAIN_TYPE, domain) as unknown as Domain;
  const readMessage = valuesOf("The order", fields, message) as unknown as Messages[Act];
  return checkedSigned({ order: orderOf(known, readDomain, readMessage), signature: signature as Hex });
}

function readJson(text: string): unknown {
  if (typeof text !== "string" || text.length > LONGEST)
    throw invalid(`It is no text of at most ${LONGEST} characters.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("It is not JSON.", cause);
  }
}

function recordOf(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${what} holds no object where one belongs.`);
}

/** Only the fields that are signed, numbers from their decimal digits. */
function valuesOf(
  what: string,
  fields: readonly { readonly name: string; readonly type: string }[],
  given: unknown,
): Record<string, unknown> {
  const record = recordOf(what, given);
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      return [name, type === "uint256" ? numberOf(what, name, value) : value];
    }),
  );
}

function numberOf(what: string, name: string, value: unknown): bigint {
  if (typeof value === "string" && /^\d{1,78}$/.test(value)) return BigInt(value);
  throw invalid(`${what}'s ${name} is not a number in decimal digits between quotes.`);
}

function invalid(sentence: string, cause?: unknown): IntegrationError {
  return new IntegrationError("ORDER_INVALID", `This is not a signed order. ${sentence}`, { cause });
}
