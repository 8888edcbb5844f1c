import type { BareAddress } from "../../../tron/address.ts";
import type { Account } from "../state/account.ts";
import type { Contract } from "../state/world.ts";
import { type Environment, headSlot } from "../transactions/environment.ts";
import { TronException } from "../transactions/errors.ts";
import type { Receipt } from "../transactions/receipt.ts";
import { energyLeft } from "./stake.ts";
import { consume } from "./window.ts";

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Energy available to an execution, and what of it comes from stakes. */
export interface EnergyBudget {
  readonly limit: bigint;
  readonly callerLeft: bigint;
  readonly originLeft: bigint;
}

function callerBudget(
  environment: Environment,
  caller: Account,
  feeLimit: bigint,
  value: bigint,
): { limit: bigint; left: bigint } {
  const { world, parameters } = environment;
  const left = energyLeft(caller, world, parameters, headSlot(environment));
  const fromBalance = max(caller.balance - value, 0n) / parameters.energyPrice;
  return { limit: min(left + fromBalance, feeLimit / parameters.energyPrice), left };
}

/** Energy a transaction may use: the caller's, and the origin's share when the contract says so. */
export function energyBudget(
  environment: Environment,
  caller: Account,
  contract: Contract | undefined,
  feeLimit: bigint,
  value: bigint,
): EnergyBudget {
  const own = callerBudget(environment, caller, feeLimit, value);
  const origin = contract === undefined ? undefined : environment.world.account(contract.origin);
  if (contract === undefined || origin === undefined || origin.address === caller.address || contract.percent >= 100n) {
    return { limit: own.limit, callerLeft: own.left, originLeft: 0n };
  }
  const originLeft = energyLeft(origin, environment.world, environment.parameters, headSlot(environment));
  const granted = min(originLeft, contract.originEnergyLimit);
  const share =
    contract.percent <= 0n ? granted : min((own.limit * (100n - contract.percent)) / contract.percent, granted);
  return { limit: own.limit + share, callerLeft: own.left, originLeft };
}

function use(environment: Environment, address: BareAddress, amount: bigint): void {
  const { world, block } = environment;
  const account = world.account(address);
  if (account === undefined) return;
  const energy = consume(account.energy, amount, headSlot(environment));
  world.update(address, { energy, lastOperationAt: block.headTimestamp });
}

function payOwn(environment: Environment, address: BareAddress, usage: bigint, left: bigint, receipt: Receipt): void {
  const { world, parameters } = environment;
  const fromStake = min(usage, left);
  use(environment, address, fromStake);
  receipt.energyUsage = fromStake;
  if (left >= usage) return;
  const fee = (usage - fromStake) * parameters.energyPrice;
  const balance = world.balance(address);
  if (balance < fee) throw new TronException("ContractExeException", `41${address} insufficient balance`);
  receipt.energyFee = fee;
  world.update(address, { balance: balance - fee });
  world.count("burnt", fee);
}

/** Settles the energy of an execution between origin and caller. @throws TronException when the caller cannot pay */
export function payEnergy(
  environment: Environment,
  caller: BareAddress,
  contract: Contract | undefined,
  used: bigint,
  budget: EnergyBudget,
  receipt: Receipt,
): void {
  if (used <= 0n) return;
  const origin = contract === undefined ? undefined : environment.world.account(contract.origin);
  if (contract === undefined || origin === undefined || origin.address === caller) {
    payOwn(environment, caller, used, budget.callerLeft, receipt);
    return;
  }
  const percent = min(max(100n - contract.percent, 0n), 100n);
  const originUsage = min((used * percent) / 100n, min(budget.originLeft, contract.originEnergyLimit));
  use(environment, origin.address, originUsage);
  receipt.originEnergyUsage = originUsage;
  payOwn(environment, caller, used - originUsage, budget.callerLeft, receipt);
}
