import { type HolderToken, connectToken, toAccount, toBase58 } from "@kgst/integration";
import { type TronEndpoints, TronClient, httpTransports, tronProvider } from "@kgst/integration/tron/provider";
import {
  buildTransaction,
  broadcastTransaction,
  signTransaction,
  transactionReference,
  transactionStatus,
} from "@kgst/tron/transactions";
import { JsonRpcProvider, SigningKey, Transaction, computeAddress } from "ethers";
import type { Entry, Signed } from "./journal.js";

/** What became of a transaction: `lost` can never be executed any more. */
export type Outcome = "executed" | "failed" | "missing" | "lost";

/** One chain that the relayer pays on. */
export interface Rail {
  /** CAIP-2. */
  readonly network: string;
  /** Its names in version 1 of the protocol. */
  readonly names: readonly string[];
  readonly token: HolderToken;
  /** The relayer's account, in the chain's own form. */
  readonly account: string;
  readonly shown: (account: string) => string;
  /** Returns what signs a call of the token; reads what that needs from the node. */
  prepare(): Promise<{ readonly block: number; readonly sign: (data: string, next: number) => Signed }>;
  broadcast(raw: string): Promise<void>;
  outcome(entry: Entry): Promise<Outcome>;
  /** The relayer's next nonce, as the chain has it; zero where there are none. */
  next(): Promise<number>;
  /** What the relayer has for gas or energy, in the smallest unit. */
  funds(): Promise<bigint>;
  close(): void;
}

const GAS = 250_000n;
/** The most that one payment may cost on TRON, in sun. */
const FEE_LIMIT = 15_000_000n;
const LIFETIME = 60_000n;

export interface RailSettings {
  readonly url: string;
  readonly token: string;
  readonly key: string;
  readonly names: readonly string[];
}

/** BNB Chain. */
export async function openBnb({ url, token, key, names }: RailSettings): Promise<Rail> {
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, staticNetwork: true, batchMaxCount: 20 });
  const { chainId } = await provider.getNetwork();
  const signing = new SigningKey(key);
  const account = computeAddress(key);
  const to = toAccount(token);
  const next = (): Promise<number> => provider.getTransactionCount(account);
  return {
    ...{ network: `eip155:${chainId}`, names, account, next },
    token: connectToken(token, provider),
    shown: (shown) => toAccount(shown),
    async prepare() {
      const [block, { gasPrice }] = await Promise.all([provider.getBlockNumber(), provider.getFeeData()]);
      return {
        block,
        sign(data, nonce) {
          const price = ((gasPrice ?? 1_000_000_000n) * 5n) / 4n;
          const transaction = Transaction.from({ type: 0, chainId, to, data, nonce, gasLimit: GAS, gasPrice: price });
          transaction.signature = signing.sign(transaction.unsignedHash);
          return { raw: transaction.serialized, hash: transaction.hash ?? "", mark: nonce };
        },
      };
    },
    broadcast: async (raw) => void (await provider.send("eth_sendRawTransaction", [raw])),
    async outcome({ hash, mark }) {
      // The nonce is asked first: a transaction that is missing afterwards was not the one that used it.
      const used = (await next()) > mark;
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt !== null) return receipt.status === 1 ? "executed" : "failed";
      return used ? "lost" : "missing";
    },
    funds: () => provider.getBalance(account),
    close: () => provider.destroy(),
  };
}

/** TRON. */
export async function openTron({ url, token, key, names }: RailSettings): Promise<Rail> {
  const endpoints: TronEndpoints = { fullNode: url };
  const client = new TronClient(httpTransports(endpoints));
  const provider = tronProvider(endpoints);
  const { chainId } = await provider.getNetwork();
  const signing = new SigningKey(key);
  const account = computeAddress(key);
  const contract = toAccount(token);
  let counter = 0n;
  return {
    network: `tron:0x${chainId.toString(16).padStart(8, "0")}`,
    names,
    account: toBase58(account),
    token: connectToken(token, provider),
    shown: (shown) => toBase58(shown),
    async prepare() {
      const reference = await transactionReference(client);
      return {
        block: Number(reference.number),
        sign(data) {
          counter += 1n;
          const operation = { kind: "trigger", from: account, to: contract, data, value: 0n } as const;
          const timestamp = reference.timestamp + counter;
          const terms = { reference, feeLimit: FEE_LIMIT, lifetime: LIFETIME, timestamp };
          const { raw, hash, expiration } = signTransaction(buildTransaction(operation, terms), signing);
          return { raw, hash, mark: Number(expiration) };
        },
      };
    },
    broadcast: (raw) => broadcastTransaction(client, raw),
    async outcome({ hash, mark }) {
      const status = await transactionStatus(client, hash, BigInt(mark));
      if (status.state !== "mined") return status.state === "expired" ? "lost" : "missing";
      return status.info.receipt?.result === "SUCCESS" ? "executed" : "failed";
    },
    next: () => Promise.resolve(0),
    funds: () => provider.getBalance(account),
    close: () => provider.destroy(),
  };
}
