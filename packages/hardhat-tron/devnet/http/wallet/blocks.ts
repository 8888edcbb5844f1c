import { type Block, blockJson, headerJson, storedJson } from "../../chain/block.ts";
import type { BlockView } from "../../chain/block-view.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { toJson } from "../../protocol/json.ts";
import { TransactionInfo } from "../../protocol/records.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { TronException } from "../../transactions/errors.ts";
import { transactionJson } from "../../transactions/transaction.ts";
import type { Endpoint, Parameters } from "../exchange.ts";

const MOST_BLOCKS = 100n;

const printed = (block: Block | undefined, visible: boolean): JsonObject =>
  block === undefined ? {} : blockJson(block, visible);

function findBlock(chain: BlockView, idOrNumber: string | undefined): Block | undefined {
  if (idOrNumber === undefined) return chain.head;
  if (/^\d+$/.test(idOrNumber) && idOrNumber.length < 64) return chain.block(BigInt(idOrNumber));
  if (/^[0-9a-fA-F]{64}$/.test(idOrNumber)) return chain.blockById(idOrNumber);
  throw new TronException("java.lang.IllegalArgumentException", "id_or_num should be hash or number");
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
  const [start, end] = [parameters.integer("startNum"), parameters.integer("endNum")];
  if (start < 0n || end <= start || end - start > MOST_BLOCKS) return {};
  return listed(chain, start, end, parameters.visible);
}

function byLatest(chain: BlockView, parameters: Parameters): JsonValue {
  const count = parameters.integer("num");
  if (count <= 0n || count >= MOST_BLOCKS) return {};
  const first = chain.head.number + 1n - count;
  return listed(chain, first < 0n ? 0n : first, chain.head.number + 1n, parameters.visible);
}

function transactionById(chain: BlockView, parameters: Parameters): JsonValue {
  const id = parameters.text("value") ?? "";
  const stored = chain.transaction(id);
  if (stored !== undefined) return storedJson(stored, parameters.visible);
  const pending = chain.pending.find((tx) => bytesToHex(tx.id) === id);
  return pending === undefined ? {} : transactionJson(pending, parameters.visible);
}

/** Endpoints that read blocks and transactions. */
export function blockEndpoints(chain: BlockView): Record<string, Endpoint> {
  return {
    getblock: (parameters) => {
      const block = findBlock(chain, parameters.text("id_or_num"));
      if (block === undefined) return {};
      const detail = parameters.text("detail") === "true";
      return detail ? blockJson(block, parameters.visible) : headerJson(block, parameters.visible);
    },
    getnowblock: ({ visible }) => blockJson(chain.head, visible),
    getblockbynum: (parameters) => printed(chain.block(parameters.integer("num")), parameters.visible),
    getblockbyid: (parameters) => printed(chain.blockById(parameters.text("value") ?? ""), parameters.visible),
    getblockbylimitnext: (parameters) => byLimitNext(chain, parameters),
    getblockbylatestnum: (parameters) => byLatest(chain, parameters),
    gettransactioncountbyblocknum: (parameters) => ({
      count: chain.block(parameters.integer("num"))?.transactions.length ?? -1,
    }),
    gettransactionbyid: (parameters) => transactionById(chain, parameters),
    gettransactioninfobyid: (parameters) => {
      const stored = chain.transaction(parameters.text("value") ?? "");
      return stored === undefined ? {} : toJson(TransactionInfo, stored.info, parameters.visible);
    },
    gettransactioninfobyblocknum: (parameters) =>
      (chain.block(parameters.integer("num"))?.transactions ?? []).map(({ info }) =>
        toJson(TransactionInfo, info, parameters.visible),
      ),
    gettransactionlistfrompending: () => ({ txId: chain.pending.map((tx) => bytesToHex(tx.id)) }),
    gettransactionfrompending: (parameters) => {
      const tx = chain.pending.find(({ id }) => bytesToHex(id) === parameters.text("value"));
      return tx === undefined ? {} : transactionJson(tx, parameters.visible);
    },
    getpendingsize: () => ({ pendingSize: chain.pending.length }),
  };
}
