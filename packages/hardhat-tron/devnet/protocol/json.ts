import { type BareAddress, toBare, toBase58 } from "../../../tron/address.ts";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type JsonValue, stringifyExactly } from "../../../tron/json.ts";
import { fromHexString, fromUtf8, fromStrictHex } from "./bytes.ts";
import type { Field, FieldKind, MessageType, MessageValue, Value } from "../../../tron/protobuf/message.ts";

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue | undefined };

/** The value with every 64-bit integer as text, as java-tron answers `int64_as_string`. */
export function withTextIntegers(value: JsonValue | undefined): JsonValue {
  if (typeof value === "bigint") return value.toString();
  if (value === undefined || value === null || typeof value !== "object") return value ?? null;
  if (Array.isArray(value)) return value.map((item: JsonValue) => withTextIntegers(item));
  const members = Object.entries(value as JsonObject).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withTextIntegers(member)]));
}

/** A JSON value as text: strings as they are, everything else printed. */
export const textOf = (value: JsonValue | undefined): string =>
  typeof value === "string" ? value : stringifyExactly(value);

/** Raised when a field of a request cannot be read; `field` locates it in the body. */
export class FieldParseError extends Error {
  readonly field: string;
  readonly reason: string;

  /** @param field - name of the offending field @param reason - java-tron's words */
  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
    this.reason = reason;
  }
}

function printAddress(bytes: Uint8Array, visible: boolean): string {
  const hex = bytesToHex(bytes);
  if (!visible || bytes.length < 20) return hex;
  return toBase58(hex.length === 40 ? `0x${hex}` : hex);
}

function printOne(kind: FieldKind, value: Value, visible: boolean): JsonValue {
  switch (kind.type) {
    case "message":
      return toJson(kind.of, value as MessageValue, visible);
    case "address":
      return printAddress(value as Uint8Array, visible);
    case "text":
      return visible ? fromUtf8(value as Uint8Array) : bytesToHex(value as Uint8Array);
    case "bytes":
      return bytesToHex(value as Uint8Array);
    case "enum":
      return kind.names[value as number] ?? (value as number);
    case "int32":
      return Number(value);
    default:
      return value as bigint | boolean | string;
  }
}

const isDefault = (value: Value): boolean =>
  value instanceof Uint8Array || typeof value === "string" || Array.isArray(value)
    ? (value as { length: number }).length === 0
    : value === 0n || value === 0 || value === false;

/** Prints a message as java-tron's `JsonFormat` does: set fields in number order, defaults left out. */
export function toJson(type: MessageType, value: MessageValue, visible: boolean): JsonObject {
  const out: JsonObject = {};
  for (const { name, kind, repeated } of type.fields) {
    const given = value[name];
    if (given === undefined || isDefault(given)) continue;
    out[name] = repeated
      ? (given as Value[]).map((item) => printOne(kind, item, visible))
      : printOne(kind, given, visible);
  }
  return out;
}

/** What Base58 is written with; java-tron names the first character that is none of these. */
const NOT_BASE58 = /[^1-9A-HJ-NP-Za-km-z]/;

function base58Problem(text: string): string {
  const at = text.search(NOT_BASE58);
  return at < 0 ? "INVALID address" : `Illegal character ${text.charAt(at)} at ${at}`;
}

function readText(field: Field, value: JsonValue): string {
  if (typeof value !== "string") throw new FieldParseError(field.name, "Expected string.");
  return value;
}

function readBytes(field: Field, value: JsonValue, visible: boolean): Uint8Array {
  const text = readText(field, value);
  if (visible && field.kind.type === "text") return utf8ToBytes(text);
  if (visible && field.kind.type === "address") {
    try {
      if (NOT_BASE58.test(text)) throw new RangeError(text);
      return fromHexString(`41${toBare(text)}`);
    } catch {
      throw new FieldParseError(field.name, `INVALID base58 String, ${base58Problem(text)}`);
    }
  }
  const bytes = fromStrictHex(text.startsWith("0x") ? text.slice(2) : text);
  if (bytes === undefined) throw new FieldParseError(field.name, "INVALID hex String");
  return bytes;
}

/** java-tron reads the token as it stands, so that an integer in quotes is none. */
function readInteger(field: Field, value: JsonValue): bigint {
  if (typeof value === "bigint" || Number.isInteger(value)) return BigInt.asIntN(64, BigInt(value as number | bigint));
  const token = typeof value === "string" ? `"${value}"` : textOf(value);
  throw new FieldParseError(field.name, `Couldn't parse integer: For input string: "${token}"`);
}

function readEnum(field: Field, names: Readonly<Record<number, string>>, value: JsonValue): number {
  if (typeof value === "number") return value;
  const text = textOf(value);
  const name = /^[a-z]+$/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  const entry = Object.entries(names).find(([, candidate]) => candidate === name);
  if (entry === undefined) throw new FieldParseError(field.name, `Enum type has no value named "${name}".`);
  return Number(entry[0]);
}

function readOne(field: Field, value: JsonValue, visible: boolean): Value {
  const { kind } = field;
  switch (kind.type) {
    case "message":
      return fromJson(kind.of, value as JsonObject, visible);
    case "enum":
      return readEnum(field, kind.names, value);
    case "bool":
      return value === true || value === "true";
    case "string":
      return readText(field, value);
    case "int64":
    case "int32":
      return readInteger(field, value);
    default:
      return readBytes(field, value, visible);
  }
}

/** Reads a message from JSON as java-tron's `JsonFormat.merge`: unknown members are ignored. @throws FieldParseError */
export function fromJson(type: MessageType, json: JsonObject, visible: boolean): MessageValue {
  const out: MessageValue = {};
  for (const field of type.fields) {
    const given = json[field.name];
    if (given === undefined || given === null) continue;
    if (field.repeated)
      out[field.name] = (Array.isArray(given) ? given : [given]).map((item: JsonValue) =>
        readOne(field, item, visible),
      );
    else out[field.name] = readOne(field, given, visible);
  }
  return out;
}

/** The bare form of the address bytes of a message field (`41 ‖ 20 bytes`, or 20 bytes). */
export const bareOf = (bytes: Uint8Array): BareAddress => bytesToHex(bytes.slice(-20)) as BareAddress;

/** `41 ‖ 20 bytes` of a bare address. */
export const addressBytes = (bare: string): Uint8Array => fromHexString(`41${bare}`);
