import { bareOf } from "../../protocol/json.ts";
import { move } from "../../vm/transfer.ts";
import { require, TronException } from "../errors.ts";
import { bytesOf, integer } from "../transaction.ts";
import type { Actuator } from "./actuator.ts";

/** TransferContract: TRX from one account to another; opens the target account for a fee. */
export const transfer: Actuator = {
  validate({ world, parameters }, owner, value) {
    const toBytes = bytesOf(value, "to_address");
    require(toBytes.length === 21 && toBytes[0] === 0x41, "Invalid toAddress!");
    const to = bareOf(toBytes);
    require(to !== owner, "Cannot transfer TRX to yourself.");
    const account = world.account(owner);
    require(account !== undefined, "Validate TransferContract error, no OwnerAccount.");
    const amount = integer(value, "amount");
    require(amount > 0n, "Amount must be greater than 0.");
    const target = world.account(to);
    const fee = target === undefined ? parameters.createAccountInSystemContractFee : 0n;
    require(target?.kind !== 2, "Cannot transfer TRX to a smartContract.");
    require(account.balance >= amount + fee, "Validate TransferContract error, balance is not sufficient.");
  },
  execute({ world, parameters, block }, owner, value, receipt) {
    const to = bareOf(bytesOf(value, "to_address"));
    const amount = integer(value, "amount");
    const fee = world.account(to) === undefined ? parameters.createAccountInSystemContractFee : 0n;
    if (world.balance(owner) < amount + fee)
      throw new TronException("ContractExeException", `${owner} insufficient balance`);
    world.activate(to, block.headTimestamp);
    world.addBalance(owner, -fee);
    world.count("burnt", fee);
    move(world, owner, to, amount);
    receipt.operationFee += fee;
  },
};
