import { bareOf } from "../../protocol/json.ts";
import { require } from "../errors.ts";
import { bytesOf } from "../transaction.ts";
import { type Actuator, existingAccount, ownerAccount } from "./actuator.ts";

const LONGEST_NAME = 200;

/** AccountCreateContract: opens an account. */
export const createAccount: Actuator = {
  validate(environment, owner, value) {
    const { world, parameters } = environment;
    const account = existingAccount(environment, owner);
    const fee = parameters.createAccountInSystemContractFee;
    require(account.balance >= fee, "Validate CreateAccountActuator error, insufficient fee.");
    const target = bytesOf(value, "account_address");
    require(target.length === 21 && target[0] === 0x41, "Invalid account address");
    require(world.account(bareOf(target)) === undefined, "Account has existed");
  },
  execute({ world, parameters, block }, owner, value, receipt) {
    const fee = parameters.createAccountInSystemContractFee;
    world.activate(bareOf(bytesOf(value, "account_address")), block.headTimestamp);
    world.addBalance(owner, -fee);
    world.count("burnt", fee);
    receipt.operationFee += fee;
  },
};

/** AccountUpdateContract: names an account once. */
export const updateAccount: Actuator = {
  validate(environment, owner, value) {
    require(bytesOf(value, "account_name").length <= LONGEST_NAME, "Invalid accountName");
    const account = ownerAccount(environment, owner);
    require(account.name.length === 0, "This account name is already existed");
  },
  execute({ world }, owner, value) {
    world.update(owner, { name: bytesOf(value, "account_name") });
  },
};
