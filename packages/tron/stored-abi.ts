import { type Fragment, type FunctionFragment, Interface, type InterfaceAbi, type ParamType } from "ethers";
import type { MessageValue } from "./protobuf/message.ts";

/** A parameter of a stored entry. Java-tron leaves out what is empty or false. */
export interface StoredParameter {
  readonly indexed?: boolean;
  readonly name?: string;
  readonly type?: string;
}

/** What kind of entry it is, as java-tron names it. */
export type StoredKind = (typeof KINDS)[number];
/** What a function does to the state, as java-tron names it. */
export type StoredMutability = (typeof MUTABILITIES)[number];

/** One entry of the ABI that TRON keeps with a contract, in the form of `wallet/getcontract`. */
export interface StoredEntry {
  readonly anonymous?: boolean;
  readonly constant?: boolean;
  readonly name?: string;
  readonly inputs?: readonly StoredParameter[];
  readonly outputs?: readonly StoredParameter[];
  readonly type?: StoredKind;
  readonly payable?: boolean;
  readonly stateMutability?: StoredMutability;
}

/** The ABI that TRON keeps with a contract: given at creation, never changed, and cleared by the creator at most. */
export type StoredAbi = readonly StoredEntry[];

/** By their numbers in TRON's protocol. */
const KINDS = ["UnknownEntryType", "Constructor", "Function", "Event", "Fallback", "Receive", "Error"] as const;
const MUTABILITIES = ["UnknownMutabilityType", "Pure", "View", "Nonpayable", "Payable"] as const;

const STORED = new Map<string, StoredKind>([
  ["constructor", "Constructor"],
  ["function", "Function"],
  ["event", "Event"],
  ["error", "Error"],
]);

/**
 * Returns what TRON can keep of an ABI. The protocol's parameters have a type and no components, so what takes or gives a
 * struct is left out: its selector would be computed wrongly. So are `fallback` and `receive`, which have no name to call
 * them by. Of functions with one name, those with more parameters come first: tools that go by the name alone take the
 * first, and the forms of the ERCs have their signature in three parts.
 * @param abi - ABI as the compiler writes it
 * @example storedAbi(IStablecoin__factory.abi)
 */
export function storedAbi(abi: InterfaceAbi | Interface): StoredAbi {
  const { fragments } = Interface.from(abi);
  const kept = fragments.filter((fragment) => STORED.has(fragment.type) && !hasStruct(fragment));
  const first = new Map<string, number>(); // where the first function of a name stands
  const placed = kept.map((fragment, index) => {
    if (fragment.type !== "function") return { fragment, place: index };
    const { name } = fragment as FunctionFragment;
    const place = first.get(name) ?? index;
    first.set(name, place);
    return { fragment, place };
  });
  placed.sort((a, b) => a.place - b.place || b.fragment.inputs.length - a.fragment.inputs.length);
  return placed.map(({ fragment }) => toEntry(fragment));
}

function hasStruct(fragment: Fragment): boolean {
  const outputs = fragment.type === "function" ? (fragment as FunctionFragment).outputs : [];
  return [...fragment.inputs, ...outputs].some(isStruct);
}

function isStruct(type: ParamType): boolean {
  return type.isArray() ? isStruct(type.arrayChildren) : type.isTuple();
}

function toEntry(fragment: Fragment): StoredEntry {
  const { type, inputs } = fragment;
  const {
    name,
    outputs = [],
    stateMutability,
    payable,
    anonymous,
  } = fragment as Partial<FunctionFragment> & {
    readonly anonymous?: boolean;
  };
  const kind = STORED.get(type);
  const ofConstructor = payable === true ? "payable" : "nonpayable"; // ethers keeps no other word for it
  const word = type === "constructor" ? ofConstructor : stateMutability;
  const mutability = MUTABILITIES.find((known) => known.toLowerCase() === word);
  return {
    ...(anonymous === true ? { anonymous } : {}),
    ...(name === undefined ? {} : { name }),
    ...(inputs.length === 0 ? {} : { inputs: inputs.map(toParameter) }),
    ...(outputs.length === 0 ? {} : { outputs: outputs.map(toParameter) }),
    ...(kind === undefined ? {} : { type: kind }),
    ...(payable === true ? { payable } : {}),
    ...(mutability === undefined ? {} : { stateMutability: mutability }),
  };
}

function toParameter({ indexed, name, type }: ParamType): StoredParameter {
  return { ...(indexed === true ? { indexed } : {}), ...(name === "" ? {} : { name }), type };
}

/** Returns the protocol's message of a stored ABI. */
export function toAbiMessage(abi: StoredAbi): MessageValue {
  return {
    entrys: abi.map(({ type, stateMutability, ...entry }) => ({
      ...(entry as MessageValue),
      ...(type === undefined ? {} : { type: KINDS.indexOf(type) }),
      ...(stateMutability === undefined ? {} : { stateMutability: MUTABILITIES.indexOf(stateMutability) }),
    })),
  };
}

/** How nodes and transactions give an entry: enumerations by name or by number, and defaults written out or left out. */
export interface WireEntry {
  readonly anonymous?: boolean;
  readonly constant?: boolean;
  readonly name?: string;
  readonly inputs?: readonly StoredParameter[];
  readonly outputs?: readonly StoredParameter[];
  readonly type?: StoredKind | number;
  readonly payable?: boolean;
  readonly stateMutability?: StoredMutability | number;
}

/** Returns a stored ABI as {@link storedAbi} writes it, whatever form it came in. */
export function readStoredAbi(entries: readonly WireEntry[] = []): StoredAbi {
  return listed(entries).map(
    ({ anonymous, constant, name, inputs = [], outputs = [], type, payable, stateMutability }) => ({
      ...(anonymous === true ? { anonymous } : {}),
      ...(constant === true ? { constant } : {}),
      ...(name === undefined || name === "" ? {} : { name }),
      ...(listed(inputs).length === 0 ? {} : { inputs: listed(inputs).map(readParameter) }),
      ...(listed(outputs).length === 0 ? {} : { outputs: listed(outputs).map(readParameter) }),
      ...named("type", KINDS, type),
      ...(payable === true ? { payable } : {}),
      ...named("stateMutability", MUTABILITIES, stateMutability),
    }),
  );
}

/** A node may answer with anything. */
function listed<T>(found: readonly T[]): readonly T[] {
  return isList(found) ? found : [];
}

const isList = (found: unknown): boolean => Array.isArray(found);

function named<K extends string, N extends string>(key: K, names: readonly N[], value: N | number | undefined) {
  const name = typeof value === "number" ? names[value] : value;
  return (name === undefined || name === names[0] ? {} : { [key]: name }) as { readonly [key in K]?: N };
}

function readParameter({ indexed, name, type }: StoredParameter): StoredParameter {
  return {
    ...(indexed === true ? { indexed } : {}),
    ...(name === undefined || name === "" ? {} : { name }),
    ...(type === undefined || type === "" ? {} : { type }),
  };
}

/**
 * Returns in words how a stored ABI differs from the one that was asked for; null if it does not. Their order counts: tools
 * take the first function of a name.
 */
export function storedAbiDifference(actual: StoredAbi, expected: StoredAbi): string | null {
  const [found, wanted] = [actual, expected].map((abi) => abi.map((entry) => JSON.stringify(entry)));
  if (found === undefined || wanted === undefined || found.join() === wanted.join()) return null;
  if (found.length === 0) return "none";
  const lacks = expected.filter((_, index) => !found.includes(wanted[index] ?? ""));
  const more = actual.filter((_, index) => !wanted.includes(found[index] ?? ""));
  const parts = [
    ...(lacks.length === 0 ? [] : [`lacks ${namesOf(lacks)}`]),
    ...(more.length === 0 ? [] : [`has ${namesOf(more)} besides`]),
  ];
  return parts.length === 0 ? "in another order" : parts.join(", ");
}

const MOST_NAMES = 3;

function namesOf(entries: StoredAbi): string {
  const names = entries.map(({ name, type }) => name ?? type?.toLowerCase() ?? "an unknown entry");
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${rest} more` : names.join(", ");
}
