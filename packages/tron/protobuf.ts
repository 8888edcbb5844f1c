import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { TronError } from "./error.ts";
import { decode, encode } from "./protobuf/codec.ts";
import { CONTRACTS, CONTRACT_IDS } from "./protobuf/contracts.ts";
import { type MessageValue, type Value, kind, message } from "./protobuf/message.ts";
import { RawTransaction } from "./protobuf/transaction.ts";
import type { WireContract, WireTransaction } from "./wire.ts";

/** Contract types that are sent from here. */
const SENT = ["TransferContract", "CreateSmartContract", "TriggerSmartContract"] as const;
/** Name of a contract type that is sent from here. */
export type SentType = (typeof SENT)[number];

/** A transaction whose raw data stay the bytes that were signed. */
const Envelope = message("Transaction", { raw_data: [1, kind.bytes], signature: [2, kind.bytes, "repeated"] });

/** What is encoded: hex without prefix as bytes, amounts as `bigint`. */
export interface RawContent {
  readonly type: SentType;
  /** Fields of the contract, by their names in TRON's protocol. */
  readonly contract: MessageValue;
  readonly permissionId: number;
  readonly ref_block_bytes: string;
  readonly ref_block_hash: string;
  readonly expiration: bigint;
  readonly timestamp: bigint;
  readonly fee_limit: bigint;
}

/** Returns the bytes that are hashed and signed. */
export function encodeRawData(content: RawContent): string {
  const { type, contract, permissionId, ref_block_bytes, ref_block_hash, ...terms } = content;
  const parameter = { type_url: `type.googleapis.com/protocol.${type}`, value: encode(CONTRACTS[type], contract) };
  const sent = { type: CONTRACT_IDS[type], parameter, Permission_id: permissionId };
  const references = { ref_block_bytes: hexToBytes(ref_block_bytes), ref_block_hash: hexToBytes(ref_block_hash) };
  return bytesToHex(encode(RawTransaction, { ...references, ...terms, contract: [sent] }));
}

/** Returns a complete transaction: the raw data and each signature. */
export function encodeTransaction(rawData: string, signatures: readonly string[]): string {
  return bytesToHex(encode(Envelope, { raw_data: hexToBytes(rawData), signature: signatures.map(hexToBytes) }));
}

/**
 * Takes a complete transaction apart.
 * @throws TronError `TRANSACTION_INVALID` when it is not one, holds more than raw data and signatures, or is of a type that
 * is not sent from here
 */
export function decodeTransaction(encoded: string): EncodedTransaction {
  try {
    return takeApart(encoded);
  } catch (error) {
    if (error instanceof TronError) throw error;
    throw notTransaction(error);
  }
}

/** Returns the refusal of bytes, or of what is not even bytes. */
export function notTransaction(cause?: unknown): TronError {
  return new TronError("TRANSACTION_INVALID", "The bytes are not a transaction of TRON.", { cause });
}

/** A transaction taken apart. */
interface EncodedTransaction {
  readonly rawData: string;
  readonly signatures: readonly string[];
  readonly type: SentType;
  readonly content: WireTransaction["raw_data"];
}

function takeApart(encoded: string): EncodedTransaction {
  const envelope = decode(Envelope, hexToBytes(encoded));
  const rawData = bytesToHex((envelope.raw_data ?? new Uint8Array()) as Uint8Array);
  const signatures = ((envelope.signature ?? []) as Uint8Array[]).map(bytesToHex);
  // What comes twice, or is unknown here, may mean something else to a node.
  if (encodeTransaction(rawData, signatures) !== encoded.toLowerCase()) {
    throw new TronError("TRANSACTION_INVALID", "The transaction has parts besides its raw data and its signatures.");
  }
  const raw = decode(RawTransaction, hexToBytes(rawData));
  const [contract] = (raw.contract ?? []) as MessageValue[];
  const number = contract === undefined ? undefined : Number(contract.type ?? 0);
  const type = SENT.find((name) => CONTRACT_IDS[name] === number);
  if (contract === undefined || type === undefined) {
    throw new TronError("TRANSACTION_INVALID", `Transactions of type ${number ?? "none"} are not sent from here.`);
  }
  const any = (contract.parameter ?? {}) as MessageValue;
  const value = plainFields(decode(CONTRACTS[type], (any.value ?? new Uint8Array()) as Uint8Array));
  const content = {
    ...plainFields({ ...raw, contract: undefined }),
    contract: [
      {
        type,
        parameter: { value: { owner_address: "", ...value } as WireContract },
        Permission_id: Number(contract.Permission_id ?? 0),
      },
    ],
  };
  return { rawData, signatures, type, content };
}

/** Fields as java-tron writes them in JSON: bytes as hex. */
function plainFields(value: MessageValue): Record<string, unknown> {
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, plainValue(field as Value)]));
}

function plainValue(value: Value): unknown {
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map((one: Value) => plainValue(one));
  return typeof value === "object" ? plainFields(value as MessageValue) : value;
}
