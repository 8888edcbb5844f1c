import {
  AbiCoder,
  type FunctionFragment,
  Interface,
  type JsonRpcPayload,
  JsonRpcApiProvider,
  type JsonRpcResult,
  type ParamType,
  Network,
  Wallet,
} from "ethers";
import { TronWeb, providers } from "tronweb";
import { type Client, createClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { bsc } from "viem/chains";
import { layerZeroAdapterAbi } from "../../../../packages/integration/generated/abi/layer-zero-adapter.ts";
import { reserveAttestationsAbi } from "../../../../packages/integration/generated/abi/reserve-attestations.ts";
import { stablecoinAbi } from "../../../../packages/integration/generated/abi/stablecoin.ts";
import { ENDPOINT_ABI } from "../../../../packages/integration/moving/move.ts";
import type { Hostile } from "./hostile.ts";

export const KEY = `0x${"0".repeat(63)}1`;
export const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
export const TOKEN = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
export const HASH = `0x${"12".repeat(32)}` as const;
const WORD = `0x${"00".repeat(31)}01`;

const ABIS = [stablecoinAbi, reserveAttestationsAbi, layerZeroAdapterAbi, ENDPOINT_ABI].map(
  (abi) => new Interface(abi),
);

/** A log of a transfer of one coin. */
export const TRANSFER_LOG = {
  address: TOKEN,
  topics: [
    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
    `0x${"0".repeat(24)}${ACCOUNT.slice(2)}`,
    `0x${"0".repeat(24)}${ACCOUNT.slice(2)}`,
  ].map((topic) => topic.toLowerCase()),
  data: WORD,
  blockNumber: "0x2",
  blockHash: HASH,
  transactionHash: HASH,
  transactionIndex: "0x0",
  logIndex: "0x0",
  index: 0,
  removed: false,
};

const BLOCK = {
  ...{
    number: "0x2",
    hash: HASH,
    parentHash: HASH,
    timestamp: "0x6b49d200",
    nonce: "0x0000000000000000",
    difficulty: "0x0",
  },
  ...{
    gasLimit: "0x1c9c380",
    gasUsed: "0x0",
    miner: ACCOUNT,
    extraData: "0x",
    baseFeePerGas: "0x1",
    transactions: [],
    stateRoot: HASH,
  },
};
const TRANSACTION = {
  ...{
    hash: HASH,
    blockHash: HASH,
    blockNumber: "0x2",
    transactionIndex: "0x0",
    from: ACCOUNT,
    to: TOKEN,
    nonce: "0x0",
  },
  ...{
    gas: "0x5208",
    gasPrice: "0x1",
    value: "0x0",
    input: "0x",
    type: "0x0",
    chainId: "0x38",
    v: "0x1b",
    r: WORD,
    s: WORD,
  },
};
const RECEIPT = {
  ...{
    transactionHash: HASH,
    blockHash: HASH,
    blockNumber: "0x2",
    transactionIndex: "0x0",
    from: ACCOUNT,
    to: TOKEN,
    status: "0x1",
  },
  ...{ cumulativeGasUsed: "0x5208", gasUsed: "0x5208", effectiveGasPrice: "0x1", contractAddress: null, type: "0x0" },
  ...{ logs: [TRANSFER_LOG], logsBloom: `0x${"00".repeat(256)}` },
};
const SIGNATURE = `${WORD}${WORD.slice(2)}1b`;

/** What a node of a right mind answers. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  eth_chainId: "0x38",
  net_version: "56",
  eth_blockNumber: "0x3",
  eth_getBlockByNumber: BLOCK,
  eth_getBlockByHash: BLOCK,
  eth_getCode: "0x60",
  eth_getLogs: [TRANSFER_LOG],
  eth_gasPrice: "0x1",
  eth_maxPriorityFeePerGas: "0x1",
  eth_feeHistory: { oldestBlock: "0x1", baseFeePerGas: ["0x1", "0x1"], gasUsedRatio: [0], reward: [["0x1"]] },
  eth_estimateGas: "0x5208",
  eth_getTransactionCount: "0x0",
  eth_getBalance: "0xde0b6b3a7640000",
  eth_sendTransaction: HASH,
  eth_sendRawTransaction: HASH,
  eth_getTransactionByHash: TRANSACTION,
  eth_getTransactionReceipt: RECEIPT,
  eth_signTypedData_v4: SIGNATURE,
  eth_accounts: [ACCOUNT],
};

const RAW = "0a02db2f22080abcd3d6bbe8fbd540f0b7f5c2d432";
const TRON_INFO = {
  ...{
    id: HASH.slice(2),
    fee: 5,
    blockNumber: 2,
    blockTimeStamp: 1,
    contractResult: [""],
    contract_address: `41${TOKEN.slice(2)}`,
  },
  receipt: { result: "SUCCESS", energy_usage_total: 5 },
  log: [{ address: TOKEN.slice(2), topics: TRANSFER_LOG.topics.map((topic) => topic.slice(2)), data: WORD.slice(2) }],
};
const TRON_BLOCK = {
  blockID: HASH.slice(2),
  block_header: { raw_data: { number: 2, timestamp: 1_800_000_000_000 }, witness_signature: "" },
};
const TRON_ANSWERS: Readonly<Record<string, unknown>> = {
  getblock: TRON_BLOCK,
  getblockbynum: TRON_BLOCK,
  getnowblock: TRON_BLOCK,
  getchainparameters: { chainParameter: [{ key: "getEnergyFee", value: 100 }] },
  broadcasttransaction: { result: true, txid: HASH.slice(2) },
  gettransactioninfobyid: TRON_INFO,
  gettransactioninfobyblocknum: [TRON_INFO],
  triggersmartcontract: {
    result: { result: true },
    transaction: { visible: false, txID: HASH.slice(2), raw_data: {}, raw_data_hex: RAW },
  },
};

/** One node that answers rightly, wrongly, oddly or not at all; after its end it answers so that whoever waits stops. */
export class HostileNode {
  readonly #hostile: Hostile;
  /** Percent of its answers that are not what a node answers. */
  readonly #spite: number;
  #ended = false;

  constructor(hostile: Hostile, spite: number) {
    this.#hostile = hostile;
    this.#spite = spite;
  }

  end(): void {
    this.#ended = true;
  }

  /** @param free - whether it may also answer with what is not JSON, as a wallet in the same page may */
  answer(method: string, params: unknown, free = false): Promise<unknown> {
    const path = method.split("/").at(-1) ?? "";
    const right = (method.includes("/") ? tronAnswer(path, params) : rightAnswer(method, params)) ?? null;
    if (this.#ended || !this.#hostile.happens(this.#spite)) return Promise.resolve(structuredClone(right));
    const wild = (): unknown => (free ? this.#hostile.anything() : this.#hostile.json());
    if (this.#hostile.happens(30)) return Promise.reject(this.#error());
    return Promise.resolve(this.#hostile.happens(60) ? this.#hostile.changed(right, wild) : wild());
  }

  /** What a node or a wallet throws is not always an error. */
  #error(): Error {
    if (this.#hostile.happens(30)) return this.#hostile.anything() as Error;
    const data = this.#hostile.dice.pick([
      "0x",
      "0x08c379a0",
      `0x08c379a0${"00".repeat(64)}`,
      `0x${"ab".repeat(68)}`,
      undefined,
      5,
    ]);
    const code = this.#hostile.dice.pick([3, -32_000, -32_602, 4001, 4902, "CALL_EXCEPTION", "ECONNREFUSED"]);
    const message = this.#hostile.dice.pick([
      "execution reverted",
      "insufficient funds for gas",
      "header not found",
      "",
      "nonce too low",
    ]);
    return Object.assign(new Error(message), { code, data });
  }
}

function tronAnswer(path: string, params: unknown): unknown {
  if (path !== "triggerconstantcontract") return TRON_ANSWERS[path];
  const { data = "" } = params as { data?: string };
  const answer = callAnswer(`0x${data}`);
  return { energy_used: 5, constant_result: [answer.slice(2)], transaction: { ret: [{}] }, result: { result: true } };
}

function rightAnswer(method: string, params: unknown): unknown {
  if (method !== "eth_call") return ANSWERS[method];
  const [call] = params as readonly { readonly data?: string; readonly input?: string }[];
  return callAnswer(call?.data ?? call?.input ?? "0x");
}

function callAnswer(data: string): string {
  for (const abi of ABIS) {
    const found = abi.getFunction(data.slice(0, 10));
    if (found !== null) return abi.encodeFunctionResult(found, valuesOf(found));
  }
  return WORD;
}

function valuesOf({ name, outputs }: FunctionFragment): unknown[] {
  if (name === "eip712Domain") return ["0x0f", "KGST", "1", 56n, TOKEN, `0x${"00".repeat(32)}`, []];
  if (name === "getConfig") return [AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [32n, 5n])];
  return outputs.map(valueOf);
}

function valueOf(type: ParamType): unknown {
  if (type.baseType === "array") return [];
  if (type.components !== null) return type.components.map(valueOf);
  if (type.type === "address") return TOKEN;
  if (type.type === "bool") return true;
  if (type.type === "string") return "KGST";
  if (type.type === "bytes") return WORD;
  return type.type.startsWith("bytes") ? `0x${"00".repeat(Number(type.type.slice(5)))}` : 6n;
}

class NodeProvider extends JsonRpcApiProvider {
  readonly #node: HostileNode;

  constructor(node: HostileNode) {
    super(56, { staticNetwork: Network.from(56), batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 20 });
    this.#node = node;
    this._start();
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const [{ id, method, params }] = [payload].flat() as [JsonRpcPayload];
    const result: unknown = await this.#node.answer(method, params);
    return [{ id, result }];
  }
}

/** The node as each library sees it, and how to take leave of it. */
export interface Clients {
  readonly provider: JsonRpcApiProvider;
  readonly wallet: Wallet;
  readonly client: Client;
  readonly injected: { request(request: { method: string; params?: unknown }): Promise<unknown> };
  readonly tronWeb: TronWeb;
  end(): void;
}

/** Connects each library to one node. */
export function clientsOf(node: HostileNode): Clients {
  const provider = new NodeProvider(node);
  const injected = {
    request: ({ method, params }: { method: string; params?: unknown }) => node.answer(method, params, true),
  };
  const client = createClient({
    account: privateKeyToAccount(KEY as `0x${string}`),
    chain: bsc,
    transport: custom(injected, { retryCount: 0 }),
    pollingInterval: 20,
    cacheTime: 0,
  });
  class Http extends providers.HttpProvider {
    override request<T>(url: string, payload = {}): Promise<T> {
      return node.answer(url.includes("/") ? url : `wallet/${url}`, payload) as Promise<T>;
    }
  }
  const http = new Http("http://127.0.0.1:9");
  const tronWeb = new TronWeb(http, http, http, KEY.slice(2));
  return {
    ...{ provider, wallet: new Wallet(KEY, provider), client, injected, tronWeb },
    end: () => {
      node.end();
      provider.destroy();
    },
  };
}
