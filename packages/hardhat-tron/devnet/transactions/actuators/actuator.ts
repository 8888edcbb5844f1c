import type { BareAddress } from "../../../../tron/address.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import type { Account } from "../../state/account.ts";
import type { Environment } from "../environment.ts";
import { require } from "../errors.ts";
import type { Receipt } from "../receipt.ts";

/** Carries out one kind of transaction that runs no contract code. */
export interface Actuator {
  /** Checks everything that must hold. @throws TronException ContractValidateException */
  validate(environment: Environment, owner: BareAddress, value: MessageValue): void;
  /** Changes the state and notes fees. @throws TronException when a fee cannot be paid */
  execute(environment: Environment, owner: BareAddress, value: MessageValue, receipt: Receipt): void;
}

function accountOr(words: string, { world }: Environment, address: BareAddress): Account {
  const account = world.account(address);
  require(account !== undefined, `Account[41${address}] ${words}`);
  return account;
}

/** An account that has to be there, in the words of most older actuators. @throws TronException */
export const ownerAccount = (environment: Environment, address: BareAddress): Account =>
  accountOr("does not exist", environment, address);

/** An account that has to be there, in the words of most actuators for stakes. @throws TronException */
export const existingAccount = (environment: Environment, address: BareAddress): Account =>
  accountOr("not exists", environment, address);
