import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type JsonObject, toJson } from "../../protocol/json.ts";
import { kind, message } from "../../../../tron/protobuf/message.ts";
import { InternalTransaction, Log } from "../../protocol/records.ts";
import { TronException } from "../../transactions/errors.ts";
import { internalMessages, logMessages } from "../../transactions/receipt.ts";
import type { ExecutionResult } from "../../vm/execution.ts";
import { REVERTED } from "../../vm/execution.ts";

const Return = message("Return", { result: [1, kind.bool], code: [2, kind.string], message: [3, kind.text] });

/** java-tron's `Return`: success, or a code with words (hex unless visible). */
export function returnJson(visible: boolean, success: boolean, code?: string, words?: string): JsonObject {
  const value = {
    result: success,
    ...(code === undefined ? {} : { code }),
    ...(words === undefined ? {} : { message: utf8ToBytes(words) }),
  };
  return toJson(Return, value, visible);
}

/** The answer of trigger endpoints when a request fails. */
export function failureJson(error: unknown, visible: boolean): JsonObject {
  if (!(error instanceof TronException)) throw error;
  if (error.kind === "ContractValidateException") {
    return { result: returnJson(visible, false, "CONTRACT_VALIDATE_ERROR", error.message) };
  }
  const words = `class ${error.javaClass} : ${error.message.replaceAll('"', "'")}`;
  return { result: returnJson(visible, false, "OTHER_ERROR", words) };
}

/** What a constant call answers besides its transaction. @throws TronException for every failure but a revert */
export function executionJson(execution: ExecutionResult, visible: boolean): JsonObject {
  const { failure, reverted } = execution;
  if (failure !== undefined) throw new TronException(failure.javaClass, failure.message);
  const logs = logMessages(execution).map((entry) => {
    const { address, data, topics } = toJson(Log, entry, visible);
    return {
      address,
      ...(data === undefined ? {} : { data }),
      ...(topics === undefined ? {} : { topics }),
    };
  });
  const internal = internalMessages(execution).map((entry) => toJson(InternalTransaction, entry, visible));
  return {
    result: returnJson(visible, true, undefined, reverted ? REVERTED : undefined),
    ...(execution.energyUsed === 0n ? {} : { energy_used: execution.energyUsed }),
    constant_result: [bytesToHex(execution.returnData)],
    ...(logs.length === 0 ? {} : { logs }),
    ...(internal.length === 0 ? {} : { internal_transactions: internal }),
    ...(execution.penalty === 0n ? {} : { energy_penalty: execution.penalty }),
  };
}
