import { createRequire } from "node:module";
import type { WireTransaction } from "./wire.ts";

/** The part of tronweb's generated protobuf classes that is used. */
interface TransactionMessage {
  getRawData(): { serializeBinary(): Uint8Array; getContractList(): readonly { getType(): number }[] };
  getSignatureList_asU8(): readonly Uint8Array[];
  addSignature(signature: Uint8Array): void;
  serializeBinary(): Uint8Array;
}

interface TransactionClass {
  deserializeBinary(bytes: Uint8Array): TransactionMessage;
}

/** Numbers of the contract types that are built here. */
const CONTRACT_TYPES: Readonly<Record<number, string>> = {
  1: "TransferContract",
  30: "CreateSmartContract",
  31: "TriggerSmartContract",
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

const require = createRequire(import.meta.url);
let loaded: (typeof import("tronweb"))["utils"] | undefined;

/** tronweb takes a second to load; whoever only reads the configuration of a TRON network need not wait for it. */
function tronweb(): (typeof import("tronweb"))["utils"] {
  return (loaded ??= (require("tronweb") as typeof import("tronweb")).utils);
}

/** tronweb registers its classes globally and exports none of them. */
function transactionClass(): TransactionClass {
  tronweb();
  return (globalThis as unknown as { TronWebProto: { Transaction: TransactionClass } }).TronWebProto.Transaction;
}

/** The bytes that are hashed and signed, of a transaction in java-tron's JSON form. */
export function encodeRawData(transaction: { readonly raw_data: unknown }): string {
  const message = tronweb().transaction.txJsonToPb({ visible: false, ...transaction }) as TransactionMessage;
  return hex(message.getRawData().serializeBinary());
}

/** A complete transaction: field 1 is the raw data, field 2 each signature. */
export function encodeTransaction(rawData: string, signatures: readonly string[]): string {
  const raw = bytesOf(rawData);
  const parts = [field(1, raw), ...signatures.map((signature) => field(2, bytesOf(signature)))];
  return hex(Uint8Array.from(Buffer.concat(parts)));
}

/** Takes a complete transaction apart. @throws Error when it is not one, or of a type that is not sent from here */
export function decodeTransaction(encoded: string): {
  readonly rawData: string;
  readonly signatures: readonly string[];
  readonly type: string;
  readonly content: WireTransaction["raw_data"];
} {
  const message = transactionClass().deserializeBinary(bytesOf(encoded));
  const raw = message.getRawData();
  const rawData = hex(raw.serializeBinary());
  const number = raw.getContractList()[0]?.getType();
  const type = CONTRACT_TYPES[number ?? -1];
  if (type === undefined) throw new Error(`Transactions of type ${number ?? "none"} are not sent from here.`);
  const content = tronweb().deserializeTx.deserializeTransaction(type, rawData) as WireTransaction["raw_data"];
  return { rawData, signatures: message.getSignatureList_asU8().map(hex), type, content };
}

function field(number: number, content: Uint8Array): Uint8Array {
  return Uint8Array.from([(number << 3) | 2, ...varint(content.length), ...content]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
