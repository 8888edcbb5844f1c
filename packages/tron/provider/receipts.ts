import { type DecodedTransaction, type Operation, createdAddress, operationIn } from "../transactions.ts";
import { type WireBlock, type WireInfo, type WireTransaction, plainMessage } from "../wire.ts";
import { BLOOM, ZERO_HASH, logAddress, lowerAddress, prefixed, quantity, signatureFields } from "./format.ts";
import { type Session, nonceOf } from "./session.ts";

/** A log as JSON-RPC writes it. */
export interface RpcLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly transactionIndex: string;
  readonly logIndex: string;
  readonly removed: false;
}

/** Where a transaction lies. */
interface Place {
  readonly blockHash: string;
  readonly infos: readonly WireInfo[];
  readonly index: number;
}

/** `eth_getTransactionByHash`. A transaction that was just sent is answered for before a block holds it. */
export async function transactionByHash(session: Session, hash: string): Promise<object | null> {
  const value = hash.slice(2).toLowerCase();
  const [info, found] = await Promise.all([infoOf(session, hash), wireTransaction(session, value)]);
  const sent = session.sent(hash);
  if (found === undefined) return sent === undefined ? null : pending(session, sent);
  const place = info.blockNumber === undefined ? undefined : await placeOf(session, info);
  return formatTransaction(session, found, info, place);
}

/**
 * `eth_getTransactionReceipt`. Besides the usual fields: `energy`, `bandwidth` and `fee` in sun, `result` (java-tron's
 * word), `returnData` (of a revert, too) and `message`. `gasUsed` counts energy.
 */
export async function transactionReceipt(session: Session, hash: string): Promise<object | null> {
  const info = await infoOf(session, hash);
  if (info.blockNumber === undefined) return null;
  const value = hash.slice(2).toLowerCase();
  const [found, place, prices] = await Promise.all([
    wireTransaction(session, value),
    placeOf(session, info),
    session.prices(),
  ]);
  const operation = found === undefined ? undefined : operationIn(found);
  const owner = found?.raw_data.contract[0]?.parameter.value.owner_address;
  const { receipt = {} } = info;
  const energyBefore = place.infos.slice(0, place.index + 1).reduce((sum, entry) => sum + energyOf(entry), 0n);
  const created = operation?.kind === "create" ? createdAddress(hash, operation.from) : undefined;
  return {
    ...position(info, place),
    transactionHash: hash.toLowerCase(),
    type: "0x0",
    from: owner === undefined ? ZERO_HASH.slice(0, 42) : lowerAddress(owner),
    to: operation !== undefined && "to" in operation ? operation.to.toLowerCase() : null,
    contractAddress: created === undefined ? null : lowerAddress(info.contract_address ?? created),
    status: quantity(succeeded(info) ? 1 : 0),
    gasUsed: quantity(energyOf(info)),
    cumulativeGasUsed: quantity(energyBefore),
    effectiveGasPrice: quantity(prices.energy),
    logsBloom: BLOOM,
    logs: logsOf(info, place),
    energy: quantity(receipt.energy_usage_total),
    bandwidth: quantity(receipt.net_usage),
    fee: quantity(info.fee),
    result: receipt.result ?? "SUCCESS",
    returnData: prefixed(info.contractResult?.[0]),
    message: plainMessage(info.resMessage),
  };
}

/** Returns the logs of one transaction. */
export function logsOf(info: WireInfo, place: Place): RpcLog[] {
  const before = place.infos.slice(0, place.index).reduce((sum, entry) => sum + (entry.log?.length ?? 0), 0);
  return (info.log ?? []).map((log, index) => ({
    address: logAddress(log.address),
    topics: (log.topics ?? []).map(prefixed),
    data: prefixed(log.data),
    ...position(info, place),
    transactionHash: prefixed(info.id),
    logIndex: quantity(before + index),
    removed: false,
  }));
}

/** Returns everything that happened in a block, in its order. */
export async function infosOfBlock(session: Session, number: number): Promise<readonly WireInfo[]> {
  const answer = await session.client.wallet<readonly WireInfo[] | object>("gettransactioninfobyblocknum", {
    num: number,
  });
  return Array.isArray(answer) ? (answer as readonly WireInfo[]) : [];
}

async function placeOf(session: Session, info: WireInfo): Promise<Place> {
  const number = info.blockNumber ?? 0;
  const [block, infos] = await Promise.all([
    session.client.wallet<WireBlock>("getblock", { id_or_num: `${number}`, detail: false }),
    infosOfBlock(session, number),
  ]);
  return { blockHash: prefixed(block.blockID), infos, index: infos.findIndex(({ id }) => id === info.id) };
}

function position(info: WireInfo, place: Place): { blockNumber: string; blockHash: string; transactionIndex: string } {
  return {
    blockNumber: quantity(info.blockNumber),
    blockHash: place.blockHash,
    transactionIndex: quantity(Math.max(0, place.index)),
  };
}

const energyOf = (info: WireInfo): bigint => BigInt(info.receipt?.energy_usage_total ?? 0);

/** Returns whether a transaction did what it was to do. */
export function succeeded(info: WireInfo): boolean {
  return info.result !== "FAILED" && (info.receipt?.result ?? "SUCCESS") === "SUCCESS";
}

function infoOf(session: Session, hash: string): Promise<WireInfo> {
  return session.client.wallet<WireInfo>("gettransactioninfobyid", { value: hash.slice(2).toLowerCase() });
}

async function wireTransaction(session: Session, value: string): Promise<WireTransaction | undefined> {
  const found = await session.client.wallet<Partial<WireTransaction>>("gettransactionbyid", { value });
  return found.raw_data === undefined ? undefined : (found as WireTransaction);
}

async function pending(session: Session, sent: DecodedTransaction): Promise<object> {
  const { operation, hash, feeLimit } = sent;
  const { energy } = await session.prices();
  return {
    ...party(operation),
    hash,
    nonce: quantity(nonceOf(hash)),
    chainId: quantity(await session.chainId()),
    gas: quantity(energy === 0n ? 0n : feeLimit / energy),
    gasPrice: quantity(energy),
    type: "0x0",
    blockHash: null,
    blockNumber: null,
    transactionIndex: null,
    ...signatureFields(undefined),
    ...(operation.kind === "create" ? { creates: createdAddress(hash, operation.from).toLowerCase() } : {}),
  };
}

function party(operation: Operation): object {
  return {
    from: operation.from.toLowerCase(),
    to: operation.kind === "create" ? null : operation.to.toLowerCase(),
    value: quantity(operation.value),
    input: operation.kind === "transfer" ? "0x" : operation.data,
  };
}

async function formatTransaction(
  session: Session,
  found: WireTransaction,
  info: WireInfo,
  place: Place | undefined,
): Promise<object> {
  const hash = prefixed(found.txID);
  const operation = operationIn(found);
  const { energy } = await session.prices();
  const owner = found.raw_data.contract[0]?.parameter.value.owner_address ?? `41${"00".repeat(20)}`;
  const parties =
    operation === undefined
      ? { from: lowerAddress(owner), to: lowerAddress(owner), value: "0x0", input: "0x" }
      : party(operation);
  const where = place === undefined ? undefined : position(info, place);
  return {
    ...parties,
    hash,
    nonce: quantity(nonceOf(hash)),
    chainId: quantity(await session.chainId()),
    gas: quantity(energy === 0n ? 0n : BigInt(found.raw_data.fee_limit ?? 0) / energy),
    gasPrice: quantity(energy),
    type: "0x0",
    ...(where ?? { blockHash: null, blockNumber: null, transactionIndex: null }),
    ...signatureFields(found.signature?.[0]),
    ...(operation?.kind === "create" ? { creates: createdAddress(hash, operation.from).toLowerCase() } : {}),
  };
}
