import { type Block, blockJson, headerJson, type StoredTransaction, storedJson } from "../../chain/block.ts";
import type { BlockView } from "../../chain/block-view.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { toJson } from "../../protocol/json.ts";
import { TransactionInfo } from "../../protocol/records.ts";
import type { Resource } from "../../state/account.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { kind, message } from "../../../../tron/protobuf/message.ts";
import { transactionJson } from "../../transactions/transaction.ts";
import type { Endpoint, Parameters } from "../exchange.ts";

const MOST_BLOCKS = 100n;
/** The id before the first block; java-tron answers with the first block. */
const NO_PARENT = "0".repeat(64);
const BlockRequest = message("BlockReq", { id_or_num: [1, kind.string], detail: [2, kind.bool] });

const printed = (block: Block | undefined, visible: boolean): JsonObject =>
  block === undefined ? {} : blockJson(block, visible);

/** The block of a `BlockReq`, or java-tron's words for why there is none. */
function findBlock(chain: BlockView, idOrNumber: string): Block | string | undefined {
  if (idOrNumber === "") return chain.head;
  if (/^[+-]?\d{1,19}$/.test(idOrNumber)) {
    const number = BigInt(idOrNumber.replace(/^\+/, ""));
    return number < 0n ? "num must be non-positive number." : chain.block(number);
  }
  // The number is in a block's id: what no block of this chain can have is refused without a look.
  const isHash = /^[0-9a-fA-F]{64}$/.test(idOrNumber);
  const number = isHash ? BigInt.asIntN(64, BigInt(`0x${idOrNumber.slice(0, 16)}`)) : -1n;
  if (number < 0n || number > chain.head.number) return "id must be legal block hash.";
  return idOrNumber === NO_PARENT ? chain.block(0n) : chain.blockById(idOrNumber.toLowerCase());
}

function blockOf(chain: BlockView, parameters: Parameters): JsonValue {
  const asked = parameters.isQuery ? parameters.values : parameters.message(BlockRequest);
  const block = findBlock(chain, (asked["id_or_num"] as string | undefined) ?? "");
  if (typeof block === "string") return { Error: block };
  if (block === undefined) return {};
  const detail = asked["detail"] === true || asked["detail"] === "true";
  return detail ? blockJson(block, parameters.visible) : headerJson(block, parameters.visible);
}

function listed(chain: BlockView, from: bigint, to: bigint, visible: boolean): JsonValue {
  const blocks: JsonValue[] = [];
  for (let number = from; number < to; number++) {
    const block = chain.block(number);
    if (block !== undefined) blocks.push(blockJson(block, visible));
  }
  return blocks.length === 0 ? {} : { block: blocks };
}

function byLimitNext(chain: BlockView, parameters: Parameters): JsonValue {
  const [start, end] = [parameters.number("startNum"), parameters.number("endNum")];
  if (start < 0n || end <= start || end - start > MOST_BLOCKS) return {};
  return listed(chain, start, end, parameters.visible);
}

function byLatest(chain: BlockView, parameters: Parameters): JsonValue {
  const count = parameters.number("num");
  if (count <= 0n || count >= MOST_BLOCKS) return {};
  const first = chain.head.number + 1n - count;
  return listed(chain, first < 0n ? 0n : first, chain.head.number + 1n, parameters.visible);
}

function transactionById(chain: BlockView, parameters: Parameters): JsonValue {
  const id = parameters.hex("value");
  const stored = chain.transaction(id);
  if (stored !== undefined) return storedJson(stored, parameters.visible);
  const pending = chain.pending.find((tx) => bytesToHex(tx.id) === id);
  return pending === undefined ? {} : transactionJson(pending, parameters.visible);
}

/** The order in which java-tron prints its map of resources, with those of which nothing was staked again. */
const RESTAKED_ORDER: readonly Resource[] = ["ENERGY", "TRON_POWER", "BANDWIDTH"];

function infoJson({ info, receipt: { restaked } }: StoredTransaction, visible: boolean): JsonObject {
  const printed = toJson(TransactionInfo, info, visible);
  if (restaked === undefined) return printed;
  return { ...printed, cancel_unfreezeV2_amount: RESTAKED_ORDER.map((key) => ({ key, value: restaked[key] })) };
}

/** Endpoints that read blocks and transactions. */
export function blockEndpoints(chain: BlockView): Record<string, Endpoint> {
  return {
    getblock: (parameters) => blockOf(chain, parameters),
    getnowblock: ({ visible }) => blockJson(chain.head, visible),
    getblockbynum: (parameters) => printed(chain.block(parameters.number("num")), parameters.visible),
    getblockbyid: (parameters) => printed(chain.blockById(parameters.hex("value")), parameters.visible),
    getblockbylimitnext: (parameters) => byLimitNext(chain, parameters),
    getblockbylatestnum: (parameters) => byLatest(chain, parameters),
    gettransactioncountbyblocknum: (parameters) => ({
      count: chain.block(parameters.number("num"))?.transactions.length ?? -1,
    }),
    gettransactionbyid: (parameters) => transactionById(chain, parameters),
    gettransactioninfobyid: (parameters) => {
      const stored = chain.transaction(parameters.hex("value"));
      return stored === undefined ? {} : infoJson(stored, parameters.visible);
    },
    gettransactioninfobyblocknum: (parameters) => {
      const number = parameters.number("num");
      if (number <= 0n) return {};
      const { transactions = [] } = chain.block(number) ?? {};
      return transactions.map((stored) => infoJson(stored, parameters.visible));
    },
    gettransactionlistfrompending: () => ({ txId: chain.pending.map((tx) => bytesToHex(tx.id)) }),
    gettransactionfrompending: (parameters) => {
      const wanted = parameters.hex("value");
      const tx = chain.pending.find(({ id }) => bytesToHex(id) === wanted);
      return tx === undefined ? {} : transactionJson(tx, parameters.visible);
    },
    getpendingsize: () => ({ pendingSize: chain.pending.length }),
  };
}
