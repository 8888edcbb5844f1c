import type { Question, Reply, Spoil, SpoilingNode } from "../../test/support/spoiling-node.ts";

/**
 * What goes wrong between an engine and its node:
 * - `down`: from this request on nothing is answered, as if the node were gone;
 * - `refused`: this request is answered with an error and never reaches the node;
 * - `unanswered`: this request reaches the node, which acts on it, and the answer is lost;
 * - `silent`: this request never reaches the node, and the client waits until it gives up;
 * - `swallowed`: this request is answered as if it had worked, and never reaches the node.
 */
export type NetworkFault = "down" | "refused" | "unanswered" | "silent" | "swallowed";

/** A fault, and the request that meets it. */
export interface Armed {
  readonly fault: NetworkFault;
  /** Counted from the moment it is armed, from one. */
  readonly at: number;
  /** Counts only these requests. */
  readonly matching?: (question: Question) => boolean;
}

/** Requests that carry a signed transaction, on either chain. */
export const isBroadcast = ({ method }: Question): boolean => /^(eth_sendRawTransaction|broadcast\w*)$/.test(method);

/** Sets one fault. @returns Tells whether it was met. */
export function arm(node: SpoilingNode, { fault, at, matching = () => true }: Armed): () => boolean {
  let met = false;
  const spoil: Spoil = async (question, forward) => {
    met = true;
    return SPOILS[fault](question, forward);
  };
  node.on(matching, spoil, { skip: at - 1, times: fault === "down" ? Infinity : 1 });
  return () => met;
}

const SPOILS: Readonly<Record<NetworkFault, Spoil>> = {
  down: () => Promise.resolve("break"),
  refused: () => Promise.resolve(json({ Error: "refused on purpose" }, 503)),
  unanswered: async (_, forward) => {
    await forward();
    return "break";
  },
  silent: () => Promise.resolve("hang"),
  swallowed: (question) => Promise.resolve(json(acknowledgement(question))),
};

/** The answer that says a broadcast was taken: that of JSON-RPC, or of TRON's own interface. */
function acknowledgement({ path, params, id }: Question): unknown {
  if (!path.includes("/wallet/")) return { jsonrpc: "2.0", id, result: `0x${"00".repeat(32)}` };
  const [body] = params as [{ readonly txID?: string }];
  return { result: true, txid: body.txID ?? "" };
}

/** An answer of JSON. */
export function json(body: unknown, status = 200): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
