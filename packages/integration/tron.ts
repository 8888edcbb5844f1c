/**
 * For tronweb and TronLink: read the token with its typings, submit signed orders, follow deposits. Signing is
 * `signOrder(order, tronWeb)` of the package's main entrance.
 * @packageDocumentation
 */
import type { TronWeb } from "tronweb";
import type { IStablecoin } from "../../typechain-types/index.js";
import { toHex } from "../tron/address.ts";
import { TOKEN_INTERFACE, connectToken } from "./connect.ts";
import { type CoinEvent, type Deposit, readEvents } from "./reading/events.ts";
import { callOf } from "./signing/call.ts";
import type { PermitMessage, SignedOrder } from "./signing/typed-data.ts";
import { type TronReceipt, type TronSending, runnerOf, sendData } from "./tron-calls.ts";

export * from "./moving/tron.ts";
export type { TronReceipt, TronRunner, TronSending } from "./tron-calls.ts";
export { isTronAddress, toBase58, toEvm, toHex } from "../tron/address.ts";

/**
 * The token with its ethers typings, read through tronweb. Reading only: to send, use `submitOrder` and `sendCall`.
 * @example
 * const token = connectTron(tronWeb, "T…");
 * const order = await buildPermit(token, { owner: "T…", spender: "T…", value });
 * await submitOrder(await signOrder(order, tronWeb), relayerTronWeb);
 */
export function connectTron(tronWeb: TronWeb, token: string): IStablecoin {
  return connectToken(token, runnerOf(tronWeb));
}

/**
 * Carries a signed order to the token and waits for its block; tronweb's account pays the energy.
 * @throws IntegrationError `REVERTED` with the token's reason, before anything is sent if it is known then
 */
export async function submitOrder(signed: SignedOrder, tronWeb: TronWeb, sending?: TronSending): Promise<TronReceipt> {
  const { signature, args } = callOf(signed);
  return await sendCall(tronWeb, signed.order.domain.verifyingContract, signature, args, sending);
}

/** Carries a permit to the token. If somebody else carried it there first, the answer is undefined: the allowance is there. */
export async function submitPermit(
  signed: SignedOrder<"permit">,
  tronWeb: TronWeb,
  sending?: TronSending,
): Promise<TronReceipt | undefined> {
  try {
    return await submitOrder(signed, tronWeb, sending);
  } catch (error) {
    const token = connectTron(tronWeb, signed.order.domain.verifyingContract);
    const { owner, spender, value, nonce }: PermitMessage = signed.order.message;
    const [next, allowance] = [await token.nonces(owner), await token.allowance(owner, spender)];
    if (next > nonce && allowance >= value) return undefined;
    throw error;
  }
}

/**
 * Calls a function of the token in a transaction and waits for its block.
 * @param signature - such as `transfer(address,uint256)`
 * @param args - as ethers takes them, addresses as `0x…`
 * @throws IntegrationError `REVERTED`, `BROADCAST_REFUSED` or `NOT_MINED`
 */
export async function sendCall(
  tronWeb: TronWeb,
  token: string,
  signature: string,
  args: readonly unknown[],
  sending?: TronSending,
): Promise<TronReceipt> {
  const data = TOKEN_INTERFACE.encodeFunctionData(signature, args);
  return await sendData(tronWeb, token, { signature, data }, sending);
}

/** Returns the token's events in what java-tron reports of a transaction. */
export function eventsOf({ log = [] }: TronReceipt, token: string): CoinEvent[] {
  const logs = log.map(({ address, topics = [], data = "" }, index) => ({
    address: `0x${address}`,
    topics: topics.map((topic) => `0x${topic}`),
    data: `0x${data}`,
    index,
    ...ELSEWHERE,
  }));
  return readEvents(logs, token);
}

/** Fields of ethers' logs that do not matter for reading one. */
const ELSEWHERE = { blockHash: "", blockNumber: 0, removed: false, transactionHash: "", transactionIndex: 0 };

/** Number of the newest solidified block: what is in it can no longer be undone. */
export async function solidBlock(tronWeb: TronWeb): Promise<number> {
  const block = await tronWeb.solidityNode.request<{
    readonly block_header: { readonly raw_data: { readonly number?: number } };
  }>("walletsolidity/getnowblock", {}, "post");
  return block.block_header.raw_data.number ?? 0;
}

/**
 * Returns everything that arrived at these accounts in one solidified block: what an exchange credits. Ask for each
 * number up to `solidBlock` once; what a failed transaction logged is not among it.
 */
export async function depositsInBlock(
  tronWeb: TronWeb,
  token: string,
  accounts: readonly string[],
  block: number,
): Promise<Deposit[]> {
  const wanted = new Set<string>(accounts.map(toHex));
  const path = "walletsolidity/gettransactioninfobyblocknum";
  const infos = await tronWeb.solidityNode.request<TronReceipt[] | undefined>(path, { num: block }, "post");
  let logIndex = 0;
  return (Array.isArray(infos) ? infos : []).flatMap((info) => {
    const first = logIndex;
    logIndex += info.log?.length ?? 0;
    if (info.receipt.result !== "SUCCESS") return [];
    return (info.log ?? []).flatMap((log, index): Deposit[] => {
      const [event] = eventsOf({ ...info, log: [log] }, token);
      if (event?.name !== "Transfer") return [];
      const { from, to, value } = event.args;
      if (!wanted.has(toHex(to)) || value === 0n) return [];
      return [{ from, to, value, transaction: info.id, block, logIndex: first + index, issued: BigInt(from) === 0n }];
    });
  });
}
