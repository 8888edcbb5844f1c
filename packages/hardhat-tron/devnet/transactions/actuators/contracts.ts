import type { BareAddress } from "../../../../tron/address.ts";
import { bareOf } from "../../protocol/json.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import type { Contract } from "../../state/world.ts";
import type { Environment } from "../environment.ts";
import { require } from "../errors.ts";
import { bytesOf, integer } from "../transaction.ts";
import { type Actuator, ownerAccount } from "./actuator.ts";

const addressIn = (value: MessageValue): BareAddress => bareOf(bytesOf(value, "contract_address"));

function ownedContract(environment: Environment, owner: BareAddress, value: MessageValue): Contract {
  const contract = environment.world.contracts.get(addressIn(value));
  require(contract !== undefined, "Contract does not exist");
  require(contract.origin === owner, `Account[41${owner}] is not the owner of the contract`);
  return contract;
}

function change(environment: Environment, value: MessageValue, edit: (contract: Contract) => Partial<Contract>): void {
  const address = addressIn(value);
  const contract = environment.world.contracts.get(address);
  require(contract !== undefined, "Contract does not exist");
  environment.world.contracts.set(address, { ...contract, ...edit(contract) });
}

/** UpdateSettingContract: share of the energy the caller pays. */
export const updateSetting: Actuator = {
  validate(environment, owner, value) {
    ownerAccount(environment, owner);
    const percent = integer(value, "consume_user_resource_percent");
    require(percent >= 0n && percent <= 100n, "percent not in [0, 100]");
    ownedContract(environment, owner, value);
  },
  execute(environment, _owner, value) {
    const percent = integer(value, "consume_user_resource_percent");
    change(environment, value, ({ message }) => ({
      percent,
      message: { ...message, consume_user_resource_percent: percent },
    }));
  },
};

/** UpdateEnergyLimitContract: most energy the origin gives to one call. */
export const updateEnergyLimit: Actuator = {
  validate(environment, owner, value) {
    ownerAccount(environment, owner);
    require(integer(value, "origin_energy_limit") > 0n, "origin energy limit must be > 0");
    ownedContract(environment, owner, value);
  },
  execute(environment, _owner, value) {
    const limit = integer(value, "origin_energy_limit");
    change(environment, value, ({ message }) => ({
      originEnergyLimit: limit,
      message: { ...message, origin_energy_limit: limit },
    }));
  },
};

/** ClearABIContract: forgets the stored ABI. */
export const clearAbi: Actuator = {
  validate(environment, owner, value) {
    ownerAccount(environment, owner);
    ownedContract(environment, owner, value);
  },
  execute(environment, _owner, value) {
    change(environment, value, ({ message }) => ({ message: { ...message, abi: {} } }));
  },
};
