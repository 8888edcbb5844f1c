/**
 * For tronweb and TronLink: read the token with its typings, submit signed orders, follow deposits. Signing is
 * `signOrder(order, tronWeb)` of the package's main entrance.
 * @packageDocumentation
 */
import type { TronWeb } from "tronweb";
import { type ContractRunner, type TransactionRequest, ZeroAddress } from "ethers";
import type { IStablecoin } from "../../typechain-types/index.js";
import { toBase58, toHex } from "../tron/address.ts";
import { tip712ChainId } from "./chains.ts";
import { TOKEN_INTERFACE, connectToken } from "./connect.ts";
import { IntegrationError } from "./problem.ts";
import { explainError } from "./reading/errors.ts";
import { type CoinEvent, type Deposit, readEvents } from "./reading/events.ts";
import { type PermitMessage, type SignedOrder, callOf } from "./signing/typed-data.ts";

export { isTronAddress, toBase58, toEvm, toHex } from "../tron/address.ts";

/** What java-tron reports of an executed transaction, as far as it is used here. */
export interface TronReceipt {
  readonly id: string;
  readonly blockNumber: number;
  readonly receipt: { readonly result?: string; readonly energy_usage_total?: number };
  readonly contractResult?: readonly string[];
  readonly log?: readonly { readonly address: string; readonly topics?: readonly string[]; readonly data?: string }[];
}

/** How a transaction is sent. */
export interface TronSending {
  /** The most it may cost in sun, energy from stake included; by default what a trial run takes, and a quarter more. */
  readonly feeLimit?: number;
  /** Milliseconds to wait for a block; a minute by default, since transactions expire then. */
  readonly patience?: number;
}

interface Execution {
  readonly result?: { readonly message?: string };
  readonly energy_used?: number;
  readonly constant_result?: readonly string[];
  readonly transaction?: { readonly ret?: readonly { readonly ret?: string }[] };
}

/** What reads through tronweb, and knows which chain it reads. */
export interface TronRunner extends ContractRunner {
  /** `block.chainid`: the last four bytes of the genesis block's id. */
  chainId(): Promise<bigint>;
  /** Time of the newest block in Unix seconds. */
  now(): Promise<bigint>;
}

const POLL = 500;
const MINUTE = 60_000;
const MARGIN = { energy: 5, of: 4 } as const;

/**
 * The token with its ethers typings, read through tronweb. Reading only: to send, use `submitOrder` and `sendCall`.
 * @example
 * const token = connectTron(tronWeb, "T…");
 * const order = await buildPermit(token, { owner: "T…", spender: "T…", value });
 * await submitOrder(await signOrder(order, tronWeb), relayerTronWeb);
 */
export function connectTron(tronWeb: TronWeb, token: string): IStablecoin {
  const runner: TronRunner = {
    provider: null,
    resolveName: (name) => Promise.resolve(name),
    call: (tx) => constantCall(tronWeb, tx),
    chainId: async () => tip712ChainId(`0x${(await tronWeb.trx.getBlock(0)).blockID}`),
    now: async () => BigInt(Math.floor((await tronWeb.trx.getCurrentBlock()).block_header.raw_data.timestamp / 1_000)),
  };
  return connectToken(token, runner);
}

/**
 * Carries a signed order to the token and waits for its block; tronweb's account pays the energy.
 * @throws IntegrationError `REVERTED` with the token's reason, before anything is sent if it is known then
 */
export async function submitOrder(signed: SignedOrder, tronWeb: TronWeb, sending?: TronSending): Promise<TronReceipt> {
  const { signature, args } = callOf(signed);
  return await sendCall(tronWeb, signed.order.domain.verifyingContract, signature, args, sending);
}

/** Carries a permit to the token. If somebody else carried it there first, the answer is undefined: the allowance is there. */
export async function submitPermit(
  signed: SignedOrder<"permit">,
  tronWeb: TronWeb,
  sending?: TronSending,
): Promise<TronReceipt | undefined> {
  try {
    return await submitOrder(signed, tronWeb, sending);
  } catch (error) {
    const token = connectTron(tronWeb, signed.order.domain.verifyingContract);
    const { owner, spender, value, nonce }: PermitMessage = signed.order.message;
    const [next, allowance] = [await token.nonces(owner), await token.allowance(owner, spender)];
    if (next > nonce && allowance >= value) return undefined;
    throw error;
  }
}

/**
 * Calls a function of the token in a transaction and waits for its block.
 * @param signature - such as `transfer(address,uint256)`
 * @param args - as ethers takes them, addresses as `0x…`
 * @throws IntegrationError `REVERTED`, `BROADCAST_REFUSED` or `NOT_MINED`
 */
export async function sendCall(
  tronWeb: TronWeb,
  token: string,
  signature: string,
  args: readonly unknown[],
  { feeLimit, patience = MINUTE }: TronSending = {},
): Promise<TronReceipt> {
  const data = TOKEN_INTERFACE.encodeFunctionData(signature, args);
  const owner = tronWeb.defaultAddress.hex;
  if (owner === false) throw new IntegrationError("WALLET_UNSUPPORTED", "tronweb has no account to send from.");
  const energy = (await execute(tronWeb, token, data, owner)).energy_used ?? 0;
  const limit = feeLimit ?? Math.ceil((energy * (await energyPrice(tronWeb)) * MARGIN.energy) / MARGIN.of);
  const options = { feeLimit: limit, rawParameter: data.slice(10) };
  const built = await tronWeb.transactionBuilder.triggerSmartContract(toBase58(token), signature, options, [], owner);
  const answer = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built.transaction));
  if (!answer.result) {
    const words = `${answer.code}: ${textOf(answer.message)}`;
    throw new IntegrationError("BROADCAST_REFUSED", `The node refused the transaction: ${words}`);
  }
  return await waitForBlock(tronWeb, built.transaction.txID, patience);
}

/** Returns the token's events in what java-tron reports of a transaction. */
export function eventsOf({ log = [] }: TronReceipt, token: string): CoinEvent[] {
  const logs = log.map(({ address, topics = [], data = "" }, index) => ({
    address: `0x${address}`,
    topics: topics.map((topic) => `0x${topic}`),
    data: `0x${data}`,
    index,
    ...ELSEWHERE,
  }));
  return readEvents(logs, token);
}

/** Fields of ethers' logs that do not matter for reading one. */
const ELSEWHERE = { blockHash: "", blockNumber: 0, removed: false, transactionHash: "", transactionIndex: 0 };

/** Number of the newest solidified block: what is in it can no longer be undone. */
export async function solidBlock(tronWeb: TronWeb): Promise<number> {
  const block = await tronWeb.solidityNode.request<{
    readonly block_header: { readonly raw_data: { readonly number?: number } };
  }>("walletsolidity/getnowblock", {}, "post");
  return block.block_header.raw_data.number ?? 0;
}

/**
 * Returns everything that arrived at these accounts in one solidified block: what an exchange credits. Ask for each
 * number up to `solidBlock` once; what a failed transaction logged is not among it.
 */
export async function depositsInBlock(
  tronWeb: TronWeb,
  token: string,
  accounts: readonly string[],
  block: number,
): Promise<Deposit[]> {
  const wanted = new Set<string>(accounts.map(toHex));
  const path = "walletsolidity/gettransactioninfobyblocknum";
  const infos = await tronWeb.solidityNode.request<TronReceipt[] | undefined>(path, { num: block }, "post");
  let logIndex = 0;
  return (Array.isArray(infos) ? infos : []).flatMap((info) => {
    const first = logIndex;
    logIndex += info.log?.length ?? 0;
    if (info.receipt.result !== "SUCCESS") return [];
    return (info.log ?? []).flatMap((log, index): Deposit[] => {
      const [event] = eventsOf({ ...info, log: [log] }, token);
      if (event?.name !== "Transfer") return [];
      const { from, to, value } = event.args;
      if (!wanted.has(toHex(to)) || value === 0n) return [];
      return [{ from, to, value, transaction: info.id, block, logIndex: first + index, issued: BigInt(from) === 0n }];
    });
  });
}

async function constantCall(tronWeb: TronWeb, { to, data, from }: TransactionRequest): Promise<string> {
  if (typeof to !== "string" || typeof data !== "string") throw new TypeError("A call needs a contract and data.");
  const execution = await execute(tronWeb, to, data, typeof from === "string" ? from : ZeroAddress);
  return `0x${execution.constant_result?.[0] ?? ""}`;
}

/** Executes without a transaction. tronweb's own constant calls lose the data of a revert. */
async function execute(tronWeb: TronWeb, contract: string, data: string, owner: string): Promise<Execution> {
  const body = { owner_address: toHex(owner), contract_address: toHex(contract), data: data.slice(2) };
  const execution = await tronWeb.fullNode.request<Execution>("wallet/triggerconstantcontract", body, "post");
  const failed = execution.transaction?.ret?.[0]?.ret === "FAILED" || execution.constant_result === undefined;
  if (!failed) return execution;
  throw refusal(execution.constant_result?.[0], textOf(execution.result?.message ?? ""));
}

async function waitForBlock(tronWeb: TronWeb, id: string, patience: number): Promise<TronReceipt> {
  const until = Date.now() + patience;
  for (;;) {
    const info = (await tronWeb.trx.getUnconfirmedTransactionInfo(id)) as unknown as Partial<TronReceipt>;
    if (info.receipt !== undefined) {
      if (info.receipt.result === "SUCCESS") return info as TronReceipt;
      throw refusal(info.contractResult?.[0], `The transaction ended with ${info.receipt.result ?? "no result"}.`);
    }
    if (Date.now() > until) throw new IntegrationError("NOT_MINED", `No block holds the transaction ${id} yet.`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function refusal(data: string | undefined, words: string): IntegrationError {
  const explanation = data === undefined || data === "" ? undefined : explainError(`0x${data}`, { platform: "tron" });
  if (explanation === undefined) return new IntegrationError("REVERTED", words);
  return new IntegrationError("REVERTED", explanation.sentence, { remedy: explanation.remedy });
}

async function energyPrice(tronWeb: TronWeb): Promise<number> {
  const parameters = await tronWeb.trx.getChainParameters();
  return parameters.find(({ key }) => key === "getEnergyFee")?.value ?? 100;
}

/** java-tron writes its words in hex. */
function textOf(message: string): string {
  if (!/^(?:[\da-f]{2})+$/i.test(message)) return message;
  const bytes = Uint8Array.from(message.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}
