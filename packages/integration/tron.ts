/**
 * For tronweb and TronLink: read the token with its typings, submit signed orders, follow deposits. Signing is
 * `signOrder(order, tronWeb)` of the package's main entrance. Every function throws IntegrationError alone.
 * @packageDocumentation
 */
import { FunctionFragment, Interface, type ParamType } from "ethers";
import type { TronWeb } from "tronweb";
import { toAccount, toHex } from "./account.ts";
import { transactionId } from "./assets.ts";
import { type HolderToken, connectToken } from "./connect.ts";
import { listOf, objectOf, textOf } from "./given.ts";
import { type CoinEvent, type Deposit, readEvents } from "./reading/events.ts";
import { asked, troubleError } from "./reading/trouble.ts";
import { callOf } from "./signing/call.ts";
import { type SignedOrder, checkedSigned } from "./signing/typed-data.ts";
import { type TronReceipt, type TronSending, logsOf, runnerOf, sendData } from "./tron-calls.ts";

export * from "./moving/tron.ts";
export * from "./problem.ts";
export * from "./scanning/tron.ts";
export type { TronReceipt, TronRunner, TronSending } from "./tron-calls.ts";
export { isTronAddress, toAccount, toBase58, toHex } from "./account.ts";

/**
 * The token with its ethers typings, read through tronweb. Reading only: to send, use `submitOrder` and `sendCall`.
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID`
 * @example
 * const token = connectTron(tronWeb, "T…");
 * const order = await buildPermit(token, { owner: "T…", spender: "T…", value });
 * await submitOrder(await signOrder(order, tronWeb), relayerTronWeb);
 */
export function connectTron(tronWeb: TronWeb, token: string): HolderToken {
  return connectToken(token, runnerOf(tronWeb));
}

/**
 * Carries a signed order to the token and waits for its block; tronweb's account pays the energy.
 * @throws IntegrationError `REVERTED` with the token's reason, before anything is sent if it is known then; `ORDER_INVALID`;
 * as {@link sendCall}
 */
export async function submitOrder(signed: SignedOrder, tronWeb: TronWeb, sending?: TronSending): Promise<TronReceipt> {
  const { order } = checkedSigned(signed);
  const { signature, args } = callOf(signed);
  return await sendCall(tronWeb, order.domain.verifyingContract, signature, args, sending);
}

/**
 * Carries a permit to the token. If somebody else carried it there first, the answer is undefined: the allowance is there.
 * @throws IntegrationError as {@link submitOrder}
 */
export async function submitPermit(
  signed: SignedOrder<"permit">,
  tronWeb: TronWeb,
  sending?: TronSending,
): Promise<TronReceipt | undefined> {
  try {
    return await submitOrder(signed, tronWeb, sending);
  } catch (error) {
    const { domain, message } = checkedSigned(signed).order;
    const { owner, spender, value, nonce } = message;
    const [next, allowance] = await asked(async () => {
      const token = connectTron(tronWeb, domain.verifyingContract);
      return [await token.nonces(owner), await token.allowance(owner, spender)] as const;
    });
    if (next > nonce && allowance >= value) return undefined;
    throw error;
  }
}

/**
 * Calls a function of the token in a transaction and waits for its block.
 * @param signature - such as `transfer(address,uint256)`
 * @param args - as ethers takes them, addresses in any form
 * @throws IntegrationError `REVERTED` with the reason; `GAS_EXHAUSTED` with the fee limit and what was burnt; `GAS_MONEY_MISSING`,
 * `WALLET_REJECTED`, `NOT_MINED` and what else stands in the way; `INPUT_INVALID` for arguments that the function does not
 * take, `ADDRESS_INVALID`
 */
export async function sendCall(
  tronWeb: TronWeb,
  token: string,
  signature: string,
  args: readonly unknown[],
  sending?: TronSending,
): Promise<TronReceipt> {
  const data = encoded(signature, args);
  return await sendData(tronWeb, toAccount(token), { signature, data }, sending);
}

function encoded(signature: string, args: readonly unknown[]): string {
  textOf("The function", signature);
  listOf("The arguments", args);
  try {
    const fragment = FunctionFragment.from(`function ${signature}`);
    return new Interface([fragment]).encodeFunctionData(
      fragment,
      fragment.inputs.map((input, index) => accountsIn(input, args[index])),
    );
  } catch (error) {
    throw troubleError(error);
  }
}

/** Addresses in any form become what ethers encodes. */
function accountsIn(type: ParamType, value: unknown): unknown {
  if (type.baseType === "address") return toAccount(value as string);
  if (type.arrayChildren === null) return value;
  const { arrayChildren } = type;
  return listOf("The argument", value as unknown[]).map((one) => accountsIn(arrayChildren, one));
}

/**
 * Returns the token's events in what java-tron reports of a transaction.
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID`
 */
export function eventsOf(receipt: TronReceipt, token: string): CoinEvent[] {
  return readEvents(logsOf(receipt), token);
}

/**
 * Number of the newest solidified block: what is in it can no longer be undone.
 * @throws IntegrationError `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function solidBlock(tronWeb: TronWeb): Promise<number> {
  objectOf("tronweb", tronWeb);
  type Header = { readonly block_header: { readonly raw_data: { readonly number?: number } } };
  return await asked(async () => {
    const block = await tronWeb.solidityNode.request<Header>("walletsolidity/getnowblock", {}, "post");
    return block.block_header.raw_data.number ?? 0;
  });
}

/**
 * Returns everything that arrived at these accounts in one solidified block: what an exchange credits. Ask for each
 * number up to `solidBlock` once; what a failed transaction logged is not among it.
 * @throws IntegrationError `ADDRESS_INVALID`; `NODE_UNREACHABLE` and what else stands in the way of asking; `INPUT_INVALID`
 */
export async function depositsInBlock(
  tronWeb: TronWeb,
  token: string,
  accounts: readonly string[],
  block: number,
): Promise<Deposit[]> {
  const wanted = new Set<string>(listOf("The accounts", accounts).map(toHex));
  const path = "walletsolidity/gettransactioninfobyblocknum";
  objectOf("tronweb", tronWeb);
  const infos = await asked(() =>
    tronWeb.solidityNode.request<TronReceipt[] | undefined>(path, { num: block }, "post"),
  );
  return await asked(() => Promise.resolve(depositsIn(infos, { token, block, wanted })));
}

/** What a node answers may be anything: what cannot be read is its failure. */
function depositsIn(
  infos: readonly TronReceipt[] | undefined,
  { token, block, wanted }: { readonly token: string; readonly block: number; readonly wanted: ReadonlySet<string> },
): Deposit[] {
  let logIndex = 0;
  const all: readonly TronReceipt[] = Array.isArray(infos) ? infos : [];
  return all.flatMap((info) => {
    const first = logIndex;
    logIndex += info.log?.length ?? 0;
    if (info.receipt.result !== "SUCCESS") return [];
    return (info.log ?? []).flatMap((log, index): Deposit[] => {
      const [event] = eventsOf({ ...info, log: [log] }, token);
      if (event?.name !== "Transfer") return [];
      const { from, to, value } = event.args;
      if (!wanted.has(toHex(to)) || value === 0n) return [];
      return [
        {
          from,
          to,
          value,
          transaction: transactionId(info.id),
          block,
          logIndex: first + index,
          issued: BigInt(from) === 0n,
        },
      ];
    });
  });
}
