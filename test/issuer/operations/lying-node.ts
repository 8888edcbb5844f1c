import { type BaseWallet, BrowserProvider, Transaction, type TransactionRequest, getAddress, toQuantity } from "ethers";
import { connectContracts } from "../../../issuer/coin/connect.ts";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import type { Chain } from "../../../issuer/chains/chain.ts";
import { EvmChain } from "../../../issuer/chains/evm-chain.ts";
import type { RpcProvider } from "../../../issuer/chains/evm-fees.ts";
import { type Keys, developmentWallets } from "../../../issuer/signing/keys.ts";
import type { Overview } from "../../../issuer/engine/overview.ts";
import { inOrder } from "../../../issuer/engine/work.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import { operationNamed } from "../../../issuer/operations/operations.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import { operate } from "../../../issuer/operations/run.ts";
import type { AccountSigner } from "../../../issuer/signing/signer.ts";
import { TronChain } from "../../../issuer/chains/tron-chain.ts";
import { type Transport, TronClient, httpTransports } from "../../../packages/tron/client.ts";
import { readPrices } from "../../../packages/tron/costs.ts";
import type { JsonMap, JsonValue } from "../../../packages/tron/json.ts";
import { TronProvider } from "../../../packages/tron/provider.ts";
import { readRawData } from "../../../packages/tron/transactions.ts";
import { type Bench } from "./support.ts";
import { Killed } from "../../support/killed.ts";

/** What a node says at one time. */
export interface Moment {
  /** What it answers to a call instead of the truth. */
  readonly call: (data: string, answer: string) => string;
  /** How often more gas it says a transaction takes. */
  readonly gas: bigint;
  /** How often more it says gas costs. */
  readonly price: bigint;
  /** Whether it leaves all events out. */
  readonly silent?: boolean;
  /** Where it says that a contract was created, if not where it was. */
  readonly created?: string;
}

/** No lie. */
export const TRUTH: Moment = { call: (_, answer) => answer, gas: 1n, price: 1n };

/** What a run has asked for, and what it has signed. */
export interface Trial {
  readonly asked: readonly { readonly overview: Overview; readonly again: boolean; readonly accepted: boolean }[];
  readonly signed: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly data: string;
    /** The most it may cost, in wei or sun. */
    readonly cost: bigint;
  }[];
  readonly error: unknown;
}

/**
 * Runs an operation at a node that says one thing before the plan is confirmed and another afterwards. The run dies with
 * its first signature, so that the chain stays as it is.
 * @param accept - What is answered where something has changed since the first plan.
 */
export async function tryOut(
  bench: Bench,
  name: OperationName,
  given: Given,
  node: { readonly first: Moment; readonly then: Moment },
  accept: () => boolean,
): Promise<Trial> {
  let moment = node.first;
  const asked: Trial["asked"][number][] = [];
  const signed: Trial["signed"][number][] = [];
  const chain = await lyingChain(bench, () => moment);
  const coin: OpenCoin = {
    ...bench.coin,
    chain,
    contracts: connectContracts(bench.coin.addresses, chain),
    keys: dyingKeys((entry) => signed.push(entry)),
  };
  const error = await operate({
    ...{ coin, operation: operationNamed(name), given, store: memoryStore(), patience: 1_000 },
    confirm: (overview, again) => {
      const accepted = !again || accept();
      asked.push({ overview, again, accepted });
      return accepted ? Promise.resolve() : Promise.reject(new OperatorError("DECLINED", "Not confirmed."));
    },
    track: (steps) => {
      moment = node.then;
      return inOrder(steps);
    },
  }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { asked, signed, error };
}

/** The chain of a bench through a node that lies, as it says at the moment. */
export async function lyingChain({ coin }: Bench, moment: () => Moment): Promise<Chain> {
  const { tron, networkConfig } = coin.connection;
  if (tron === undefined) {
    const provider = lyingProvider(coin.chain.provider, moment);
    return new EvmChain({ provider, confirmations: 1, pollMilliseconds: 1 });
  }
  const { wallet, solidity, jsonRpc } = httpTransports({
    fullNode: networkConfig.type === "http" ? await networkConfig.url.getUrl() : "",
  });
  const [lyingWallet, lyingSolidity, lyingRpc] = [wallet, solidity, jsonRpc].map((truth) =>
    lyingTransport(truth, moment),
  );
  const client = new TronClient({
    wallet: lyingWallet as Transport,
    solidity: lyingSolidity as Transport,
    jsonRpc: lyingRpc as Transport,
  });
  const lying = forgetful(new TronProvider({ client, settings: tron.settings }));
  const provider = new BrowserProvider(lying, Number(coin.desired.network.chainId), { staticNetwork: true });
  return new TronChain({ tron: lying, provider, confirmations: 1, pollMilliseconds: 1 });
}

/** Without the minute for which a provider remembers the price of energy. */
function forgetful(tron: TronProvider): TronProvider {
  const request: TronProvider["request"] = async (asked) =>
    asked.method === "eth_gasPrice" ? toQuantity((await readPrices(tron.client)).energy) : tron.request(asked);
  return new Proxy(tron, {
    get: (target, name) => {
      if (name === "request") return request;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Lies as {@link lyingProvider} does, in java-tron's words. */
function lyingTransport(truth: Transport, moment: () => Moment): Transport {
  return async (path, body) => {
    const { call, gas, price, silent, created } = moment();
    if (silent === true && body.method === "eth_getLogs") return { jsonrpc: "2.0", id: body.id ?? 1, result: [] };
    const answer = await truth(path, body);
    if (path.endsWith("/triggerconstantcontract")) {
      const { constant_result: results = [], energy_used: energy, ...rest } = answer as JsonMap;
      // Several reads at once are not answered, so that each comes by itself and can be lied about.
      const lies = (results as string[]).map((result) =>
        body.contract_address === undefined ? "" : call(`0x${body.data as string}`, `0x${result}`).slice(2),
      );
      return { ...rest, constant_result: lies, ...(energy === undefined ? {} : { energy_used: times(energy, gas) }) };
    }
    if (created !== undefined && (answer as JsonMap).contract_address !== undefined) {
      return { ...(answer as JsonMap), contract_address: `41${created.slice(2).toLowerCase()}` };
    }
    if (!path.endsWith("/getchainparameters")) return answer;
    const { chainParameter } = answer as { readonly chainParameter: readonly JsonMap[] };
    return {
      chainParameter: chainParameter.map((entry) =>
        entry.key === "getEnergyFee" ? { ...entry, value: times(entry.value ?? 0, price) } : entry,
      ),
    };
  };
}

function times(value: JsonValue, factor: bigint): JsonValue {
  return Number(BigInt(value as number) * factor);
}

function lyingProvider(true_: RpcProvider, moment: () => Moment): RpcProvider {
  const priced = (value: unknown, factor: bigint): unknown =>
    typeof value === "string" ? `0x${(BigInt(value) * factor).toString(16)}` : value;
  const instead: Partial<Record<keyof RpcProvider, unknown>> = {
    // Several reads at once are not answered, so that each comes by itself and can be lied about.
    call: async (request: TransactionRequest) =>
      request.to == null ? "0x" : moment().call(request.data ?? "", await true_.call(request)),
    getLogs: async (filter: Parameters<RpcProvider["getLogs"]>[0]) =>
      moment().silent === true ? [] : true_.getLogs(filter),
    getTransactionReceipt: async (hash: string) => {
      const receipt = await true_.getTransactionReceipt(hash);
      const { created } = moment();
      if (receipt?.contractAddress == null || created === undefined) return receipt;
      return new Proxy(receipt, {
        get: (target, name): unknown => (name === "contractAddress" ? created : Reflect.get(target, name, target)),
      });
    },
    estimateGas: async (request: TransactionRequest) => (await true_.estimateGas(request)) * moment().gas,
    send: async (method: string, params: unknown[]) => {
      if (method === "eth_getLogs" && moment().silent === true) return [];
      const answer = await true_.send(method, params);
      return /gasPrice|PriorityFee/.test(method) ? priced(answer, moment().price) : answer;
    },
  };
  return new Proxy(true_, {
    get: (target, name) => {
      if (name in instead) return instead[name as keyof RpcProvider];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Keys of all example accounts. With the first signature the process dies. */
function dyingKeys(note: (signed: Trial["signed"][number]) => void): Keys {
  const signerOf = (wallet: BaseWallet): AccountSigner => ({
    address: wallet.address,
    place: "a test",
    signTronTransaction: ({ rawData }) => {
      const { operation, feeLimit } = readRawData(rawData);
      if (operation.kind !== "trigger") throw new Error(`A ${operation.kind} is not counted here.`);
      const { from, to, data } = operation;
      note({ from: getAddress(from), to: getAddress(to), data, cost: feeLimit });
      return Promise.reject(new Killed());
    },
    signTypedData: () => Promise.reject(new Error("not a transaction")),
    signEvmTransaction: (given) => {
      const { to, data, gasLimit, maxFeePerGas, gasPrice } = Transaction.from({ ...given, from: null });
      const cost = gasLimit * (maxFeePerGas ?? gasPrice ?? 0n);
      note({ from: wallet.address, to: to === null ? null : getAddress(to), data, cost });
      return Promise.reject(new Killed());
    },
  });
  const signers = developmentWallets().map(signerOf);
  return {
    deployer: () => Promise.resolve(signers[0] as AccountSigner),
    find: (account) => Promise.resolve(signers.find(({ address }) => address === account) ?? null),
  };
}
