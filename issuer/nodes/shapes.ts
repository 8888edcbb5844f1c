import { isHexString, keccak256 } from "ethers";

type Answer = Readonly<Record<string, unknown>>;

const QUANTITY = /^0x[0-9a-f]+$/i;
const NUMBERS = new Set([
  "eth_blockNumber",
  "eth_chainId",
  "eth_gasPrice",
  "eth_maxPriorityFeePerGas",
  "eth_getBalance",
  "eth_getTransactionCount",
  "eth_estimateGas",
]);

/**
 * Returns what is wrong with a result, by what the method promises: a node in between others, or one that is broken,
 * answers with less than that.
 * @returns The rest of a sentence that begins with "the answer"; null if nothing is wrong.
 */
export function complaintOf(method: string, params: readonly unknown[], result: unknown): string | null {
  if (NUMBERS.has(method)) return quantity(result) ? null : "is not a number";
  switch (method) {
    case "eth_call":
    case "eth_getCode":
      return bytes(result) ? null : "is not data";
    case "eth_getStorageAt":
      return quantity(result) ? null : "is no word";
    case "eth_getBlockByNumber":
      return block(result, params[0]);
    case "eth_getBlockByHash":
      return block(result, undefined);
    case "eth_getTransactionReceipt":
      return result === null ? null : receipt(result, params[0]);
    case "eth_getTransactionByHash":
      return result === null ? null : transaction(result, params[0]);
    case "eth_getLogs":
      return logs(result, params[0]);
    case "eth_sendRawTransaction":
      return same(result, keccak256(String(params[0]))) ? null : "names another transaction than the one that was sent";
    default:
      return result === undefined ? "has no result" : null;
  }
}

function block(result: unknown, asked: unknown): string | null {
  if (result === null) return null;
  if (!isObject(result)) return "is not a block";
  if (asked === "pending") return null;
  const missing = firstMissing(result, { number: quantity, hash: hash, parentHash: hash, timestamp: quantity });
  if (missing !== null) return `is a block without ${missing}`;
  const wanted = typeof asked === "string" && QUANTITY.test(asked) ? BigInt(asked) : null;
  return wanted === null || BigInt(String(result.number)) === wanted ? null : "is another block";
}

function receipt(result: unknown, asked: unknown): string | null {
  if (!isObject(result)) return "is not a receipt";
  if (result.blockNumber == null && result.blockHash == null) return null; // of a transaction on its way
  const missing = firstMissing(result, {
    transactionHash: (value) => same(value, asked),
    blockHash: hash,
    blockNumber: quantity,
    transactionIndex: quantity,
    status: (value) => quantity(value) || hash(result.root),
    gasUsed: quantity,
    logs: Array.isArray,
  });
  return missing === null ? null : `is a receipt without ${missing}`;
}

function transaction(result: unknown, asked: unknown): string | null {
  if (!isObject(result)) return "is not a transaction";
  const missing = firstMissing(result, { hash: (value) => same(value, asked), from: address, nonce: quantity });
  return missing === null ? null : `is a transaction without ${missing}`;
}

/** The filter of `eth_getLogs`. */
export interface LogFilter {
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
  readonly fromBlock?: string;
  readonly toBlock?: string;
  readonly blockHash?: string;
}

/** One log as `eth_getLogs` answers it. */
export interface WireLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: string;
}

function logs(result: unknown, asked: unknown): string | null {
  if (!Array.isArray(result)) return "is not a list of events";
  const filter = (asked ?? {}) as LogFilter;
  const [first, last] = [numberIn(filter.fromBlock), numberIn(filter.toBlock)];
  for (const entry of result as unknown[]) {
    if (!isObject(entry)) return "has an event that is none";
    const missing = firstMissing(entry, {
      address,
      topics: (value) => Array.isArray(value) && value.every(hash),
      data: bytes,
      blockNumber: quantity,
      blockHash: hash,
      transactionHash: hash,
      logIndex: quantity,
    });
    if (missing !== null) return `has an event without ${missing}`;
    const number = Number(entry.blockNumber);
    if ((first !== null && number < first) || (last !== null && number > last)) return "has events of other blocks";
    if (!matches(entry as unknown as WireLog, filter)) return "has events that were not asked for";
    if (entry.removed === true) return "has an event of a block that is gone";
  }
  return null;
}

/** Returns whether a log is one of those that a filter asks for. */
export function matches(log: Pick<WireLog, "address" | "topics">, { address: from, topics = [] }: LogFilter): boolean {
  const addresses = from === undefined ? null : [from].flat().map((one) => one.toLowerCase());
  if (addresses !== null && addresses.length > 0 && !addresses.includes(log.address.toLowerCase())) return false;
  return topics.every((choices, index) => {
    if (choices === null || choices.length === 0) return true;
    const topic = log.topics[index]?.toLowerCase();
    return [choices].flat().some((choice) => choice.toLowerCase() === topic);
  });
}

function firstMissing(entry: Answer, needed: Readonly<Record<string, (value: unknown) => boolean>>): string | null {
  return Object.entries(needed).find(([name, isRight]) => !isRight(entry[name]))?.[0] ?? null;
}

/** Returns the number of a block that is named by one; null for a tag. */
export function numberIn(tag: unknown): number | null {
  return typeof tag === "string" && QUANTITY.test(tag) ? Number(tag) : null;
}

const isObject = (value: unknown): value is Answer => typeof value === "object" && value !== null;
const quantity = (value: unknown): boolean => typeof value === "string" && QUANTITY.test(value);
const hash = (value: unknown): boolean => isHexString(value, 32);
const address = (value: unknown): boolean => isHexString(value, 20);
const bytes = (value: unknown): boolean => isHexString(value, true) || value === "0x";
const same = (value: unknown, other: unknown): boolean =>
  typeof value === "string" && value.toLowerCase() === String(other).toLowerCase();
