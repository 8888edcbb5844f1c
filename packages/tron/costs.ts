import { formatUnits } from "ethers";
import { TronError } from "./error.ts";
import { toBase58, toHex } from "./address.ts";
import type { TronClient } from "./client.ts";
import type { Operation } from "./transactions.ts";
import { type WireExecution, plainMessage } from "./wire.ts";

/** Decimals of TRX: one TRX is a million sun. */
export const TRX_DECIMALS = 6;

const DIGITS = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: TRX_DECIMALS });

/** Returns an amount of sun in TRX. */
export function formatTrx(sun: bigint): string {
  return `${DIGITS.format(formatUnits(sun, TRX_DECIMALS) as `${number}`)} TRX`;
}

/** What a call would do now. */
export interface Execution {
  /** `reverted`: by the contract, with data. `failed`: the VM stopped it. `missing`: there is no contract. */
  readonly outcome: "succeeded" | "reverted" | "failed" | "missing";
  readonly energy: bigint;
  /** Returned data, or the data of the revert. */
  readonly data: string;
  /** What the node says of a failure. */
  readonly reason: string;
}

/** What an operation costs its sender, in sun unless said otherwise. */
export interface Cost {
  /** Units of energy, without margin. */
  readonly energy: bigint;
  /** Bytes of bandwidth. */
  readonly bandwidth: bigint;
  /** For energy that is not covered by stake. */
  readonly energyFee: bigint;
  /** For bandwidth that is not covered by stake or the free daily allowance. */
  readonly bandwidthFee: bigint;
  /** For opening the receiver's account. */
  readonly activationFee: bigint;
  /** Everything that is burned. */
  readonly total: bigint;
  /** What the sender has. */
  readonly balance: bigint;
  /** Price of one unit of energy. */
  readonly energyPrice: bigint;
}

/** Prices that the network's committee sets, in sun. */
export interface Prices {
  readonly energy: bigint;
  readonly bandwidth: bigint;
  readonly activation: bigint;
  /** The highest fee limit the network accepts. */
  readonly highestFeeLimit: bigint;
}

const REVERT = "REVERT opcode executed";
/** java-tron reserves this much for a transaction's result. */
const RESULT_BYTES = 64n;

/** What is said when the contract is not there: java-tron refuses, where an EVM node answers with nothing. */
const MISSING = ["Smart contract is not exist", "No contract or not a valid smart contract"];

/**
 * Executes an operation without a transaction, through `triggerconstantcontract`, and keeps the data of a revert.
 * @param final - on what is final instead of the newest state
 */
export async function execute(client: TronClient, operation: Operation, final = false): Promise<Execution> {
  if (operation.kind === "transfer") return { outcome: "succeeded", energy: 0n, data: "0x", reason: "" };
  const body = {
    owner_address: toHex(operation.from),
    ...(operation.kind === "trigger" ? { contract_address: toHex(operation.to) } : {}),
    data: operation.data.replace(/^0x/, ""),
    call_value: Number(operation.value),
  };
  const method = "triggerconstantcontract";
  const answer = await (final
    ? client.solidity<WireExecution>(method, body)
    : client.wallet<WireExecution>(method, body));
  const reason = plainMessage(answer.result?.message);
  const done = { energy: BigInt(answer.energy_used ?? 0), data: `0x${answer.constant_result?.[0] ?? ""}`, reason };
  if (answer.result?.result !== true) {
    return { ...done, outcome: MISSING.some((words) => reason.includes(words)) ? "missing" : "failed" };
  }
  const failed = answer.transaction?.ret?.[0]?.ret === "FAILED";
  if (!failed && reason === "") return { ...done, outcome: "succeeded" };
  return { ...done, outcome: reason === REVERT ? "reverted" : "failed" };
}

/** Reads the network's prices. */
export async function readPrices(client: TronClient): Promise<Prices> {
  const { chainParameter = [] } = await client.wallet<{
    readonly chainParameter?: readonly { readonly key: string; readonly value?: number | bigint }[];
  }>("getchainparameters");
  if (!chainParameter.some(({ key }) => key === "getEnergyFee")) {
    throw new TronError("NODE_ANSWER_INVALID", "The node does not say what energy costs.");
  }
  const found = new Map(chainParameter.map(({ key, value }) => [key, BigInt(value ?? 0)]));
  return {
    energy: found.get("getEnergyFee") ?? 0n,
    bandwidth: found.get("getTransactionFee") ?? 0n,
    activation: found.get("getCreateNewAccountFeeInSystemContract") ?? 0n,
    highestFeeLimit: found.get("getMaxFeeLimit") ?? 0n,
  };
}

/** An account's resources as `getaccountresource` answers; what is zero is left out. */
export interface AccountResources {
  readonly freeNetLimit?: number;
  readonly freeNetUsed?: number;
  readonly NetLimit?: number;
  readonly NetUsed?: number;
  readonly EnergyLimit?: number;
  readonly EnergyUsed?: number;
}

/** What an account has to pay with. */
export interface Payer {
  /** In sun. */
  readonly balance: bigint;
  readonly resources: AccountResources;
}

/** Reads what an account has to pay with. */
export async function readPayer(client: TronClient, account: string): Promise<Payer> {
  const address = toHex(account);
  const [{ balance = 0 }, resources] = await Promise.all([
    client.wallet<{ readonly balance?: number | bigint }>("getaccount", { address }),
    client.wallet<AccountResources>("getaccountresource", { address }),
  ]);
  return { balance: BigInt(balance), resources };
}

/**
 * Returns what an operation would cost its sender now.
 * @param energy - as {@link execute} found it
 * @param bytes - size of the signed transaction
 * @param payer - what the sender has; read if it is not given
 */
export async function estimateCost(
  client: TronClient,
  operation: Operation,
  {
    energy,
    bytes,
    prices,
    payer,
  }: { readonly energy: bigint; readonly bytes: number; readonly prices: Prices; readonly payer?: Payer | undefined },
): Promise<Cost> {
  const { balance, resources } = payer ?? (await readPayer(client, operation.from));
  const bandwidth = BigInt(bytes) + RESULT_BYTES;
  const { energyFee, bandwidthFee } = burned([{ energy, bandwidth }], resources, prices);
  const activationFee = (await opensAccount(client, operation)) ? prices.activation : 0n;
  return {
    energy,
    bandwidth,
    energyFee,
    bandwidthFee,
    activationFee,
    total: energyFee + bandwidthFee + activationFee,
    balance,
    energyPrice: prices.energy,
  };
}

/**
 * Returns what several operations of one account burn together, in sun. Its stake and its free bandwidth pay for a
 * part, but once.
 * @param operations - what each takes of energy and bandwidth
 */
export async function billFor(
  client: TronClient,
  account: string,
  operations: readonly Taken[],
  prices: Prices,
): Promise<bigint> {
  const resources = await client.wallet<AccountResources>("getaccountresource", { address: toHex(account) });
  const { energyFee, bandwidthFee } = burned(operations, resources, prices);
  return energyFee + bandwidthFee;
}

type Taken = Pick<Cost, "energy" | "bandwidth">;

/** Energy is paid for by the unit; the bandwidth of a transaction comes from one source, whole. */
function burned(
  operations: readonly Taken[],
  resources: AccountResources,
  prices: Prices,
): Pick<Cost, "energyFee" | "bandwidthFee"> {
  const left = (limit = 0, used = 0): bigint => BigInt(Math.max(0, limit - used));
  const energy = operations.reduce((sum, taken) => sum + taken.energy, 0n);
  const staked = left(resources.EnergyLimit, resources.EnergyUsed);
  const sources = [left(resources.NetLimit, resources.NetUsed), left(resources.freeNetLimit, resources.freeNetUsed)];
  let paid = 0n;
  for (const { bandwidth } of operations) {
    const source = sources.findIndex((rest) => rest >= bandwidth);
    if (source === -1) paid += bandwidth;
    else sources[source] = (sources[source] ?? 0n) - bandwidth;
  }
  return {
    energyFee: energy > staked ? (energy - staked) * prices.energy : 0n,
    bandwidthFee: paid * prices.bandwidth,
  };
}

/**
 * Returns the fee limit to send an operation with: its energy with room for what may change before it is mined, but
 * never above the cap. Refuses what would fail on the chain and burn the fee.
 * @param cap - the most sun one transaction may burn or take of the stake, as configured
 * @throws TronError `FEE_LIMIT_TOO_LOW` or `BALANCE_TOO_LOW`
 */
export function chooseFeeLimit(
  operation: Pick<Operation, "from" | "value">,
  cost: Cost,
  cap: bigint,
  marginPercent: number,
): bigint {
  const needed = cost.energy * cost.energyPrice;
  if (needed > cap) {
    const message = `The transaction needs ${cost.energy} energy, worth ${formatTrx(needed)}; the network's fee limit is ${formatTrx(cap)}.`;
    throw new TronError("FEE_LIMIT_TOO_LOW", message);
  }
  const total = cost.total + operation.value;
  if (total > cost.balance) {
    const account = toBase58(operation.from);
    const message = `${account} has ${formatTrx(cost.balance)}; the transaction takes ${formatTrx(total)}. Missing: ${formatTrx(total - cost.balance)}.`;
    const remedy = `Fund ${account} with the missing amount, or stake TRX for energy.`;
    throw new TronError("BALANCE_TOO_LOW", message, { remedy });
  }
  const roomy = (needed * BigInt(100 + marginPercent)) / 100n;
  return roomy < cap ? roomy : cap;
}

async function opensAccount(client: TronClient, operation: Operation): Promise<boolean> {
  if (operation.kind !== "transfer") return false;
  const receiver = await client.wallet<{ readonly address?: string }>("getaccount", { address: toHex(operation.to) });
  return receiver.address === undefined;
}
