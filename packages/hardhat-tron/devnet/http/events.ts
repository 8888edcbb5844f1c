import { EventFragment, Interface, type ParamType } from "ethers";
import { isTronAddress, toBare, toBase58 } from "../../../tron/address.ts";
import type { Block } from "../chain/block.ts";
import type { Chain } from "../chain/chain.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { JsonValue } from "../../../tron/json.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { type ApiRequest, type ApiResponse, jsonAnswer } from "./exchange.ts";
import { logsOf, type PlacedLog } from "./jsonrpc/format.ts";

const DEFAULT_LIMIT = 20;
const MOST = 200;

/** The event of a stored ABI that a log belongs to. */
function fragmentOf(chain: Chain, log: PlacedLog): EventFragment | undefined {
  const abi = chain.world.contracts.get(toBare(log.address))?.message["abi"] as MessageValue | undefined;
  for (const entry of (abi?.["entrys"] ?? []) as MessageValue[]) {
    if (entry["type"] !== 3) continue;
    const inputs = ((entry["inputs"] ?? []) as MessageValue[]).map((input) => ({ indexed: false, name: "", ...input }));
    try {
      const fragment = EventFragment.from({ type: "event", name: entry["name"], inputs, anonymous: false });
      if (fragment.topicHash === log.topics[0]) return fragment;
    } catch {
      // An ABI may hold types that cannot be read without their components.
    }
  }
  return undefined;
}

const plain = (_key: string, item: unknown): unknown => (typeof item === "bigint" ? item.toString() : item);

function printed(type: ParamType, value: unknown): JsonValue {
  if (type.baseType === "address") return (value as string).toLowerCase();
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value, plain) : (value as bigint | boolean).toString();
}

function decoded(fragment: EventFragment, log: PlacedLog): { result: JsonObject; result_type: JsonObject } {
  const values = new Interface([fragment]).decodeEventLog(fragment, log.data, [...log.topics]) as unknown as unknown[];
  const result: JsonObject = {};
  const result_type: JsonObject = {};
  fragment.inputs.forEach((input, index) => {
    const value = printed(input, values[index]);
    result[String(index)] = value;
    if (input.name === "") return;
    result[input.name] = value;
    result_type[input.name] = input.type;
  });
  return { result, result_type };
}

function eventJson(chain: Chain, log: PlacedLog): JsonObject {
  const fragment = fragmentOf(chain, log);
  const address = toBase58(log.address);
  const content =
    fragment === undefined
      ? { event: "", event_name: "", result: {}, result_type: {} }
      : { event: fragment.format("full").replace(/^event /, ""), event_name: fragment.name, ...decoded(fragment, log) };
  return {
    block_number: log.block.number,
    block_timestamp: log.block.timestamp,
    caller_contract_address: address,
    contract_address: address,
    event_index: log.index,
    ...content,
    transaction_id: bytesToHex(log.stored.tx.id),
  };
}

function page(chain: Chain, events: readonly JsonObject[], query: URLSearchParams): ApiResponse {
  const limit = Math.min(Number(query.get("limit") ?? DEFAULT_LIMIT), MOST);
  const start = Number(query.get("fingerprint") ?? 0);
  const data = events.slice(start, start + limit);
  const rest = start + limit < events.length ? { fingerprint: String(start + limit) } : {};
  return jsonAnswer({ data, success: true, meta: { at: chain.clock.present(), page_size: data.length, ...rest } });
}

function inRange(block: Block, query: URLSearchParams, final: bigint): boolean {
  const number = query.get("block_number");
  const from = BigInt(query.get("min_block_timestamp") ?? 0);
  const to = query.get("max_block_timestamp");
  if (query.get("only_confirmed") === "true" && block.number > final) return false;
  if (number !== null && block.number !== BigInt(number)) return false;
  return block.timestamp >= from && (to === null || block.timestamp <= BigInt(to));
}

function contractEvents(chain: Chain, address: string, query: URLSearchParams): ApiResponse {
  if (!isTronAddress(address)) return jsonAnswer({ success: false, error: "Invalid contract address" }, 400);
  const wanted = `0x${toBare(address)}`;
  const name = query.get("event_name");
  const events: JsonObject[] = [];
  for (let number = 0n; number <= chain.head.number; number++) {
    const block = chain.block(number);
    if (block === undefined || !inRange(block, query, chain.final.number)) continue;
    for (const log of logsOf(block)) if (log.address === wanted) events.push(eventJson(chain, log));
  }
  const named = name === null ? events : events.filter((event) => event["event_name"] === name);
  const oldestFirst = query.get("order_by") === "block_timestamp,asc";
  return page(chain, oldestFirst ? named : named.reverse(), query);
}

function blockEvents(chain: Chain, block: Block | undefined, query: URLSearchParams): ApiResponse {
  return page(chain, block === undefined ? [] : logsOf(block).map((log) => eventJson(chain, log)), query);
}

function transactionEvents(chain: Chain, id: string, query: URLSearchParams): ApiResponse {
  const stored = chain.transaction(id);
  const block = stored === undefined ? undefined : chain.block(stored.blockNumber);
  const logs = block === undefined ? [] : logsOf(block).filter((log) => log.stored === stored);
  return page(
    chain,
    logs.map((log) => eventJson(chain, log)),
    query,
  );
}

/** The event API of gateways: `/v1/contracts/{a}/events`, `/v1/transactions/{id}/events`, `/v1/blocks/{n|latest}/events`. */
export function answerEvents(chain: Chain, { path, query }: ApiRequest): ApiResponse | undefined {
  const [, kind, key = ""] = /^\/v1\/(contracts|transactions|blocks)\/([A-Za-z0-9]+)\/events$/.exec(path) ?? [];
  switch (kind) {
    case "contracts":
      return contractEvents(chain, key, query);
    case "transactions":
      return transactionEvents(chain, key, query);
    case "blocks":
      return blockEvents(chain, key === "latest" ? chain.head : chain.block(BigInt(key)), query);
    default:
      return undefined;
  }
}
