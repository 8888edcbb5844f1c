import { keccak256 } from "ethers";

type Answer = Readonly<Record<string, unknown>>;
/** Names of what an answer must have, and what each must be. */
type Parts = readonly (readonly [name: string, isRight: (value: unknown) => boolean])[];

const QUANTITY = /^0x[0-9a-f]+$/i;
const BYTES = /^0x[0-9a-f]*$/i;
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const HASH = /^0x[0-9a-f]{64}$/i;
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
  const missing = firstMissing(result, PARTS_OF_BLOCK);
  if (missing !== null) return `is a block without ${missing}`;
  const wanted = typeof asked === "string" && QUANTITY.test(asked) ? BigInt(asked) : null;
  return wanted === null || BigInt(String(result.number)) === wanted ? null : "is another block";
}

function receipt(result: unknown, asked: unknown): string | null {
  if (!isObject(result)) return "is not a receipt";
  if (result.blockNumber == null && result.blockHash == null) return null; // of a transaction on its way
  const missing = firstMissing(result, [
    ["transactionHash", (value) => same(value, asked)],
    ["blockHash", hash],
    ["blockNumber", quantity],
    ["transactionIndex", quantity],
    ["status", (value) => quantity(value) || hash(result.root)],
    ["gasUsed", quantity],
    ["logs", Array.isArray],
  ]);
  return missing === null ? null : `is a receipt without ${missing}`;
}

function transaction(result: unknown, asked: unknown): string | null {
  if (!isObject(result)) return "is not a transaction";
  const missing = firstMissing(result, [
    ["hash", (value) => same(value, asked)],
    ["from", address],
    ["nonce", quantity],
  ]);
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
  const isAsked = matcherOf(filter);
  for (const entry of result as unknown[]) {
    if (!isObject(entry)) return "has an event that is none";
    const missing = firstMissing(entry, PARTS_OF_LOG);
    if (missing !== null) return `has an event without ${missing}`;
    const number = Number(entry.blockNumber);
    if ((first !== null && number < first) || (last !== null && number > last)) return "has events of other blocks";
    if (!isAsked(entry as unknown as WireLog)) return "has events that were not asked for";
    if (entry.removed === true) return "has an event of a block that is gone";
  }
  return null;
}

/** Returns whether a log is one of those that a filter asks for. */
export function matches(log: Pick<WireLog, "address" | "topics">, filter: LogFilter): boolean {
  return matcherOf(filter)(log);
}

/** Returns what tells whether a log is one of those that a filter asks for: many logs come with one filter. */
function matcherOf({ address: from, topics = [] }: LogFilter): (log: Pick<WireLog, "address" | "topics">) => boolean {
  const setOf = (choices: string | readonly string[] | null | undefined): ReadonlySet<string> | null => {
    const set = new Set([choices ?? []].flat().map((choice) => choice.toLowerCase()));
    set.delete("");
    return set.size === 0 ? null : set;
  };
  const addresses = setOf(from);
  const wanted = topics.map(setOf);
  return (log) =>
    (addresses?.has(log.address.toLowerCase()) ?? true) &&
    wanted.every((set, index) => set?.has(log.topics[index]?.toLowerCase() ?? "") ?? true);
}

function firstMissing(entry: Answer, needed: Parts): string | null {
  return needed.find(([name, isRight]) => !isRight(entry[name]))?.[0] ?? null;
}

/** Returns the number of a block that is named by one; null for a tag. */
export function numberIn(tag: unknown): number | null {
  return typeof tag === "string" && QUANTITY.test(tag) ? Number(tag) : null;
}

const isObject = (value: unknown): value is Answer => typeof value === "object" && value !== null;
const quantity = (value: unknown): boolean => typeof value === "string" && QUANTITY.test(value);
const hash = (value: unknown): boolean => typeof value === "string" && HASH.test(value);
const address = (value: unknown): boolean => typeof value === "string" && ADDRESS.test(value);
const bytes = (value: unknown): boolean => typeof value === "string" && value.length % 2 === 0 && BYTES.test(value);
const same = (value: unknown, other: unknown): boolean =>
  typeof value === "string" && value.toLowerCase() === String(other).toLowerCase();

const PARTS_OF_BLOCK: Parts = [
  ["number", quantity],
  ["hash", hash],
  ["parentHash", hash],
  ["timestamp", quantity],
];

/** Many logs come at once. */
const PARTS_OF_LOG: Parts = [
  ["address", address],
  ["topics", (value) => Array.isArray(value) && value.every(hash)],
  ["data", bytes],
  ["blockNumber", quantity],
  ["blockHash", hash],
  ["transactionHash", hash],
  ["logIndex", quantity],
];
