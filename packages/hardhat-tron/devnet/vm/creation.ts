import type { BareAddress } from "../../../tron/address.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { EMPTY, numberToBytes } from "../protocol/bytes.ts";
import { addressBytes } from "../protocol/json.ts";
import { emptyAccount } from "../state/account.ts";
import type { World } from "../state/world.ts";
import { failures } from "./failure.ts";
import {
  type ExecutionContext,
  type Frame,
  type FrameOutcome,
  type FrameRequest,
  MAX_DEPTH,
  type RunState,
  machineOf,
} from "./frame.ts";
import { recordInternal } from "./internal.ts";
import { fitsLong, move } from "./transfer.ts";

const DEPOSIT_PER_BYTE = 200n;
const PREFIX = 0x41n << 160n;
const last20 = (hash: Uint8Array): BareAddress => bytesToHex(hash.subarray(12)) as BareAddress;

/** Address of a contract deployed by a transaction: depends on the transaction id and the owner. */
export const deployedAddress = (transactionId: Uint8Array, owner: BareAddress): BareAddress =>
  last20(keccak_256(concatBytes(transactionId, addressBytes(owner))));

/** Address of the `nonce`-th internal creation of a transaction. */
export const createdAddress = (rootId: Uint8Array, nonce: bigint): BareAddress =>
  last20(keccak_256(concatBytes(rootId, numberToBytes(nonce, 8))));

/** CREATE2 address: 0x41 stands where Ethereum has 0xff. */
export const saltedAddress = (deployer: BareAddress, salt: Uint8Array, initCode: Uint8Array): BareAddress =>
  last20(keccak_256(concatBytes(addressBytes(deployer), salt, keccak_256(initCode))));

/** Charges the code deposit and stores the code; sets the outcome's failure when that is not possible. */
export function depositCode(
  outcome: FrameOutcome,
  address: BareAddress,
  energyLimit: bigint,
  context: ExecutionContext,
  hint: string,
): void {
  if (outcome.reverted) return;
  const code = outcome.returnData;
  if (code[0] === 0xef) outcome.failure ??= failures.invalidCode();
  const price = BigInt(code.length) * DEPOSIT_PER_BYTE;
  const left = energyLimit - outcome.energyUsed;
  if (left < price) {
    outcome.failure ??= failures.notEnoughToSpend(hint, price, left);
    return;
  }
  outcome.energyUsed += price;
  if (outcome.failure === undefined) context.world.setCode(address, code);
}

/** CREATE. */
export async function create(state: RunState, frame: Frame): Promise<void> {
  if (frame.request.isStatic) throw failures.staticCall();
  const [value = 0n, offset = 0n, size = 0n] = state.stack.popN(3);
  state.returnBytes = EMPTY;
  if (frame.request.depth === MAX_DEPTH) {
    state.stack.push(0n);
    return;
  }
  const initCode = size === 0n ? EMPTY : state.memory.read(Number(offset), Number(size));
  await createAt(state, frame, value, initCode, createdAddress(frame.context.rootId, frame.context.nonce), false);
}

/** CREATE2. Unlike CREATE it leaves what a call before has returned, unless the new contract's code reverts. */
export async function create2(state: RunState, frame: Frame): Promise<void> {
  if (frame.request.isStatic) throw failures.staticCall();
  const [value = 0n, offset = 0n, size = 0n, salt = 0n] = state.stack.popN(4);
  const initCode = size === 0n ? EMPTY : state.memory.read(Number(offset), Number(size));
  const address = saltedAddress(frame.request.address, numberToBytes(salt, 32), initCode);
  await createAt(state, frame, value, initCode, address, true);
}

function registerContract(
  world: World,
  address: BareAddress,
  origin: BareAddress,
  trxHash: Uint8Array | undefined,
): void {
  const existing = world.account(address);
  world.accounts.set(
    address,
    existing === undefined
      ? { ...emptyAccount(address, 2), name: utf8ToBytes("CreatedByContract") }
      : { ...existing, kind: 2 },
  );
  world.contracts.set(address, {
    message: {
      contract_address: addressBytes(address),
      consume_user_resource_percent: 100n,
      origin_address: addressBytes(origin),
      ...(trxHash === undefined ? {} : { trx_hash: trxHash }),
    },
    origin,
    percent: 100n,
    originEnergyLimit: 0n,
    energyFactor: 0n,
  });
}

/** A contract under construction. */
interface Construction {
  readonly value: bigint;
  readonly initCode: Uint8Array;
  readonly address: BareAddress;
  readonly energyLimit: bigint;
  readonly hash: FrameRequest["hash"];
}

function collision(address: BareAddress): FrameOutcome {
  const text = `Trying to create a contract with existing contract address: 0x41${address}`;
  return { energyUsed: 0n, returnData: EMPTY, reverted: false, failure: failures.bytecode(text) };
}

/** Runs the code that makes a contract, and keeps what it returns. */
async function construct(state: RunState, { context, request }: Frame, made: Construction): Promise<FrameOutcome> {
  const { value, initCode: code, address, energyLimit, hash } = made;
  context.created.add(address);
  const outcome = await machineOf(state).play(
    {
      ...{ code, address, codeAddress: address, caller: request.address, value, data: EMPTY, energyLimit, hash },
      ...{ depth: request.depth + 1, isStatic: false },
    },
    context,
  );
  depositCode(outcome, address, energyLimit, context, "No energy to save just created contract code");
  return outcome;
}

async function createAt(
  state: RunState,
  frame: Frame,
  value: bigint,
  initCode: Uint8Array,
  address: BareAddress,
  salted: boolean,
): Promise<void> {
  const { context, request } = frame;
  const { world } = context;
  if (!fitsLong(value)) throw failures.arithmetic();
  if (world.balance(request.address) < value) {
    state.stack.push(0n);
    return;
  }
  const collides = world.contracts.has(address);
  const mark = world.journal.mark();
  if (!collides) registerContract(world, address, request.address, salted ? context.rootId : undefined);
  if (value > 0n) move(world, request.address, address, value);
  const energyLimit = state.gasLeft;
  state.interpreter.useGas(energyLimit, "internal call");
  const internal = recordInternal(frame, "create", address, value, initCode);
  const outcome = collides
    ? collision(address)
    : await construct(state, frame, { value, initCode, address, energyLimit, hash: internal.hash });
  if (outcome.failure !== undefined || outcome.reverted) {
    world.journal.revertTo(mark);
    internal.rejected = true;
    state.stack.push(0n);
    if (outcome.failure !== undefined) return;
    state.returnBytes = outcome.returnData;
  } else {
    state.stack.push(PREFIX | BigInt(`0x${address}`));
  }
  state.interpreter.addStipend(energyLimit - outcome.energyUsed);
}
