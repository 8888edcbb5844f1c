import { AbiCoder } from "ethers";
import type { Chain } from "../../chain/chain.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { EMPTY, fromHexString } from "../../protocol/bytes.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { addressBytes, type JsonObject } from "../../protocol/json.ts";
import type { BareAddress } from "../../../../tron/address.ts";
import { buildTransaction } from "../../transactions/build.ts";
import { TronException } from "../../transactions/errors.ts";
import type { SignedTransaction } from "../../transactions/transaction.ts";
import type { ExecutionResult } from "../../vm/execution.ts";
import { quantity } from "./format.ts";
import { bareParam, requireLatest } from "./params.ts";
import { invalidParams, RpcError, type RpcMethod } from "./server.ts";

const ERROR_SELECTOR = "08c379a0";
const NOBODY = "00".repeat(20) as BareAddress;

/** The reason of a revert as java-tron appends it. */
function reasonOf(returnData: Uint8Array): string {
  if (!bytesToHex(returnData).startsWith(ERROR_SELECTOR)) return "";
  try {
    const [reason] = AbiCoder.defaultAbiCoder().decode(["string"], returnData.slice(4)) as unknown as [string];
    return reason === "" ? "" : `: ${reason}`;
  } catch {
    return "";
  }
}

function transactionOf(chain: Chain, args: JsonObject): SignedTransaction {
  const from = args["from"] === undefined || args["from"] === null ? NOBODY : bareParam(args["from"]);
  const owner_address = addressBytes(from);
  const input = args["data"] ?? args["input"];
  const bytes = typeof input === "string" ? fromHexString(input) : EMPTY;
  const value = args["value"];
  const call_value = typeof value === "string" && value !== "0x" ? BigInt(value) : 0n;
  if (args["to"] === undefined || args["to"] === null || args["to"] === "") {
    if (bytes.length === 0) throw new RpcError(-32_600, "invalid json request");
    const new_contract = {
      origin_address: owner_address,
      bytecode: bytes,
      call_value,
      consume_user_resource_percent: 100n,
      origin_energy_limit: 1n,
    };
    return buildTransaction(chain, "CreateSmartContract", { owner_address, new_contract });
  }
  const to = bareParam(args["to"]);
  if (!chain.world.contracts.has(to)) throw new RpcError(-32_600, "Smart contract is not exist.");
  const call = { owner_address, contract_address: addressBytes(to), call_value, data: bytes };
  return buildTransaction(chain, "TriggerSmartContract", call);
}

async function run(chain: Chain, args: JsonObject): Promise<ExecutionResult> {
  let execution: ExecutionResult;
  try {
    execution = await chain.call(transactionOf(chain, args));
  } catch (error) {
    if (error instanceof TronException) throw new RpcError(-32_600, error.message);
    throw error;
  }
  const { failure, reverted, returnData, error } = execution;
  if (failure !== undefined) throw new RpcError(-32_000, failure.message.replaceAll('"', "'"));
  if (reverted) {
    const words = `${error}${reasonOf(returnData)}`;
    throw new RpcError(-32_000, words, returnData.length > 0 ? `0x${bytesToHex(returnData)}` : undefined);
  }
  return execution;
}

function isTransfer(chain: Chain, args: JsonObject): boolean {
  const to = args["to"];
  return to !== undefined && to !== null && to !== "" && !chain.world.contracts.has(bareParam(to));
}

function argumentsOf(value: JsonValue | undefined): JsonObject {
  if (value === undefined || value === null || typeof value !== "object") throw invalidParams("invalid json request");
  return value as JsonObject;
}

/** `eth_call` and `eth_estimateGas`. */
export function callMethods(chain: Chain): Record<string, RpcMethod> {
  return {
    eth_call: async ([args, block]) => {
      requireLatest(block);
      return `0x${bytesToHex((await run(chain, argumentsOf(args))).returnData)}`;
    },
    eth_estimateGas: async ([args]) => {
      const given = argumentsOf(args);
      if (isTransfer(chain, given)) return "0x0";
      return quantity((await run(chain, given)).energyUsed);
    },
  };
}
