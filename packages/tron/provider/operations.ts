import { ZeroAddress } from "ethers";
import { toBase58, toEvm } from "../address.ts";
import { type Cost, type Execution, type Payer, chooseFeeLimit, estimateCost, execute } from "../costs.ts";
import {
  type Operation,
  type ReferenceBlock,
  type UnsignedTransaction,
  buildTransaction,
  transactionReference,
} from "../transactions.ts";
import { type StoredAbi, readStoredAbi } from "../stored-abi.ts";
import type { WireContractInfo } from "../wire.ts";
import { RPC, RpcError } from "./rpc-error.ts";
import type { Session } from "./session.ts";

/** A transaction as `eth_sendTransaction` takes it. `value` counts sun, `gas` counts energy. */
export interface RpcTransaction {
  readonly from?: string;
  readonly to?: string | null;
  readonly data?: string;
  readonly input?: string;
  readonly value?: string;
  readonly gas?: string;
  readonly authorizationList?: unknown;
  /** Name of a contract that is created, as explorers show it. */
  readonly name?: string;
  /** What the chain keeps of the ABI of a contract that is created: see `storedAbi`. */
  readonly abi?: StoredAbi;
}

/** How a transaction is built that is not signed at once by its sender. */
export interface BuildTerms {
  /** Milliseconds until it expires; the settings' lifetime if not given. */
  readonly lifetime?: bigint;
  readonly permissionId?: number;
  /** The most sun that it may cost; the settings' fee limit if not given. */
  readonly feeLimit?: bigint;
  /** The block that it refers to, see `transactionReference`; read if it is not given. */
  readonly reference?: ReferenceBlock;
}

/** A protobuf field around a signature of 65 bytes, and the one around the raw data. */
const ENVELOPE_BYTES = 67 + 4;

/** Returns what a JSON-RPC transaction amounts to on TRON. @throws RpcError for what TRON does not have */
export async function toOperation(session: Session, tx: RpcTransaction): Promise<Operation> {
  const { authorizationList } = tx;
  if (Array.isArray(authorizationList) && authorizationList.length > 0) {
    throw new RpcError(RPC.PARAMETERS_INVALID, "TRON has no EIP-7702: an account cannot carry code.");
  }
  const from = toEvm(tx.from ?? ZeroAddress);
  const data = tx.data ?? tx.input ?? "0x";
  const value = BigInt(tx.value ?? 0);
  if (tx.to === undefined || tx.to === null) {
    const { userFeePercentage, originEnergyLimit } = session.settings;
    return {
      kind: "create",
      from,
      data,
      value,
      name: tx.name ?? "",
      abi: readStoredAbi(tx.abi),
      settings: { userFeePercentage, originEnergyLimit },
    };
  }
  session.refusePhantom(tx.to);
  const to = toEvm(tx.to);
  if (data !== "0x" || (await isContract(session, to))) return { kind: "trigger", from, to, data, value };
  return { kind: "transfer", from, to, value };
}

/** Data that an execution returned. @throws RpcError when it failed; code 3 with the data of a revert */
export function returned(operation: Operation, execution: Execution): string {
  const { outcome, data, reason } = execution;
  switch (outcome) {
    case "succeeded":
      return data;
    case "reverted":
      throw new RpcError(RPC.REVERTED, "execution reverted", data);
    case "missing":
      throw new RpcError(RPC.FAILED, `There is no contract at ${"to" in operation ? toBase58(operation.to) : "all"}.`);
    default:
      throw new RpcError(RPC.FAILED, `The VM stopped the call: ${reason}`);
  }
}

/**
 * Returns what an operation would cost now.
 * @param payer - what the sender has; read if it is not given
 * @throws RpcError when it would fail
 */
export async function costOf(session: Session, operation: Operation, payer?: Payer): Promise<Cost> {
  const { energy, ...execution } = await execute(session.client, operation);
  returned(operation, { energy, ...execution });
  const [bytes, prices] = [sizeOf(session, operation), await session.prices()];
  return estimateCost(session.client, operation, { energy, bytes, prices, payer });
}

/** Size of the signed transaction: the same, whichever block of about now it refers to. */
function sizeOf(session: Session, operation: Operation): number {
  const { lifetime, feeLimit } = session.settings;
  const timestamp = BigInt(Date.now());
  const { rawData } = buildTransaction(operation, {
    reference: { number: 0n, id: "00".repeat(32), timestamp },
    ...{ feeLimit, lifetime: BigInt(lifetime) * 1_000n, timestamp },
  });
  return rawData.length / 2 - 1 + ENVELOPE_BYTES;
}

/**
 * Builds the transaction of an operation, ready to be signed. It is executed first without a transaction, and refused if
 * it would fail or cost too much; with `gas` it is not, and the energy it may take is limited to that.
 */
export async function prepare(
  session: Session,
  tx: RpcTransaction,
  terms: BuildTerms = {},
): Promise<UnsignedTransaction> {
  const operation = await toOperation(session, tx);
  const cap = terms.feeLimit ?? session.settings.feeLimit;
  if (tx.gas === undefined) {
    const cost = await costOf(session, operation);
    return build(session, operation, chooseFeeLimit(operation, cost, cap, session.settings.energyMargin), terms);
  }
  const limit = BigInt(tx.gas) * (await session.prices()).energy;
  return build(session, operation, limit < cap ? limit : cap, terms);
}

async function build(
  session: Session,
  operation: Operation,
  feeLimit: bigint,
  { lifetime = BigInt(session.settings.lifetime) * 1_000n, permissionId = 0, reference }: BuildTerms = {},
): Promise<UnsignedTransaction> {
  return buildTransaction(operation, {
    reference: reference ?? (await transactionReference(session.client)),
    feeLimit,
    lifetime,
    permissionId,
    timestamp: session.timestamp(),
  });
}

async function isContract(session: Session, address: string): Promise<boolean> {
  const value = `41${address.slice(2).toLowerCase()}`;
  return (await session.client.wallet<WireContractInfo>("getcontractinfo", { value })).smart_contract !== undefined;
}
