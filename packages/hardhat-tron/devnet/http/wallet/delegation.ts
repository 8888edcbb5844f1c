import type { BareAddress } from "../../../../tron/address.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { kind, message } from "../../../../tron/protobuf/message.ts";
import type { Chain } from "../../chain/chain.ts";
import { BLOCK_INTERVAL, TRX } from "../../chain/parameters.ts";
import { addressBytes, bareOf, toJson } from "../../protocol/json.ts";
import { consume } from "../../resources/window.ts";
import type { Account } from "../../state/account.ts";
import type { Endpoint, Parameters } from "../exchange.ts";

const { int64, int32, address } = kind;
const Request = message("DelegatedResourceMessage", { fromAddress: [1, address], toAddress: [2, address] });
const Delegated = message("DelegatedResource", {
  from: [1, address],
  to: [2, address],
  frozen_balance_for_bandwidth: [3, int64],
  frozen_balance_for_energy: [4, int64],
});
const Index = message("DelegatedResourceAccountIndex", {
  account: [1, address],
  fromAccounts: [2, address, "repeated"],
  toAccounts: [3, address, "repeated"],
});
const Named = message("BytesMessage", { value: [1, address] });
const SizeRequest = message("CanDelegatedMaxSizeRequestMessage", { type: [1, int32], owner_address: [2, address] });
/** What java-tron takes a transaction that delegates for, in bytes, and how its contract differs from the smallest. */
const DELEGATION_BYTES = 275n;
const LOCK_BYTES = 6n;
const SMALLEST_BALANCE_BYTES = 4n;

const addressIn = (value: unknown): BareAddress | undefined =>
  value instanceof Uint8Array && value.length === 21 ? bareOf(value) : undefined;

/** What one account has lent to another. */
function lent(chain: Chain, parameters: Parameters): JsonValue {
  const asked = parameters.message(Request);
  const [from, to] = [addressIn(asked["fromAddress"]), addressIn(asked["toAddress"])];
  const account = from === undefined ? undefined : chain.world.account(from);
  const loans = account?.loans.filter(({ receiver }) => receiver === to) ?? [];
  if (from === undefined || to === undefined || loans.length === 0) return {};
  const amountOf = (name: string): bigint => loans.find(({ resource }) => resource === name)?.amount ?? 0n;
  const value = {
    from: addressBytes(from),
    to: addressBytes(to),
    frozen_balance_for_bandwidth: amountOf("BANDWIDTH"),
    frozen_balance_for_energy: amountOf("ENERGY"),
  };
  return { delegatedResource: [toJson(Delegated, value, parameters.visible)] };
}

/** With whom an account shares its resources: from whom it has some, and who has some of its. */
function partners(chain: Chain, parameters: Parameters): JsonValue {
  const own = addressIn(parameters.message(Named)["value"]);
  const account = own === undefined ? undefined : chain.world.account(own);
  if (own === undefined) return {};
  const accounts = [...chain.world.accounts.entries()].map(([, one]) => one);
  const lenders = accounts.filter(({ loans }) => loans.some(({ receiver }) => receiver === own));
  const value = {
    account: addressBytes(own),
    fromAccounts: lenders.map((lender) => addressBytes(lender.address)),
    toAccounts: [...new Set(account?.loans.map(({ receiver }) => receiver) ?? [])].map(addressBytes),
  };
  return toJson(Index, value, parameters.visible);
}

/** How much stake backs what is in use, as java-tron's double computes it. */
function stakeInUse(used: bigint, weight: bigint, limit: bigint): bigint {
  return BigInt(Math.trunc(Number(used * TRX) * (Number(weight) / Number(limit))));
}

/** Bandwidth that java-tron keeps back for the transaction that lends so much, as `estimateConsumeBandWidthSize` does. */
function reservedBandwidth(stake: bigint): bigint {
  const digits = stake === 0n ? 0 : Math.ceil(stake.toString(2).length / 7);
  const more = BigInt(digits === 0 ? 0 : digits + 1) + LOCK_BYTES - SMALLEST_BALANCE_BYTES;
  return DELEGATION_BYTES + (more > 0n ? more : 0n);
}

/** How much of a stake can be lent: what backs no use now. Use counts against borrowed stake first. */
function largestLoan(chain: Chain, account: Account, isEnergy: boolean): bigint {
  const { world, options, head } = chain;
  const now = head.timestamp / BLOCK_INTERVAL;
  const resource = isEnergy ? "ENERGY" : "BANDWIDTH";
  const usage = consume(isEnergy ? account.energy : account.bandwidth, 0n, now);
  const { totalEnergy, totalBandwidth } = options.parameters;
  const stake = account.staked[resource];
  const inUse = isEnergy
    ? stakeInUse(usage.used, world.counter("totalEnergyWeight"), totalEnergy)
    : stakeInUse(usage.used + reservedBandwidth(stake), world.counter("totalNetWeight"), totalBandwidth);
  const ownInUse = inUse - account.delegatedIn[resource];
  const free = stake - (ownInUse > 0n ? ownInUse : 0n);
  return free > 0n ? free : 0n;
}

/** Endpoints about resources that accounts lend to each other. */
export function delegationEndpoints(chain: Chain): Record<string, Endpoint> {
  return {
    getdelegatedresourcev2: (parameters) => lent(chain, parameters),
    getdelegatedresourceaccountindexv2: (parameters) => partners(chain, parameters),
    getcandelegatedmaxsize: (parameters) => {
      const asked = parameters.message(SizeRequest);
      const owner = addressIn(asked["owner_address"]);
      const account = owner === undefined ? undefined : chain.world.account(owner);
      const size = account === undefined ? 0n : largestLoan(chain, account, asked["type"] === 1n);
      return size === 0n ? {} : { max_size: size };
    },
  };
}
