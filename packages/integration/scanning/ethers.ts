import type { BaseContract } from "ethers";
import { toAccount } from "../account.ts";
import { IntegrationError } from "../problem.ts";
import { asked } from "../reading/trouble.ts";
import { contractOf } from "../reading/view.ts";
import { jsonRpcSource } from "./json-rpc.ts";
import { type Scan, type ScanRequest, scanBy } from "./scan.ts";

export type { Scan, ScanCursor, ScanRequest, ScannedDeposit } from "./scan.ts";

/**
 * Returns the deposits of the next blocks, with their memos, and where to go on: what an exchange credits. Call it until the
 * cursor has reached `newest`, and keep deposits and cursor in one transaction of your database.
 *
 * It asks for no search of logs, whose answers may be short: it reads the header of every block, which must follow one another, and
 * all receipts of those whose filter does not rule the coin out, which must be as many as the block has transactions. So a
 * node that is behind, has lost an index or changes its branch is an error, and never a deposit less.
 * @param token - connected with a `JsonRpcProvider`, or on TRON with that of `./tron/provider` or at a node's `/jsonrpc`
 * @throws IntegrationError `CURSOR_REPLACED` if the cursor's block is not there any more, `EVENTS_MISSING` if the node's answers
 * are not complete: try again; `ADDRESS_INVALID`, `INPUT_INVALID`, `NODE_UNREACHABLE` and what
 * else stands in the way of asking
 */
export async function scanDeposits(token: BaseContract, request: ScanRequest): Promise<Scan> {
  const { runner, target } = contractOf(token);
  const provider = runner?.provider as { send?: (method: string, params: unknown[]) => Promise<unknown> } | null;
  if (typeof provider?.send !== "function") {
    throw new IntegrationError("INPUT_INVALID", "The token is not connected with a provider that asks one node.");
  }
  const address = toAccount(target as string);
  const { send } = provider;
  return await asked(() => scanBy(jsonRpcSource(send.bind(provider)), address, request));
}
