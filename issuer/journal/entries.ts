import type { ContractKey, ContractName } from "../model/contracts.ts";
import type { Draft } from "../chains/chain.ts";
import type { ExpectedEvent, Subject } from "../model/plan.ts";

/** A deployment begins: what it was planned from. */
export interface BeginRecord {
  readonly type: "begin";
  readonly coin: string;
  readonly network: string;
  readonly chainId: string;
  readonly genesis: string;
  readonly deployer: string;
  readonly config: unknown;
  readonly build: {
    readonly compiler: string;
    readonly settingsHash: string;
    readonly creationCode: Readonly<Partial<Record<ContractName, string>>>;
  };
}

/** A transaction is signed and about to be broadcast. Written before the network hears of it. */
export interface IntentRecord {
  readonly type: "intent";
  readonly step: string;
  readonly key: string;
  readonly description: string;
  readonly hash: string;
  readonly raw: string;
  readonly from: string;
  readonly nonce: number | null;
  /** The newest block when it was signed: its effect is in no earlier one. */
  readonly block?: number;
  /** The older transaction of the same action that this one excludes. */
  readonly replaces?: string;
  /** What is created, for a deployment. */
  readonly creates?: { readonly contract: ContractKey; readonly artifact: ContractName; readonly args: unknown };
  /** What it must emit, for an operation. */
  readonly emits?: readonly ExpectedEvent[];
  /** As in a call: doing it again changes nothing. */
  readonly idempotent?: true;
  /** What it is about, for an operation. */
  readonly about?: readonly Subject[];
}

/** A node took the transaction. */
export interface SentRecord {
  readonly type: "sent";
  readonly key: string;
  readonly hash: string;
}

/** The transaction is in a final block. */
export interface MinedRecord {
  readonly type: "mined";
  readonly key: string;
  readonly hash: string;
  readonly succeeded: boolean;
  readonly block: number;
  /** As long as the chain has this block, it has the transaction. */
  readonly blockHash?: string;
  readonly gasUsed: string;
  readonly fee: string;
  readonly contractAddress: string | null;
}

/** The chain shows the planned effect: the action is done. */
export interface VerifiedRecord {
  readonly type: "verified";
  readonly key: string;
  readonly hash: string;
  readonly runtimeCodeHash?: string;
}

/** The transaction can never be mined: the action is open again. */
export interface DroppedRecord {
  readonly type: "dropped";
  readonly key: string;
  readonly hash: string;
}

/** The chain does not show any more what it showed: the action is open again, with the transactions that it had. */
export interface ReopenedRecord {
  readonly type: "reopened";
  readonly key: string;
  readonly hash: string;
}

/** The action needs a signature from elsewhere; an unsigned bundle was written. */
export interface WaitingRecord {
  readonly type: "waiting";
  readonly step: string;
  readonly key: string;
  readonly description: string;
  readonly by: readonly string[];
  readonly about?: readonly Subject[];
  /** The last final block when it was asked for, for an operation. */
  readonly since?: number;
  /** The transaction that is passed around for signatures. No other is asked for while this one can be mined. */
  readonly draft?: Draft;
}

/** The chain shows the effect of an action that somebody else has sent. */
export interface ObservedRecord {
  readonly type: "observed";
  readonly key: string;
}

/** Everything is as desired. */
export interface FinishedRecord {
  readonly type: "finished";
}

/** The first line of a journal whose earlier years are in files of their own: what the last of them holds. */
export interface ContinuesRecord {
  readonly type: "continues";
  readonly n: 0;
  readonly year: number;
  /** Number of the last record of that year. */
  readonly records: number;
  readonly bytes: number;
  /** Of that year's file, and of its index. */
  readonly sha256: string;
  readonly index: string;
}

/** A record of an earlier year that still counts: of what is open or waits, or the last of an account. */
export interface CarriedRecord {
  readonly type: "carried";
  readonly n: 0;
  readonly record: StoredRecord;
}

/** A line of the journal. */
export type JournalRecord =
  | BeginRecord
  | IntentRecord
  | SentRecord
  | MinedRecord
  | VerifiedRecord
  | DroppedRecord
  | ReopenedRecord
  | WaitingRecord
  | ObservedRecord
  | FinishedRecord;

/** A line as it is stored. */
export type StoredRecord = JournalRecord & { readonly n: number; readonly at: string };
