import type { ContractName } from "../../../../tron/protobuf/contracts.ts";
import { invalid } from "../errors.ts";
import { createAccount, updateAccount } from "./accounts.ts";
import type { Actuator } from "./actuator.ts";
import { clearAbi, updateEnergyLimit, updateSetting } from "./contracts.ts";
import { delegate, undelegate } from "./delegation.ts";
import { updatePermissions } from "./permissions.ts";
import { cancelUnfreezing, freeze, unfreeze, withdrawUnfrozen } from "./staking.ts";
import { transfer } from "./transfer.ts";

const ACTUATORS: Partial<Readonly<Record<ContractName, Actuator>>> = {
  AccountCreateContract: createAccount,
  AccountUpdateContract: updateAccount,
  TransferContract: transfer,
  UpdateSettingContract: updateSetting,
  UpdateEnergyLimitContract: updateEnergyLimit,
  ClearABIContract: clearAbi,
  AccountPermissionUpdateContract: updatePermissions,
  FreezeBalanceV2Contract: freeze,
  UnfreezeBalanceV2Contract: unfreeze,
  WithdrawExpireUnfreezeContract: withdrawUnfrozen,
  CancelAllUnfreezeV2Contract: cancelUnfreezing,
  DelegateResourceContract: delegate,
  UnDelegateResourceContract: undelegate,
};

/** The actuator of a contract type. @throws TronException for types this node does not carry out */
export function actuatorOf(name: ContractName): Actuator {
  const actuator = ACTUATORS[name];
  if (actuator === undefined) throw invalid(`${name} is not carried out by this development node`);
  return actuator;
}
