import type { BareAddress } from "../../../address.ts";
import type { MessageValue } from "../../protocol/message.ts";
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

/** The account of the sender, in the words most actuators use when it is missing. @throws TronException */
export function ownerAccount({ world }: Environment, owner: BareAddress): Account {
  const account = world.account(owner);
  require(account !== undefined, `Account[41${owner}] does not exist`);
  return account;
}
