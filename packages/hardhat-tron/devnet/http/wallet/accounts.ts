import { isTronAddress, toBare } from "../../../../tron/address.ts";
import type { Chain } from "../../chain/chain.ts";
import { BLOCK_INTERVAL, TRX } from "../../chain/parameters.ts";
import { CONTRACTS } from "../../../../tron/protobuf/contracts.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { addressBytes, bareOf, toJson } from "../../protocol/json.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import { Account as AccountMessage } from "../../protocol/records.ts";
import { bandwidthLimit, energyLimit } from "../../resources/stake.ts";
import { consume, increase } from "../../resources/window.ts";
import { type Account, permissionMessage, RESOURCE_ORDER } from "../../state/account.ts";
import { TronException } from "../../transactions/errors.ts";
import type { Endpoint, Parameters } from "../exchange.ts";

const MOST_UNFREEZINGS = 32;

const slotOf = (chain: Chain): bigint => chain.head.timestamp / BLOCK_INTERVAL;
const timeOf = (slot: bigint): bigint => slot * BLOCK_INTERVAL;

/** The account with its resource use recovered to the present, as java-tron prints it. */
function refreshed(chain: Chain, account: Account): Account {
  const now = slotOf(chain);
  const { used, consumedAt } = account.freeBandwidth;
  return {
    ...account,
    bandwidth: { ...consume(account.bandwidth, 0n, now), consumedAt: account.bandwidth.consumedAt },
    energy: { ...consume(account.energy, 0n, now), consumedAt: account.energy.consumedAt },
    freeBandwidth: { used: increase(used, 0n, consumedAt, now), consumedAt },
  };
}

const resourceNumber = (resource: string): number =>
  RESOURCE_ORDER.indexOf(resource as (typeof RESOURCE_ORDER)[number]);

function accountMessage(account: Account): MessageValue {
  return {
    account_name: account.name,
    type: account.kind,
    address: addressBytes(account.address),
    balance: account.balance,
    net_usage: account.bandwidth.used,
    create_time: account.createdAt,
    latest_opration_time: account.lastOperationAt,
    is_witness: account.isWitness,
    free_net_usage: account.freeBandwidth.used,
    latest_consume_time: timeOf(account.bandwidth.consumedAt),
    latest_consume_free_time: timeOf(account.freeBandwidth.consumedAt),
    account_id: account.id,
    net_window_size: account.bandwidth.window,
    net_window_optimized: true,
    account_resource: {
      energy_usage: account.energy.used,
      latest_consume_time_for_energy: timeOf(account.energy.consumedAt),
      energy_window_size: account.energy.window,
      delegated_frozenV2_balance_for_energy: account.delegatedOut.ENERGY,
      acquired_delegated_frozenV2_balance_for_energy: account.delegatedIn.ENERGY,
      energy_window_optimized: true,
    },
    ...(account.owner === undefined ? {} : { owner_permission: permissionMessage(account.owner) }),
    ...(account.witness === undefined ? {} : { witness_permission: permissionMessage(account.witness) }),
    active_permission: account.actives.map(permissionMessage),
    frozenV2: RESOURCE_ORDER.map((resource, type) => ({ type, amount: account.staked[resource] })),
    unfrozenV2: account.unfreezing.map(({ resource, amount, expiresAt }) => ({
      type: resourceNumber(resource),
      unfreeze_amount: amount,
      unfreeze_expire_time: expiresAt,
    })),
    delegated_frozenV2_balance_for_bandwidth: account.delegatedOut.BANDWIDTH,
    acquired_delegated_frozenV2_balance_for_bandwidth: account.delegatedIn.BANDWIDTH,
    old_tron_power: account.hasStaked === true ? -1n : 0n,
    asset_optimized: true,
  };
}

/** The account named by a request, or undefined. @throws TronException when the address cannot be read */
function requested(chain: Chain, parameters: Parameters): Account | undefined {
  const { address } = parameters.message(AccountMessage);
  if (address === undefined) {
    const text = parameters.text("address");
    return text !== undefined && isTronAddress(text) ? chain.world.account(toBare(text)) : undefined;
  }
  const hex = Buffer.from(address as Uint8Array).toString("hex");
  return isTronAddress(hex) ? chain.world.account(toBare(hex)) : undefined;
}

function withoutZeros(fields: Readonly<Record<string, bigint>>): JsonValue {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0n));
}

function bandwidthFields(chain: Chain, account: Account): Record<string, bigint> {
  const { world, options } = chain;
  return {
    freeNetUsed: account.freeBandwidth.used,
    freeNetLimit: options.parameters.freeBandwidth,
    NetUsed: account.bandwidth.used,
    NetLimit: bandwidthLimit(account, world, options.parameters),
    TotalNetLimit: options.parameters.totalBandwidth,
    TotalNetWeight: world.counter("totalNetWeight"),
  };
}

function resourceFields(chain: Chain, account: Account): Record<string, bigint> {
  const { world, options } = chain;
  const power = RESOURCE_ORDER.reduce(
    (sum, resource) => sum + account.staked[resource] + account.delegatedOut[resource],
    0n,
  );
  return {
    ...bandwidthFields(chain, account),
    tronPowerLimit: power / TRX,
    EnergyUsed: account.energy.used,
    EnergyLimit: energyLimit(account, world, options.parameters),
    TotalEnergyLimit: options.parameters.totalEnergy,
    TotalEnergyWeight: world.counter("totalEnergyWeight"),
  };
}

function stakeOf(chain: Chain, parameters: Parameters): Account | undefined {
  const { owner_address } = parameters.message(CONTRACTS.TransferContract);
  return owner_address === undefined ? undefined : chain.world.account(bareOf(owner_address as Uint8Array));
}

function addressFormat(text: string): { result: boolean; message: string } {
  if (text.length === 42 && /^[0-9a-fA-F]+$/.test(text)) {
    return text.startsWith("41")
      ? { result: true, message: "Hex string format" }
      : { result: false, message: "Invalid address" };
  }
  if (text.length === 34) {
    return isTronAddress(text)
      ? { result: true, message: "Base58check format" }
      : { result: false, message: "Invalid address" };
  }
  if (text.length === 28) {
    const raw = Buffer.from(text, "base64");
    const valid = raw.length === 21 && raw[0] === 0x41;
    return valid ? { result: true, message: "Base64 format" } : { result: false, message: "Invalid address" };
  }
  return { result: false, message: "Length error" };
}

/** Endpoints that read accounts. */
export function accountEndpoints(chain: Chain): Record<string, Endpoint> {
  const read =
    (print: (account: Account, parameters: Parameters) => JsonValue): Endpoint =>
    (parameters) => {
      const account = requested(chain, parameters);
      return account === undefined ? {} : print(refreshed(chain, account), parameters);
    };
  return {
    getaccount: read((account, { visible }) => toJson(AccountMessage, accountMessage(account), visible)),
    getaccountnet: read((account) => withoutZeros(bandwidthFields(chain, account))),
    getaccountresource: read((account) => withoutZeros(resourceFields(chain, account))),
    getavailableunfreezecount: (parameters) => {
      const open = stakeOf(chain, parameters)?.unfreezing.filter(({ expiresAt }) => expiresAt > chain.head.timestamp);
      return { count: MOST_UNFREEZINGS - (open?.length ?? 0) };
    },
    getcanwithdrawunfreezeamount: (parameters) => {
      const until = parameters.integer("timestamp") || chain.head.timestamp;
      const due = stakeOf(chain, parameters)?.unfreezing.filter(({ expiresAt }) => expiresAt <= until) ?? [];
      return withoutZeros({ amount: due.reduce((sum, { amount }) => sum + amount, 0n) });
    },
    validateaddress: (parameters) => {
      const text = parameters.text("address");
      if (text === undefined) throw new TronException("java.lang.NullPointerException", "null");
      return addressFormat(text);
    },
  };
}
