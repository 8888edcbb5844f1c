import type { BareAddress } from "../../../tron/address.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { numberToBytes } from "../protocol/bytes.ts";
import { addressBytes, type JsonObject, toJson } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { RawHeader } from "../protocol/records.ts";
import { resultNumber, Transaction } from "../../../tron/protobuf/transaction.ts";
import { encode } from "../../../tron/protobuf/codec.ts";
import { sign } from "../protocol/signature.ts";
import { contractRet, type Receipt } from "../transactions/receipt.ts";
import { type SignedTransaction, transactionJson } from "../transactions/transaction.ts";

const VERSION = 32n;

/** A transaction in a block with what it did. */
export interface StoredTransaction {
  readonly tx: SignedTransaction;
  readonly receipt: Receipt;
  /** The TransactionInfo message. */
  readonly info: MessageValue;
  readonly blockNumber: bigint;
  readonly index: number;
}

/** A block. */
export interface Block {
  readonly number: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly id: Uint8Array;
  readonly parent: Uint8Array;
  readonly header: MessageValue;
  readonly signature: Uint8Array;
  readonly transactions: readonly StoredTransaction[];
}

/** Who seals blocks. */
export interface Producer {
  readonly address: BareAddress;
  readonly key: Uint8Array;
}

function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array(32);
  let level = [...leaves];
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left !== undefined) next.push(right === undefined ? left : sha256(concatBytes(left, right)));
    }
    level = next;
  }
  return level[0] ?? new Uint8Array(32);
}

const leaf = ({ tx, receipt }: StoredTransaction): Uint8Array =>
  sha256(
    encode(Transaction, {
      raw_data: tx.raw,
      signature: [...tx.signatures],
      ret: [{ contractRet: resultNumber(contractRet(receipt)) }],
    }),
  );

/** Id of a block: its number in 8 bytes, then the tail of the header's hash. */
export const blockId = (number: bigint, headerHash: Uint8Array): Uint8Array =>
  concatBytes(numberToBytes(number, 8), headerHash.subarray(8));

/** Seals a block over finished transactions. */
export function sealBlock(
  parent: Block,
  timestamp: bigint,
  producer: Producer,
  transactions: readonly StoredTransaction[],
): Block {
  const number = parent.number + 1n;
  const header: MessageValue = {
    timestamp,
    txTrieRoot: merkleRoot(transactions.map(leaf)),
    parentHash: parent.id,
    number,
    witness_address: addressBytes(producer.address),
    version: VERSION,
  };
  const hash = sha256(encode(RawHeader, header));
  return {
    number,
    timestamp,
    id: blockId(number, hash),
    parent: parent.id,
    header,
    signature: sign(hash, producer.key),
    transactions,
  };
}

/** The first block. Its id's last four bytes are the chain id. */
export function genesisBlock(id: Uint8Array | undefined, chainId: bigint | undefined, timestamp: bigint): Block {
  const header: MessageValue = {
    timestamp,
    txTrieRoot: sha256(new TextEncoder().encode("genesis")),
    parentHash: new Uint8Array(32),
    witness_address: new TextEncoder().encode("A new system must allow existing systems to be linked together"),
  };
  const own = id ?? blockId(0n, sha256(encode(RawHeader, header)));
  const named = chainId === undefined ? own : concatBytes(own.subarray(0, 28), numberToBytes(chainId, 4));
  return {
    number: 0n,
    timestamp,
    id: named,
    parent: new Uint8Array(32),
    header,
    signature: new Uint8Array(0),
    transactions: [],
  };
}

/** A transaction as it appears inside a block. */
export const storedJson = ({ tx, receipt }: StoredTransaction, visible: boolean): JsonObject =>
  transactionJson(tx, visible, [{ contractRet: contractRet(receipt) }]);

/** Header and id as `getblock` prints them. */
export function headerJson(block: Block, visible: boolean): JsonObject {
  const { header } = block;
  const raw = toJson(RawHeader, header, visible);
  const ordered: JsonObject = {};
  for (const key of ["number", "txTrieRoot", "witness_address", "parentHash", "version", "timestamp"]) {
    if (raw[key] !== undefined) ordered[key] = raw[key];
  }
  const signature = block.signature.length === 0 ? {} : { witness_signature: bytesToHex(block.signature) };
  return { blockID: bytesToHex(block.id), block_header: { raw_data: ordered, ...signature } };
}

/** A block with its transactions. */
export function blockJson(block: Block, visible: boolean): JsonObject {
  const { transactions } = block;
  if (transactions.length === 0) return headerJson(block, visible);
  return { ...headerJson(block, visible), transactions: transactions.map((stored) => storedJson(stored, visible)) };
}
