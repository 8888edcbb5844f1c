import { toHex } from "../address.ts";
import type { TronClient } from "../client.ts";
import { finalBlock, referenceBlock } from "../transactions.ts";
import type { WireBlock, WireContractInfo } from "../wire.ts";
import { BLOOM, ZERO_HASH, lowerAddress, prefixed, quantity } from "./format.ts";
import { transactionByHash } from "./receipts.ts";
import { RPC, RpcError } from "./rpc-error.ts";
import type { Session } from "./session.ts";

/** `eth_blockNumber`. */
export async function blockNumber(session: Session): Promise<string> {
  return quantity((await referenceBlock(session.client)).number);
}

/** `eth_getBlockByNumber`. */
export async function blockByNumber(session: Session, tag: unknown, full: unknown): Promise<object | null> {
  return readBlock(session, await blockId(session, tag), full === true);
}

/** `eth_getBlockByHash`. */
export function blockByHash(session: Session, hash: unknown, full: unknown): Promise<object | null> {
  return readBlock(session, String(hash).replace(/^0x/, ""), full === true);
}

/** `eth_getBalance`, in sun. */
export async function balance(session: Session, address: unknown, tag: unknown): Promise<string> {
  await requireLatest(session, tag);
  const account = await session.client.wallet<{ readonly balance?: number | bigint }>("getaccount", {
    address: toHex(String(address)),
  });
  return quantity(account.balance);
}

/** `eth_getCode`. */
export async function code(session: Session, address: unknown, tag: unknown): Promise<string> {
  session.refusePhantom(String(address));
  await requireLatest(session, tag);
  return prefixed((await contractInfo(session.client, String(address))).runtimecode);
}

/** `eth_getStorageAt`, which only java-tron's JSON-RPC tells. */
export async function storageAt(session: Session, address: unknown, slot: unknown, tag: unknown): Promise<string> {
  await requireLatest(session, tag);
  const account = `0x${toHex(String(address)).slice(2)}`;
  return session.client.rpc<string>("eth_getStorageAt", [account, quantity(BigInt(String(slot))), "latest"]);
}

/** Returns what java-tron stores besides the code: origin, name, energy settings. Empty where there is no contract. */
export function contractInfo(client: TronClient, address: string): Promise<WireContractInfo> {
  return client.wallet<WireContractInfo>("getcontractinfo", { value: toHex(address) });
}

/** TRON's nodes keep no state but the newest. @throws RpcError for any older block */
export async function requireLatest(session: Session, tag: unknown): Promise<void> {
  if (tag === undefined || tag === null || tag === "latest" || tag === "pending") return;
  if (typeof tag === "string" && /^0x[0-9a-fA-F]+$/.test(tag)) {
    const { number } = await referenceBlock(session.client);
    if (BigInt(tag) >= number) return;
  }
  throw new RpcError(RPC.PARAMETERS_INVALID, "TRON nodes keep no older state. Ask for the latest block.");
}

/** Returns a block tag as `getblock` takes it. Undefined for the newest block. */
async function blockId(session: Session, tag: unknown): Promise<string | undefined> {
  switch (tag) {
    case undefined:
    case null:
    case "latest":
    case "pending":
      return undefined;
    case "earliest":
      return "0";
    case "safe":
    case "finalized":
      return `${(await finalBlock(session.client)).number}`;
    default:
      if (typeof tag === "string" && /^0x[0-9a-fA-F]+$/.test(tag)) return BigInt(tag).toString();
      throw new RpcError(RPC.PARAMETERS_INVALID, `${String(tag)} is not a block.`);
  }
}

async function readBlock(session: Session, id: string | undefined, full: boolean): Promise<object | null> {
  const block = await session.client.wallet<WireBlock>("getblock", {
    ...(id === undefined ? {} : { id_or_num: id }),
    detail: true,
  });
  if (block.blockID === undefined) return null;
  const header = block.block_header?.raw_data;
  const hashes = (block.transactions ?? []).map(({ txID }) => prefixed(txID));
  return {
    number: quantity(header?.number),
    hash: prefixed(block.blockID),
    parentHash: prefixed(header?.parentHash ?? ZERO_HASH),
    timestamp: quantity(Math.floor((header?.timestamp ?? 0) / 1_000)),
    miner: header?.witness_address === undefined ? null : minerOf(header.witness_address),
    transactions: full ? await Promise.all(hashes.map((hash) => transactionByHash(session, hash))) : hashes,
    // What TRON's blocks do not have.
    nonce: "0x0000000000000000",
    difficulty: "0x0",
    totalDifficulty: "0x0",
    gasLimit: "0x0",
    gasUsed: "0x0",
    size: "0x0",
    extraData: "0x",
    logsBloom: BLOOM,
    uncles: [],
  };
}

/** The genesis block names no account but a text. */
function minerOf(witness: string): string | null {
  return /^41[0-9a-fA-F]{40}$/.test(witness) ? lowerAddress(witness) : null;
}
