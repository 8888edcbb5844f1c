import type { TronClient } from "../../packages/tron/client.ts";
import type { WireBlock } from "../../packages/tron/wire.ts";
import { asOperatorError } from "../errors.ts";

/** A service of a TRON network, and what there is to say of it. */
export interface ProbedService {
  readonly service: "wallet" | "walletsolidity" | "jsonrpc";
  /** Why it cannot be used, in one sentence; null if it can. */
  readonly trouble: string | null;
}

/** What each service is needed for. */
const NEEDED_FOR = {
  wallet: "everything",
  walletsolidity: "what is final",
  jsonrpc: "events and storage (the last step of a deployment, upgrades, reconcile, monitor, attest)",
} as const;

/** Asks each service for the least it must be able to do. Sends nothing and costs nothing. */
export function probeServices(client: TronClient): Promise<ProbedService[]> {
  return Promise.all([
    probe("wallet", async () => hasNumber(await client.wallet<WireBlock>("getblock", { detail: false }))),
    probe("walletsolidity", async () => hasNumber(await client.solidity<WireBlock>("getblock", { detail: false }))),
    probe("jsonrpc", async () => {
      const head = await client.rpc<unknown>("eth_blockNumber", []);
      return typeof head === "string" && /^0x[0-9a-f]+$/i.test(head);
    }),
  ]);
}

async function probe(service: ProbedService["service"], ask: () => Promise<boolean>): Promise<ProbedService> {
  const is = `The node's service ${service} is needed for ${NEEDED_FOR[service]}`;
  try {
    return { service, trouble: (await ask()) ? null : `${is} and answers with something else.` };
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null) throw error;
    return { service, trouble: `${is}: ${refusal.message}` };
  }
}

/** The genesis block names no number. */
function hasNumber({ blockID }: WireBlock): boolean {
  return blockID !== undefined;
}
