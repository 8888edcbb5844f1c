import {
  type BlockTag,
  type Signer,
  Transaction,
  type TransactionLike,
  dataSlice,
  getAddress,
  getCreateAddress,
  keccak256,
} from "ethers";
import { OperatorError, isRefusal } from "../errors.ts";
import { type ChainEvent, type EventFilter, type WireEvent, fromWire } from "./chain-events.ts";
import type { FinalBlock } from "./final-block.ts";
import { safeAt } from "./safe-account.ts";
import type { SafeState } from "./safe.ts";
import { EvmAccount } from "../signing/evm-account.ts";
import type { AccountSigner } from "../signing/signer.ts";
import {
  type Chain,
  type Estimate,
  type Mined,
  type Request,
  type TransactionLimits,
  type TransactionState,
  type Signed,
  type ReplacementOffer,
  type SigningTerms,
} from "./chain.ts";
import { FINAL_BLOCK, type Sample, sampled } from "./sample.ts";
import {
  type FeeOffer,
  type FeeTerms,
  NO_TERMS,
  type RpcProvider,
  gwei,
  offerFor,
  outgrows,
  priceOf,
  readFeeMarket,
  tipOf,
} from "./evm-fees.ts";

/** keccak256("eip1967.proxy.implementation") - 1 */
export const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/** Room above the estimate, since state may move before the transaction is mined. */
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/** What is offered, in wei, where a node has refused a tip of nothing and names no other. */
const LEAST_TIP = 10_000_000n;

/** How much more than was confirmed is offered for what does not get into a block, whatever a node says of the market. */
const MOST_TIMES = 10n;

/** What may be offered in any case, in wei for one unit of gas: a node that had suggested nothing is not a measure. */
const NEGLIGIBLE = 1_000_000_000n;

/** The most of a BNB Chain block that one transaction takes; a third of a block where those are smaller. */
const MOST_GAS = 10_000_000n;
/** Nodes take no transaction of more than 131,072 bytes. */
const MOST_BYTES = 120_000;

/** How an EVM chain is talked to. */
export interface EvmChainOptions {
  readonly provider: RpcProvider;
  /** Blocks on a transaction, itself included; null for the `finalized` block. */
  readonly confirmations: number | null;
  readonly pollMilliseconds: number;
  /** What may be offered for gas; by default what the network asks for. */
  readonly fees?: FeeTerms;
  /** Asks for events without a proof that none is missing, in the form of JSON-RPC; through the provider if not given. */
  readonly eventsOnce?: (filter: EventFilter, from: number, to: number) => Promise<readonly WireEvent[]>;
}

/** The engine's view of an EVM chain, over standard JSON-RPC. */
export class EvmChain implements Chain {
  readonly nativeDecimals = 18;
  readonly provider: RpcProvider;
  readonly pollMilliseconds: number;
  readonly #confirmations: number | null;
  readonly #fees: FeeTerms;
  readonly #eventsOnce: EvmChainOptions["eventsOnce"];

  constructor(options: EvmChainOptions) {
    this.#eventsOnce = options.eventsOnce;
    this.#fees = options.fees ?? NO_TERMS;
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
      if (isRefusal(error, "HISTORY_MISSING")) return "";
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

  async isPlain(account: string): Promise<boolean> {
    return (await this.code(account)) === "0x";
  }

  /** A nonce would have to be reserved; whoever signs knows theirs. */
  draft(): Promise<null> {
    return Promise.resolve(null);
  }

  safe(account: string): Promise<SafeState | null> {
    return safeAt(this.provider, account);
  }

  async transactionLimits(): Promise<TransactionLimits> {
    const third = ((await this.provider.getBlock("latest"))?.gasLimit ?? 0n) / 3n;
    return { gas: third > 0n && third < MOST_GAS ? third : MOST_GAS, bytes: MOST_BYTES };
  }

  async simulate(request: Request, sample?: Sample): Promise<Estimate> {
    const taken = await this.provider.estimateGas(request).catch(async (error: unknown) => {
      await this.provider.call(request); // of which nodes say better why it fails
      throw error;
    });
    const gas = (taken * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
    return { gas, fee: gas * priceOf(await this.#offer({}, undefined, sample)), bandwidth: 0n };
  }

  totalCost(_: string, estimates: readonly Estimate[]): Promise<bigint> {
    return Promise.resolve(estimates.reduce((sum, { fee }) => sum + fee, 0n));
  }

  async gasPrice(): Promise<bigint> {
    return priceOf(await this.#offer());
  }

  async feeNote(): Promise<string> {
    const market = await readFeeMarket(this.provider);
    const offer = offerFor(market, this.#fees);
    const asked = market.price === null ? "" : ` (the node asks for ${gwei(market.price)})`;
    const cap = this.#fees.most === null ? "" : `, never more than ${gwei(this.#fees.most)}`;
    return `Offers up to ${gwei(priceOf(offer))} per gas, ${gwei(tipOf(offer))} of it as a tip${asked}${cap}.`;
  }

  async sign(request: Request, account: AccountSigner, estimate: Estimate, terms: SigningTerms = {}): Promise<Signed> {
    const { replaces, following = [], settled = -1, sample } = terms;
    const nonce = replaces?.nonce ?? (await this.#nextNonce(request.from, following, settled));
    const older = replaces === undefined ? undefined : offerOf(replaces);
    const least = terms.refusedBelow === undefined ? 0n : leastAfterRefusal(terms.refusedBelow, older);
    const transaction: TransactionLike = {
      chainId: await sampled(sample, "chain id", () => this.chainId()),
      to: request.to,
      data: request.data,
      value: request.value ?? 0n,
      nonce,
      gasLimit: estimate.gas,
      ...(await this.#offer({ older, least }, terms.mostPerGas ?? mostAfter(terms.first), sample)),
    };
    const raw = await account.signEvmTransaction(transaction);
    return { hash: keccak256(raw), raw, from: request.from, nonce };
  }

  decode({ raw, from }: Signed): Request {
    const { to, data, value } = Transaction.from(raw);
    return { from, to, data, ...(value === 0n ? {} : { value }) };
  }

  async underpriced(signed: Signed): Promise<boolean> {
    return outgrows(await readFeeMarket(this.provider), this.#fees, offerOf(signed));
  }

  async replacementOffer(signed: Signed): Promise<ReplacementOffer> {
    const older = offerOf(signed);
    const offer = await this.#offer({ older });
    const perGas = priceOf(offer);
    return { perGas, note: `offers up to ${gwei(perGas)} per gas instead of ${gwei(priceOf(older))}` };
  }

  async broadcast(signed: Signed): Promise<void> {
    const hash = await this.provider.send("eth_sendRawTransaction", [signed.raw]);
    if (hash === signed.hash) return;
    throw new OperatorError("NODE_ANSWER_INVALID", `The node calls ${signed.hash} by another hash: ${String(hash)}.`);
  }

  async lookUp(signed: Signed): Promise<TransactionState> {
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
        logs: receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
      };
      return { state: "mined", mined };
    }
    // Nonces that are final were used by some other transaction, or this one would have a receipt.
    const used = await this.provider.getTransactionCount(signed.from, await this.#deepestFinalBlock());
    if (signed.nonce !== null && used > signed.nonce) {
      const again = await this.provider.getTransactionReceipt(signed.hash);
      return again === null ? { state: "dead" } : this.lookUp(signed);
    }
    return { state: (await this.provider.getTransaction(signed.hash)) === null ? "unknown" : "pending" };
  }

  async missingBefore({ from, nonce }: Signed): Promise<number> {
    const mined = await this.provider.getTransactionCount(from, "latest");
    return Math.max(0, (nonce ?? 0) - mined);
  }

  createdAddress({ from, nonce }: Signed): string {
    return getCreateAddress({ from, nonce: nonce ?? 0 });
  }

  finalBlock(sample?: Sample): Promise<number> {
    return sampled(sample, FINAL_BLOCK, async () => {
      if (this.#confirmations === null) return (await this.provider.getBlock("finalized"))?.number ?? 0;
      return Math.max(0, (await this.provider.getBlockNumber()) - this.#confirmations + 1);
    });
  }

  async finalPoint(): Promise<FinalBlock> {
    const point = await this.#point(this.#confirmations === null ? "finalized" : await this.finalBlock());
    if (point !== null) return point;
    throw new OperatorError("NODE_BEHIND", "The node does not have the block that it calls final.");
  }

  async blockPoint(number: number): Promise<FinalBlock | null> {
    try {
      return await this.#point(number);
    } catch (error) {
      if (isRefusal(error, "HISTORY_MISSING")) return null;
      throw error;
    }
  }

  async #point(tag: BlockTag): Promise<FinalBlock | null> {
    const block = await this.provider.getBlock(tag);
    if (block?.hash == null) return null;
    return { number: block.number, hash: block.hash, timestamp: BigInt(block.timestamp) };
  }

  async eventsOnce(filter: EventFilter, from: number, to: number): Promise<readonly ChainEvent[]> {
    if (this.#eventsOnce !== undefined) return (await this.#eventsOnce(filter, from, to)).map(fromWire);
    const { address, topics } = filter;
    const wanted = topics.map((choices) => (typeof choices === "string" ? choices : choices && [...choices]));
    return this.provider.getLogs({ address: [...address], topics: wanted, fromBlock: from, toBlock: to });
  }

  /** A used nonce counts only in a block that both the confirmations and the chain's own finality call final. */
  async #deepestFinalBlock(): Promise<number> {
    const final = await this.finalBlock();
    if (this.#confirmations === null) return final;
    const finalized = await this.provider.getBlock("finalized").catch(() => null);
    return finalized === null ? final : Math.min(final, finalized.number);
  }

  /** An EVM chain keeps nothing but the code. */
  contractSettingsDifference(): Promise<null> {
    return Promise.resolve(null);
  }

  /** Returns the account's next nonce. Transactions of somebody else in between would make the outcome unclear. */
  async #nextNonce(account: string, following: readonly Signed[], settled: number): Promise<number> {
    const pending = await this.provider.getTransactionCount(account, "pending");
    // What waits counts all that is in blocks as well; only where nothing of ours is on the way do both decide.
    const latest = following.length > 0 ? pending : await this.provider.getTransactionCount(account, "latest");
    if (latest <= settled) {
      const message = `The node counts ${latest} transactions of ${account}; at least ${settled + 1} of them are final.`;
      throw new OperatorError("NODE_BEHIND", message);
    }
    const last = following.reduce((most, { nonce }) => Math.max(most, nonce ?? 0), -1);
    // A node may not have seen yet what another node of the same address was given.
    const next = last < 0 ? latest : last + 1;
    const foreign = Math.max(latest, pending) - next;
    if (foreign <= 0) return next;
    const what = foreign === 1 ? "transaction" : "transactions";
    throw new OperatorError("FOREIGN_TRANSACTIONS", `${account} has ${foreign} ${what} of another origin on the way.`);
  }

  async #offer(terms: Parameters<typeof offerFor>[2] = {}, cap?: bigint, sample?: Sample): Promise<FeeOffer> {
    const { most } = this.#fees;
    const fees = cap === undefined || (most !== null && most < cap) ? this.#fees : { ...this.#fees, most: cap };
    return offerFor(await sampled(sample, "fees", () => readFeeMarket(this.provider)), fees, terms);
  }
}

/** Returns the most that is offered in place of what was confirmed, without asking; undefined where nothing was. */
function mostAfter(first: Signed | undefined): bigint | undefined {
  if (first === undefined) return undefined;
  const most = MOST_TIMES * priceOf(offerOf(first));
  return most > NEGLIGIBLE ? most : NEGLIGIBLE;
}

/** Returns what to offer at least after a node has refused an offer: what it named, and clearly more than before. */
function leastAfterRefusal(named: bigint, older: FeeOffer | undefined): bigint {
  const doubled = older === undefined ? 0n : 2n * tipOf(older);
  return [named, doubled, LEAST_TIP].reduce((top, tip) => (tip > top ? tip : top));
}

/** Returns what a signed transaction offers. */
function offerOf({ raw }: Signed): FeeOffer {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = Transaction.from(raw);
  if (maxFeePerGas === null) return { type: 0, gasPrice: gasPrice ?? 0n };
  return { type: 2, maxFeePerGas, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n };
}
