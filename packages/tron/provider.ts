import type { TronClient } from "./client.ts";
import { type Cost, type Payer, execute } from "./costs.ts";
import { type LogFilter, getLogs, logsOnce } from "./provider/logs.ts";
import type { RpcLog } from "./provider/receipts.ts";
import { type BuildTerms, type RpcTransaction, costOf, prepare, returned, toOperation } from "./provider/operations.ts";
import { quantity } from "./provider/format.ts";
import { balance, blockByHash, blockByNumber, blockNumber, code, requireLatest, storageAt } from "./provider/reads.ts";
import { transactionByHash, transactionReceipt } from "./provider/receipts.ts";
import { RPC, RpcError } from "./provider/rpc-error.ts";
import { Session } from "./provider/session.ts";
import { DEFAULT_SETTINGS, type TronSettings } from "./provider/settings.ts";
import { personalSign, signTypedData } from "./provider/signatures.ts";
import {
  type UnsignedTransaction,
  broadcastTransaction,
  readTransaction,
  signTransaction,
  waitForInclusion,
} from "./transactions.ts";

export { RPC, RpcError } from "./provider/rpc-error.ts";
export { DEFAULT_SETTINGS, type TronSettings } from "./provider/settings.ts";

/** What a provider is made of. */
export interface TronProviderOptions {
  /** The node; see `httpTransports`. */
  readonly client: TronClient;
  /** Fee limit, energy settings; {@link DEFAULT_SETTINGS} for the rest. */
  readonly settings?: Partial<TronSettings>;
  /** Private keys in hex to sign with; asked for once, when the first is needed. */
  readonly keys?: () => Promise<readonly string[]>;
}

/** A request of EIP-1193. */
export interface RpcRequest {
  readonly method: string;
  readonly params?: readonly unknown[] | object | undefined;
}

type Method = (session: Session, params: readonly unknown[]) => unknown;

const METHODS: Readonly<Record<string, Method>> = {
  web3_clientVersion: clientVersion,
  net_version: async (session) => (await session.chainId()).toString(),
  eth_chainId: async (session) => quantity(await session.chainId()),
  eth_accounts: async (session) => (await session.accounts()).map((account) => account.toLowerCase()),
  eth_requestAccounts: async (session) => (await session.accounts()).map((account) => account.toLowerCase()),
  eth_syncing: () => false,
  eth_blockNumber: blockNumber,
  eth_getBlockByNumber: (session, [tag, full]) => blockByNumber(session, tag, full),
  eth_getBlockByHash: (session, [hash, full]) => blockByHash(session, hash, full),
  eth_getBalance: (session, [address, tag]) => balance(session, address, tag),
  eth_getCode: (session, [address, tag]) => code(session, address, tag),
  eth_getStorageAt: (session, [address, slot, tag]) => storageAt(session, address, slot, tag),
  // TRON's transactions have no nonces: nothing orders them, and none replaces another.
  eth_getTransactionCount: () => "0x0",
  // Price of one unit of energy in sun, so that gas times price is what the energy costs if none is staked.
  eth_gasPrice: async (session) => quantity((await session.prices()).energy),
  eth_call: call,
  eth_estimateGas: estimateGas,
  eth_sendTransaction: (session, [tx]) => sendTransaction(session, tx as RpcTransaction),
  eth_sendRawTransaction: (session, [raw]) => sendRaw(session, String(raw)),
  eth_getTransactionByHash: (session, [hash]) => transactionByHash(session, String(hash)),
  eth_getTransactionReceipt: (session, [hash]) => transactionReceipt(session, String(hash)),
  eth_getLogs: (session, [filter]) => getLogs(session, filter as Parameters<typeof getLogs>[1]),
  eth_signTypedData_v4: (session, [account, data]) => signTypedData(session, account, data),
  personal_sign: (session, [message, account]) => personalSign(session, message, account),
  eth_sign: (session, [account, message]) => personalSign(session, message, account),
  tron_buildTransaction: async (session, [tx]) => toPlain(await prepare(session, tx as RpcTransaction)),
};

/**
 * An EIP-1193 provider for TRON: Ethereum's JSON-RPC on the outside, java-tron's HTTP API inside, so that ethers
 * contracts and typings work as they are.
 *
 * Units: `gas` is energy, `gasPrice` is sun per energy, `value` and balances are sun (6 decimals, not 18).
 * `eth_sendTransaction` executes the call without a transaction first and refuses what would revert, exceed the fee
 * limit or the balance; give `gas` to skip that. A transaction's hash is its TRON id. A contract's address comes from
 * the receipt, never from a nonce. Sending resolves once a block holds the transaction, and rejects if it expires
 * before that.
 * @example
 * const client = new TronClient(httpTransports({ fullNode: "http://127.0.0.1:9090" }));
 * const provider = new BrowserProvider(new TronProvider({ client, keys: async () => [privateKey] }));
 */
export class TronProvider {
  readonly #session: Session;

  /** @param options - node, keys and limits */
  constructor({ client, settings = {}, keys = () => Promise.resolve([]) }: TronProviderOptions) {
    this.#session = new Session(client, { ...DEFAULT_SETTINGS, ...settings }, keys);
  }

  /** The node. */
  get client(): TronClient {
    return this.#session.client;
  }

  /** Fee limit and energy settings in force. */
  get settings(): TronSettings {
    return this.#session.settings;
  }

  /**
   * Answers a request.
   * @throws RpcError for what a contract or the VM refuses (code 3 with the data of a revert), TronError for the rest
   */
  async request({ method, params }: RpcRequest): Promise<unknown> {
    const answer = METHODS[method];
    if (answer === undefined) throw new RpcError(RPC.METHOD_UNKNOWN, `TRON has no ${method}.`);
    return await answer(this.#session, Array.isArray(params) ? (params as readonly unknown[]) : []);
  }

  /**
   * Builds a transaction, to be signed by the holder of the key.
   * @throws RpcError or TronError when it would fail or cost too much; not checked if `gas` is given
   */
  prepare(tx: RpcTransaction, terms: BuildTerms = {}): Promise<UnsignedTransaction> {
    return prepare(this.#session, tx, terms);
  }

  /**
   * Returns the logs of a range of blocks as the node has them, in one request. `eth_getLogs` of {@link request} takes
   * several, to prove that a node which lags has left none out; this is for those who notice that in another way.
   * @param filter - addresses and topics
   * @param from - first block
   * @param to - last block
   * @throws RpcError with what the node says, for example of the range
   */
  logsOnce(filter: Pick<LogFilter, "address" | "topics">, from: number, to: number): Promise<readonly RpcLog[]> {
    return logsOnce(this.#session, filter, from, to);
  }

  /**
   * Returns what a transaction would cost its sender, in sun.
   * @param payer - what the sender has, see `readPayer`; read if it is not given
   * @throws RpcError when it would fail
   */
  async estimateCost(tx: RpcTransaction, payer?: Payer): Promise<Cost> {
    return costOf(this.#session, await toOperation(this.#session, tx), payer);
  }
}

async function clientVersion(session: Session): Promise<string> {
  const info = await session.client.wallet<{ readonly configNodeInfo?: { readonly codeVersion?: string } }>(
    "getnodeinfo",
  );
  return `java-tron/${info.configNodeInfo?.codeVersion ?? "unknown"}`;
}

async function call(session: Session, [tx, tag]: readonly unknown[]): Promise<string> {
  const final = tag === "finalized" || tag === "safe";
  if (!final) await requireLatest(session, tag);
  const operation = await toOperation(session, tx as RpcTransaction);
  const execution = await execute(session.client, operation, final);
  // Where there is no contract, an EVM chain answers with nothing.
  return execution.outcome === "missing" ? "0x" : returned(operation, execution);
}

async function estimateGas(session: Session, [tx]: readonly unknown[]): Promise<string> {
  const operation = await toOperation(session, tx as RpcTransaction);
  const execution = await execute(session.client, operation);
  returned(operation, execution);
  return quantity((execution.energy * BigInt(100 + session.settings.energyMargin)) / 100n);
}

async function sendTransaction(session: Session, tx: RpcTransaction): Promise<string> {
  const from = tx.from ?? (await session.accounts())[0];
  const key = await session.key(from ?? "");
  const unsigned = await prepare(session, { ...tx, from: from ?? "" });
  return sendRaw(session, signTransaction(unsigned, key).raw);
}

async function sendRaw(session: Session, raw: string): Promise<string> {
  const transaction = readTransaction(raw);
  session.remember(transaction);
  await broadcastTransaction(session.client, raw);
  if (session.settings.waitForInclusion) await waitForInclusion(session.client, transaction);
  return transaction.hash;
}

function toPlain({ hash, rawData, expiration }: UnsignedTransaction): object {
  return { hash, rawData, expiration: quantity(expiration) };
}
