import type { Interface, ParamType, Result, TransactionDescription } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { toBase58 } from "../../packages/tron/address.ts";
import { buildContracts } from "../coin/build.ts";
import { chosenCoin } from "../coin/chosen-coin.ts";
import { storeFor } from "../coin/connect.ts";
import { loadCoin } from "../coin-file/load.ts";
import { type Desired, resolveCoin } from "../coin-file/resolve.ts";
import { type Build, loadBuild } from "../model/build.ts";
import type { ContractName } from "../model/contracts.ts";
import { interfaces } from "../engine/execute.ts";
import type { Addresses } from "../model/plan.ts";
import type { ContractKey } from "../model/contracts.ts";
import { quote } from "../text/quote.ts";
import { formatAccounts } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";

/** What is known here of a coin, to say in words what a call does. */
export interface Knowledge {
  readonly desired: Desired;
  readonly build: Build;
  /** The coin's contracts on this network, as the record has them. */
  readonly addresses: Addresses;
}

/** Returns what is known of a coin on the network that `--network` names. Asks nothing of the network. */
export async function openKnowledge(
  hre: HardhatRuntimeEnvironment,
  asked: string,
): Promise<{ readonly connection: NetworkConnection<string>; readonly knowledge: Knowledge }> {
  const connection = await hre.network.create();
  const coin = await chosenCoin(hre, asked, connection.networkName);
  const desired = resolveCoin(coin, await loadCoin(coin), connection.networkName);
  await buildContracts(hre);
  const { contracts = {} } = storeFor(connection, coin).readRecord() ?? {};
  const addresses = Object.fromEntries(Object.entries(contracts).map(([key, { address }]) => [key, address]));
  return { connection, knowledge: { desired, build: await loadBuild(hre.artifacts), addresses } };
}

/** A call to sign. */
export interface Call {
  readonly to: string;
  readonly value: bigint;
  readonly data: string;
}

/**
 * Returns what a call does, read from its bytes with the build's own interfaces, one line each; what a timelock would
 * call in turn stands indented below it.
 */
export function describeCall(call: Call, knowledge: Knowledge, indent = ""): string[] {
  const { desired } = knowledge;
  const target = showTarget(call.to, knowledge);
  const value = call.value === 0n ? "" : ` with ${showNative(call.value, desired)}`;
  const parsed = parse(call, knowledge);
  if (parsed === null) {
    return [`${indent}${target}: unknown call ${call.data.slice(0, 10)}, ${call.data.length / 2 - 1} bytes${value}`];
  }
  const key = keyOf(call.to, knowledge);
  const place = { knowledge, key, method: parsed.name };
  const show = (parameter: ParamType, index: number): string =>
    `${parameter.name || index}: ${showValue(parameter, parsed.args[index], place)}`;
  const line = `${indent}${target}: ${parsed.name}(${parsed.fragment.inputs.map(show).join(", ")})${value}`;
  return [
    line,
    ...innerCalls(parsed.name, parsed.args).flatMap((inner) => describeCall(inner, knowledge, `${indent}  `)),
  ];
}

/** The ABIs of the contracts that are called by name. Any other of the coin's contracts, and any stranger, has all of them. */
const ARTIFACT: Partial<Readonly<Record<ContractKey, ContractName>>> = {
  token: "IStablecoin",
  attestations: "ReserveAttestations",
  timelock: "Timelock",
  adapter: "LayerZeroAdapter",
  verifier: "DVN",
};

/**
 * Returns the call as an ABI has it; null if none has, or if the bytes are not exactly those that the ABI would write
 * for it.
 */
function parse({ to, data }: Call, knowledge: Knowledge): TransactionDescription | null {
  const key = keyOf(to, knowledge);
  const artifact = key === undefined ? undefined : ARTIFACT[key];
  const { build } = knowledge;
  const abis = artifact === undefined ? interfaces(build) : [build.contract(artifact).abi];
  for (const abi of abis) {
    const parsed = parseExactly(abi, data);
    if (parsed !== null) return parsed;
  }
  return null;
}

function parseExactly(abi: Interface, data: string): TransactionDescription | null {
  try {
    const parsed = abi.parseTransaction({ data });
    return parsed !== null && abi.encodeFunctionData(parsed.fragment, parsed.args) === data.toLowerCase()
      ? parsed
      : null;
  } catch {
    return null; // values that are none of their types
  }
}

function innerCalls(name: string, args: Result): Call[] {
  const [first, second, third] = args.toArray() as [unknown, unknown, unknown];
  if (name === "schedule" || name === "execute") {
    return [{ to: first as string, value: second as bigint, data: third as string }];
  }
  if (name !== "scheduleBatch" && name !== "executeBatch") return [];
  const [targets, values, payloads] = [first, second, third].map((list) => (list as Result).toArray() as unknown[]) as [
    string[],
    bigint[],
    string[],
  ];
  return targets.map((to, index) => ({ to, value: values[index] ?? 0n, data: payloads[index] ?? "0x" }));
}

function keyOf(address: string, { addresses }: Knowledge): ContractKey | undefined {
  const found = Object.entries(addresses).find(([, contract]) => contract.toLowerCase() === address.toLowerCase());
  return found?.[0] as ContractKey | undefined;
}

function showTarget(address: string, knowledge: Knowledge): string {
  const { desired } = knowledge;
  const known = keyOf(address, knowledge);
  const name = known === undefined ? "UNKNOWN CONTRACT" : `${known} of ${desired.symbol}`;
  return `${name} ${showAddress(address, desired)}`;
}

function showAddress(address: string, { network }: Desired): string {
  return network.platform === "tron" ? toBase58(address) : address;
}

/** Where a value is said: of which of the coin's contracts, elsewhere amounts are not the coin's, and to which function. */
interface Place {
  readonly knowledge: Knowledge;
  readonly key: ContractKey | undefined;
  readonly method: string;
}

/** @param name - The parameter's, or that of the list whose entry it is. */
function showValue(parameter: ParamType, value: unknown, place: Place, name = parameter.name): string {
  const { desired } = place.knowledge;
  if (parameter.baseType === "tuple") {
    const entries = (value as Result).toArray() as unknown[];
    const shown = entries.map((entry, index) => {
      const child = parameter.components?.[index];
      if (child === undefined) return String(entry);
      return `${child.name === "" ? "" : `${child.name}: `}${showValue(child, entry, place)}`;
    });
    return `[${shown.join(", ")}]`;
  }
  if (parameter.baseType === "array") {
    const child = parameter.arrayChildren;
    const entries = (value as Result).toArray() as unknown[];
    return `[${entries.map((entry) => (child === null ? String(entry) : showValue(child, entry, place, name))).join(", ")}]`;
  }
  if (parameter.baseType === "address") return showAddress(value as string, desired);
  if (typeof value === "bigint") return showNumber(name, value, place);
  return typeof value === "string" && parameter.baseType === "string" ? quote(value) : String(value);
}

function showNumber(name: string, value: bigint, { knowledge, key, method }: Place): string {
  if (key === undefined) return String(value);
  if (key === "adapter" && name === "nativeFee") return `${value} (${showNative(value, knowledge.desired)})`;
  const count = COUNTS[`${key}.${method}.${name}`];
  if (count !== undefined) return `${value} (${count(value)})`;
  if (!AMOUNTS[key]?.includes(name)) return String(value);
  const { decimals, symbol } = knowledge.desired;
  return `${value} (${formatAmount(value, decimals)} ${symbol})`;
}

/** Names of parameters that are amounts of the coin in its own contracts. */
const AMOUNTS: Partial<Readonly<Record<ContractKey, readonly string[]>>> = {
  token: "amount _amount amounts value capacity inboundCapacity outboundCapacity netInflowCap cap inflowCap".split(" "),
  attestations: "reserves supply mintable".split(" "),
  adapter: "amountLD minAmountLD amount".split(" "),
};

/** Parameters that have the name of an amount and count something else. */
const COUNTS: Readonly<Record<string, (value: bigint) => string>> = {
  "token.setGuardianLimit.capacity": formatAccounts,
  "token.rescue.amount": () => "smallest units of the rescued token",
};

function showNative(value: bigint, desired: Desired): string {
  return `${formatAmount(value, nativeDecimals(desired))} ${desired.network.nativeCoin}`;
}

const nativeDecimals = ({ network }: Desired): number => (network.platform === "tron" ? 6 : 18);
