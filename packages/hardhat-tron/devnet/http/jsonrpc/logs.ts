import type { Block } from "../../chain/block.ts";
import type { Chain } from "../../chain/chain.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { type JsonObject, textOf } from "../../protocol/json.ts";
import { logJson, logsOf, type PlacedLog } from "./format.ts";
import { blockNumber, bareParam } from "./params.ts";
import { invalidParams, RpcError, type RpcMethod } from "./server.ts";

const WIDEST_RANGE = 5_000n;
const NO_END = 2n ** 63n - 1n;

type TopicFilter = readonly (readonly string[] | undefined)[];

interface LogFilter {
  readonly from: bigint;
  readonly to: bigint;
  readonly addresses: readonly string[] | undefined;
  readonly topics: TopicFilter;
}

function list(value: JsonValue | undefined): JsonValue[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? (value as JsonValue[]) : [value];
}

function topicsOf(value: JsonValue | undefined): TopicFilter {
  const topics = (value ?? []) as JsonValue[];
  if (topics.length > 4) throw invalidParams("topics size should be <= 4");
  return topics.map((topic) => list(topic)?.map((item) => textOf(item).toLowerCase()));
}

function filterOf(chain: Chain, value: JsonObject): LogFilter {
  const addresses = list(value["address"])?.map((address) => `0x${bareParam(address)}`);
  const topics = topicsOf(value["topics"]);
  const { blockHash } = value;
  if (typeof blockHash === "string") {
    const block = chain.blockById(blockHash);
    if (block === undefined) throw invalidParams("invalid blockHash");
    return { from: block.number, to: block.number, addresses, topics };
  }
  return { ...rangeOf(chain, value), addresses, topics };
}

const isNewest = (block: JsonValue | undefined): boolean =>
  block === undefined || block === null || block === "" || block === "latest";

/** The blocks to search: up to no end where none or the newest is named, and no further back than the limit. */
function rangeOf(chain: Chain, { fromBlock, toBlock }: JsonObject): { from: bigint; to: bigint } {
  const head = chain.head.number;
  const to = isNewest(toBlock) ? NO_END : blockNumber(chain, toBlock);
  const isEndAlone = fromBlock === undefined || fromBlock === null || fromBlock === "";
  const newest = isEndAlone && to < head ? to : head;
  const from = isNewest(fromBlock) ? newest : blockNumber(chain, fromBlock);
  if (from > to) throw invalidParams("please verify: fromBlock <= toBlock");
  if ((to < head ? to : head) - from > WIDEST_RANGE) throw invalidParams(`exceed max block range: ${WIDEST_RANGE}`);
  return { from, to };
}

function matches({ addresses, topics }: LogFilter, log: PlacedLog): boolean {
  if (addresses !== undefined && addresses.length > 0 && !addresses.includes(log.address)) return false;
  return topics.every((wanted, index) => {
    const topic = log.topics[index];
    return wanted === undefined || (topic !== undefined && wanted.includes(topic));
  });
}

function search(chain: Chain, filter: LogFilter): PlacedLog[] {
  const found: PlacedLog[] = [];
  const last = filter.to < chain.head.number ? filter.to : chain.head.number;
  for (let number = filter.from; number <= last; number++) {
    const block: Block | undefined = chain.block(number);
    if (block !== undefined) found.push(...logsOf(block).filter((log) => matches(filter, log)));
  }
  return found;
}

/** `eth_getLogs` and the polling filters. */
export function logMethods(chain: Chain): Record<string, RpcMethod> {
  const filters = new Map<
    string,
    { next: bigint; read: (from: bigint, to: bigint) => JsonValue[]; all: () => JsonValue[] }
  >();
  let count = 0;
  const install = (read: (from: bigint, to: bigint) => JsonValue[], all: () => JsonValue[]): string => {
    const id = `0x${(++count).toString(16).padStart(32, "0")}`;
    filters.set(id, { next: chain.head.number + 1n, read, all });
    return id;
  };
  const filter = (id: JsonValue | undefined): NonNullable<ReturnType<typeof filters.get>> => {
    const found = filters.get(textOf(id));
    if (found === undefined) throw new RpcError(-32_000, "filter not found");
    return found;
  };
  return {
    eth_getLogs: ([value]) => search(chain, filterOf(chain, (value ?? {}) as JsonObject)).map(logJson),
    eth_newFilter: ([value]) => {
      const wanted = filterOf(chain, { ...((value ?? {}) as JsonObject), toBlock: "latest" });
      const read = (from: bigint, to: bigint): JsonValue[] => search(chain, { ...wanted, from, to }).map(logJson);
      return install(read, () => read(wanted.from, chain.head.number));
    },
    eth_newBlockFilter: () => {
      const read = (from: bigint, to: bigint): JsonValue[] => {
        const ids: JsonValue[] = [];
        for (let number = from; number <= to; number++) {
          const block = chain.block(number);
          if (block !== undefined) ids.push(`0x${Buffer.from(block.id).toString("hex")}`);
        }
        return ids;
      };
      return install(read, () => []);
    },
    eth_getFilterChanges: ([id]) => {
      const installed = filter(id);
      const changes = installed.read(installed.next, chain.head.number);
      installed.next = chain.head.number + 1n;
      return changes;
    },
    eth_getFilterLogs: ([id]) => filter(id).all(),
    eth_uninstallFilter: ([id]) => {
      filter(id);
      return filters.delete(textOf(id));
    },
  };
}
