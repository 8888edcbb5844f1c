import type { Chain } from "../../chain/chain.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fromHexString } from "../../protocol/bytes.ts";
import { type JsonValue, stringifyExactly } from "../../../../tron/json.ts";
import { type JsonObject, toJson } from "../../protocol/json.ts";
import { kind, message } from "../../../../tron/protobuf/message.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { Transaction } from "../../../../tron/protobuf/transaction.ts";
import { Permission as PermissionMessage } from "../../../../tron/protobuf/contracts.ts";
import { addressBytes } from "../../protocol/json.ts";
import type { BareAddress } from "../../../../tron/address.ts";
import { type Permission, permissionById, permissionMessage } from "../../state/account.ts";
import { TronException } from "../../transactions/errors.ts";
import { allows, weigh } from "../../transactions/signatures.ts";
import { MOST_SIGNATURES } from "../../chain/parameters.ts";
import {
  type SignedTransaction,
  transactionFromBytes,
  transactionFromJson,
  transactionJson,
} from "../../transactions/transaction.ts";
import type { Endpoint, Parameters } from "../exchange.ts";
import { returnJson } from "./answers.ts";

const Approved = message("Approved", { approved_list: [2, kind.address, "repeated"] });

/** Accepts a transaction; the answer is java-tron's for every outcome. */
async function submit(chain: Chain, tx: SignedTransaction, visible: boolean, mine: () => boolean): Promise<JsonObject> {
  const txid = bytesToHex(tx.id);
  const short = tx.signatures.find((signature) => signature.length < 65);
  if (short !== undefined) {
    const words = `Validate signature error: Signature size is ${short.length}`;
    return { ...returnJson(visible, false, "SIGERROR"), txid, ...messageOf(visible, words) };
  }
  try {
    await chain.accept(tx, mine());
    return { result: true, txid };
  } catch (error) {
    if (!(error instanceof TronException)) throw error;
    return { ...returnJson(visible, false, error.code), txid, ...messageOf(visible, error.answer) };
  }
}

const messageOf = (visible: boolean, words: string): JsonObject => returnJson(visible, false, undefined, words);

function parsed(bytes: Uint8Array): SignedTransaction {
  try {
    return transactionFromBytes(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TronException("com.google.protobuf.InvalidProtocolBufferException", error.message);
  }
}

/** The message as protobuf has it: what was never set is not there. */
function messageOfTransaction({ raw, rawBytes, signatures }: SignedTransaction): MessageValue {
  return { ...(rawBytes.length === 0 ? {} : { raw_data: raw }), signature: [...signatures] };
}

async function broadcastHex(chain: Chain, parameters: Parameters, mine: () => boolean): Promise<JsonValue> {
  const tx = parsed(fromHexString(parameters.text("transaction") ?? ""));
  const answer = await submit(chain, tx, true, mine);
  return {
    result: answer["result"] ?? false,
    code: answer["code"] ?? "SUCCESS",
    txid: bytesToHex(tx.id),
    message: answer["message"] ?? "",
    transaction: stringifyExactly(toJson(Transaction, messageOfTransaction(tx), true)),
  };
}

function truncated(tx: SignedTransaction): SignedTransaction {
  return { ...tx, signatures: tx.signatures.map((signature) => signature.slice(0, 65)) };
}

function permissionOf(chain: Chain, tx: SignedTransaction): Permission {
  const problem = (text: string): TronException => new TronException("PermissionException", text);
  const { contract } = tx;
  if (contract === undefined) throw problem("Invalid transaction: no valid contract");
  const account = chain.world.account(contract.owner);
  if (account === undefined) throw problem("Account does not exist!");
  const permission = permissionById(account, contract.permissionId);
  if (permission === undefined) throw problem("Permission for this, does not exist!");
  if (contract.permissionId !== 0) {
    if (permission.type !== 2) throw problem("Permission type is wrong!");
    if (!allows(permission, contract)) throw problem("Permission denied!");
  }
  return permission;
}

const approvedJson = (approved: readonly BareAddress[], visible: boolean): JsonObject =>
  toJson(Approved, { approved_list: approved.map(addressBytes) }, visible);

const wrapped = (tx: SignedTransaction, visible: boolean): JsonObject => ({
  result: { result: true },
  txid: bytesToHex(tx.id),
  transaction: transactionJson(tx, visible),
});

const SIGN_CODES: Readonly<Record<string, string>> = {
  SignatureFormatException: "SIGNATURE_FORMAT_ERROR",
  "java.security.SignatureException": "COMPUTE_ADDRESS_ERROR",
  PermissionException: "PERMISSION_ERROR",
};

function signWeight(chain: Chain, parameters: Parameters): JsonValue {
  const { visible } = parameters;
  const tx = truncated(transactionFromJson(parameters.values, visible));
  if (tx.signatures.length > MOST_SIGNATURES)
    return { result: { code: "OTHER_ERROR", message: "too many signatures" } };
  let permission: Permission | undefined;
  const approved: BareAddress[] = [];
  try {
    permission = permissionOf(chain, tx);
    const weight = tx.signatures.length === 0 ? 0n : weigh(permission, tx.signatures, tx.id, approved);
    return {
      result: weight >= permission.threshold ? {} : { code: "NOT_ENOUGH_PERMISSION" },
      ...approvedJson(approved, visible),
      permission: toJson(PermissionMessage, permissionMessage(permission), visible),
      ...(weight === 0n ? {} : { current_weight: weight }),
      transaction: wrapped(tx, visible),
    };
  } catch (error) {
    if (!(error instanceof TronException)) throw error;
    const result = { code: SIGN_CODES[error.kind] ?? "OTHER_ERROR", message: error.message };
    const known =
      permission === undefined ? {} : { permission: toJson(PermissionMessage, permissionMessage(permission), visible) };
    return { result, ...known, transaction: wrapped(tx, visible) };
  }
}

function approvedList(chain: Chain, parameters: Parameters): JsonValue {
  const { visible } = parameters;
  const tx = truncated(transactionFromJson(parameters.values, visible));
  if (tx.signatures.length > MOST_SIGNATURES)
    return { result: { code: "OTHER_ERROR", message: "too many signatures" } };
  const approved: BareAddress[] = [];
  try {
    const permission = permissionOf(chain, tx);
    if (tx.signatures.length > 0) weigh(permission, tx.signatures, tx.id, approved);
    return { result: {}, ...approvedJson(approved, visible), transaction: wrapped(tx, visible) };
  } catch (error) {
    if (!(error instanceof TronException)) throw error;
    const isSignature = error.kind !== "PermissionException";
    const result = isSignature
      ? { code: SIGN_CODES[error.kind] ?? "OTHER_ERROR", message: error.message }
      : { code: "OTHER_ERROR", message: `class ${error.javaClass} : ${error.message}` };
    return { result, transaction: wrapped(tx, visible) };
  }
}

/** Endpoints that take signed transactions. `mine` says whether each gets a block at once. */
export function broadcastEndpoints(chain: Chain, mine: () => boolean): Record<string, Endpoint> {
  return {
    broadcasttransaction: (parameters) =>
      submit(chain, transactionFromJson(parameters.values, parameters.visible), parameters.visible, mine),
    broadcasthex: (parameters) => broadcastHex(chain, parameters, mine),
    getsignweight: (parameters) => signWeight(chain, parameters),
    getapprovedlist: (parameters) => approvedList(chain, parameters),
  };
}
