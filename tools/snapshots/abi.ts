import { Interface } from "ethers";
import type { AbiEntry } from "../lib/solidity/compilation.ts";
import { compareText } from "../lib/solidity/reach.ts";

/** A contract's ABI as one line for each entry, sorted by kind and name. */
export function abiLines(abi: readonly AbiEntry[]): string[] {
  return new Interface(abi).format(false).sort(compareText);
}

/** Selectors and topics by signature. */
export interface Selectors {
  readonly functions: Record<string, string>;
  readonly errors: Record<string, string>;
  readonly events: Record<string, string>;
}

/** Every selector of an ABI. */
export function selectors(abi: readonly AbiEntry[]): Selectors {
  const description = new Interface(abi);
  const functions: Record<string, string> = {};
  const errors: Record<string, string> = {};
  const events: Record<string, string> = {};
  description.forEachFunction((fragment) => (functions[fragment.format()] = fragment.selector));
  description.forEachError((fragment) => (errors[fragment.format()] = fragment.selector));
  description.forEachEvent((fragment) => (events[fragment.format()] = fragment.topicHash));
  return { functions: sorted(functions), errors: sorted(errors), events: sorted(events) };
}

function sorted(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => compareText(a, b)));
}
