import type { Chain } from "../../chain/chain.ts";
import type { Block, StoredTransaction } from "../../chain/block.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { fromHexString, numberToBytes } from "../../protocol/bytes.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { textOf } from "../../protocol/json.ts";
import { callMethods } from "./calls.ts";
import { blockRpcJson, data, quantity, receiptRpcJson, transactionRpcJson } from "./format.ts";
import { buildRpcTransaction } from "./build.ts";
import { logMethods } from "./logs.ts";
import { bareParam, blockAt, hashParam, requireLatest } from "./params.ts";
import { invalidParams, RpcError, type RpcMethod, type RpcMethods } from "./server.ts";

const SLOT = /^(0x)?[0-9a-fA-F]{1,64}$/;

function slotParam(value: JsonValue | undefined): bigint {
  if (typeof value !== "string" || !SLOT.test(value)) throw invalidParams("invalid storage key value");
  return BigInt(`0x${value.replace(/^0x/, "")}`);
}

function placed(chain: Chain, hash: JsonValue | undefined): { stored: StoredTransaction; block: Block } | undefined {
  const stored = chain.transaction(hashParam(hash));
  const block = stored === undefined ? undefined : chain.block(stored.blockNumber);
  return stored === undefined || block === undefined ? undefined : { stored, block };
}

function blockMethods(chain: Chain): Record<string, RpcMethod> {
  const { parameters } = chain.options;
  const count = (block: Block | undefined): JsonValue =>
    block === undefined ? null : quantity(block.transactions.length);
  const print = (block: Block | undefined, full: JsonValue | undefined): JsonValue =>
    block === undefined ? null : blockRpcJson(block, full === true, parameters);
  const at = (block: Block | undefined, index: JsonValue | undefined): JsonValue => {
    const stored = block?.transactions[Number(slotParam(index))];
    return block === undefined || stored === undefined ? null : transactionRpcJson(stored, block, parameters);
  };
  const eth_getBlockReceipts: RpcMethod = ([block]) => {
    const found = blockAt(chain, block);
    return found === undefined ? null : found.transactions.map((stored) => receiptRpcJson(stored, found, parameters));
  };
  return {
    eth_getBlockByNumber: ([block, full]) => print(blockAt(chain, block), full),
    eth_getBlockByHash: ([hash, full]) => print(chain.blockById(hashParam(hash)), full),
    eth_getBlockTransactionCountByNumber: ([block]) => count(blockAt(chain, block)),
    eth_getBlockTransactionCountByHash: ([hash]) => count(chain.blockById(hashParam(hash))),
    eth_getTransactionByBlockNumberAndIndex: ([block, index]) => at(blockAt(chain, block), index),
    eth_getTransactionByBlockHashAndIndex: ([hash, index]) => at(chain.blockById(hashParam(hash)), index),
    eth_getTransactionByHash: ([hash]) => {
      const found = placed(chain, hash);
      return found === undefined ? null : transactionRpcJson(found.stored, found.block, parameters);
    },
    eth_getTransactionReceipt: ([hash]) => {
      const found = placed(chain, hash);
      return found === undefined ? null : receiptRpcJson(found.stored, found.block, parameters);
    },
    ...(chain.options.version === "4.8.0" ? {} : { eth_getBlockReceipts }),
  };
}

function stateMethods(chain: Chain): Record<string, RpcMethod> {
  const { world } = chain;
  return {
    eth_getBalance: ([address, block]) => {
      requireLatest(block);
      return quantity(world.balance(bareParam(address)));
    },
    eth_getCode: ([address, block]) => {
      requireLatest(block);
      return data(world.code(bareParam(address)));
    },
    eth_getStorageAt: ([address, slot, block]) => {
      requireLatest(block);
      return data(numberToBytes(world.slot(bareParam(address), slotParam(slot)) ?? 0n, 32));
    },
  };
}

/** What java-tron declares and refuses, by the number of parameters. */
const REFUSED: Readonly<Record<string, number>> = {
  eth_submitWork: 3,
  eth_sendRawTransaction: 1,
  eth_sendTransaction: 1,
  eth_sign: 2,
  eth_signTransaction: 1,
  parity_nextNonce: 1,
  eth_getTransactionCount: 2,
  eth_getCompilers: 0,
  eth_compileSolidity: 1,
  eth_compileLLL: 1,
  eth_compileSerpent: 1,
  eth_submitHashrate: 2,
};

/** How many parameters each method has: java-tron takes no more and no fewer. */
const PARAMETERS: Readonly<Record<string, number>> = {
  ...REFUSED,
  ...named(
    0,
    "web3_clientVersion",
    "net_version",
    "net_listening",
    "net_peerCount",
    "eth_chainId",
    "eth_protocolVersion",
  ),
  ...named(0, "eth_syncing", "eth_coinbase", "eth_gasPrice", "eth_accounts", "eth_blockNumber", "eth_getWork"),
  ...named(0, "eth_hashrate", "eth_mining", "eth_newBlockFilter"),
  ...named(1, "web3_sha3", "eth_getBlockTransactionCountByNumber", "eth_getBlockTransactionCountByHash"),
  ...named(1, "eth_getTransactionByHash", "eth_getTransactionReceipt", "eth_getBlockReceipts", "eth_estimateGas"),
  ...named(1, "eth_getUncleCountByBlockHash", "eth_getUncleCountByBlockNumber", "buildTransaction", "eth_getLogs"),
  ...named(1, "eth_newFilter", "eth_getFilterChanges", "eth_getFilterLogs", "eth_uninstallFilter"),
  ...named(2, "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getBalance", "eth_getCode", "eth_call"),
  ...named(2, "eth_getTransactionByBlockNumberAndIndex", "eth_getTransactionByBlockHashAndIndex"),
  ...named(2, "eth_getUncleByBlockHashAndIndex", "eth_getUncleByBlockNumberAndIndex"),
  ...named(3, "eth_getStorageAt"),
};

function named(count: number, ...methods: string[]): Record<string, number> {
  return Object.fromEntries(methods.map((method) => [method, count]));
}

function refusedMethods(): Record<string, RpcMethod> {
  const refuse =
    (name: string): RpcMethod =>
    () => {
      throw new RpcError(-32_601, `the method ${name} does not exist/is not available`);
    };
  return Object.fromEntries(Object.keys(REFUSED).map((name) => [name, refuse(name)]));
}

/** java-tron's JSON-RPC: the reading part of Ethereum's. */
export function rpcMethods(chain: Chain): RpcMethods {
  const chainId = (): string => quantity(chain.chainId);
  const methods: Record<string, RpcMethod> = {
    web3_clientVersion: () => `TRON/v${chain.options.version}/Embedded/Node.js`,
    web3_sha3: ([text]) => data(keccak_256(fromHexString(textOf(text)))),
    net_version: chainId,
    net_listening: () => false,
    net_peerCount: () => "0x0",
    eth_chainId: chainId,
    eth_protocolVersion: () => "0x20",
    eth_syncing: () => false,
    eth_coinbase: () => `0x${chain.options.producer.address}`,
    eth_gasPrice: () => quantity(chain.options.parameters.energyPrice),
    eth_accounts: () => [],
    eth_blockNumber: () => quantity(chain.head.number),
    eth_getWork: () => [data(chain.head.id), null, null],
    eth_hashrate: () => "0x0",
    eth_mining: () => false,
    eth_getUncleByBlockHashAndIndex: () => null,
    eth_getUncleByBlockNumberAndIndex: () => null,
    eth_getUncleCountByBlockHash: () => "0x0",
    eth_getUncleCountByBlockNumber: () => "0x0",
    buildTransaction: ([args]) => buildRpcTransaction(chain, args),
    ...blockMethods(chain),
    ...stateMethods(chain),
    ...callMethods(chain),
    ...logMethods(chain),
    ...refusedMethods(),
  };
  return { methods, parameters: PARAMETERS };
}
