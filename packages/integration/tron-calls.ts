import type { TronWeb } from "tronweb";
import { type ContractRunner, type LogParams, type TransactionRequest, ZeroAddress } from "ethers";
import { toAccount, toBase58, toHex } from "./account.ts";
import { tip712ChainId } from "./chains.ts";
import { listOf, objectOf, readable, requireTime, valuesOf } from "./given.ts";
import { IntegrationError, isIntegrationError } from "./problem.ts";
import { type Writing, refusalOf } from "./reading/errors.ts";
import { formatAmount } from "./reading/format.ts";
import { COIN_VIEWS, type View, unitBy } from "./reading/state.ts";
import { asked, troubleOf } from "./reading/trouble.ts";
import { viewBy } from "./reading/view.ts";
import { shownOf } from "./shown.ts";

/** What java-tron reports of an executed transaction, as far as it is used here. */
export interface TronReceipt {
  readonly id: string;
  readonly blockNumber: number;
  /** What was burnt for it, in sun. */
  readonly fee?: number;
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
 * Returns what reads through tronweb in the place of an ethers provider.
 * @throws IntegrationError `INPUT_INVALID` for what is not tronweb
 */
export function runnerOf(tronWeb: TronWeb): TronRunner {
  objectOf("tronweb", tronWeb);
  return {
    provider: null,
    resolveName: (name) => Promise.resolve(toAccount(name)),
    call: (tx) => constantCall(tronWeb, tx),
    chainId: () => asked(async () => tip712ChainId(`0x${(await tronWeb.trx.getBlock(0)).blockID}`)),
    now: () =>
      asked(async () => {
        const { timestamp } = (await tronWeb.trx.getCurrentBlock()).block_header.raw_data;
        return BigInt(Math.floor(timestamp / 1_000));
      }),
  };
}

/** One call of a contract, encoded. */
export interface EncodedCall {
  /** Such as `transfer(address,uint256)`. */
  readonly signature: string;
  /** Selector and arguments. */
  readonly data: string;
  /** TRX that goes along, in sun; none by default. */
  readonly value?: bigint;
}

/**
 * Calls a contract in a transaction of tronweb's account and waits for its block.
 * @param writing - how a refusal writes amounts; by default it asks the contract for its unit
 * @throws IntegrationError `REVERTED`, `GAS_EXHAUSTED`, `GAS_MONEY_MISSING`, `WALLET_REJECTED`, `BROADCAST_REFUSED`, `NOT_MINED`,
 * `WALLET_UNSUPPORTED`, `NODE_UNREACHABLE` and what else stands in the way
 */
export async function sendData(
  tronWeb: TronWeb,
  contract: string,
  call: EncodedCall,
  sending: TronSending = {},
  writing: () => Promise<Writing> = () => writingOf(tronWeb, contract),
): Promise<TronReceipt> {
  objectOf("tronweb", tronWeb);
  try {
    return await sent(tronWeb, contract, call, valuesOf("The sending", sending));
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    throw refusalOf(error, await writing());
  }
}

async function sent(
  tronWeb: TronWeb,
  contract: string,
  { signature, data, value = 0n }: EncodedCall,
  { feeLimit, patience = MINUTE }: TronSending,
): Promise<TronReceipt> {
  requireTime("The patience", patience);
  if (feeLimit !== undefined && !(Number.isSafeInteger(feeLimit) && feeLimit > 0)) {
    throw new IntegrationError("INPUT_INVALID", `The fee limit is ${shownOf(feeLimit)}, and must be a number of sun.`);
  }
  const owner = tronWeb.defaultAddress.hex;
  if (owner === false) throw new IntegrationError("WALLET_UNSUPPORTED", "tronweb has no account to send from.");
  const energy = (await execute(tronWeb, contract, { data, owner, value })).energy_used ?? 0;
  const limit = feeLimit ?? Math.ceil((energy * (await energyPrice(tronWeb)) * MARGIN.energy) / MARGIN.of);
  const options = { feeLimit: limit, callValue: Number(value), rawParameter: data.slice(10) };
  const { transactionBuilder } = tronWeb;
  const built = await transactionBuilder.triggerSmartContract(toBase58(contract), signature, options, [], owner);
  const answer = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built.transaction));
  if (!answer.result) throw broadcastRefusal(`${answer.code}: ${textOf(answer.message)}`);
  return await waitForBlock(tronWeb, built.transaction.txID, { patience, limit });
}

/** The unit of the token that was called; nothing where the contract has none, or the node does not answer any more. */
async function writingOf(tronWeb: TronWeb, contract: string): Promise<Writing> {
  try {
    return { ...(await unitBy(viewThrough(tronWeb, contract))), platform: "tron" };
  } catch {
    return { platform: "tron" };
  }
}

/** The token's views through tronweb, without a contract of ethers. */
function viewThrough(tronWeb: TronWeb, contract: string): View {
  return viewBy(() => Promise.resolve(toAccount(contract)), COIN_VIEWS, runnerOf(tronWeb));
}

/** What a node that refuses a transaction means: no TRX, or its own words. */
function broadcastRefusal(words: string): IntegrationError {
  const trouble = troubleOf(words);
  if (trouble?.code === "GAS_MONEY_MISSING") return new IntegrationError(trouble.code, trouble.sentence);
  return new IntegrationError("BROADCAST_REFUSED", `The node refused the transaction: ${shownOf(words, 200)}`);
}

async function constantCall(tronWeb: TronWeb, { to, data, from }: TransactionRequest): Promise<string> {
  if (typeof to !== "string" || typeof data !== "string") throw new TypeError("A call needs a contract and data.");
  const owner = typeof from === "string" ? from : ZeroAddress;
  const execution = await execute(tronWeb, to, { data, owner, value: 0n });
  return `0x${execution.constant_result?.[0] ?? ""}`;
}

/** Executes without a transaction. tronweb's own constant calls lose the data of a revert. */
async function execute(
  tronWeb: TronWeb,
  contract: string,
  { data, owner, value }: { readonly data: string; readonly owner: string; readonly value: bigint },
): Promise<Execution> {
  const parties = { owner_address: toHex(owner), contract_address: toHex(contract) };
  const body = { ...parties, data: data.slice(2), ...(value === 0n ? {} : { call_value: Number(value) }) };
  const execution = await tronWeb.fullNode.request<Execution>("wallet/triggerconstantcontract", body, "post");
  const failed = execution.transaction?.ret?.[0]?.ret === "FAILED" || execution.constant_result === undefined;
  if (!failed) return execution;
  throw refused(execution.constant_result?.[0], textOf(execution.result?.message ?? ""));
}

async function waitForBlock(
  tronWeb: TronWeb,
  id: string,
  { patience, limit }: { readonly patience: number; readonly limit: number },
): Promise<TronReceipt> {
  const until = Date.now() + patience;
  for (;;) {
    const info = (await tronWeb.trx.getUnconfirmedTransactionInfo(id)) as unknown as Partial<TronReceipt>;
    if (info.receipt !== undefined) {
      const { result = "no result", energy_usage_total: energy = 0 } = info.receipt;
      if (result === "SUCCESS") return info as TronReceipt;
      if (result === "OUT_OF_ENERGY" || result === "OUT_OF_TIME") {
        const sentence = `The transaction ran out of energy at a fee limit of ${trx(limit)}: ${trx(info.fee ?? 0)} were burnt, bandwidth included, for ${energy} energy.`;
        throw new IntegrationError("GAS_EXHAUSTED", sentence);
      }
      throw refused(info.contractResult?.[0], `The transaction ended with ${result}.`);
    }
    if (Date.now() > until) throw new IntegrationError("NOT_MINED", `No block holds the transaction ${id} yet.`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function trx(sun: number): string {
  return `${formatAmount(BigInt(Math.round(sun)), 6)} TRX`;
}

/** An error with what the contract answered, in the form that {@link refusalOf} reads; without an answer a revert without reason. */
function refused(data: string | undefined, words: string): Error {
  const revert = data === undefined || data === "" ? {} : { data: `0x${data}` };
  return Object.assign(new Error(words === "" ? "REVERT opcode executed" : words), revert);
}

async function energyPrice(tronWeb: TronWeb): Promise<number> {
  const parameters = await tronWeb.trx.getChainParameters();
  return parameters.find(({ key }) => key === "getEnergyFee")?.value ?? 100;
}

/**
 * Returns the logs in what java-tron reports of a transaction, as ethers has them.
 * @throws IntegrationError `INPUT_INVALID`
 */
export function logsOf(receipt: TronReceipt): LogParams[] {
  const { log = [] } = valuesOf("The receipt", receipt);
  return listOf("The receipt's log", log).map((one: object, index) => {
    const { address, topics = [], data = "" } = valuesOf("The log", one) as Readonly<Record<string, unknown>>;
    const where = { blockHash: "", blockNumber: 0, removed: false, transactionHash: "", transactionIndex: 0, index };
    return readable("The log", () => {
      const words = listOf("The log's topics", topics as unknown[]).map((topic) => `0x${String(topic)}`);
      return { address: `0x${String(address)}`, topics: words, data: `0x${String(data)}`, ...where };
    });
  });
}

/** java-tron writes its words in hex. */
function textOf(message: string): string {
  if (!/^(?:[\da-f]{2})+$/i.test(message)) return message;
  const bytes = Uint8Array.from(message.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}
