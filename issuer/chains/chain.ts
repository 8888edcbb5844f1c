import type { Signer } from "ethers";
import type { Permission } from "../../packages/tron/permissions.ts";
import type { StoredAbi } from "../../packages/tron/stored-abi.ts";
import type { SafeState } from "./safe.ts";
import type { AccountSigner } from "../signing/signer.ts";
import type { ChainEvent, EventFilter } from "./chain-events.ts";
import type { RpcProvider } from "./evm-fees.ts";
import type { FinalBlock } from "./final-block.ts";
import type { Sample } from "./sample.ts";

/** A call or, with `to` null, a contract creation. */
export interface Request {
  readonly from: string;
  readonly to: string | null;
  readonly data: string;
  /** What goes along, in the native coin's smallest unit; nothing if left out. */
  readonly value?: bigint;
  /** Name of a contract that is created, for chains that record it. */
  readonly name?: string;
  /** What tools see of it that know its address only, for chains that keep that. */
  readonly abi?: StoredAbi;
}

/** What a transaction will take. */
export interface Estimate {
  /** Gas on EVM chains, energy on TRON. */
  readonly gas: bigint;
  /** The most it can cost by itself, in the native coin's smallest unit; what goes along with it is not in it. */
  readonly fee: bigint;
  /** Bytes of bandwidth on TRON; 0 on other chains. */
  readonly bandwidth: bigint;
}

/** What one transaction may take so that it is mined soon and for certain. */
export interface TransactionLimits {
  /** Gas on EVM chains, energy on TRON, as {@link Estimate} counts it. */
  readonly gas: bigint;
  /** Bytes of a call's data. */
  readonly bytes: number;
}

/** A transaction that was signed and can be broadcast any number of times with one effect. */
export interface Signed {
  readonly hash: string;
  /** The transaction in the chain's own encoding. */
  readonly raw: string;
  readonly from: string;
  /** The account's nonce; null on chains without. */
  readonly nonce: number | null;
}

/** What a new transaction has to do with older ones of its account. */
export interface SigningTerms {
  /** It must exclude this older one: at most one of both can ever be mined. */
  readonly replaces?: Signed;
  /** The first transaction that was signed for the same action: what was confirmed. No later one may cost many times as much. */
  readonly first?: Signed;
  /** It comes after these, which are signed and need not be in a block yet. */
  readonly following?: readonly Signed[];
  /** The highest nonce of the account that is known to be final. A node that has not seen it lags behind. */
  readonly settled?: number;
  /** A node has refused what the older one pays, and asks for this tip, in the native coin's smallest unit; 0 if it named none. */
  readonly refusedBelow?: bigint;
  /** The most that may be offered for one unit of gas or energy, since no more was confirmed. */
  readonly mostPerGas?: bigint;
  /** What was read a moment ago and need not be read again. */
  readonly sample?: Sample;
}

/** What a transaction would offer in place of an older one. */
export interface ReplacementOffer {
  /** In a sentence. */
  readonly note: string;
  /** The most for one unit of gas, in the native coin's smallest unit. */
  readonly perGas: bigint;
}

/** A transaction that lacks signatures, to be made by the keys of a permission one after the other. */
export interface Draft extends Signed {
  readonly permission: Permission;
}

/** A transaction that is in a block. */
export interface Mined {
  readonly hash: string;
  readonly succeeded: boolean;
  readonly block: number;
  readonly blockHash: string;
  /** Address of the created contract, as the chain's receipt says. */
  readonly contractAddress: string | null;
  readonly gasUsed: bigint;
  /** What it cost, in the native coin's smallest unit. */
  readonly fee: bigint;
  /** What it emitted, in order. */
  readonly logs: readonly EmittedLog[];
}

/** An event as a receipt has it. */
export interface EmittedLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/**
 * What one look at the chain shows of a signed transaction. `dead`: by this look it can never be mined any more. Nodes lag,
 * so that a single look proves nothing: see `certainty.ts`.
 */
export type TransactionState =
  { readonly state: "mined"; readonly mined: Mined } | { readonly state: "pending" | "unknown" | "dead" };

/** How a contract was created, besides its code. */
export interface CreatedAs {
  readonly name: string;
  readonly abi: StoredAbi;
  readonly deployer: string;
}

/**
 * All that the engine needs to know of a chain, besides reads through ethers. One implementation for EVM chains; a chain
 * whose transactions look otherwise brings its own.
 */
export interface Chain {
  /** For contract reads, and for requests in the form of JSON-RPC. */
  readonly provider: RpcProvider;
  /** Decimals of the native coin: 18 on EVM chains, 6 on TRON. */
  readonly nativeDecimals: number;
  /** Milliseconds between two looks at a transaction. */
  readonly pollMilliseconds: number;
  chainId(): Promise<bigint>;
  /** Hash of the first block: distinguishes a chain from another with the same id. */
  genesis(): Promise<string>; // empty if the node has not kept the first block

  /** Services of the node that a deployment needs and cannot use, one sentence each. Not there where all is one service. */
  missingServices?(): Promise<readonly string[]>;
  balance(account: string): Promise<bigint>;
  /** Runtime code, `0x` if none. */
  code(address: string): Promise<string>;
  /** Whether an account is one key: it has no code, and on TRON no permission of other keys. */
  isPlain(account: string): Promise<boolean>;
  /** ERC-1967 implementation of a proxy. */
  implementation(proxy: string): Promise<string>;
  /** The account as contracts of ethers take it. */
  signer(account: AccountSigner): Signer;
  /**
   * Returns who can sign for an account here. On TRON that may be one key of several, if the account's permission asks
   * for no more.
   * @param find - Finds the signer of a key.
   * @param sample - What was read a moment ago and need not be read again.
   */
  signerFor(
    account: string,
    find: (key: string) => Promise<AccountSigner | null>,
    sample?: Sample,
  ): Promise<AccountSigner | null>;
  /**
   * Builds a transaction for those who sign elsewhere, to be passed from one to the next; null on chains where nothing
   * can be built before it is known when it is signed.
   */
  draft(request: Request): Promise<Draft | null>;
  /** The Safe at an address, on chains that have such; null if there is none. */
  safe(account: string): Promise<SafeState | null>;
  /** The most that one transaction should take now. */
  transactionLimits(): Promise<TransactionLimits>;
  /**
   * Executes without a transaction. Throws what the node answers, revert data included.
   * @param sample - What was read a moment ago and need not be read again.
   */
  simulate(request: Request, sample?: Sample): Promise<Estimate>;
  /**
   * The most that several transactions of an account cost together, in the native coin's smallest unit. On TRON its stake
   * and its free bandwidth pay for a part, once.
   */
  totalCost(account: string, estimates: readonly Estimate[]): Promise<bigint>;
  /** Returns the most one unit of gas costs now, in the native coin's smallest unit. */
  gasPrice(): Promise<bigint>;
  /** What is offered for gas, or for energy on TRON, in a sentence. */
  feeNote(): Promise<string>;
  /** Has the account sign, without broadcasting. */
  sign(request: Request, account: AccountSigner, estimate: Estimate, terms?: SigningTerms): Promise<Signed>;
  /** What a signed transaction does. */
  decode(signed: Signed): Request;
  /** Whether the network asks for more than the transaction pays. */
  underpriced(signed: Signed): Promise<boolean>;
  /**
   * What a transaction of the same nonce would offer now, in a sentence.
   * @throws OperatorError `FEE_ABOVE_CAP` if that is more than is allowed.
   */
  replacementOffer(signed: Signed): Promise<ReplacementOffer>;
  /** Broadcasts; throws what the node answers. */
  broadcast(signed: Signed): Promise<void>;
  /** @param sample - What was read a moment ago and need not be read again: which block is final. */
  lookUp(signed: Signed, sample?: Sample): Promise<TransactionState>;
  /** How many transactions of its account the chain lacks that have to come before it. Not there where none has to. */
  missingBefore?(signed: Signed): Promise<number>;
  /** Where the contract stands that a transaction creates. */
  createdAddress(signed: Signed): string;
  /** Number of the latest block that counts as final. @param sample - Where it may be taken from. */
  finalBlock(sample?: Sample): Promise<number>;
  /** The same block as a whole, in one request where the chain allows that. */
  finalPoint(): Promise<FinalBlock>;
  /** A block by its number; null if the node does not serve it. */
  blockPoint(number: number): Promise<FinalBlock | null>;
  /**
   * Events in a range of blocks as one machine of the node has them. Unlike `provider.getLogs` nothing is asked again to
   * prove that none is missing: for those who hold the events against the contracts' state, and read the blocks again.
   * @throws What the node answers, for the reader of logs to understand.
   */
  eventsOnce(filter: EventFilter, from: number, to: number): Promise<readonly ChainEvent[]>;
  /**
   * Compares what the chain keeps in addition to the code with what a deployment asks for: on TRON the contract's name, its
   * origin, who pays its energy, and its ABI.
   * @returns What differs, for people; null if nothing does.
   */
  contractSettingsDifference(address: string, created: CreatedAs): Promise<string | null>;
}
