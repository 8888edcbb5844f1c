import type { TronWeb } from "tronweb";
import { objectOf, valuesOf } from "../given.ts";
import { asked } from "../reading/trouble.ts";
import type { TronReceipt } from "../tron-calls.ts";
import { type Scan, type ScanReceipt, type ScanRequest, type ScanSource, scanBy } from "./scan.ts";

export type { Scan, ScanCursor, ScanRequest, ScannedDeposit } from "./scan.ts";

interface RawBlock {
  readonly blockID?: string;
  readonly block_header?: {
    readonly raw_data: { readonly number?: number; readonly timestamp?: number; readonly parentHash?: string };
  };
  readonly transactions?: readonly { readonly txID: string }[];
}

/**
 * Returns the deposits of the next blocks, with their memos, and where to go on: what an exchange credits. Call it until the
 * cursor has reached `newest`, and keep deposits and cursor in one transaction of your database. It reads each block and
 * what java-tron tells of its transactions, of which none may be missing, from `/walletsolidity/`.
 * @param token - address of the token, in any form
 * @throws IntegrationError `CURSOR_REPLACED` if the cursor's block is not there any more, `EVENTS_MISSING` if the node's answers
 * are not complete: try again; `ADDRESS_INVALID`, `INPUT_INVALID`, `NODE_UNREACHABLE` and what
 * else stands in the way of asking
 */
export async function scanDeposits(tronWeb: TronWeb, token: string, request: ScanRequest): Promise<Scan> {
  const { until } = valuesOf("The scan", request);
  return await asked(() => scanBy(tronSource(tronWeb, until === "latest"), token, request));
}

function tronSource(tronWeb: TronWeb, isUnsettled: boolean): ScanSource {
  const { fullNode, solidityNode } = objectOf("tronweb", tronWeb);
  const ask = <T>(method: string, body: object = {}): Promise<T> =>
    isUnsettled
      ? fullNode.request<T>(`wallet/${method}`, body, "post")
      : solidityNode.request<T>(`walletsolidity/${method}`, body, "post");
  return {
    async newest() {
      const { block_header: header } = await ask<RawBlock>("getnowblock");
      return header?.raw_data.number ?? 0;
    },
    async block(number) {
      const {
        blockID,
        block_header: header,
        transactions = [],
      } = await ask<RawBlock>("getblockbynum", { num: number });
      if (blockID === undefined || header === undefined) return undefined;
      const { timestamp = 0, parentHash = "" } = header.raw_data;
      return {
        ...{ number: header.raw_data.number ?? 0, hash: `0x${blockID}`, parentHash: `0x${parentHash}` },
        timestamp: Math.floor(timestamp / 1_000),
        transactions: transactions.map(({ txID }) => `0x${txID}`),
      };
    },
    async receipts({ number }) {
      const infos = await ask<TronReceipt[] | undefined>("gettransactioninfobyblocknum", { num: number });
      let position = 0;
      return (Array.isArray(infos) ? infos : []).map((info): ScanReceipt => {
        const first = position;
        const logs = info.log ?? [];
        position += logs.length;
        const done = info.receipt.result === undefined || info.receipt.result === "SUCCESS";
        return {
          transaction: `0x${info.id}`,
          logs: done ? logs.map((log, index) => ({ ...readLog(log), logIndex: first + index })) : [],
        };
      });
    },
  };
}

function readLog(log: NonNullable<TronReceipt["log"]>[number]): Omit<ScanReceipt["logs"][number], "logIndex"> {
  const topics = (log.topics ?? []).map((topic) => `0x${topic}`);
  return { address: `0x${log.address.slice(-40)}`, topics, data: `0x${log.data ?? ""}` };
}
