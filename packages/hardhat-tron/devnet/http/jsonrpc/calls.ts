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
import { estimated } from "../wallet/trigger.ts";
import { bareParam, hashParam, objectParam, requireLatest } from "./params.ts";
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
    const hidesData = chain.options.version === "4.8.0" || returnData.length === 0;
    throw new RpcError(-32_000, words, hidesData ? undefined : `0x${bytesToHex(returnData)}`);
  }
  return execution;
}

function isTransfer(chain: Chain, args: JsonObject): boolean {
  const to = args["to"];
  return to !== undefined && to !== null && to !== "" && !chain.world.contracts.has(bareParam(to));
}

/** The fields of java-tron's `CallArguments`; `input` is younger. A field that it has not makes a request unreadable. */
const FIELDS = ["from", "to", "gas", "gasPrice", "value", "data", "nonce"];

function argumentsOf({ options }: Chain, value: JsonValue | undefined): JsonObject {
  return objectParam(value, options.version === "4.8.0" ? FIELDS : [...FIELDS, "input"]);
}

/** Refuses a call at any state but the newest. By EIP-1898 a block that exists is named, and the newest state is used. */
function requireCallable(chain: Chain, block: JsonValue | undefined): void {
  if (typeof block === "string") {
    requireLatest(block);
    return;
  }
  if (block === null || block === undefined || typeof block !== "object") {
    throw new RpcError(-32_600, "invalid json request");
  }
  const { blockNumber: number, blockHash } = block as JsonObject;
  if (number !== undefined) {
    if (typeof number !== "string" || !/^0x[0-9a-fA-F]+$/.test(number)) throw invalidParams("invalid block number");
    if (chain.block(BigInt(number)) === undefined) throw new RpcError(-32_000, "header not found");
  } else if (blockHash !== undefined) {
    if (chain.blockById(hashParam(blockHash)) === undefined) throw new RpcError(-32_000, "header for hash not found");
  } else {
    throw new RpcError(-32_600, "invalid json request");
  }
}

/** `eth_call` and `eth_estimateGas`. */
export function callMethods(chain: Chain): Record<string, RpcMethod> {
  return {
    eth_call: async ([args, block]) => {
      const given = argumentsOf(chain, args);
      requireCallable(chain, block);
      return `0x${bytesToHex((await run(chain, { ...given, to: bareParam(given["to"]) })).returnData)}`;
    },
    eth_estimateGas: async ([args]) => {
      const given = argumentsOf(chain, args);
      if (isTransfer(chain, given)) return "0x0";
      return quantity(estimated((await run(chain, given)).energyUsed, chain.options.parameters));
    },
  };
}
