import { type Provider, getAddress } from "ethers";
import { isAddressText } from "../text/fields.ts";
import { OperatorError } from "../errors.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { type Knowledge, describeCall } from "./describe.ts";
import { knownAccounts } from "./known-accounts.ts";
import { callsOf } from "./safe-calls.ts";
import { hashOnChain, safeAt } from "../chains/safe-account.ts";
import { type SafeHashes, readBuilderFile, safeHashes, safeTransaction } from "./safe.ts";
import type { SafeState, SafeTransaction } from "../chains/safe.ts";

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
 * @throws OperatorError `SIGNING_FILE_INVALID`, `SAFE_UNKNOWN`, `CHAIN_MISMATCH`, `CONTRACT_MISSING` or `SIGNATURE_WRONG`.
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
  const named = file.meta.createdFromSafeAddress ?? "";
  const address = chosenSafe(what, named, question.safe, knowledge);
  const multiSend = question.multiSend === "" ? "" : readAddress("--multisend", question.multiSend);
  const found = await safeAt(provider, address, multiSend);
  if (found === null) throw await noSafe(provider, address, name);
  if (isAddressText(named) && getAddress(named) !== address) {
    const message = `${what} is for the Safe ${getAddress(named)}, and --safe names ${address}.`;
    throw new OperatorError("SAFE_UNKNOWN", message);
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
  const described = callsOf(transaction).flatMap((call) => describeCall(call, knowledge));
  const closely = described.flatMap((line) => lookalikesIn(line, true));
  return {
    ...hashes,
    safe,
    transaction,
    shown: show(safe, transaction, hashes, [...described, ...new Set(closely)]),
  };
}

/**
 * Returns the Safe that is asked about: the one that is named next to the file, or the file's if the coin's file knows
 * it too. No network is asked of an address before that.
 */
function chosenSafe(what: string, named: string, asked: string, { desired }: Knowledge): string {
  if (asked !== "") return readAddress("--safe", asked);
  if (!isAddressText(named)) {
    const remedy = "Name the Safe with --safe.";
    throw new OperatorError("SIGNING_FILE_INVALID", `${what} does not say which Safe it is for.`, { remedy });
  }
  const address = getAddress(named);
  if (knownAccounts(desired).has(address)) return address;
  const message = `${what} names the Safe ${address}, which holds nothing in ${desired.coin}'s file.`;
  throw new OperatorError("SAFE_UNKNOWN", message);
}

function readAddress(option: string, text: string): string {
  if (isAddressText(text)) return getAddress(text);
  throw new OperatorError("ARGUMENT_INVALID", `${option} "${text}" is not an address, or its checksum is wrong.`);
}

async function noSafe(provider: Provider, address: string, network: string): Promise<OperatorError> {
  const isPlain = (await provider.getCode(address)) === "0x";
  const message = isPlain
    ? `There is no Safe at ${address} on ${network}: the account has no code.`
    : `There is no Safe at ${address} on ${network}: its code, or what it delegates to, is of no release from 1.3.0 on.`;
  return new OperatorError("CONTRACT_MISSING", message, {
    remedy: "Do not sign. Find out what is at the address; docs/issuer/signers.md lists the releases that are known.",
  });
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
