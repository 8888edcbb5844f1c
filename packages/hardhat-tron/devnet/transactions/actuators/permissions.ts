import { utf8ToBytes } from "@noble/hashes/utils.js";
import { fromHexString } from "../../protocol/bytes.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { type Permission, permissionFrom } from "../../state/account.ts";
import { require, TronException } from "../errors.ts";
import type { Actuator } from "./actuator.ts";

const MOST_KEYS = 5;
const MOST_ACTIVES = 8;
const LONGEST_NAME = 32;
const TYPE_NAMES = ["Owner", "Witness", "Active"] as const;
/** Contract types an active permission may allow on mainnet. */
const AVAILABLE = fromHexString("7fff1fc0037efb0f".padEnd(64, "0"));

const hasBit = (bitmap: Uint8Array, bit: number): boolean => ((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;

function checkOperations(permission: Permission): void {
  const { operations, type } = permission;
  if (type !== 2) {
    require(operations.length === 0, `${TYPE_NAMES[type]} permission needn't operations`);
    return;
  }
  require(operations.length === 32, "operations size must 32");
  for (let bit = 0; bit < 256; bit++) {
    require(!hasBit(operations, bit) || hasBit(AVAILABLE, bit), `${bit} isn't a validate ContractType`);
  }
}

function check(permission: Permission, parent: bigint): void {
  const { keys, threshold, type } = permission;
  require(keys.length <= MOST_KEYS, `number of keys in permission should not be greater than ${MOST_KEYS}`);
  require(keys.length > 0, "key's count should be greater than 0");
  require(type !== 1 || keys.length === 1, "Witness permission's key count should be 1");
  require(threshold > 0n, "permission's threshold should be greater than 0");
  require(utf8ToBytes(permission.name).length <= LONGEST_NAME, "permission's name is too long");
  require(parent === 0n, "permission's parent should be owner");
  const distinct = new Set(keys.map(({ address }) => address)).size === keys.length;
  require(distinct, `address should be distinct in permission ${TYPE_NAMES[type]}`);
  require(keys.every(({ weight }) => weight > 0n), "key's weight should be greater than 0");
  const sum = keys.reduce((total, { weight }) => total + weight, 0n);
  require(sum >=
    threshold, `sum of all key's weight should not be less than threshold in permission ${TYPE_NAMES[type]}`);
  checkOperations(permission);
}

const typeOf = (value: MessageValue): number => (value["type"] as number | undefined) ?? 0;
const parentOf = (value: MessageValue): bigint => (value["parent_id"] as bigint | undefined) ?? 0n;
const activesOf = (value: MessageValue): MessageValue[] => (value["actives"] as MessageValue[] | undefined) ?? [];

/** AccountPermissionUpdateContract: replaces all permissions of an account. */
export const updatePermissions: Actuator = {
  validate({ world }, owner, value) {
    const account = world.account(owner);
    require(account !== undefined, "ownerAddress account does not exist");
    const ownerValue = value["owner"] as MessageValue | undefined;
    const witnessValue = value["witness"] as MessageValue | undefined;
    require(ownerValue !== undefined, "owner permission is missed");
    if (account.isWitness) require(witnessValue !== undefined, "witness permission is missed");
    else require(witnessValue === undefined, "account isn't witness can't set witness permission");
    const actives = activesOf(value);
    require(actives.length > 0, "active permission is missed");
    require(actives.length <= MOST_ACTIVES, "active permission is too many");
    require(typeOf(ownerValue) === 0, "owner permission type is error");
    check(permissionFrom(ownerValue, 0, 0), parentOf(ownerValue));
    if (witnessValue !== undefined) {
      require(typeOf(witnessValue) === 1, "witness permission type is error");
      check(permissionFrom(witnessValue, 1, 1), parentOf(witnessValue));
    }
    for (const active of actives) {
      require(typeOf(active) === 2, "active permission type is error");
      check(permissionFrom(active, 2, 2), parentOf(active));
    }
  },
  execute({ world, parameters }, owner, value, receipt) {
    const fee = parameters.updatePermissionFee;
    if (world.balance(owner) < fee) throw new TronException("ContractExeException", `41${owner} insufficient balance`);
    const witness = value["witness"] as MessageValue | undefined;
    world.update(owner, {
      owner: permissionFrom(value["owner"] as MessageValue, 0, 0),
      ...(witness === undefined ? {} : { witness: permissionFrom(witness, 1, 1) }),
      actives: activesOf(value).map((active, index) => permissionFrom(active, 2, index + 2)),
      balance: world.balance(owner) - fee,
    });
    world.count("burnt", fee);
    receipt.operationFee += fee;
  },
};
