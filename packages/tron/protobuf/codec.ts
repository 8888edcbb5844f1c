import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Field, MessageType, MessageValue, Value } from "./message.ts";

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const NONE = new Uint8Array(0);
/** Java's words for bytes that end too early. */
const TRUNCATED =
  "While parsing a protocol message, the input ended unexpectedly in the middle of a field.  This could mean either that " +
  "the input has been truncated or that an embedded message misreported its own length.";

function varint(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, value);
  const out: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

const tag = (field: Field, wireType: number): Uint8Array => varint(BigInt((field.number << 3) | wireType));
const delimited = (field: Field, bytes: Uint8Array): Uint8Array =>
  concatBytes(tag(field, LENGTH_DELIMITED), varint(BigInt(bytes.length)), bytes);

function isDefault(value: Value): boolean {
  if (value instanceof Uint8Array || typeof value === "string") return value.length === 0;
  return value === 0n || value === 0 || value === false;
}

function encodeOne(field: Field, value: Value, keepDefault: boolean): Uint8Array {
  const { kind } = field;
  if (kind.type === "message") return delimited(field, encode(kind.of, value as MessageValue));
  if (!keepDefault && isDefault(value)) return NONE;
  switch (kind.type) {
    case "bytes":
    case "address":
    case "text":
      return delimited(field, value as Uint8Array);
    case "string":
      return delimited(field, utf8ToBytes(value as string));
    case "bool":
      return concatBytes(tag(field, VARINT), varint(value === true ? 1n : 0n));
    default:
      return concatBytes(tag(field, VARINT), varint(BigInt(value as bigint | number)));
  }
}

/** Protobuf (proto3) encoding: fields in number order, defaults omitted. */
export function encode(type: MessageType, value: MessageValue): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of type.fields) {
    const given = value[field.name];
    if (given === undefined) continue;
    if (field.repeated) for (const item of given as Value[]) parts.push(encodeOne(field, item, true));
    else parts.push(encodeOne(field, given, false));
  }
  return concatBytes(...parts);
}

class Reader {
  offset = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.offset >= this.bytes.length;
  }

  varint(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.offset++];
      if (byte === undefined) break;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, result);
    }
    throw new RangeError(TRUNCATED);
  }

  take(length: number): Uint8Array {
    if (length < 0 || this.offset + length > this.bytes.length) {
      throw new RangeError(TRUNCATED);
    }
    this.offset += length;
    return this.bytes.slice(this.offset - length, this.offset);
  }

  skip(wireType: number): void {
    if (wireType === VARINT) this.varint();
    else if (wireType === LENGTH_DELIMITED) this.take(Number(this.varint()));
    else if (wireType === 1) this.take(8);
    else if (wireType === 5) this.take(4);
    else throw new RangeError("Protocol message tag had invalid wire type.");
  }
}

function decodeOne(field: Field, reader: Reader): Value {
  const { kind } = field;
  switch (kind.type) {
    case "message":
      return decode(kind.of, reader.take(Number(reader.varint())));
    case "bytes":
    case "address":
    case "text":
      return reader.take(Number(reader.varint()));
    case "string":
      return new TextDecoder().decode(reader.take(Number(reader.varint())));
    case "bool":
      return reader.varint() !== 0n;
    case "enum":
      return Number(reader.varint());
    default:
      return reader.varint();
  }
}

/** Decodes a protobuf message; unknown fields are skipped. @throws RangeError when the bytes are truncated */
export function decode(type: MessageType, bytes: Uint8Array): MessageValue {
  const reader = new Reader(bytes);
  const value: MessageValue = {};
  while (!reader.done) {
    const key = Number(reader.varint());
    const field = type.fields.find((candidate) => candidate.number === key >> 3);
    if (field === undefined) {
      reader.skip(key & 7);
      continue;
    }
    const item = decodeOne(field, reader);
    if (field.repeated) ((value[field.name] ??= []) as Value[]).push(item);
    else value[field.name] = item;
  }
  return value;
}
