import type { BareAddress } from "../../../../tron/address.ts";
import { TRX } from "../../chain/parameters.ts";
import { bareOf } from "../../protocol/json.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import type { Account, Resource } from "../../state/account.ts";
import type { Environment } from "../environment.ts";
import { require } from "../errors.ts";
import { bytesOf, integer } from "../transaction.ts";
import { type Actuator, existingAccount, ownerAccount } from "./actuator.ts";
import { resourceIn } from "./staking.ts";

function receiverIn(owner: BareAddress, value: MessageValue): BareAddress {
  const bytes = bytesOf(value, "receiver_address");
  require(bytes.length === 21 && bytes[0] === 0x41, "Invalid receiverAddress");
  const receiver = bareOf(bytes);
  require(receiver !== owner, "receiverAddress must not be the same as ownerAddress");
  return receiver;
}

/** What an account has lent to another, summed over resources unless one is named. */
function lentTo(account: Account, receiver: BareAddress, resource?: Resource): bigint {
  const loans = account.loans.filter((loan) => loan.receiver === receiver);
  return loans.reduce((sum, loan) => (loan.resource === (resource ?? loan.resource) ? sum + loan.amount : sum), 0n);
}

/** Moves a stake's resource to the receiver, or back with a negative amount. */
function lend({ world }: Environment, owner: Account, receiver: BareAddress, resource: Resource, amount: bigint): void {
  const lent = lentTo(owner, receiver, resource) + amount;
  const others = owner.loans.filter((loan) => loan.receiver !== receiver || loan.resource !== resource);
  world.update(owner.address, {
    staked: { ...owner.staked, [resource]: owner.staked[resource] - amount },
    delegatedOut: { ...owner.delegatedOut, [resource]: owner.delegatedOut[resource] + amount },
    loans: lent === 0n ? others : [...others, { receiver, resource, amount: lent }],
  });
  const target = world.account(receiver);
  if (target === undefined) return;
  const received = target.delegatedIn[resource] + amount;
  world.update(receiver, { delegatedIn: { ...target.delegatedIn, [resource]: received > 0n ? received : 0n } });
}

/** DelegateResourceContract: lends the resource of a stake to another account. A lock is not kept. */
export const delegate: Actuator = {
  validate(environment, owner, value) {
    const account = existingAccount(environment, owner);
    const amount = integer(value, "balance");
    require(amount >= TRX, "delegateBalance must be greater than or equal to 1 TRX");
    const resource = resourceIn(value);
    require(resource !== "TRON_POWER", "ResourceCode error, valid ResourceCode[BANDWIDTH、ENERGY]");
    const name = resource === "ENERGY" ? "available FreezeEnergyV2" : "available FreezeBandwidthV2";
    require(amount <= account.staked[resource], `delegateBalance must be less than or equal to ${name} balance`);
    const target = existingAccount(environment, receiverIn(owner, value));
    require(target.kind !== 2, "Do not allow delegate resources to contract addresses");
  },
  execute(environment, owner, value) {
    const account = existingAccount(environment, owner);
    lend(environment, account, receiverIn(owner, value), resourceIn(value), integer(value, "balance"));
  },
};

/** UnDelegateResourceContract: takes a lent resource back. */
export const undelegate: Actuator = {
  validate(environment, owner, value) {
    const account = ownerAccount(environment, owner);
    const receiver = receiverIn(owner, value);
    require(lentTo(account, receiver) > 0n, "delegated Resource does not exist");
    const amount = integer(value, "balance");
    require(amount > 0n, "unDelegateBalance must be more than 0 TRX");
    const resource = resourceIn(value);
    require(resource !== "TRON_POWER", "ResourceCode error.valid ResourceCode[BANDWIDTH、Energy]");
    const lent = lentTo(account, receiver, resource);
    const name = resource === "ENERGY" ? "delegateFrozenBalance(Energy)" : "delegatedFrozenBalance(BANDWIDTH)";
    require(amount <= lent, `insufficient ${name}, request=${amount}, unlock_balance=${lent}`);
  },
  execute(environment, owner, value) {
    const account = ownerAccount(environment, owner);
    lend(environment, account, receiverIn(owner, value), resourceIn(value), -integer(value, "balance"));
  },
};
