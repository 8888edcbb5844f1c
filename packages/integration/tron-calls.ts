import type { TronWeb } from "tronweb";
import { type ContractRunner, type TransactionRequest, ZeroAddress } from "ethers";
import { toBase58, toHex } from "../tron/address.ts";
import { tip712ChainId } from "./chains.ts";
import { IntegrationError } from "./problem.ts";
import { explainError } from "./reading/errors.ts";

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

/** Returns what reads through tronweb in the place of an ethers provider. */
export function runnerOf(tronWeb: TronWeb): TronRunner {
  return {
    provider: null,
    resolveName: (name) => Promise.resolve(name),
    call: (tx) => constantCall(tronWeb, tx),
    chainId: async () => tip712ChainId(`0x${(await tronWeb.trx.getBlock(0)).blockID}`),
    now: async () => BigInt(Math.floor((await tronWeb.trx.getCurrentBlock()).block_header.raw_data.timestamp / 1_000)),
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
 * @throws IntegrationError `REVERTED`, `BROADCAST_REFUSED`, `NOT_MINED` or `WALLET_UNSUPPORTED`
 */
export async function sendData(
  tronWeb: TronWeb,
  contract: string,
  { signature, data, value = 0n }: EncodedCall,
  { feeLimit, patience = MINUTE }: TronSending = {},
): Promise<TronReceipt> {
  const owner = tronWeb.defaultAddress.hex;
  if (owner === false) throw new IntegrationError("WALLET_UNSUPPORTED", "tronweb has no account to send from.");
  const energy = (await execute(tronWeb, contract, { data, owner, value })).energy_used ?? 0;
  const limit = feeLimit ?? Math.ceil((energy * (await energyPrice(tronWeb)) * MARGIN.energy) / MARGIN.of);
  const options = { feeLimit: limit, callValue: Number(value), rawParameter: data.slice(10) };
  const { transactionBuilder } = tronWeb;
  const built = await transactionBuilder.triggerSmartContract(toBase58(contract), signature, options, [], owner);
  const answer = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built.transaction));
  if (!answer.result) {
    const words = `${answer.code}: ${textOf(answer.message)}`;
    throw new IntegrationError("BROADCAST_REFUSED", `The node refused the transaction: ${words}`);
  }
  return await waitForBlock(tronWeb, built.transaction.txID, patience);
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
