import { toBase58, type BareAddress } from "../../../tron/address.ts";
import { MOST_SIGNATURES } from "../chain/parameters.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { CONTRACT_IDS } from "../../../tron/protobuf/contracts.ts";
import { recover } from "../protocol/signature.ts";
import { defaultActive, defaultOwner, type Permission, permissionById } from "../state/account.ts";
import type { World } from "../state/world.ts";
import { TronException } from "./errors.ts";
import type { ContractOf, SignedTransaction } from "./transaction.ts";

const permissionProblem = (message: string): TronException => new TronException("PermissionException", message);

/**
 * Returns whether an active permission's bitmap allows the contract type. @throws TronException PermissionException
 */
export function allows(permission: Permission, contract: ContractOf): boolean {
  if (permission.operations.length !== 32) throw permissionProblem("operations size must be 32");
  const id = CONTRACT_IDS[contract.name];
  return ((permission.operations[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
}

/** Signer of one signature. @throws TronException java.security.SignatureException or SignatureFormatException */
export function signerOf(signature: Uint8Array, hash: Uint8Array): BareAddress {
  if (signature.length < 65)
    throw new TronException("SignatureFormatException", `Signature size is ${signature.length}`);
  const signed = ((signature[64] ?? 0) << 24) >> 24;
  const header = (signed < 27 ? signed + 27 : signed) & 0xff;
  const problem = (message: string): TronException =>
    new TronException("java.security.SignatureException", `java.security.SignatureException: ${message}`);
  if (header < 27 || header > 34) throw problem(`Header byte out of range: ${header}`);
  const recovery = (header >= 31 ? header - 4 : header) - 27;
  const signer = recover(hash, signature.subarray(0, 32), signature.subarray(32, 64), recovery);
  if (signer === undefined) throw problem("Could not recover public key from signature");
  return signer;
}

/** Weight of the signatures under a permission; signers are added to `approved` in order. @throws TronException */
export function weigh(
  permission: Permission,
  signatures: readonly Uint8Array[],
  hash: Uint8Array,
  approved: BareAddress[] = [],
): bigint {
  if (signatures.length > permission.keys.length) {
    throw permissionProblem(
      `Signature count is ${signatures.length} more than key counts of permission : ${permission.keys.length}`,
    );
  }
  let weight = 0n;
  for (const signature of signatures) {
    const signer = signerOf(signature, hash);
    const key = permission.keys.find(({ address }) => address === signer);
    if (key === undefined) {
      const text = `${bytesToHex(signature)} is signed by ${toBase58(signer)} but it is not contained of permission.`;
      throw permissionProblem(text);
    }
    if (approved.includes(signer)) throw permissionProblem(`${toBase58(signer)} has signed twice!`);
    approved.push(signer);
    weight += key.weight;
  }
  return weight;
}

function permissionFor(world: World, contract: ContractOf): Permission | undefined {
  const account = world.account(contract.owner);
  if (account !== undefined) return permissionById(account, contract.permissionId);
  if (contract.permissionId === 0) return defaultOwner(contract.owner);
  return contract.permissionId === 2 ? defaultActive(contract.owner) : undefined;
}

function validate(world: World, tx: SignedTransaction, contract: ContractOf): void {
  const permission = permissionFor(world, contract);
  if (permission === undefined) throw permissionProblem("permission isn't exit");
  if (contract.permissionId !== 0) {
    if (permission.type !== 2) throw permissionProblem("Permission type is error");
    if (!allows(permission, contract)) throw permissionProblem("Permission denied");
  }
  if (weigh(permission, tx.signatures, tx.id) < permission.threshold) throw permissionProblem("sig error");
}

/** Checks that the signatures satisfy the permission the transaction names. @throws TronException ValidateSignatureException */
export function validateSignatures(world: World, tx: SignedTransaction): void {
  if (tx.contract !== undefined && world.unlocked.has(tx.contract.owner)) return;
  const refuse = (message: string): TronException => new TronException("ValidateSignatureException", message);
  if (tx.signatures.length === 0 || tx.contract === undefined) throw refuse("miss sig or contract");
  if (tx.signatures.length > MOST_SIGNATURES) throw refuse("too many signatures");
  try {
    validate(world, tx, tx.contract);
  } catch (error) {
    if (error instanceof TronException) throw refuse(error.message);
    throw error;
  }
}
