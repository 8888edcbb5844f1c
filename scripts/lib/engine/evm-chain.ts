import { type Provider, type Signer, Transaction, type TransactionLike, dataSlice, getAddress } from "ethers";
import { OperatorError } from "../errors.ts";
import { safeAt } from "../multisig/safe-state.ts";
import type { SafeState } from "../multisig/safe.ts";
import { EvmAccount } from "../signers/evm-account.ts";
import type { AccountSigner } from "../signers/signer.ts";
import {
  AS_DEPLOYED,
  type Chain,
  type Estimate,
  type Mined,
  type Request,
  type Sighting,
  type Signed,
  type SigningTerms,
} from "./chain.ts";

/** keccak256("eip1967.proxy.implementation") - 1 */
export const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/** Room above the estimate, since state may move before the transaction is mined. */
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/** Nodes take a replacement only if it pays clearly more: geth asks for 10 %. */
const REPLACEMENT_RAISE = { numerator: 5n, denominator: 4n };

/** How an EVM chain is talked to. */
export interface EvmChainOptions {
  readonly provider: Provider;
  /** Blocks on a transaction, itself included; null for the `finalized` block. */
  readonly confirmations: number | null;
  readonly pollMilliseconds: number;
}

/** The engine's view of an EVM chain, over standard JSON-RPC. */
export class EvmChain implements Chain {
  readonly nativeDecimals = 18;
  readonly provider: Provider;
  readonly pollMilliseconds: number;
  readonly #confirmations: number | null;

  constructor(options: EvmChainOptions) {
    this.provider = options.provider;
    this.pollMilliseconds = options.pollMilliseconds;
    this.#confirmations = options.confirmations;
  }

  async chainId(): Promise<bigint> {
    return (await this.provider.getNetwork()).chainId;
  }

  async genesis(): Promise<string> {
    try {
      return (await this.provider.getBlock(0))?.hash ?? "";
    } catch (error) {
      if (error instanceof OperatorError && error.code === "HISTORY_MISSING") return "";
      throw error;
    }
  }

  balance(account: string): Promise<bigint> {
    return this.provider.getBalance(account);
  }

  code(address: string): Promise<string> {
    return this.provider.getCode(address);
  }

  async implementation(proxy: string): Promise<string> {
    return getAddress(dataSlice(await this.provider.getStorage(proxy, IMPLEMENTATION_SLOT), 12));
  }

  signer(account: AccountSigner): Signer {
    return new EvmAccount(account, this.provider);
  }

  signerFor(account: string, find: (key: string) => Promise<AccountSigner | null>): Promise<AccountSigner | null> {
    return find(account);
  }

  /** A nonce would have to be reserved; whoever signs knows theirs. */
  draft(): Promise<null> {
    return Promise.resolve(null);
  }

  safe(account: string): Promise<SafeState | null> {
    return safeAt(this.provider, account);
  }

  async simulate(request: Request): Promise<Estimate> {
    await this.provider.call(request);
    const gas = ((await this.provider.estimateGas(request)) * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
    return { gas, fee: gas * (await this.gasPrice()), bandwidth: 0n };
  }

  bill(_: string, estimates: readonly Estimate[]): Promise<bigint> {
    return Promise.resolve(estimates.reduce((sum, { fee }) => sum + fee, 0n));
  }

  async gasPrice(): Promise<bigint> {
    const { maxFeePerGas, gasPrice } = await this.provider.getFeeData();
    return maxFeePerGas ?? gasPrice ?? 0n;
  }

  async sign(request: Request, account: AccountSigner, estimate: Estimate, terms: SigningTerms = {}): Promise<Signed> {
    const { replaces, following = [] } = terms;
    const nonce = replaces?.nonce ?? (await this.#nextNonce(request.from, following));
    const transaction: TransactionLike = {
      chainId: await this.chainId(),
      to: request.to,
      data: request.data,
      nonce,
      gasLimit: estimate.gas,
      ...(await this.#fees(replaces)),
    };
    const raw = await account.signEvmTransaction(transaction);
    return { hash: Transaction.from(raw).hash ?? "", raw, from: request.from, nonce };
  }

  decode({ raw, from }: Signed): Request {
    const { to, data } = Transaction.from(raw);
    return { from, to, data };
  }

  async underpriced({ raw }: Signed): Promise<boolean> {
    const { maxFeePerGas, gasPrice } = Transaction.from(raw);
    return (maxFeePerGas ?? gasPrice ?? 0n) < (await this.gasPrice());
  }

  async broadcast(signed: Signed): Promise<void> {
    await this.provider.broadcastTransaction(signed.raw);
  }

  async sight(signed: Signed): Promise<Sighting> {
    const receipt = await this.provider.getTransactionReceipt(signed.hash);
    if (receipt !== null) {
      const mined: Mined = {
        hash: receipt.hash,
        succeeded: receipt.status === 1,
        block: receipt.blockNumber,
        blockHash: receipt.blockHash,
        contractAddress: receipt.contractAddress,
        gasUsed: receipt.gasUsed,
        fee: receipt.fee,
      };
      return { state: "mined", mined };
    }
    // Nonces that are final were used by some other transaction, or this one would have a receipt.
    const used = await this.provider.getTransactionCount(signed.from, await this.finalBlock());
    if (signed.nonce !== null && used > signed.nonce) {
      const again = await this.provider.getTransactionReceipt(signed.hash);
      return again === null ? { state: "dead" } : this.sight(signed);
    }
    return { state: (await this.provider.getTransaction(signed.hash)) === null ? "unknown" : "pending" };
  }

  async finalBlock(): Promise<number> {
    if (this.#confirmations === null) return (await this.provider.getBlock("finalized"))?.number ?? 0;
    return Math.max(0, (await this.provider.getBlockNumber()) - this.#confirmations + 1);
  }

  /** An EVM chain keeps nothing but the code. */
  platform(): Promise<string> {
    return Promise.resolve(AS_DEPLOYED);
  }

  /** The account's next nonce. Transactions of somebody else in between would make the outcome unclear. */
  async #nextNonce(account: string, following: readonly Signed[]): Promise<number> {
    const [latest, pending] = await Promise.all([
      this.provider.getTransactionCount(account, "latest"),
      this.provider.getTransactionCount(account, "pending"),
    ]);
    const last = following.reduce((most, { nonce }) => Math.max(most, nonce ?? 0), -1);
    // A node may not have seen yet what another node of the same address was given.
    const next = last < 0 ? latest : last + 1;
    const foreign = Math.max(latest, pending) - next;
    if (foreign <= 0) return next;
    const what = foreign === 1 ? "transaction" : "transactions";
    throw new OperatorError("FOREIGN_TRANSACTIONS", `${account} has ${foreign} ${what} of another origin on the way.`);
  }

  async #fees(replaces: Signed | undefined): Promise<TransactionLike> {
    const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await this.provider.getFeeData();
    const old = replaces === undefined ? undefined : Transaction.from(replaces.raw);
    const raise = (now: bigint, before: bigint | null | undefined): bigint => {
      const least = ((before ?? 0n) * REPLACEMENT_RAISE.numerator) / REPLACEMENT_RAISE.denominator;
      return now > least ? now : least;
    };
    if (maxFeePerGas === null || maxPriorityFeePerGas === null) {
      return { type: 0, gasPrice: raise(gasPrice ?? 0n, old?.gasPrice) };
    }
    const priority = raise(maxPriorityFeePerGas, old?.maxPriorityFeePerGas);
    const most = raise(maxFeePerGas, old?.maxFeePerGas);
    return { type: 2, maxPriorityFeePerGas: priority, maxFeePerGas: most > priority ? most : priority };
  }
}
