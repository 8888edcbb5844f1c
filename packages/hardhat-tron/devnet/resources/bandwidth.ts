import { toBase58 } from "../../../tron/address.ts";
import { RESULT_SIZE } from "../chain/parameters.ts";
import { bareOf } from "../protocol/json.ts";
import type { Account } from "../state/account.ts";
import { type Environment, headSlot } from "../transactions/environment.ts";
import { invalid, TronException } from "../transactions/errors.ts";
import type { Receipt } from "../transactions/receipt.ts";
import { bytesOf, type ContractOf, type SignedTransaction, transactionBytes } from "../transactions/transaction.ts";
import { bandwidthLimit } from "./stake.ts";
import { consume, increase, recovered } from "./window.ts";

const insufficient = (message: string): TronException =>
  new TronException("AccountResourceInsufficientException", message);
const PER_SIGNATURE = 65;

/** Takes a fee from an account; burns it. False when the balance does not suffice. */
export function burn(environment: Environment, account: Account, fee: bigint): boolean {
  const { world, block } = environment;
  if (account.balance < fee) return false;
  world.update(account.address, { balance: account.balance - fee, lastOperationAt: block.headTimestamp });
  world.count("burnt", fee);
  return true;
}

function opensAccount({ world }: Environment, contract: ContractOf): boolean {
  if (contract.name === "AccountCreateContract") return true;
  if (contract.name !== "TransferContract" && contract.name !== "TransferAssetContract") return false;
  return world.account(bareOf(bytesOf(contract.value, "to_address"))) === undefined;
}

function useStake(environment: Environment, account: Account, bytes: bigint): boolean {
  const { world, parameters, block } = environment;
  const now = headSlot(environment);
  const limit = bandwidthLimit(account, world, parameters);
  if (bytes > limit - recovered(account.bandwidth, now)) return false;
  const bandwidth = consume(account.bandwidth, bytes, now);
  world.update(account.address, { bandwidth, lastOperationAt: block.headTimestamp });
  return true;
}

function useFree(environment: Environment, account: Account, bytes: bigint): boolean {
  const { world, parameters, block } = environment;
  const now = headSlot(environment);
  const { used, consumedAt } = account.freeBandwidth;
  const current = increase(used, 0n, consumedAt, now);
  if (bytes > parameters.freeBandwidth - current) return false;
  const freeBandwidth = { used: increase(current, bytes, now, now), consumedAt: now };
  world.update(account.address, { freeBandwidth, lastOperationAt: block.headTimestamp });
  return true;
}

function payForNewAccount(
  environment: Environment,
  account: Account,
  bytes: bigint,
  tx: SignedTransaction,
  receipt: Receipt,
): void {
  const { parameters } = environment;
  const size = transactionBytes(tx).length - tx.signatures.length * PER_SIGNATURE;
  if (BigInt(size) > parameters.largestAccountCreation) {
    const text = `the size is ${size} bytes, maxTxSize ${parameters.largestAccountCreation}`;
    throw new TronException(
      "TooBigTransactionException",
      `Too big new account transaction, TxId ${Buffer.from(tx.id).toString("hex")}, ${text}`,
    );
  }
  if (useStake(environment, account, bytes)) {
    receipt.netUsage = bytes;
    return;
  }
  const fee = parameters.createAccountFee;
  if (!burn(environment, account, fee)) {
    throw insufficient(
      `account [${toBase58(account.address)}] has insufficient bandwidth[${bytes}] and balance[${fee}] to create new account`,
    );
  }
  receipt.netUsage = 0n;
  receipt.netFee = fee;
}

/** Charges bandwidth: stake, then the free allowance, then sun. @throws TronException */
export function consumeBandwidth(
  environment: Environment,
  tx: SignedTransaction,
  contract: ContractOf,
  receipt: Receipt,
): void {
  const bytes = BigInt(transactionBytes(tx).length) + RESULT_SIZE;
  const account = environment.world.account(contract.owner);
  if (account === undefined) throw invalid(`account [${toBase58(contract.owner)}] does not exist`);
  if (opensAccount(environment, contract)) {
    payForNewAccount(environment, account, bytes, tx, receipt);
    return;
  }
  if (useStake(environment, account, bytes) || useFree(environment, account, bytes)) {
    receipt.netUsage = bytes;
    return;
  }
  const fee = bytes * environment.parameters.bandwidthPrice;
  if (!burn(environment, account, fee)) {
    throw insufficient(
      `account [${toBase58(contract.owner)}] has insufficient bandwidth[${bytes}] and balance[${fee}] to create new account`,
    );
  }
  receipt.netFee = fee;
}
