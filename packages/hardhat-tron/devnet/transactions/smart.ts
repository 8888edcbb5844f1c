import { type BareAddress, toBase58 } from "../../../tron/address.ts";
import { CONSTANT_CALL_LIMIT } from "../chain/parameters.ts";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { addressBytes, bareOf } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { energyBudget, type EnergyBudget, payEnergy } from "../resources/energy.ts";
import { emptyAccount } from "../state/account.ts";
import type { Contract, World } from "../state/world.ts";
import { deployedAddress } from "../vm/creation.ts";
import { executeContract, type ExecutionResult } from "../vm/execution.ts";
import { move, transferRefusal } from "../vm/transfer.ts";
import type { Environment } from "./environment.ts";
import { invalid, require, TronException } from "./errors.ts";
import type { Receipt } from "./receipt.ts";
import { bytesOf, type ContractOf, integer, type SignedTransaction } from "./transaction.ts";

const LONGEST_NAME = 32;
const FIRST_TOKEN_ID = 1_000_000n;

/** A checked contract execution, ready to run. */
interface Prepared {
  readonly address: BareAddress;
  readonly code: Uint8Array;
  readonly data: Uint8Array;
  readonly value: bigint;
  readonly creates: boolean;
  /** The called contract; undefined for a creation. */
  readonly contract: Contract | undefined;
  readonly budget: EnergyBudget;
}

/** A constant call changes nothing and charges nothing; its energy is limited, but not by the fee limit. */
interface ConstantMode {
  readonly energyLimit: bigint;
}

function checkFeeLimit({ parameters }: Environment, feeLimit: bigint): void {
  const most = parameters.maxFeeLimit;
  require(feeLimit >= 0n && feeLimit <= most, `feeLimit must be >= 0 and <= ${most}`);
}

function checkToken(value: bigint, id: bigint): void {
  require(id > FIRST_TOKEN_ID || id === 0n, `tokenId must be > ${FIRST_TOKEN_ID}`);
  require(!(value > 0n && id === 0n), `invalid arguments with tokenValue = ${value}, tokenId = ${id}`);
  require(value === 0n, "No asset !");
}

function transfer(world: World, from: BareAddress, to: BareAddress, value: bigint): void {
  if (value <= 0n) return;
  const refusal = transferRefusal(world, from, to, value);
  if (refusal !== undefined) throw invalid(refusal);
  move(world, from, to, value);
}

const constantBudget = (mode: ConstantMode): EnergyBudget => ({
  limit: mode.energyLimit,
  callerLeft: 0n,
  originLeft: 0n,
});

function prepareCreation(
  environment: Environment,
  tx: SignedTransaction,
  owner: BareAddress,
  contract: ContractOf,
  mode?: ConstantMode,
): Prepared {
  const { world } = environment;
  const message = (contract.value["new_contract"] ?? {}) as MessageValue;
  require(bareOf(bytesOf(message, "origin_address")) === owner, "OwnerAddress is not equals OriginAddress");
  const name = (message["name"] as string | undefined) ?? "";
  require(utf8ToBytes(name).length <= LONGEST_NAME, "contractName's length cannot be greater than 32");
  const percent = integer(message, "consume_user_resource_percent");
  require(percent >= 0n && percent <= 100n, "percent must be >= 0 and <= 100");
  const address = deployedAddress(tx.id, owner);
  require(world.account(address) ===
    undefined, `Trying to create a contract with existing contract address: ${toBase58(address)}`);
  const feeLimit = integer(tx.raw, "fee_limit");
  checkFeeLimit(environment, feeLimit);
  const value = integer(message, "call_value");
  const tokenValue = integer(contract.value, "call_token_value");
  const originEnergyLimit = integer(message, "origin_energy_limit");
  let budget: EnergyBudget;
  if (mode === undefined) {
    require(value >= 0n, "callValue must be >= 0");
    require(tokenValue >= 0n, "tokenValue must be >= 0");
    require(originEnergyLimit > 0n, "The originEnergyLimit must be > 0");
    budget = energyBudget(environment, world.account(owner) ?? emptyAccount(owner), undefined, feeLimit, value);
  } else budget = constantBudget(mode);
  checkToken(tokenValue, integer(contract.value, "token_id"));
  world.accounts.set(address, { ...emptyAccount(address, 2), name: utf8ToBytes(name) });
  world.contracts.set(address, {
    message: { ...message, contract_address: addressBytes(address), version: undefined },
    origin: owner,
    percent,
    originEnergyLimit,
    energyFactor: 0n,
  });
  transfer(world, owner, address, value);
  return {
    address,
    code: bytesOf(message, "bytecode"),
    data: new Uint8Array(0),
    value,
    creates: true,
    contract: undefined,
    budget,
  };
}

function prepareCall(
  environment: Environment,
  tx: SignedTransaction,
  owner: BareAddress,
  called: ContractOf,
  mode?: ConstantMode,
): Prepared {
  const { world } = environment;
  const address = bareOf(bytesOf(called.value, "contract_address"));
  const contract = world.contracts.get(address);
  if (contract === undefined) throw invalid("No contract or not a smart contract");
  const value = integer(called.value, "call_value");
  const tokenValue = integer(called.value, "call_token_value");
  require(value >= 0n, "callValue must be >= 0");
  require(tokenValue >= 0n, "tokenValue must be >= 0");
  checkToken(tokenValue, integer(called.value, "token_id"));
  const code = world.code(address);
  if (code.length === 0) throw new TronException("java.lang.NullPointerException", "null");
  const feeLimit = integer(tx.raw, "fee_limit");
  checkFeeLimit(environment, feeLimit);
  const budget =
    mode === undefined
      ? energyBudget(environment, world.account(owner) ?? emptyAccount(owner), contract, feeLimit, value)
      : constantBudget(mode);
  transfer(world, owner, address, value);
  return { address, code, data: bytesOf(called.value, "data"), value, creates: false, contract, budget };
}

async function run(
  environment: Environment,
  tx: SignedTransaction,
  owner: BareAddress,
  prepared: Prepared,
  constant: boolean,
): Promise<ExecutionResult> {
  const { world, machine, rules, block, chainId, parameters, maxSteps } = environment;
  return executeContract(machine, {
    world,
    rules,
    block,
    chainId,
    energyPrice: parameters.energyPrice,
    rootId: tx.id,
    constant,
    maxSteps,
    caller: owner,
    address: prepared.address,
    code: prepared.code,
    value: prepared.value,
    data: prepared.data,
    energyLimit: prepared.budget.limit,
    creates: prepared.creates,
  });
}

function prepare(environment: Environment, tx: SignedTransaction, contract: ContractOf, mode?: ConstantMode): Prepared {
  const build = contract.name === "CreateSmartContract" ? prepareCreation : prepareCall;
  return build(environment, tx, contract.owner, contract, mode);
}

/** Processes CreateSmartContract and TriggerSmartContract: validates, runs, settles the energy. @throws TronException */
export async function processSmartContract(
  environment: Environment,
  tx: SignedTransaction,
  contract: ContractOf,
  receipt: Receipt,
): Promise<void> {
  const { world } = environment;
  const mark = world.journal.mark();
  const prepared = prepare(environment, tx, contract);
  const execution = await run(environment, tx, contract.owner, prepared, false);
  if (execution.result !== "SUCCESS") world.journal.revertTo(mark);
  receipt.execution = execution;
  receipt.contractAddress = prepared.address;
  payEnergy(environment, contract.owner, prepared.contract, execution.energyUsed, prepared.budget, receipt);
}

/** Runs a contract without leaving a trace. @throws TronException when it cannot be run at all */
export async function runConstant(environment: Environment, tx: SignedTransaction): Promise<ExecutionResult> {
  const { world } = environment;
  if (tx.contract === undefined) throw invalid("No contract!");
  const mark = world.journal.mark();
  try {
    const prepared = prepare(environment, tx, tx.contract, { energyLimit: CONSTANT_CALL_LIMIT });
    return await run(environment, tx, tx.contract.owner, prepared, true);
  } finally {
    world.journal.revertTo(mark);
  }
}
