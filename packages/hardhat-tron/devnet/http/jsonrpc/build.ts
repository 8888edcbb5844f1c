import type { JsonValue } from "../../../../tron/json.ts";
import type { ContractName } from "../../../../tron/protobuf/contracts.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import type { Chain } from "../../chain/chain.ts";
import { EMPTY, fromHexString } from "../../protocol/bytes.ts";
import { addressBytes, bareOf, type JsonObject } from "../../protocol/json.ts";
import { actuatorOf } from "../../transactions/actuators/index.ts";
import { buildTransaction } from "../../transactions/build.ts";
import { TronException } from "../../transactions/errors.ts";
import { bytesOf, transactionJson } from "../../transactions/transaction.ts";
import { bareParam, objectParam } from "./params.ts";
import { invalidParams, RpcError } from "./server.ts";

/** The fields of java-tron's `BuildArguments` that texts and numbers are read for here. */
const FIELDS = [
  ...["from", "to", "gas", "gasPrice", "value", "data", "nonce", "tokenId", "tokenValue", "abi", "name"],
  ...["consumeUserResourcePercent", "originEnergyLimit", "permissionId", "extraData", "visible"],
];

const isNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === "" || value === "0x";

function quantityIn(value: JsonValue | undefined): bigint {
  if (value === undefined || value === null || value === "") return 0n;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]+$/.test(value)) {
    throw invalidParams("invalid param value: invalid hex number");
  }
  return BigInt(value);
}

/** Which transaction the arguments ask for, and what it says. @throws RpcError */
function contractOf(chain: Chain, args: JsonObject): [ContractName, MessageValue] {
  const owner_address = addressBytes(bareParam(args["from"]));
  const bytes = typeof args["data"] === "string" ? fromHexString(args["data"]) : EMPTY;
  const call_value = quantityIn(args["value"]);
  if (isNothing(args["to"])) {
    if (isNothing(args["data"])) throw new RpcError(-32_600, "invalid json request");
    const new_contract = {
      origin_address: owner_address,
      bytecode: bytes,
      call_value,
      name: typeof args["name"] === "string" ? args["name"] : "",
      consume_user_resource_percent: BigInt((args["consumeUserResourcePercent"] as number | undefined) ?? 0),
      origin_energy_limit: BigInt((args["originEnergyLimit"] as number | undefined) ?? 0),
    };
    return ["CreateSmartContract", { owner_address, new_contract }];
  }
  const to = bareParam(args["to"]);
  if (chain.world.contracts.has(to)) {
    return ["TriggerSmartContract", { owner_address, contract_address: addressBytes(to), call_value, data: bytes }];
  }
  if (args["value"] === undefined || args["value"] === "") throw new RpcError(-32_600, "invalid json request");
  return ["TransferContract", { owner_address, to_address: addressBytes(to), amount: call_value }];
}

/**
 * `buildTransaction`, java-tron's own method: an unsigned transaction for Ethereum's arguments. Transfers of TRC-10 tokens
 * and ABIs are left out.
 * @throws RpcError UnreadableError
 */
export function buildRpcTransaction(chain: Chain, value: JsonValue | undefined): JsonValue {
  const args = objectParam(value, FIELDS);
  const [name, contract] = contractOf(chain, args);
  const runsCode = name !== "TransferContract";
  try {
    if (!runsCode) actuatorOf(name).validate(chain.environment(), bareOf(bytesOf(contract, "owner_address")), contract);
    const feeLimit = runsCode ? quantityIn(args["gas"]) * chain.options.parameters.energyPrice : 0n;
    const permissionId = BigInt((args["permissionId"] as number | undefined) ?? 0);
    const visible = args["visible"] === true;
    const built = transactionJson(buildTransaction(chain, name, contract, { feeLimit, permissionId }), visible);
    return { transaction: name === "TriggerSmartContract" ? built : { visible, ...built } };
  } catch (error) {
    if (error instanceof TronException) throw new RpcError(-32_600, error.message);
    throw error;
  }
}
