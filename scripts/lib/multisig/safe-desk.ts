import { type Provider, getAddress, isAddress } from "ethers";
import { OperatorError } from "../errors.ts";
import { type Knowledge, describeCall } from "./describe.ts";
import { hashOnChain, safeAt } from "./safe-state.ts";
import {
  type SafeHashes,
  type SafeState,
  type SafeTransaction,
  readBuilderFile,
  safeHashes,
  safeTransaction,
} from "./safe.ts";

/** What somebody who was handed a batch wants to know of it. */
export interface SafeQuestion {
  /** The Safe; empty for the one that the batch names. */
  readonly safe: string;
  /** Of the transaction; null for the Safe's next one. */
  readonly nonce: bigint | null;
  /** Instead of the well-known MultiSendCallOnly; empty otherwise. */
  readonly multiSend: string;
}

/** What the owners of a Safe are asked to sign. */
export interface SafeAnswer extends SafeHashes {
  readonly safe: SafeState;
  readonly transaction: SafeTransaction;
  /** In words, read from the calldata. */
  readonly shown: readonly string[];
}

/**
 * Computes what the owners of a Safe sign for a batch, from its calls and the Safe on the chain, and compares it with
 * what the Safe itself computes.
 * @throws OperatorError `SIGNING_FILE_INVALID`, `CHAIN_MISMATCH`, `CONTRACT_MISSING` or `SIGNATURE_WRONG`.
 */
export async function askSafe(
  provider: Provider,
  knowledge: Knowledge,
  what: string,
  text: string,
  question: SafeQuestion,
): Promise<SafeAnswer> {
  const { file, calls } = readBuilderFile(what, text);
  const { name, chainId } = knowledge.desired.network;
  if (file.chainId !== `${chainId}`) {
    throw new OperatorError("CHAIN_MISMATCH", `The batch is for chain ${file.chainId}; ${name} is chain ${chainId}.`);
  }
  const address = question.safe === "" ? (file.meta.createdFromSafeAddress ?? "") : question.safe;
  if (!isAddress(address)) {
    const remedy = "Name the Safe with --safe.";
    throw new OperatorError("SIGNING_FILE_INVALID", `${what} does not say which Safe it is for.`, { remedy });
  }
  const found = await safeAt(provider, getAddress(address), question.multiSend);
  if (found === null) {
    throw new OperatorError("CONTRACT_MISSING", `There is no Safe of version 1.3.0 or later at ${address} on ${name}.`);
  }
  const safe = { ...found, nonce: question.nonce ?? found.nonce };
  const transaction = safeTransaction(safe, calls);
  const hashes = safeHashes(safe, transaction);
  const own = await hashOnChain(provider, safe.address, transaction);
  if (own !== hashes.safeTxHash) {
    throw new OperatorError(
      "SIGNATURE_WRONG",
      `The Safe computes ${own} for this transaction, not ${hashes.safeTxHash}.`,
    );
  }
  return {
    ...hashes,
    safe,
    transaction,
    shown: show(
      safe,
      transaction,
      hashes,
      calls.flatMap((call) => describeCall(call, knowledge)),
    ),
  };
}

function show(
  safe: SafeState,
  { operation, to }: SafeTransaction,
  hashes: SafeHashes,
  calls: readonly string[],
): string[] {
  return [
    `Safe          ${safe.address}, version ${safe.version}, chain ${safe.chainId}, ${safe.threshold} of ${safe.owners.length} owners`,
    `Nonce         ${safe.nonce}`,
    ...calls.map((line, index) => `${index === 0 ? "Calls         " : "              "}${line}`),
    operation === 0 ? "Operation     call" : `Operation     delegate call of MultiSendCallOnly ${to}`,
    `SafeTx hash   ${hashes.safeTxHash}`,
    `Domain hash   ${hashes.domainHash}`,
    `Message hash  ${hashes.messageHash}`,
  ];
}
