import { type BaseWallet, Transaction, type TransactionRequest, getAddress } from "ethers";
import { connectContracts } from "../../scripts/lib/coin/connect.ts";
import type { OpenCoin } from "../../scripts/lib/coin/open.ts";
import { EvmChain } from "../../scripts/lib/engine/evm-chain.ts";
import type { RpcProvider } from "../../scripts/lib/engine/evm-fees.ts";
import { type Keys, developmentWallets } from "../../scripts/lib/engine/keys.ts";
import type { Overview } from "../../scripts/lib/engine/overview.ts";
import { inOrder } from "../../scripts/lib/engine/session.ts";
import { memoryStore } from "../../scripts/lib/engine/store.ts";
import { OperatorError } from "../../scripts/lib/errors.ts";
import type { Given } from "../../scripts/lib/operations/operation.ts";
import { operationNamed } from "../../scripts/lib/operations/operations.ts";
import type { OperationName } from "../../scripts/lib/operations/rows.ts";
import { operate } from "../../scripts/lib/operations/run.ts";
import type { AccountSigner } from "../../scripts/lib/signers/signer.ts";
import { type Bench, Killed } from "./support.ts";

/** What a node says at one time. */
export interface Moment {
  /** What it answers to a call instead of the truth. */
  readonly call: (data: string, answer: string) => string;
  /** How often more gas it says a transaction takes. */
  readonly gas: bigint;
  /** How often more it says gas costs. */
  readonly price: bigint;
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
    /** The most it may cost, in wei. */
    readonly cost: bigint;
  }[];
  readonly error: unknown;
}

/**
 * Runs an operation at a node that says one thing before the plan is confirmed and another afterwards. The run dies with
 * its first signature, so that the chain stays as it is.
 * @param accept What is answered where something has changed since the first plan.
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
  const provider = lyingProvider(bench.coin.chain.provider as RpcProvider, () => moment);
  const chain = new EvmChain({ provider, confirmations: 1, pollMilliseconds: 1 });
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

function lyingProvider(true_: RpcProvider, moment: () => Moment): RpcProvider {
  const times = (value: unknown, factor: bigint): unknown =>
    typeof value === "string" ? `0x${(BigInt(value) * factor).toString(16)}` : value;
  const instead: Partial<Record<keyof RpcProvider, unknown>> = {
    call: async (request: TransactionRequest) => moment().call(request.data ?? "", await true_.call(request)),
    estimateGas: async (request: TransactionRequest) => (await true_.estimateGas(request)) * moment().gas,
    send: async (method: string, params: unknown[]) => {
      const answer = await true_.send(method, params);
      return /gasPrice|PriorityFee/.test(method) ? times(answer, moment().price) : answer;
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
    signTronTransaction: () => Promise.reject(new Error("not on this chain")),
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
