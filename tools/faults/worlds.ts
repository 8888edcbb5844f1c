import type { Question, Reply, Spoil } from "../../test/support/spoiling-node.ts";
import { json } from "./network-faults.ts";
import type { Site } from "./site.ts";

/** Whole numbers from 0 below a limit, the same for the same seed. */
export type Dice = (below: number) => number;

/** A generator of numbers (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** How a node answers that is not what it seems. */
export interface World {
  readonly fault: string;
  readonly where: string;
  readonly spoil: (site: Site, roll: Dice) => Spoil;
}

const hex = (number: number): string => `0x${Math.max(0, number).toString(16)}`;

type Rpc = Record<string, unknown> & { result?: unknown };

/** Forwards a question, and changes the result of JSON-RPC. */
async function changed(
  forward: (body?: string) => Promise<Reply>,
  body: string | undefined,
  change: (result: unknown) => unknown,
): Promise<Reply> {
  const reply = await forward(body);
  const answer = JSON.parse(reply.body) as Rpc;
  return "result" in answer ? { ...reply, body: JSON.stringify({ ...answer, result: change(answer.result) }) } : reply;
}

/** Answers as a machine that has no block above a number. */
export async function asOf(
  top: number,
  { path, method, params, body, id }: Question,
  forward: (body?: string) => Promise<Reply>,
): Promise<Reply> {
  const later = (block: unknown): boolean => block !== undefined && block !== null && Number(block) > top;
  const ask = (index: number, value: unknown): string => {
    const next = [...params];
    next[index] = value;
    return JSON.stringify({ ...(JSON.parse(body) as object), params: next });
  };
  const isTron = path.startsWith("/wallet");
  if (isTron) return tronAsOf(top, method, params, forward);
  switch (method) {
    case "eth_blockNumber":
      return changed(forward, undefined, (result) => hex(Math.min(top, Number(result))));
    case "eth_getBlockByNumber": {
      const [tag] = params as [string];
      if (tag.startsWith("0x")) return later(tag) ? json({ jsonrpc: "2.0", id, result: null }) : forward();
      return tag === "earliest" ? forward() : forward(ask(0, hex(top)));
    }
    case "eth_getTransactionReceipt":
    case "eth_getTransactionByHash":
      return changed(forward, undefined, (result) => (later((result as Rpc | null)?.blockNumber) ? null : result));
    case "eth_getLogs": {
      const [filter] = params as [{ fromBlock?: string; toBlock?: string }];
      if (later(filter.fromBlock)) return json({ jsonrpc: "2.0", id, result: [] });
      const to = filter.toBlock?.startsWith("0x") === true ? Math.min(top, Number(filter.toBlock)) : top;
      return forward(ask(0, { ...filter, toBlock: hex(to) }));
    }
    case "eth_call":
    case "eth_getBalance":
    case "eth_getCode":
    case "eth_getTransactionCount": {
      if (path.includes("jsonrpc")) return forward(); // java-tron serves the newest state only
      const [, tag] = params as [unknown, string | undefined];
      if (tag?.startsWith("0x") !== true) return forward(ask(1, hex(top)));
      return later(tag)
        ? json({ jsonrpc: "2.0", id, error: { code: -32_000, message: "header not found" } })
        : forward();
    }
    default:
      return forward();
  }
}

async function tronAsOf(
  top: number,
  method: string,
  [given]: readonly unknown[],
  forward: (body?: string) => Promise<Reply>,
): Promise<Reply> {
  const body = given as { id_or_num?: string; num?: number };
  if (method === "getblock" && body.id_or_num === undefined) {
    const reply = await forward();
    const number =
      (JSON.parse(reply.body) as { block_header?: { raw_data: { number?: number } } }).block_header?.raw_data.number ??
      0;
    return number <= top ? reply : forward(JSON.stringify({ ...body, id_or_num: `${top}` }));
  }
  if (method === "getblock" || method === "gettransactioninfobyblocknum") {
    const number = Number(body.id_or_num ?? body.num);
    return number > top ? json(method === "getblock" ? {} : []) : forward();
  }
  if (method === "gettransactioninfobyid") {
    const reply = await forward();
    const { blockNumber = 0 } = JSON.parse(reply.body) as { blockNumber?: number };
    return blockNumber > top ? json({}) : reply;
  }
  return forward();
}

const head = (site: Site): Promise<number> => site.chain.provider.getBlockNumber();

/** One URL before machines that are up to four blocks behind each other, another one for each request. */
const lagging: World = {
  fault: "one URL before nodes that are 0 to 4 blocks behind",
  where: "each request of a run",
  spoil: (site, roll) => async (question, forward) => asOf((await head(site)) - roll(5), question, forward),
};

/** What a lagging machine does at the worst moment: it knows nothing of what was just sent, for a while. */
const forgetful: World = {
  fault: "a node that does not know what was sent, and cuts events at its head",
  where: "the requests after the broadcast",
  spoil(site, roll) {
    let sentAt: number | null = null;
    let left = 1 + roll(60);
    return async (question, forward) => {
      if (/^(eth_sendRawTransaction|broadcast\w*)$/.test(question.method)) sentAt ??= await head(site);
      if (sentAt === null || left <= 0) return forward();
      left -= 1;
      const blind = /Receipt|TransactionByHash|gettransactioninfobyid|getLogs/.test(question.method);
      return blind ? asOf(sentAt, question, forward) : forward();
    };
  },
};

/** Free plans, gateways and java-tron's own limits. */
const throttled: World = {
  fault: "a node that throttles, in the words of several providers",
  where: "one request in three",
  spoil:
    (_, roll) =>
    async ({ path, id }, forward) => {
      if (roll(3) > 0) return forward();
      const wait = { "retry-after": "0.02" };
      const rpc = (code: number, message: string): Reply => json({ jsonrpc: "2.0", id, error: { code, message } });
      const isTron = path.startsWith("/wallet");
      switch (roll(isTron ? 2 : 4)) {
        case 0:
          return {
            status: 429,
            headers: { "content-type": "text/html", ...wait },
            body: "<html>Too Many Requests</html>",
          };
        case 1:
          return {
            status: 403,
            headers: { "content-type": "application/json", ...wait },
            body: JSON.stringify({
              Error: "request rate exceeds the allowed_rps, and the query server is suspended for 0.02 s",
            }),
          };
        case 2:
          return rpc(-32_005, "rate limit exceeded, retry in 20ms");
        default:
          return rpc(-32_007, "50/second request limit reached, retry in 20ms");
      }
    },
};

/** A node that keeps the last blocks only. */
const pruned: World = {
  fault: "a node that has forgotten all but the last 30 blocks",
  where: "each request of a run",
  spoil: (site) => async (question, forward) => {
    const { method, params, id } = question;
    const oldest = (await head(site)) - 30;
    const old = (block: unknown): boolean =>
      typeof block === "string" && block.startsWith("0x") && Number(block) < oldest;
    if (method === "eth_getBlockByNumber" && old(params[0])) return json({ jsonrpc: "2.0", id, result: null });
    const [filter] = params as [{ fromBlock?: string } | undefined];
    if (method === "eth_getLogs" && old(filter?.fromBlock)) {
      return json({ jsonrpc: "2.0", id, error: { code: 4_444, message: "pruned history unavailable" } });
    }
    if (method !== "eth_getTransactionReceipt") return forward();
    return changed(forward, undefined, (result) => (old((result as Rpc | null)?.blockNumber) ? null : result));
  },
};

/** Gateways that answer with anything but an answer. */
const odd: World = {
  fault: "a node that answers with HTML, nothing, half an answer or null",
  where: "one request in eight",
  spoil: (_, roll) => async (question, forward) => {
    if (roll(8) > 0) return forward();
    const page: Reply = { status: 200, headers: { "content-type": "text/html" }, body: "<html>busy</html>" };
    switch (roll(4)) {
      case 0:
        return page;
      case 1:
        return { ...page, body: "" };
      case 2: {
        const reply = await forward();
        return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) };
      }
      default:
        return question.path.startsWith("/wallet") ? json({}) : json({ jsonrpc: "2.0", id: question.id, result: null });
    }
  },
};

/** Nodes as people really use them. */
export const WORLDS: readonly World[] = [lagging, forgetful, throttled, pruned, odd];
