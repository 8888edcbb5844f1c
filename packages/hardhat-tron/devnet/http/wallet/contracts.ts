import type { JsonValue } from "../../../../tron/json.ts";
import { bareOf, toJson } from "../../protocol/json.ts";
import { kind, message } from "../../../../tron/protobuf/message.ts";
import { SmartContract } from "../../../../tron/protobuf/contracts.ts";
import { ContractInfo } from "../../protocol/records.ts";
import type { Chain } from "../../chain/chain.ts";
import type { Contract } from "../../state/world.ts";
import type { BareAddress } from "../../../../tron/address.ts";
import type { Endpoint, Parameters } from "../exchange.ts";

const MAINTENANCE = 21_600_000n;
const BytesMessage = message("BytesMessage", { value: [1, kind.address] });

function requested(chain: Chain, parameters: Parameters): { address: BareAddress; contract: Contract } | undefined {
  const { value } = parameters.message(BytesMessage);
  if (value === undefined) return undefined;
  const address = bareOf(value as Uint8Array);
  const contract = chain.world.contracts.get(address);
  return contract === undefined ? undefined : { address, contract };
}

function contractJson({ message: value }: Contract, visible: boolean): JsonValue {
  const printed = toJson(SmartContract, value, visible);
  return { ...printed, abi: printed["abi"] ?? {} };
}

/** Endpoints that read contracts. */
export function contractEndpoints(chain: Chain): Record<string, Endpoint> {
  return {
    getcontract: (parameters) => {
      const found = requested(chain, parameters);
      return found === undefined ? {} : contractJson(found.contract, parameters.visible);
    },
    getcontractinfo: (parameters) => {
      const found = requested(chain, parameters);
      if (found === undefined) return {};
      const { address, contract } = found;
      const cycle = chain.head.timestamp / MAINTENANCE;
      const state = { update_cycle: cycle, energy_factor: contract.energyFactor };
      const value = { smart_contract: contract.message, runtimecode: chain.world.code(address), contract_state: state };
      const printed = toJson(ContractInfo, value, parameters.visible);
      return {
        runtimecode: printed["runtimecode"] ?? "",
        smart_contract: contractJson(contract, parameters.visible),
        contract_state: printed["contract_state"] ?? {},
      };
    },
  };
}
