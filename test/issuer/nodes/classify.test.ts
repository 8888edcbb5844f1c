import { expect } from "chai";
import { type About, type Said, classify } from "../../../packages/tron/nodes/classify.ts";
import type { Verdict } from "../../../packages/tron/nodes/verdict.ts";

/** What nodes were seen to say, and what it means. */
const SEEN: readonly (readonly [About, Said, Verdict])[] = [
  // statuses and headers
  ["read", { status: 429, message: "" }, { kind: "wait", milliseconds: null }],
  ["read", { status: 429, retryAfter: 7_000 }, { kind: "wait", milliseconds: 7_000 }],
  ["logs", { status: 429, message: "too many blocks in range" }, { kind: "wait", milliseconds: null }],
  ["read", { status: 503, retryAfter: 2_000 }, { kind: "wait", milliseconds: 2_000 }],
  ["read", { status: 503, message: "Service Unavailable" }, { kind: "retry" }],
  ["read", { status: 500, message: "" }, { kind: "retry" }],
  ["read", { status: 502, message: "502 Bad Gateway nginx" }, { kind: "retry" }],
  ["read", { status: 504, message: "" }, { kind: "retry" }],
  ["read", { status: 408, message: "" }, { kind: "retry" }],
  ["read", { status: 401, message: "" }, { kind: "denied" }],
  ["read", { status: 403, message: "" }, { kind: "denied" }],
  ["read", { status: 402, message: "Payment Required" }, { kind: "denied" }],
  ["read", { status: 404, message: "404 page not found" }, { kind: "not-served" }],
  ["read", { status: 405, message: "Method Not Allowed" }, { kind: "not-served" }],
  ["logs", { status: 413, message: "" }, { kind: "results", most: null }],
  ["read", { status: 302, message: "" }, { kind: "odd" }],
  [
    "read",
    {
      status: 403,
      message: "The key exceeds the frequency limit(15), and the query server is suspended for 5 s",
    },
    { kind: "wait", milliseconds: 5_000 },
  ],
  // limits of requests
  [
    "logs",
    { code: -32_007, message: "50/second request limit reached - reduce calls per second or upgrade your account" },
    { kind: "wait", milliseconds: 1_000 },
  ],
  [
    "read",
    { code: 429, message: "Your app has exceeded its compute units per second capacity." },
    { kind: "wait", milliseconds: 1_000 },
  ],
  ["read", { code: -32_005, message: "project ID request rate exceeded" }, { kind: "limited" }],
  ["read", { code: -32_029, message: "Too Many Requests" }, { kind: "wait", milliseconds: null }],
  ["read", { message: "rate limit exceeded, try again in 250ms" }, { kind: "wait", milliseconds: 250 }],
  ["read", { message: "Please retry after 3 s" }, { kind: "wait", milliseconds: 3_000 }],
  ["logs", { code: -32_005, message: "limit exceeded" }, { kind: "limited" }],
  ["read", { code: -32_005, message: "daily request count exceeded, request rate limited" }, { kind: "denied" }],
  ["read", { code: -32_001, message: "Monthly quota exceeded" }, { kind: "denied" }],
  ["read", { message: "Must be authenticated!" }, { kind: "denied" }],
  ["read", { status: 401, message: "invalid project id" }, { kind: "denied" }],
  // ranges
  ["logs", { code: -32_000, message: "exceed maximum block range: 5" }, { kind: "range", most: 5 }],
  [
    "logs",
    { code: -32_600, message: "You can make eth_getLogs requests with up to a 10 block range." },
    { kind: "range", most: 10 },
  ],
  [
    "logs",
    { status: 400, code: -32_600, message: "eth_getLogs is limited to 0 - 10 blocks range" },
    { kind: "range", most: 10 },
  ],
  ["logs", { code: -32_602, message: "eth_getLogs is limited to a 10,000 range" }, { kind: "range", most: 10_000 }],
  ["logs", { message: "please limit the query to at most 1000 blocks" }, { kind: "range", most: 1_000 }],
  ["logs", { message: "maximum [from, to] blocks distance: 2000" }, { kind: "range", most: 2_000 }],
  [
    "logs",
    { message: "block range limit exceeded. See more at https://docs.example/2048" },
    { kind: "range", most: null },
  ],
  ["logs", { message: "range over limit (10k blocks)" }, { kind: "range", most: 10_000 }],
  ["logs", { message: "eth_getLogs block range too large, range: 20000, max: 5000" }, { kind: "range", most: 5_000 }],
  ["logs", { code: -32_005, message: "query returned more than 10000 results" }, { kind: "results", most: null }],
  [
    "logs",
    { code: -32_005, message: "query returned more than 10000 results. Try with this block range [0x10, 0x1F]." },
    { kind: "results", most: 16 },
  ],
  ["logs", { message: "query exceeds max results 20000, retry with the range 100-149" }, { kind: "results", most: 50 }],
  ["logs", { message: "Log response size exceeded." }, { kind: "results", most: null }],
  ["logs", { message: "query timeout exceeded" }, { kind: "results", most: null }],
  // history
  ["read", { code: 4_444, message: "pruned history unavailable" }, { kind: "not-served" }],
  ["read", { code: -32_000, message: "history has been pruned for this block" }, { kind: "not-served" }],
  ["read", { code: -32_000, message: "missing trie node 11ab (path ) <nil>" }, { kind: "not-served" }],
  ["read", { code: -32_000, message: "header not found" }, { kind: "not-served" }],
  ["read", { code: -32_000, message: "block not found" }, { kind: "not-served" }],
  ["read", { code: -39_001, message: "Unknown block" }, { kind: "not-served" }],
  ["read", { message: "historical state 0xab is not available" }, { kind: "not-served" }],
  ["read", { code: -32_601, message: "the method eth_foo does not exist/is not available" }, { kind: "not-served" }],
  ["read", { message: "this API is closed because this node is a lite fullnode" }, { kind: "not-served" }],
  ["logs", { code: -32_000, message: "block range extends beyond current head block" }, { kind: "behind" }],
  ["read", { code: -32_000, message: "cannot query unfinalized data" }, { kind: "behind" }],
  // sending
  ["send", { code: -32_000, message: "already known" }, { kind: "known" }],
  ["send", { code: -32_000, message: "ALREADY_EXISTS: already known" }, { kind: "known" }],
  ["send", { code: -32_010, message: "Transaction with the same hash was already imported." }, { kind: "known" }],
  ["send", { code: -32_000, message: "nonce too low: next nonce 7, tx nonce 6" }, { kind: "refused" }],
  ["send", { code: -32_000, message: "replacement transaction underpriced" }, { kind: "refused" }],
  [
    "send",
    { code: -32_000, message: "transaction underpriced: gas tip cap 1, minimum needed 50000000" },
    { kind: "refused" },
  ],
  ["send", { code: -32_000, message: "insufficient funds for gas * price + value" }, { kind: "refused" }],
  ["send", { code: -32_000, message: "exceeds block gas limit" }, { kind: "refused" }],
  ["send", { code: -32_000, message: "txpool is full" }, { kind: "retry" }],
  ["send", { message: "SERVER_BUSY" }, { kind: "retry" }],
  ["send", { message: "BLOCK_UNSOLIDIFIED" }, { kind: "retry" }],
  // contracts
  ["read", { code: 3, message: "execution reverted", data: "0x" }, { kind: "refused" }],
  ["read", { code: -32_000, message: "execution reverted: limit exceeded for block range" }, { kind: "refused" }],
  ["read", { code: -32_015, message: "VM execution error.", data: "0x08c379a0aabbccdd" }, { kind: "refused" }],
  ["read", { code: -32_603, message: "Internal error" }, { kind: "retry" }],
  ["read", { code: -32_000, message: "something nobody has heard of" }, { kind: "refused" }],
];

describe("What nodes say", () => {
  for (const [about, said, verdict] of SEEN) {
    const { status, code, message = "" } = said;
    it(`${about}: ${[status, code, message].filter((part) => part !== undefined && part !== "").join(" ")}`, () => {
      expect(classify(said, about)).to.deep.equal(verdict);
    });
  }

  it("takes no number for a limit that is not below what was asked for", () => {
    const said = { message: "block range is too wide: blocks 100 to 2099, at most 500 of 5000" };
    expect(classify(said, "logs", 2_000, [100, 2_099])).to.deep.equal({ kind: "range", most: 500 });
    const repeated = { message: "the block range 100 to 2099 is too large" };
    expect(classify(repeated, "logs", 2_000, [100, 2_099])).to.deep.equal({ kind: "range", most: null });
  });
});
