import { setTimeout as sleep } from "node:timers/promises";
import { type SigningKey, getAddress, isHexString, keccak256, sha256 } from "ethers";
import { TronError } from "./error.ts";
import { forOneAnswer } from "./nodes/time-limit.ts";
import { type Patience, Waiting } from "./nodes/waiting.ts";
import { toHex } from "./address.ts";
import type { TronClient } from "./client.ts";
import { type Operation, contractOf, int64, operationOf } from "./operation.ts";
import { decodeTransaction, encodeRawData, encodeTransaction, notTransaction } from "./protobuf.ts";
import { type WireBlock, type WireBroadcast, type WireInfo, type WireTransaction, plainMessage } from "./wire.ts";

export { type EnergySettings, type Operation, operationIn } from "./operation.ts";

/** The recent block that a transaction names, so that it is valid on this chain only and not for ever. */
export interface ReferenceBlock {
  readonly number: bigint;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly timestamp: bigint;
}

/** Terms of a transaction. */
export interface Terms {
  readonly reference: ReferenceBlock;
  /** The most sun its energy may cost, staked energy included. */
  readonly feeLimit: bigint;
  /** Milliseconds after the reference block at which it can no longer be mined; at most 24 hours. */
  readonly lifetime: bigint;
  /** Milliseconds since 1970. Two otherwise equal transactions need different ones. */
  readonly timestamp: bigint;
  /** The permission it is signed under: 0 (default) for the account's owner, 2 and up for its active permissions. */
  readonly permissionId?: number;
}

/** A transaction that only lacks its signature. */
export interface UnsignedTransaction {
  /** Hash of `rawData`: the transaction's id, known before it is sent. */
  readonly hash: string;
  /** The protobuf bytes that are signed. */
  readonly rawData: string;
  /** Milliseconds since 1970. */
  readonly expiration: bigint;
}

/** A signed transaction. Sending `raw` any number of times has one effect. */
export interface SignedTransaction extends UnsignedTransaction {
  /** The whole transaction in protobuf, for `wallet/broadcasthex`. */
  readonly raw: string;
}

/** What a transaction says, whether it is signed or not. */
export interface TransactionContent extends UnsignedTransaction {
  readonly operation: Operation;
  readonly feeLimit: bigint;
  /** The permission it is signed under. */
  readonly permissionId: number;
}

/** What a signed transaction says. */
export interface DecodedTransaction extends SignedTransaction, TransactionContent {}

/** What the chain knows of a transaction. `expired`: final blocks are past its expiration and none holds it. */
export type TransactionStatus =
  | { readonly state: "mined"; readonly info: WireInfo; readonly final: boolean }
  | { readonly state: "pending" | "unknown" | "expired" };

const plain = (hexText: string): string => hexText.replace(/^0x/, "").toLowerCase();

/**
 * Beyond the expiration before a missing transaction counts as expired: a gateway may answer the two questions (what is
 * final, where is the transaction) from nodes that lag behind each other.
 */
const EXPIRY_MARGIN = 30_000n;
/** Where nobody tells what is final: TRON's 27 producers, one block each. */
const BLOCKS_TO_FINALITY = 27;

/** Builds a transaction. Pure: the same input gives the same bytes. @throws TronError `TRANSACTION_INVALID` for amounts that 63 bits do not hold */
export function buildTransaction(operation: Operation, terms: Terms): UnsignedTransaction {
  const { reference, feeLimit, lifetime, timestamp, permissionId = 0 } = terms;
  const expiration = reference.timestamp + lifetime;
  const rawData = encode(operation, {
    ref_block_bytes: (reference.number & 0xffffn).toString(16).padStart(4, "0"),
    ref_block_hash: plain(reference.id).slice(16, 32),
    ...{ expiration, timestamp, feeLimit, permissionId },
  });
  return { hash: sha256(rawData), rawData, expiration };
}

interface RawTerms extends Pick<Terms, "feeLimit" | "timestamp"> {
  readonly ref_block_bytes: string;
  readonly ref_block_hash: string;
  readonly expiration: bigint;
  readonly permissionId: number;
}

function encode(operation: Operation, terms: RawTerms): string {
  const { ref_block_bytes, ref_block_hash, expiration, timestamp, permissionId } = terms;
  const fee_limit = operation.kind === "transfer" ? 0n : int64(terms.feeLimit);
  const references = { ref_block_bytes, ref_block_hash };
  const times = { expiration: int64(expiration), timestamp: int64(timestamp) };
  return `0x${encodeRawData({ ...contractOf(operation), ...references, ...times, fee_limit, permissionId })}`;
}

/** Signs a transaction locally. */
export function signTransaction(unsigned: UnsignedTransaction, key: SigningKey): SignedTransaction {
  return attachSignatures(unsigned, [key.sign(unsigned.hash).serialized]);
}

/** Completes a transaction with signatures of 65 bytes that were made elsewhere, one for each signer. */
export function attachSignatures(unsigned: UnsignedTransaction, signatures: readonly string[]): SignedTransaction {
  return { ...unsigned, raw: `0x${encodeTransaction(plain(unsigned.rawData), signatures.map(plain))}` };
}

/**
 * Reads a signed transaction back.
 * @throws TronError `TRANSACTION_INVALID` when the bytes are none, or of a type that is not sent from here
 */
export function readTransaction(raw: string): DecodedTransaction {
  const { rawData, type, content } = decodeTransaction(plain(raw));
  const [contract] = content.contract;
  if (contract === undefined) throw new TronError("TRANSACTION_INVALID", "The transaction has no content.");
  return {
    hash: sha256(`0x${rawData}`),
    rawData: `0x${rawData}`,
    raw: `0x${plain(raw)}`,
    expiration: BigInt(content.expiration ?? 0),
    feeLimit: BigInt(content.fee_limit ?? 0),
    permissionId: contract.Permission_id ?? 0,
    operation: operationOf(type, contract.parameter.value),
  };
}

/**
 * Reads what somebody is asked to sign, and makes sure that it says nothing else: built again from what was read, it must
 * have the same bytes. A second operation, a memo, tokens besides the call or unknown fields are refused.
 * @throws TronError `TRANSACTION_INVALID` when the bytes are not such a transaction
 */
export function readRawData(rawData: string): TransactionContent {
  if (!isHexString(rawData, true)) throw notTransaction();
  const unsigned = { hash: sha256(rawData), rawData, expiration: 0n };
  const { operation, expiration, feeLimit, permissionId } = readTransaction(attachSignatures(unsigned, []).raw);
  const { content } = decodeTransaction(encodeTransaction(plain(rawData), []));
  const { ref_block_bytes = "", ref_block_hash = "", timestamp = 0 } = content;
  const references = { ref_block_bytes: ref_block_bytes.toLowerCase(), ref_block_hash: ref_block_hash.toLowerCase() };
  const again = encode(operation, { ...references, expiration, timestamp: BigInt(timestamp), feeLimit, permissionId });
  if (again !== `0x${plain(rawData)}`)
    throw new TronError("TRANSACTION_INVALID", "The transaction holds more than can be shown.");
  return { hash: unsigned.hash, rawData: again, expiration, feeLimit, permissionId, operation };
}

/** Address of the contract that a transaction creates: TRON derives it from the transaction's id, not from a nonce. */
export function createdAddress(hash: string, from: string): string {
  return getAddress(`0x${keccak256(`0x${plain(hash)}${toHex(from)}`).slice(-40)}`);
}

/** Returns the newest block. */
export function referenceBlock(client: TronClient): Promise<ReferenceBlock> {
  return blockFrom(() => client.wallet<WireBlock>("getblock", { detail: false }));
}

/**
 * Returns what a new transaction refers to: a final block, which every node has on whatever fork it is, and the time of
 * the newest one, from which its lifetime counts.
 */
export async function transactionReference(client: TronClient): Promise<ReferenceBlock> {
  const [final, { timestamp }] = await Promise.all([finalBlock(client), referenceBlock(client)]);
  return { ...final, timestamp };
}

/** Returns the newest final block. Without a solidity service, one that is as deep as final blocks are. */
export async function finalBlock(client: TronClient): Promise<ReferenceBlock> {
  try {
    return await blockFrom(() => client.solidity<WireBlock>("getblock", { detail: false }));
  } catch (error) {
    if (!(error instanceof TronError) || error.code !== "TRON_SERVICE_MISSING") throw error;
    const { number } = await referenceBlock(client);
    const depth = number < BLOCKS_TO_FINALITY ? 0n : number - BigInt(BLOCKS_TO_FINALITY);
    return blockFrom(() => client.wallet<WireBlock>("getblock", { id_or_num: `${depth}`, detail: false }));
  }
}

/** How a refused transaction is put right, by java-tron's code. */
const REMEDIES: Readonly<Record<string, string>> = {
  SIGERROR: "Sign with a key of the account's owner permission, or of an active permission that allows contract calls.",
  TAPOS_ERROR:
    "The node does not have the final block that the transaction names: it is far behind, or of another chain. Use another node.",
  TRANSACTION_EXPIRATION_ERROR: "The transaction is too old and was never executed. Send it again.",
  BANDWITH_ERROR: "Fund the account: it has neither bandwidth nor TRX to pay for it.",
  TOO_BIG_TRANSACTION_ERROR: "Split the transaction: a TRON transaction has at most 500 KB.",
  SERVER_BUSY: "The node is overloaded. Run again: the same transaction is sent again.",
  BLOCK_UNSOLIDIFIED: "The network makes no block final at the moment. Run again: the same transaction is sent again.",
  NO_CONNECTION: "The node has no peers. Use another one; the same transaction may be sent again.",
  NOT_ENOUGH_EFFECTIVE_CONNECTION:
    "The node has too few peers. Use another one; the same transaction may be sent again.",
};

/** Codes that pass: a node that is busy, or one that has not yet the block which a transaction names. */
const PASSING = new Set([
  ...["SERVER_BUSY", "BLOCK_UNSOLIDIFIED", "NO_CONNECTION", "NOT_ENOUGH_EFFECTIVE_CONNECTION", "TAPOS_ERROR"],
]);
/** About a quarter of a minute. */
const BROADCAST_PATIENCE: Patience = { attempts: 8, pause: 500, longest: 3_000, throttled: 0 };

/**
 * Broadcasts a signed transaction; the same bytes again where the node is only busy. A transaction that the network knows
 * already is not an error: sending it again changes nothing.
 * @throws TronError `BROADCAST_REFUSED` with java-tron's code and words
 */
export async function broadcastTransaction(
  client: TronClient,
  raw: string,
  patience: Patience = BROADCAST_PATIENCE,
): Promise<void> {
  const answer = await forOneAnswer(() => broadcastOften(client, raw, new Waiting(patience)));
  if (answer.result === true || answer.code === "DUP_TRANSACTION_ERROR") return;
  const code = answer.code ?? "OTHER_ERROR";
  const words = plainMessage(answer.message);
  const remedy = REMEDIES[code] ?? "Remove the cause the node names and send again.";
  throw new TronError("BROADCAST_REFUSED", `The node refused the transaction: ${code}: ${words}`, {
    nodeCode: code,
    remedy,
  });
}

async function broadcastOften(client: TronClient, raw: string, waiting: Waiting): Promise<WireBroadcast> {
  for (;;) {
    const answer = await client.wallet<WireBroadcast>("broadcasthex", { transaction: plain(raw) });
    if (!PASSING.has(answer.code ?? "") || !(await waiting.again())) return answer;
  }
}

/**
 * Looks a transaction up.
 * @param expiration - as it was signed; without it the state is never `expired`
 * @param known - a block that was final before; read if it is not given
 */
export async function transactionStatus(
  client: TronClient,
  hash: string,
  expiration?: bigint,
  known?: ReferenceBlock,
): Promise<TransactionStatus> {
  // What is final is asked first: a transaction that is missing afterwards is in no final block before that one.
  const final = known ?? (await finalBlock(client));
  const value = plain(hash);
  const info = await client.wallet<WireInfo>("gettransactioninfobyid", { value });
  if (info.blockNumber !== undefined) return { state: "mined", info, final: BigInt(info.blockNumber) <= final.number };
  if (expiration !== undefined && final.timestamp >= expiration + EXPIRY_MARGIN) return { state: "expired" };
  const pending = await client.wallet<Partial<WireTransaction>>("gettransactionfrompending", { value });
  return { state: pending.raw_data === undefined ? "unknown" : "pending" };
}

/** Milliseconds between looks at a transaction on its way: TRON makes a block each three seconds. */
const LOOKS = [0, 50, 250, 700];
const LAST_LOOK = 1_000;

/**
 * Waits until a block holds a transaction.
 * @throws TronError `TRANSACTION_EXPIRED` when none ever will; it is safe to send it again then
 */
export async function waitForInclusion(
  client: TronClient,
  { hash, expiration }: Pick<SignedTransaction, "hash" | "expiration">,
): Promise<WireInfo> {
  for (let look = 0; ; look++) {
    await sleep(LOOKS[look] ?? LAST_LOOK);
    const info = await client.wallet<WireInfo>("gettransactioninfobyid", { value: plain(hash) });
    if (info.blockNumber !== undefined) return info;
    const status = await transactionStatus(client, hash, expiration);
    if (status.state === "mined") return status.info;
    if (status.state !== "expired") continue;
    const when = new Date(Number(expiration)).toISOString();
    throw new TronError("TRANSACTION_EXPIRED", `${hash} was not mined before it expired at ${when}.`);
  }
}

/** Times a node is asked for a block that it must have. */
const BLOCK_ATTEMPTS = 4;
const BLOCK_PAUSE = 250;

/**
 * Returns a block that the node must have. One without its id would make a transaction that no node takes before it has
 * expired.
 * @throws TronError `NODE_ANSWER_INVALID`
 */
async function blockFrom(ask: () => Promise<WireBlock | null>): Promise<ReferenceBlock> {
  for (let attempt = 1; attempt <= BLOCK_ATTEMPTS; attempt++) {
    const block = await ask();
    const { number = 0, timestamp = 0 } = block?.block_header?.raw_data ?? {};
    const id = block?.blockID ?? "";
    if (/^[0-9a-f]{64}$/i.test(id) && BigInt(`0x${id.slice(0, 16)}`) === BigInt(number)) {
      return { number: BigInt(number), id, timestamp: BigInt(timestamp) };
    }
    if (attempt < BLOCK_ATTEMPTS) await sleep(BLOCK_PAUSE);
  }
  throw new TronError("NODE_ANSWER_INVALID", "The node answers for its newest block without saying which it is.");
}
