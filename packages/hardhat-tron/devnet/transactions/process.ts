import { LARGEST_TRANSACTION, LONGEST_EXPIRATION } from "../chain/parameters.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { burn, consumeBandwidth } from "../resources/bandwidth.ts";
import { actuatorOf } from "./actuators/index.ts";
import type { Environment } from "./environment.ts";
import { invalid, TronException } from "./errors.ts";
import { emptyReceipt, type Receipt } from "./receipt.ts";
import { validateSignatures } from "./signatures.ts";
import { processSmartContract } from "./smart.ts";
import { bytesOf, type ContractOf, integer, type SignedTransaction, transactionBytes } from "./transaction.ts";

/** What the chain knows about earlier blocks and transactions. */
export interface History {
  /** Id of the newest block whose number ends in these two bytes, or undefined. */
  referencedBlock(refBlockBytes: Uint8Array): Uint8Array | undefined;
  /** Whether a transaction id was used. */
  knows(id: string): boolean;
}

function checkTapos(history: History, tx: SignedTransaction): void {
  const block = history.referencedBlock(bytesOf(tx.raw, "ref_block_bytes"));
  const hash = bytesToHex(bytesOf(tx.raw, "ref_block_hash"));
  if (block === undefined || bytesToHex(block.subarray(8, 16)) !== hash) {
    throw new TronException("TaposException", "Tapos failed");
  }
}

function checkSizeAndExpiration({ block }: Environment, tx: SignedTransaction): void {
  const size = transactionBytes(tx).length;
  if (size > LARGEST_TRANSACTION) {
    const text = `Too big transaction, TxId ${bytesToHex(tx.id)}, the size is ${size} bytes, maxTxSize ${LARGEST_TRANSACTION}`;
    throw new TronException("TooBigTransactionException", text);
  }
  const expiration = integer(tx.raw, "expiration");
  const head = block.headTimestamp;
  if (expiration <= head || expiration > head + LONGEST_EXPIRATION) {
    throw new TronException("TransactionExpirationException", "Transaction expiration, transaction expired");
  }
}

function payExtra(environment: Environment, contract: ContractOf, fee: bigint, purpose: string): bigint {
  const account = environment.world.account(contract.owner);
  if (account === undefined || !burn(environment, account, fee)) {
    const text = `account ${contract.owner} insufficient balance[${fee}] to ${purpose}`;
    throw new TronException("AccountResourceInsufficientException", text);
  }
  return fee;
}

/**
 * Checks and carries out a transaction in the order of java-tron: tapos, size, expiration, duplicate, signatures,
 * bandwidth, multi-signature and memo fees, then the contract. On an exception the caller takes the state back.
 * @throws TronException
 */
export async function processTransaction(
  environment: Environment,
  history: History,
  tx: SignedTransaction,
): Promise<Receipt> {
  checkTapos(history, tx);
  checkSizeAndExpiration(environment, tx);
  const { contract } = tx;
  if (contract === undefined) throw invalid("No contract!");
  if (history.knows(bytesToHex(tx.id))) throw new TronException("DupTransactionException", "dup trans");
  validateSignatures(environment.world, tx);
  const receipt = emptyReceipt();
  consumeBandwidth(environment, tx, contract, receipt);
  const { parameters } = environment;
  if (tx.signatures.length > 1)
    receipt.multiSignFee = payExtra(environment, contract, parameters.multiSignFee, "multiSign");
  if (bytesOf(tx.raw, "data").length > 0)
    receipt.memoFee = payExtra(environment, contract, parameters.memoFee, "memo fee");
  if (contract.name === "CreateSmartContract" || contract.name === "TriggerSmartContract") {
    await processSmartContract(environment, tx, contract, receipt);
    return receipt;
  }
  const actuator = actuatorOf(contract.name);
  actuator.validate(environment, contract.owner, contract.value);
  actuator.execute(environment, contract.owner, contract.value, receipt);
  return receipt;
}
