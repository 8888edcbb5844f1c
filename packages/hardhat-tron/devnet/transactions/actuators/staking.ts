import type { BareAddress } from "../../../../tron/address.ts";
import { TRX } from "../../chain/parameters.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { type Account, type Resource, RESOURCE_ORDER, type Unfreezing } from "../../state/account.ts";
import type { Counter } from "../../state/world.ts";
import type { Environment } from "../environment.ts";
import { require } from "../errors.ts";
import { integer } from "../transaction.ts";
import { type Actuator, existingAccount, ownerAccount } from "./actuator.ts";

const DAY = 86_400_000n;
const MOST_UNFREEZINGS = 32;
const WEIGHTS: Readonly<Record<Resource, Counter>> = {
  BANDWIDTH: "totalNetWeight",
  ENERGY: "totalEnergyWeight",
  TRON_POWER: "totalTronPowerWeight",
};

/** The resource a contract names. */
export const resourceIn = (value: MessageValue): Resource =>
  RESOURCE_ORDER[Number(integer(value, "resource"))] ?? "BANDWIDTH";

/** Changes a stake and the chain's weight of its resource. */
function addStake({ world }: Environment, account: Account, resource: Resource, amount: bigint): void {
  const before = account.staked[resource] + account.delegatedOut[resource];
  world.update(account.address, { staked: { ...account.staked, [resource]: account.staked[resource] + amount } });
  world.count(WEIGHTS[resource], (before + amount) / TRX - before / TRX);
}

const isDue = ({ block }: Environment, item: Unfreezing): boolean => item.expiresAt <= block.headTimestamp;

/** Pays out what has finished unfreezing. */
function payOut(environment: Environment, owner: BareAddress): bigint {
  const account = ownerAccount(environment, owner);
  const due = account.unfreezing.filter((item) => isDue(environment, item));
  const sum = due.reduce((total, { amount }) => total + amount, 0n);
  const unfreezing = account.unfreezing.filter((item) => !isDue(environment, item));
  environment.world.update(owner, { balance: account.balance + sum, unfreezing });
  return sum;
}

/** FreezeBalanceV2Contract: stakes TRX for a resource. */
export const freeze: Actuator = {
  validate(environment, owner, value) {
    const account = existingAccount(environment, owner);
    const amount = integer(value, "frozen_balance");
    require(amount > 0n, "frozenBalance must be positive");
    require(amount >= TRX, "frozenBalance must be greater than or equal to 1 TRX");
    require(amount <= account.balance, "frozenBalance must be less than or equal to accountBalance");
    const resource = resourceIn(value);
    require(resource !== "TRON_POWER", "ResourceCode error, valid ResourceCode[BANDWIDTH、ENERGY]");
  },
  execute(environment, owner, value) {
    const amount = integer(value, "frozen_balance");
    const account = environment.world.update(owner, {
      balance: environment.world.balance(owner) - amount,
      hasStaked: true,
    });
    addStake(environment, account, resourceIn(value), amount);
  },
};

/** How java-tron names a resource in this one refusal. */
const LABELS = { BANDWIDTH: "BANDWIDTH", ENERGY: "Energy", TRON_POWER: "TronPower" } as const;

/** UnfreezeBalanceV2Contract: begins to take stake back; it is paid out after the delay. */
export const unfreeze: Actuator = {
  validate(environment, owner, value) {
    const account = ownerAccount(environment, owner);
    const resource = resourceIn(value);
    const staked = account.staked[resource];
    require(staked > 0n, `no frozenBalance(${LABELS[resource]})`);
    const amount = integer(value, "unfreeze_balance");
    require(amount > 0n && amount <= staked, `Invalid unfreeze_balance, [${amount}] is error`);
    const open = account.unfreezing.filter((item) => !isDue(environment, item)).length;
    require(open < MOST_UNFREEZINGS, "Invalid unfreeze operation, unfreezing times is over limit");
  },
  execute(environment, owner, value, receipt) {
    receipt.withdrawExpired = payOut(environment, owner);
    const { world, parameters, block } = environment;
    const amount = integer(value, "unfreeze_balance");
    const resource = resourceIn(value);
    const expiresAt = block.headTimestamp + parameters.unfreezeDelayDays * DAY;
    const account = ownerAccount(environment, owner);
    const next = world.update(owner, { unfreezing: [...account.unfreezing, { resource, amount, expiresAt }] });
    addStake(environment, next, resource, -amount);
  },
};

/** WithdrawExpireUnfreezeContract: collects stake whose delay is over. */
export const withdrawUnfrozen: Actuator = {
  validate(environment, owner) {
    const account = existingAccount(environment, owner);
    require(account.unfreezing.some((item) => isDue(environment, item)), "no unFreeze balance to withdraw ");
  },
  execute(environment, owner, _value, receipt) {
    receipt.withdrawExpired = payOut(environment, owner);
  },
};

/** CancelAllUnfreezeV2Contract: stakes again what is still unfreezing. */
export const cancelUnfreezing: Actuator = {
  validate(environment, owner) {
    require(existingAccount(environment, owner).unfreezing.length > 0, "No unfreezeV2 list to cancel");
  },
  execute(environment, owner, _value, receipt) {
    receipt.withdrawExpired = payOut(environment, owner);
    const restaked = { BANDWIDTH: 0n, ENERGY: 0n, TRON_POWER: 0n };
    for (const { resource, amount } of ownerAccount(environment, owner).unfreezing) {
      addStake(environment, ownerAccount(environment, owner), resource, amount);
      restaked[resource] += amount;
    }
    receipt.restaked = restaked;
    environment.world.update(owner, { unfreezing: [] });
  },
};
