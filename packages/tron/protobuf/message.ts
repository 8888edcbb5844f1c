/** How a field is encoded and printed. `address` and `text` are bytes that read differently when `visible`. */
export type FieldKind =
  | { readonly type: "int64" | "int32" | "bool" | "string" | "bytes" | "address" | "text" }
  | { readonly type: "enum"; readonly names: Readonly<Record<number, string>> }
  | { readonly type: "message"; readonly of: MessageType };

/** One field of a protobuf message. */
export interface Field {
  readonly name: string;
  readonly number: number;
  readonly kind: FieldKind;
  readonly repeated: boolean;
}

/** A protobuf message: its name (for `Any` type URLs) and fields in field-number order. */
export interface MessageType {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** A decoded value: bytes as Uint8Array, numbers as bigint, enums as number, messages as records. */
export type Value = bigint | boolean | string | Uint8Array | number | MessageValue | readonly Value[];
/** A decoded message; absent fields have their default. */
export interface MessageValue {
  [field: string]: Value | undefined;
}

type Shorthand = readonly [number, FieldKind] | readonly [number, FieldKind, "repeated"];

const simple = <T extends "int64" | "int32" | "bool" | "string" | "bytes" | "address" | "text">(type: T) =>
  ({ type }) as const;

/** Field kinds by short name, for the tables in `contracts.ts` and `records.ts`. */
export const kind = {
  int64: simple("int64"),
  int32: simple("int32"),
  bool: simple("bool"),
  string: simple("string"),
  bytes: simple("bytes"),
  address: simple("address"),
  text: simple("text"),
  enumOf: (names: Readonly<Record<number, string>>): FieldKind => ({ type: "enum", names }),
  message: (of: MessageType): FieldKind => ({ type: "message", of }),
};

/** Declares a message from a table `{ field: [number, kind, "repeated"?] }`. */
export function message(name: string, table: Readonly<Record<string, Shorthand>>): MessageType {
  const fields = Object.entries(table).map(([field, [number, fieldKind, repeated]]) => ({
    name: field,
    number,
    kind: fieldKind,
    repeated: repeated === "repeated",
  }));
  return { name, fields: fields.sort((a, b) => a.number - b.number) };
}
