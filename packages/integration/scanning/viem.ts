import type { Client } from "viem";
import { objectOf } from "../given.ts";
import { asked } from "../reading/trouble.ts";
import { jsonRpcSource } from "./json-rpc.ts";
import { type Scan, type ScanRequest, scanBy } from "./scan.ts";

export type { Scan, ScanCursor, ScanRequest, ScannedDeposit } from "./scan.ts";

/**
 * Returns the deposits of the next blocks, with their memos, and where to go on: what an exchange credits. Call it until the
 * cursor has reached `newest`, and keep deposits and cursor in one transaction of your database. It asks for no search of logs,
 * whose answers may be short, but for headers and whole receipts.
 * @param client - of viem, on TRON at a node's `/jsonrpc`
 * @param token - address of the token, in any form
 * @throws IntegrationError `CURSOR_REPLACED` if the cursor's block is not there any more, `EVENTS_MISSING` if the node's answers
 * are not complete: try again; `ADDRESS_INVALID`, `INPUT_INVALID`, `NODE_UNREACHABLE` and what
 * else stands in the way of asking
 */
export async function scanDeposits(client: Client, token: string, request: ScanRequest): Promise<Scan> {
  objectOf("The client", client);
  const ask = (method: string, params: unknown[]): Promise<unknown> => client.request({ method, params } as never);
  return await asked(() => scanBy(jsonRpcSource(ask), token, request));
}
