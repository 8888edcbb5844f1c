import type { Chain } from "../../chain/chain.ts";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fromHexString } from "../../protocol/bytes.ts";
import { Abi, type ContractName, CONTRACTS } from "../../../../tron/protobuf/contracts.ts";
import { type JsonValue, parseExactly } from "../../../../tron/json.ts";
import { bareOf, fromJson, type JsonObject } from "../../protocol/json.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { actuatorOf } from "../../transactions/actuators/index.ts";
import { buildTransaction } from "../../transactions/build.ts";
import { invalid, require } from "../../transactions/errors.ts";
import { bytesOf, transactionJson } from "../../transactions/transaction.ts";
import type { Endpoint, Parameters } from "../exchange.ts";
import { buildOptions } from "./trigger.ts";

const BUILDERS: Readonly<Record<string, ContractName>> = {
  createtransaction: "TransferContract",
  createaccount: "AccountCreateContract",
  updateaccount: "AccountUpdateContract",
  updatesetting: "UpdateSettingContract",
  updateenergylimit: "UpdateEnergyLimitContract",
  clearabi: "ClearABIContract",
  accountpermissionupdate: "AccountPermissionUpdateContract",
  freezebalancev2: "FreezeBalanceV2Contract",
  unfreezebalancev2: "UnfreezeBalanceV2Contract",
  withdrawexpireunfreeze: "WithdrawExpireUnfreezeContract",
  cancelallunfreezev2: "CancelAllUnfreezeV2Contract",
  delegateresource: "DelegateResourceContract",
  undelegateresource: "UnDelegateResourceContract",
};

function validate(chain: Chain, name: ContractName, value: MessageValue): void {
  const owner = bytesOf(value, "owner_address");
  require(owner.length === 21 && owner[0] === 0x41, "Invalid ownerAddress!");
  actuatorOf(name).validate(chain.environment(), bareOf(owner), value);
}

function create(chain: Chain, name: ContractName, parameters: Parameters): JsonValue {
  const value = parameters.message(CONTRACTS[name]);
  validate(chain, name, value);
  const tx = buildTransaction(chain, name, value, buildOptions(parameters));
  return { visible: parameters.visible, ...transactionJson(tx, parameters.visible) };
}

function abiOf(parameters: Parameters): MessageValue {
  const text = parameters.text("abi");
  if (text === undefined) return {};
  const entries = typeof parameters.values["abi"] === "string" ? parseExactly(text) : parameters.values["abi"];
  const entrys = Array.isArray(entries) ? entries : ((entries as JsonObject)["entrys"] ?? []);
  return fromJson(Abi, { entrys: entrys as JsonValue }, false);
}

/** The request of `deploycontract` is flat; it becomes a CreateSmartContract. */
function deploy(chain: Chain, parameters: Parameters): JsonValue {
  const { owner_address } = parameters.message(CONTRACTS.TransferContract);
  if (owner_address === undefined) throw invalid("owner_address isn't set.");
  const percent = parameters.integer("consume_user_resource_percent");
  require(percent >= 0n && percent <= 100n, "percent must be >= 0 and <= 100");
  const code = concatBytes(
    fromHexString(parameters.text("bytecode") ?? ""),
    fromHexString(parameters.text("parameter") ?? ""),
  );
  const name = parameters.text("name") ?? "";
  require(utf8ToBytes(name).length <= 32, "contractName's length cannot be greater than 32");
  const new_contract: MessageValue = {
    origin_address: owner_address,
    abi: abiOf(parameters),
    bytecode: code,
    call_value: parameters.integer("call_value"),
    consume_user_resource_percent: percent,
    name,
    origin_energy_limit: parameters.integer("origin_energy_limit"),
  };
  const tx = buildTransaction(chain, "CreateSmartContract", { owner_address, new_contract }, buildOptions(parameters));
  return { visible: parameters.visible, ...transactionJson(tx, parameters.visible) };
}

/** Endpoints that build unsigned transactions. */
export function createEndpoints(chain: Chain): Record<string, Endpoint> {
  const builders = Object.entries(BUILDERS).map(([path, name]): [string, Endpoint] => [
    path,
    (parameters) => create(chain, name, parameters),
  ]);
  return { ...Object.fromEntries(builders), deploycontract: (parameters) => deploy(chain, parameters) };
}
