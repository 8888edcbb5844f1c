import { dataSlice, getAddress, id } from "ethers";
import type { Problem } from "../errors.ts";
import type { ContractKey, ContractName } from "./contracts.ts";
import type { Draft } from "../chains/chain.ts";
import type { SafeState } from "../chains/safe.ts";

/** Addresses known so far. */
export type Addresses = Partial<Readonly<Record<ContractKey, string>>>;

/** Creates a contract; the deployer sends it. */
export interface DeployAction {
  readonly kind: "deploy";
  /** Identity of the action within a deployment: done once. */
  readonly key: string;
  readonly contract: ContractKey;
  readonly artifact: ContractName;
  readonly args: readonly unknown[];
  /** Arguments that mean the same: lists by rising address, whose order shows only when all addresses are known. */
  readonly alike?: readonly (readonly unknown[])[];
  /** What it does, for people. */
  readonly description: string;
}

/** Calls a contract; one of `by` must send it. */
export interface CallAction {
  readonly kind: "call";
  readonly key: string;
  readonly to: string;
  readonly artifact: ContractName;
  readonly method: string;
  readonly args: readonly unknown[];
  /** What goes along, in the native coin's smallest unit; nothing if left out. */
  readonly value?: bigint;
  readonly by: readonly string[];
  readonly description: string;
  /** True if it does not depend on earlier actions, so that it can be sent before they are final. */
  readonly independent?: boolean;
  /** What the contracts must emit: the proof of its effect, where the chain's state alone would not tell. */
  readonly emits?: readonly ExpectedEvent[];
  /** True if doing it again changes nothing, so that what is signed may be sent although somebody else has done it. */
  readonly idempotent?: true;
  /** What it does as others may read it, where that is not the description: files that leave the desk say this. */
  readonly outward?: string;
  /** What it is about, for the operation history. */
  readonly about?: readonly Subject[];
  /** The transaction that others are asked to sign for it, where the chain has such. */
  readonly draft?: Draft;
  /** The Safe that is asked for it, where one is. */
  readonly safe?: SafeState;
}

/** An event that a transaction must emit. */
export interface ExpectedEvent {
  readonly address: string;
  readonly artifact: ContractName;
  readonly event: string;
  /** Its arguments as text, by name, tuples as their parts in order; those left out may be anything. */
  readonly args: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * One thing that a transaction does for the issuer, such as one deposit or one account of a case. Its `key` tells it
 * from every other; the rest is for people and stays on the issuer's machine.
 */
export type Subject = { readonly key: string } & Readonly<Record<string, string>>;

/** One transaction that brings the chain closer to the desired state. */
export type Action = DeployAction | CallAction;

/** What a step wants done, or why it refuses. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  /** What comes after the actions in the same run: shown and confirmed with them, with placeholders for new contracts. */
  readonly later?: readonly Action[];
  /** Unix time in seconds before which nothing more can be sent, if there is more. */
  readonly notBefore?: bigint;
  /** Keys of the subjects whose effect the chain shows. If left out, what is not planned any more is shown. */
  readonly shown?: ReadonlySet<string>;
  /** Transactions that were final and whose effect the chain does not show any more, by hash: they are followed up again. */
  readonly lost?: readonly string[];
  /** What people should know besides what is sent. */
  readonly notes?: readonly string[];
}

/** Addresses that stand for contracts which do not exist yet, so that a plan can be shown before anything is sent. */
export const PLACEHOLDERS: Readonly<Record<ContractKey, string>> = {
  timelock: placeholder("timelock"),
  attestations: placeholder("attestations"),
  controls: placeholder("controls"),
  token: placeholder("token"),
  verifier: placeholder("verifier"),
  adapter: placeholder("adapter"),
};

function placeholder(key: ContractKey): string {
  return getAddress(dataSlice(id(`placeholder: ${key}`), 12));
}

/** Returns what goes along with an action, in the native coin's smallest unit. */
export function valueOf(action: Action): bigint {
  return action.kind === "call" ? (action.value ?? 0n) : 0n;
}

/** Returns the address of a contract, or its placeholder. */
export function addressOf(addresses: Addresses, key: ContractKey): string {
  return addresses[key] ?? PLACEHOLDERS[key];
}

/** Nothing to do. */
export const NOTHING: Plan = { actions: [], problems: [] };

/**
 * Returns what an action is known by: its key and, where it is one of several of a kind, those of what it is about.
 */
export function namesOf(action: Action): readonly string[] {
  const about = action.kind === "call" && action.independent === true ? (action.about ?? []) : [];
  return [action.key, ...about.map(({ key }) => key)];
}

/** Returns whether an action, or a part of what it is about, is among names. */
export function isAmong(names: ReadonlySet<string>, action: Action): boolean {
  return namesOf(action).some((name) => names.has(name));
}
