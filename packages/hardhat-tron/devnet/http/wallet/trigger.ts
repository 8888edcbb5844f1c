import type { Chain } from "../../chain/chain.ts";
import { type ChainParameters, TRX } from "../../chain/parameters.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { fromHexString, fromStrictHex } from "../../protocol/bytes.ts";
import { CONTRACTS } from "../../../../tron/protobuf/contracts.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { bareOf, type JsonObject } from "../../protocol/json.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { buildTransaction, type BuildOptions } from "../../transactions/build.ts";
import { invalid, TronException } from "../../transactions/errors.ts";
import { bytesOf, integer, type SignedTransaction, transactionJson } from "../../transactions/transaction.ts";
import type { ExecutionResult } from "../../vm/execution.ts";
import type { Endpoint, Parameters } from "../exchange.ts";
import { executionJson, failureJson, returnJson } from "./answers.ts";

const selectorOf = (signature: string): Uint8Array => keccak_256(utf8ToBytes(signature)).subarray(0, 4);

/** Options every build request may carry. */
export function buildOptions(parameters: Parameters): BuildOptions {
  const memo = parameters.text("extra_data");
  return {
    feeLimit: parameters.integer("fee_limit"),
    permissionId: parameters.integer("Permission_id"),
    ...(memo === undefined ? {} : { memo: parameters.visible ? utf8ToBytes(memo) : fromHexString(memo) }),
  };
}

function required(parameters: Parameters, name: string): void {
  if (parameters.text(name) === undefined) throw refused(`${name} isn't set.`);
}

/** The TriggerSmartContract of a request: `data`, or `function_selector` with `parameter`. @throws TronException */
function triggerValue(parameters: Parameters): MessageValue {
  const value = parameters.message(CONTRACTS.TriggerSmartContract);
  const signature = parameters.text("function_selector");
  if (signature === undefined) return value;
  return { ...value, data: hexBytes(`${bytesToHex(selectorOf(signature))}${parameters.text("parameter") ?? ""}`) };
}

/** Bytes of hex. @throws TronException when it is none */
function hexBytes(hex: string): Uint8Array {
  const bytes = fromStrictHex(hex);
  if (bytes !== undefined) return bytes;
  const problem = "exception decoding Hex string: invalid characters encountered in Hex string";
  throw new TronException("org.bouncycastle.util.encoders.DecoderException", problem);
}

function isConstantFunction(abi: MessageValue | undefined, data: Uint8Array): boolean {
  const selector = Buffer.from(data.subarray(0, 4));
  if (selector.length < 4) return false;
  return ((abi?.["entrys"] ?? []) as MessageValue[]).some((entry) => {
    if (integer(entry, "type") !== 2n) return false;
    const types = ((entry["inputs"] ?? []) as MessageValue[]).map(
      (input) => (input["type"] as string | undefined) ?? "",
    );
    const matches = selector.equals(selectorOf(`${(entry["name"] as string | undefined) ?? ""}(${types.join(",")})`));
    const mutability = integer(entry, "stateMutability");
    return matches && (entry["constant"] === true || mutability === 1n || mutability === 2n);
  });
}

/** A creation with the values `triggerconstantcontract` uses when no contract is named. */
function simulatedDeploy(chain: Chain, value: MessageValue, options: BuildOptions): SignedTransaction {
  const owner_address = bytesOf(value, "owner_address");
  const new_contract: MessageValue = {
    origin_address: owner_address,
    bytecode: bytesOf(value, "data"),
    call_value: integer(value, "call_value"),
    consume_user_resource_percent: 100n,
    origin_energy_limit: 1n,
  };
  return buildTransaction(chain, "CreateSmartContract", { owner_address, new_contract }, options);
}

const refused = (message: string): TronException =>
  new TronException("java.security.InvalidParameterException", message);

/** What a request for a constant call must hold. @throws TronException */
function checkConstantRequest(parameters: Parameters): void {
  required(parameters, "owner_address");
  if (parameters.text("contract_address") !== undefined) return;
  const data = parameters.text("data");
  if (data === undefined) throw refused("At least one of contract_address and data must be set.");
  if (parameters.text("function_selector") !== undefined) {
    throw refused("While trying to deploy, function_selector and data can not be both set.");
  }
}

function constantTransaction(chain: Chain, parameters: Parameters): SignedTransaction {
  checkConstantRequest(parameters);
  const value = triggerValue(parameters);
  const options = { ...buildOptions(parameters), feeLimit: 0n };
  const contract = bytesOf(value, "contract_address");
  if (contract.length === 0) return simulatedDeploy(chain, value, options);
  if (!chain.world.contracts.has(bareOf(contract))) throw invalid("Smart contract is not exist.");
  return buildTransaction(chain, "TriggerSmartContract", value, options);
}

function printed(tx: SignedTransaction, execution: ExecutionResult | undefined, visible: boolean): JsonObject {
  if (execution === undefined) return { visible, ...transactionJson(tx, visible) };
  const ret: JsonValue = [execution.reverted ? { ret: "FAILED" } : {}];
  const { ret: first, ...rest } = transactionJson(tx, visible, ret);
  return { ret: first, visible, ...rest };
}

async function triggerConstant(chain: Chain, parameters: Parameters): Promise<JsonValue> {
  const { visible } = parameters;
  try {
    const tx = constantTransaction(chain, parameters);
    const execution = await chain.call(tx);
    return { ...executionJson(execution, visible), transaction: printed(tx, execution, visible) };
  } catch (error) {
    return failureJson(error, visible);
  }
}

async function trigger(chain: Chain, parameters: Parameters): Promise<JsonValue> {
  const { visible } = parameters;
  try {
    required(parameters, "owner_address");
    required(parameters, "contract_address");
    const value = triggerValue(parameters);
    const contract = chain.world.contracts.get(bareOf(bytesOf(value, "contract_address")));
    if (contract === undefined) throw invalid("No contract or not a valid smart contract");
    const tx = buildTransaction(chain, "TriggerSmartContract", value, buildOptions(parameters));
    const abi = contract.message["abi"] as MessageValue | undefined;
    if (!isConstantFunction(abi, bytesOf(value, "data"))) {
      return { result: returnJson(visible, true), transaction: printed(tx, undefined, visible) };
    }
    const execution = await chain.call(tx);
    return { ...executionJson(execution, visible), transaction: printed(tx, execution, visible) };
  } catch (error) {
    return failureJson(error, visible);
  }
}

/**
 * What java-tron's bisection over the fee limit ends with. Its trial runs do not heed the limit they try, so each
 * succeeds, and the answer lies up to 1 TRX above the energy used, or at one and a half times to twice as much.
 */
export function estimated(used: bigint, { energyPrice, maxFeeLimit }: ChainParameters): bigint {
  const low = used * energyPrice;
  let high = low * 2n < maxFeeLimit ? low * 2n : maxFeeLimit;
  while (low + TRX < high) high = (low + high) / 2n;
  return (high + energyPrice - 1n) / energyPrice;
}

async function estimate(chain: Chain, parameters: Parameters): Promise<JsonValue> {
  const { visible } = parameters;
  try {
    const tx = constantTransaction(chain, parameters);
    const execution = await chain.call(tx);
    const { failure, result, error, energyUsed } = execution;
    if (failure?.kind === "OutOfTimeException") throw new TronException(failure.javaClass, failure.message);
    if (result !== "SUCCESS") return { result: returnJson(visible, false, "CONTRACT_EXE_ERROR", error) };
    const energy = estimated(energyUsed, chain.options.parameters);
    return { result: returnJson(visible, true), ...(energy === 0n ? {} : { energy_required: energy }) };
  } catch (error) {
    return failureJson(error, visible);
  }
}

/** Endpoints that run contracts. */
export function triggerEndpoints(chain: Chain): Record<string, Endpoint> {
  return {
    triggersmartcontract: (parameters) => trigger(chain, parameters),
    triggerconstantcontract: (parameters) => triggerConstant(chain, parameters),
    estimateenergy: (parameters) => estimate(chain, parameters),
  };
}
