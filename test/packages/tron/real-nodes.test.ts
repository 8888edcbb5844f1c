import { expect } from "chai";
import { SigningKey, computeAddress } from "ethers";
import { preflight } from "../../../deploy/01-preflight.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../../issuer/coin-file/resolve.ts";
import { TronError } from "../../../packages/tron/error.ts";
import { TronClient, httpTransports, type TronEndpoints } from "../../../packages/tron/client.ts";
import { type TronNode, createTronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { developmentKeys } from "../../../packages/hardhat-tron/devnet/options.ts";
import { probeServices } from "../../../issuer/chains/tron-services.ts";
import { TronProvider } from "../../../packages/tron/provider.ts";
import {
  broadcastTransaction,
  buildTransaction,
  finalBlock,
  readTransaction,
  signTransaction,
  transactionReference,
} from "../../../packages/tron/transactions.ts";
import { SpoilingNode, type Spoil, answers, breaks, changes, hangs } from "../../support/spoiling-node.ts";

const MARKER = "s3cret-marker";
const PATIENCE = { attempts: 3, pause: 1, longest: 2, throttled: 5_000 };

describe("TRON nodes as they are", () => {
  let node: TronNode;
  let spoilt: SpoilingNode;
  let other: SpoilingNode;
  before(async () => {
    node = await createTronNode({ port: 0 });
    [spoilt, other] = [await SpoilingNode.before(node.url), await SpoilingNode.before(node.url)];
  });
  after(async () => {
    await Promise.all([spoilt.close(), other.close()]);
    await node.close();
  });
  afterEach(() => {
    spoilt.heal();
    other.heal();
  });

  const clientOf = (fullNode: string, changed: Partial<TronEndpoints> = {}): TronClient =>
    new TronClient(httpTransports({ fullNode, patience: PATIENCE, ...changed }));
  const refusalOf = async (asked: Promise<unknown>): Promise<TronError> => {
    const thrown: unknown = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(thrown instanceof TronError)) throw new Error("It was not refused.", { cause: thrown });
    expect(`${thrown.message} ${thrown.remedy} ${JSON.stringify(thrown)}`).to.not.contain(MARKER);
    return thrown;
  };
  const transfer = async (client: TronClient): Promise<string> => {
    const [from, to] = developmentKeys().map((key) => new SigningKey(`0x${key}`));
    const operation = { kind: "transfer", from: computeAddress(from!), to: computeAddress(to!), value: 1n } as const;
    const reference = await transactionReference(client);
    const timestamp = BigInt(Date.now());
    const terms = { reference, feeLimit: 0n, lifetime: 60_000n, timestamp };
    return signTransaction(buildTransaction(operation, terms), from!).raw;
  };

  it("waits as a limit says and goes on, whatever status it comes with", async () => {
    const suspended = {
      Error: "The key exceeds the frequency limit(15), and the query server is suspended for 0.05 s",
    };
    const limits: Spoil[] = [
      answers(suspended, 403),
      answers("", 429, { "retry-after-ms": "20" }),
      answers({ Error: "too many requests" }),
      answers("<html><h1>503 Service Temporarily Unavailable</h1></html>", 503),
      answers("", 502),
      breaks,
    ];
    for (const limit of limits) {
      spoilt.on("getblock", limit, { times: 2 });
      const block = await clientOf(spoilt.url).wallet<{ blockID: string }>("getblock", { detail: false });
      expect(block.blockID).to.match(/^[0-9a-f]{64}$/);
      expect(spoilt.count("getblock")).to.equal(3);
      spoilt.heal();
    }
  });

  it("tells each odd answer with its own code, and none with the URL", async () => {
    const odd: readonly [Spoil, string][] = [
      [answers("<html><body>Welcome</body></html>"), "NODE_ANSWER_INVALID"],
      [answers("this API is closed because this node is a lite fullnode"), "HISTORY_MISSING"],
      [answers({ Error: "this API is closed because this node is a lite fullnode" }, 400), "HISTORY_MISSING"],
      [answers(""), "NODE_ANSWER_INVALID"],
      [answers('{"blockID":"00'), "NODE_ANSWER_INVALID"],
      [answers("", 401), "NODE_DENIED"],
      [answers({ Error: "Forbidden" }, 403), "NODE_DENIED"],
      [answers("", 404), "TRON_SERVICE_MISSING"],
      [answers("", 429, { "retry-after": "9999" }), "NODE_THROTTLED"],
      [answers("", 500), "CHAIN_UNREACHABLE"],
      [answers("", 301, { location: `http://${MARKER}.example` }), "NODE_ANSWER_INVALID"],
      [answers({ Error: "class java.lang.NullPointerException : null" }), "TRON_NODE_REFUSED"],
      [hangs, "CHAIN_UNREACHABLE"],
    ];
    for (const [spoil, code] of odd) {
      spoilt.on("getblock", spoil);
      const secret = spoilt.url.replace("http://", `http://user:${MARKER}@`);
      const client = clientOf(`${secret}/v1/${MARKER}?key=${MARKER}`, spoil === hangs ? { timeout: 60 } : {});
      expect((await refusalOf(client.wallet("getblock", {}))).code).to.equal(code);
      spoilt.heal();
    }
    const wrong = await refusalOf((async () => clientOf(`ftp://${MARKER}`).wallet("getblock"))());
    expect(wrong.code).to.equal("NODE_URL_INVALID");
  });

  it("sends user and password as a header", async () => {
    const client = clientOf(spoilt.url.replace("http://", `http://user:${MARKER}@`));
    await client.wallet("getblock", {});
    const [{ headers, path } = { headers: {}, path: "" }] = spoilt.asked;
    expect(headers.authorization).to.equal(`Basic ${Buffer.from(`user:${MARKER}`).toString("base64")}`);
    expect(path).to.equal("/wallet/getblock");
  });

  it("sends the same bytes again while a node is busy, and then says what java-tron's code means", async () => {
    for (const code of ["SERVER_BUSY", "BLOCK_UNSOLIDIFIED", "NO_CONNECTION", "TAPOS_ERROR"]) {
      const client = clientOf(spoilt.url);
      const raw = await transfer(client);
      spoilt.on("broadcasthex", answers({ code, message: "" }), { times: 1 });
      await broadcastTransaction(client, raw, PATIENCE);
      const sent = spoilt.asked.filter(({ method }) => method === "broadcasthex").map(({ body }) => body);
      expect(sent).to.have.length(2);
      expect(new Set(sent).size).to.equal(1);
      spoilt.heal();
    }
    spoilt.on("broadcasthex", answers({ code: "SERVER_BUSY", message: "" }));
    const busy = await refusalOf(broadcastTransaction(clientOf(spoilt.url), "0x00", PATIENCE));
    expect([busy.code, busy.remedy]).to.deep.equal([
      "BROADCAST_REFUSED",
      "The node is overloaded. Run again: the same transaction is sent again.",
    ]);
  });

  it("refers to a final block, whose time is not the one that the lifetime counts from", async () => {
    const client = clientOf(spoilt.url);
    for (let count = 0; count < 3; count++) await node.mine();
    const early: Spoil = (_, forward) => forward(JSON.stringify({ id_or_num: "1", detail: false }));
    spoilt.on(({ path }) => path === "/walletsolidity/getblock", early);
    const [reference, final] = [await transactionReference(client), await finalBlock(client)];
    expect([reference.number, reference.id]).to.deep.equal([final.number, final.id]);
    expect(reference.timestamp > final.timestamp).to.equal(true);
  });

  it("does not read block by block where the node only limits requests", async () => {
    const client = clientOf(spoilt.url, { patience: { ...PATIENCE, throttled: 5 } });
    spoilt.on("eth_getLogs", answers("", 429, { "retry-after": "60" }));
    const range = { fromBlock: "0x0", toBlock: "0x2" };
    const limited = new TronProvider({ client }).request({ method: "eth_getLogs", params: [range] });
    expect((await refusalOf(limited)).code).to.equal("NODE_THROTTLED");
    expect(spoilt.count("gettransactioninfobyblocknum")).to.equal(0);
  });

  it("reads again what a node that lags has left out, and refuses what it cannot have", async () => {
    const provider = new TronProvider({ client: clientOf(spoilt.url) });
    const head = Number(await provider.request({ method: "eth_blockNumber" }));
    const log = {
      ...{ address: `0x${"11".repeat(20)}`, topics: [], data: "0x", blockNumber: `0x${head.toString(16)}` },
      ...{ blockHash: `0x${"22".repeat(32)}`, transactionHash: `0x${"33".repeat(32)}`, logIndex: "0x0" },
    };
    const info = {
      id: log.transactionHash.slice(2),
      blockNumber: head,
      log: [{ address: "11".repeat(20), topics: [] }],
    };
    const range = { fromBlock: "0x0", toBlock: log.blockNumber };
    // The full node knows an event of the last block, and JSON-RPC leaves it out the first two times.
    spoilt.on(({ params }) => (params[0] as { num?: number } | undefined)?.num === head, answers([info]));
    spoilt.on(
      "eth_getLogs",
      changes(() => [log]),
    );
    spoilt.on(
      "eth_getLogs",
      changes(() => []),
      { times: 2 },
    );
    expect(await provider.request({ method: "eth_getLogs", params: [range] })).to.deep.equal([log]);
    spoilt.on(
      "eth_getLogs",
      changes(() => []),
    );
    expect((await refusalOf(provider.request({ method: "eth_getLogs", params: [range] }))).code).to.equal(
      "NODE_BEHIND",
    );
    const beyond = { fromBlock: "0x0", toBlock: `0x${(head + 1).toString(16)}` };
    expect((await refusalOf(provider.request({ method: "eth_getLogs", params: [beyond] }))).code).to.equal(
      "NODE_BEHIND",
    );
  });

  it("knows its chain on a node that has not kept the genesis block", async () => {
    const asked = (client: TronClient): Promise<unknown> =>
      new TronProvider({ client }).request({ method: "eth_chainId" });
    const chainId = await asked(clientOf(spoilt.url));
    spoilt.on(({ params }) => (params[0] as { id_or_num?: string } | undefined)?.id_or_num === "0", answers({}));
    expect(await asked(clientOf(spoilt.url))).to.equal(chainId);
  });

  it("is asked for each service before a deployment, which is told in one sentence", async () => {
    expect(await probeServices(clientOf(spoilt.url))).to.deep.equal(
      ["wallet", "walletsolidity", "jsonrpc"].map((service) => ({ service, trouble: null })),
    );
    spoilt.on(({ path }) => path === "/jsonrpc", answers("", 404));
    spoilt.on(({ path }) => path.startsWith("/walletsolidity"), answers("<html></html>"));
    const [wallet, solidity, jsonRpc] = await probeServices(clientOf(spoilt.url));
    expect(wallet?.trouble).to.equal(null);
    const { host } = new URL(spoilt.url);
    expect(solidity?.trouble).to.equal(
      `The node's service walletsolidity is needed for what is final: ${host}/walletsolidity/getblock answers with a web page, not with JSON.`,
    );
    expect(jsonRpc?.trouble).to.equal(
      "The node's service jsonrpc is needed for events and storage (the last step of a deployment, upgrades, reconcile, monitor, attest): /jsonrpc is answered with HTTP status 404.",
    );
    const missingServices = [jsonRpc?.trouble ?? ""];
    const { desired } = await developmentCoin();
    const surroundings = { isWholeBuild: true, chainId: desired.network.chainId, balance: 1n, missingServices };
    const { problems } = preflight.plan(desired, {
      ...{ deployer: `0x${"99".repeat(20)}`, addresses: {}, done: new Set<string>(), state: surroundings },
    });
    expect(problems).to.deep.equal([{ code: "TRON_SERVICE_MISSING", message: missingServices[0] }]);
  });

  it("takes several URLs: one that is of no use is passed over and remembered, what one knows is known", async () => {
    const client = clientOf(`${spoilt.url}/, ${other.url}`);
    for (const spoil of [answers("", 502), hangs, answers("<html></html>")]) {
      spoilt.on("getnodeinfo", spoil, { times: 1 });
      const info = await clientOf(`${spoilt.url},${other.url}`, { timeout: 2_000 }).wallet<object>("getnodeinfo");
      expect(info).to.have.property("configNodeInfo");
    }
    const raw = await transfer(client);
    spoilt.on("broadcasthex", answers({ code: "SIGERROR", message: "" }));
    await broadcastTransaction(client, raw, PATIENCE);
    expect(other.count("broadcasthex")).to.equal(1);
    const hash = signHash(raw);
    spoilt.on("gettransactioninfobyid", answers({}));
    const info = await client.wallet<{ id?: string }>("gettransactioninfobyid", { value: hash });
    expect(info.id).to.equal(hash);
    spoilt.on("getnodeinfo", answers("", 502));
    await client.wallet("getnodeinfo");
    expect(client.health()).to.deep.include({
      ...{ host: new URL(spoilt.url).host, out: true },
      trouble: `${new URL(spoilt.url).host}/wallet/getnodeinfo answers with HTTP status 502`,
    });
  });
});

/** The coin's file on the embedded TRON network. */
async function developmentCoin(): Promise<{ desired: ReturnType<typeof resolveCoin> }> {
  return { desired: resolveCoin("kgst", await loadCoin("kgst"), "tronEmbedded") };
}

/** The id of the transaction that is signed in these bytes. */
function signHash(raw: string): string {
  return readTransaction(raw).hash.slice(2);
}
