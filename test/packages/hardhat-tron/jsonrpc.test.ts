import { expect } from "chai";
import { Interface, JsonRpcProvider, toQuantity, Contract } from "ethers";
import { toEvm } from "../../../packages/tron/address.ts";
import { account, Lab, RETURN_TOP } from "./support/lab.ts";
import { type Recorded, scenario } from "./support/recording.ts";

const { Tok } = scenario().artifacts;
const CODE = Tok!.bytecode.replace(/^0x/, "");

describe("JSON-RPC of the embedded node", function () {
  this.timeout(30_000);
  let lab: Lab;
  let provider: JsonRpcProvider;
  let token: string;
  let deployed: Recorded;

  before(async () => {
    lab = await Lab.open({ chainId: "nile", version: "4.8.2" });
    provider = new JsonRpcProvider(`${lab.node.url}/jsonrpc`);
    const mined = await lab.deploy(CODE);
    deployed = mined.info;
    token = toEvm(mined.info["contract_address"] as string);
  });
  after(async () => {
    provider.destroy();
    await lab.close();
  });

  const face = new Interface(Tok!.abi);
  const rpc = async (method: string, ...params: unknown[]): Promise<Recorded> => {
    const response = await fetch(`${lab.node.url}/jsonrpc`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 7, method, params }),
    });
    return (await response.json()) as Recorded;
  };

  it("serves ethers' provider: network, blocks, balances, code, storage", async () => {
    expect((await provider.getNetwork()).chainId).to.equal(3_448_148_188n);
    expect(BigInt(await provider.getBlockNumber())).to.equal(lab.node.head.number);
    expect(await provider.getBalance(toEvm(account(2)))).to.equal(1_000_000_000_000_000n);
    const info = await lab.ask("/wallet/getcontractinfo", { value: `41${token.slice(2).toLowerCase()}` });
    expect(await provider.getCode(token)).to.equal(`0x${info["runtimecode"] as string}`);
    expect(BigInt(await provider.getStorage(token, 2))).to.equal(10n ** 24n);
  });

  const blockAt = async (number: number): Promise<Recorded> =>
    (await rpc("eth_getBlockByNumber", `0x${number.toString(16)}`, false))["result"] as Recorded;

  it("prints blocks as java-tron does, an empty state root included", async () => {
    const { number, timestamp } = lab.node.head;
    const block = await blockAt(Number(number));
    expect(block).to.deep.include({
      number: `0x${number.toString(16)}`,
      timestamp: `0x${(timestamp / 1000n).toString(16)}`,
      transactions: [`0x${deployed["id"] as string}`],
      stateRoot: "0x",
      uncles: [],
    });
    expect((await rpc("eth_getBlockByHash", block["hash"], false))["result"]).to.deep.equal(block);
    const [full] = ((await rpc("eth_getBlockByHash", block["hash"], true))["result"] as { transactions: Recorded[] })
      .transactions;
    expect(full!["hash"]).to.equal(`0x${deployed["id"] as string}`);
    expect((await rpc("eth_getBlockByNumber", "0xffff", false))["result"]).to.equal(null);
  });

  it("serves ethers' contracts: calls, estimates, errors", async () => {
    const contract = new Contract(token, face, provider);
    expect(await contract["balanceOf"]!(toEvm(account(1)))).to.equal(10n ** 24n);
    const transfer = face.encodeFunctionData("transfer", [toEvm(account(2)), 5]);
    expect(await provider.estimateGas({ from: toEvm(account(1)), to: token, data: transfer })).to.equal(34_565n);
    expect(await provider.estimateGas({ from: toEvm(account(1)), to: toEvm(account(2)), value: 1n })).to.equal(0n);
    // java-tron looks for a fee limit in steps of a TRX, so that an estimate is up to 10,000 energy above the use.
    const { energy_usage_total: used } = deployed["receipt"] as { energy_usage_total: number };
    const estimate = await provider.estimateGas({ from: toEvm(account(1)), data: `0x${CODE}` });
    expect(estimate - BigInt(used) <= 10_000n && estimate > BigInt(used)).to.equal(true);
    const refused = await contract["transfer"]!.staticCall(toEvm(account(2)), 1, { from: toEvm(account(9)) }).then(
      () => undefined,
      (reason: unknown) => reason as { revert: { name: string } },
    );
    expect(refused?.revert.name).to.equal("ERC20InsufficientBalance");
  });

  it("answers a revert with java-tron's words, the reason, and the data", async () => {
    const reason = "08c379a0" + "20".padStart(64, "0") + "2".padStart(64, "0") + "6e6f".padEnd(64, "0");
    const code = `606460105f3960645ffd`;
    const place = await lab.place(code.padEnd(32, "0") + reason);
    const { error } = await rpc("eth_call", { to: `0x${place.slice(2)}` }, "latest");
    expect(error).to.deep.equal({ code: -32_000, message: "REVERT opcode executed: no", data: `0x${reason}` });
    const broken = await lab.place("fe");
    expect((await rpc("eth_call", { to: `0x${broken.slice(2)}` }, "latest"))["error"]).to.deep.equal({
      code: -32_000,
      message: "Invalid operation code: opCode[fe];",
      data: "{}",
    });
    expect((await rpc("eth_call", { to: toEvm(account(2)), data: "0x" }, "latest"))["error"]).to.deep.equal({
      code: -32_600,
      message: "Smart contract is not exist.",
      data: "{}",
    });
  });

  it("hides a revert's data, and has no receipts of a whole block, as java-tron 4.8.0", async () => {
    const old = await Lab.open({ version: "4.8.0" });
    const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 7, method, params });
      const response = await fetch(`${old.node.url}/jsonrpc`, { method: "POST", body });
      return ((await response.json()) as Recorded)["error"];
    };
    const place = await old.place("60095f5260205ffd");
    expect(await ask("eth_call", { to: `0x${place.slice(2)}` }, "latest")).to.deep.equal({
      code: -32_000,
      message: "REVERT opcode executed",
      data: "{}",
    });
    expect(await ask("eth_getBlockReceipts", "0x1")).to.deep.equal({ code: -32_601, message: "method not found" });
    expect(await ask("eth_call", { to: `0x${place.slice(2)}`, input: "0x" }, "latest")).to.include({ code: -32_700 });
    await old.close();
  });

  it("takes a block by EIP-1898, a far end of a search, and neither fewer nor more parameters", async () => {
    const call = { to: token, data: face.encodeFunctionData("decimals") };
    const { hash } = await blockAt(1);
    expect((await rpc("eth_call", call, { blockNumber: "0x1" }))["result"]).to.equal(`0x${"12".padStart(64, "0")}`);
    expect((await rpc("eth_call", call, { blockHash: hash }))["result"]).to.equal(`0x${"12".padStart(64, "0")}`);
    const missing = [
      [{ blockNumber: "0xffff" }, "header not found"],
      [{ blockHash: `0x${"11".repeat(32)}` }, "header for hash not found"],
    ] as const;
    for (const [block, message] of missing) {
      expect((await rpc("eth_call", call, block))["error"]).to.deep.equal({ code: -32_000, message, data: "{}" });
    }
    expect((await rpc("eth_call", call, {}))["error"]).to.include({ code: -32_600 });
    const logs = await rpc("eth_getLogs", { fromBlock: "0x0", toBlock: "0xffffff" });
    expect(logs["result"]).to.deep.equal((await rpc("eth_getLogs", { fromBlock: "0x0" }))["result"]);
    for (const params of [[], [token], [token, "latest", 1]]) {
      expect((await rpc("eth_getBalance", ...params))["error"]).to.deep.equal({
        code: -32_602,
        message: "method parameters invalid",
      });
    }
  });

  it("prints receipts with the address a deployment got, and logs", async () => {
    const hash = `0x${deployed["id"] as string}`;
    const receipt = (await provider.getTransactionReceipt(hash))!;
    const { energy_usage_total } = deployed["receipt"] as { energy_usage_total: number };
    expect(receipt).to.include({ status: 1, contractAddress: token, to: null, from: toEvm(account(1)) });
    expect(receipt.gasUsed).to.equal(BigInt(energy_usage_total));
    expect(receipt.gasPrice).to.equal(100n);
    const [log] = receipt.logs;
    expect(face.parseLog(log!)!.name).to.equal("Transfer");
    const transaction = (await rpc("eth_getTransactionByHash", hash))["result"] as Recorded;
    expect(transaction).to.include({ to: null, input: "0x", value: "0x0", type: "0x0" });
    expect(await provider.getTransactionReceipt(`0x${"00".repeat(32)}`)).to.equal(null);
    const failed = await lab.send(await lab.place("5f5ffd"));
    expect((await provider.getTransactionReceipt(`0x${failed.id}`))!.status).to.equal(0);
  });

  it("finds logs by address, topic, block and block hash", async () => {
    const find = async (filter: Recorded): Promise<number> =>
      ((await rpc("eth_getLogs", filter))["result"] as []).length;
    const { topicHash } = face.getEvent("Transfer")!;
    const everything = { fromBlock: "0x0", toBlock: "latest" };
    expect(await find(everything)).to.equal(1);
    expect(await find({ ...everything, address: token, topics: [topicHash] })).to.equal(1);
    expect(await find({ ...everything, address: [toEvm(account(2))] })).to.equal(0);
    expect(await find({ ...everything, topics: [[`0x${"00".repeat(32)}`, topicHash]] })).to.equal(1);
    expect(await find({ ...everything, topics: [null, `0x${account(1).slice(2).padStart(64, "0")}`] })).to.equal(0);
    expect(await find({ ...everything, topics: [null, null, `0x${account(1).slice(2).padStart(64, "0")}`] })).to.equal(
      1,
    );
    const { hash } = await blockAt(deployed["blockNumber"] as number);
    expect(await find({ blockHash: hash })).to.equal(1);
    expect((await rpc("eth_getLogs", { fromBlock: "0x5", toBlock: "0x1" }))["error"]).to.include({ code: -32_602 });
  });

  it("polls filters", async () => {
    const { result: id } = await rpc("eth_newFilter", { address: token });
    const data = face.encodeFunctionData("transfer", [toEvm(account(2)), 5]).slice(2);
    await lab.send(`41${token.slice(2).toLowerCase()}`, data);
    expect((await rpc("eth_getFilterChanges", id))["result"]).to.have.length(1);
    expect((await rpc("eth_getFilterChanges", id))["result"]).to.have.length(0);
    expect((await rpc("eth_uninstallFilter", id))["result"]).to.equal(true);
    expect((await rpc("eth_getFilterChanges", id))["error"]).to.deep.equal({
      code: -32_000,
      message: "filter not found",
      data: "{}",
    });
  });

  it("knows only the newest state, and writes nothing", async () => {
    expect((await rpc("eth_getBalance", toEvm(account(1)), "0x1"))["error"]).to.deep.equal({
      code: -32_602,
      message: "QUANTITY not supported, just support TAG as latest",
      data: "{}",
    });
    expect((await rpc("eth_call", { to: token }, "pending"))["error"]).to.deep.equal({
      code: -32_602,
      message: "TAG [earliest | pending | finalized] not supported",
      data: "{}",
    });
    expect((await rpc("eth_sendRawTransaction", "0x"))["error"]).to.deep.equal({
      code: -32_601,
      message: "the method eth_sendRawTransaction does not exist/is not available",
      data: "{}",
    });
  });

  it("takes batches, and tells its version, chain and price", async () => {
    const batch = ["web3_clientVersion", "net_version", "eth_gasPrice", "eth_syncing", "eth_accounts"].map(
      (method, id) => ({
        jsonrpc: "2.0",
        id,
        method,
        params: [],
      }),
    );
    const response = await fetch(`${lab.node.url}/jsonrpc`, { method: "POST", body: JSON.stringify(batch) });
    const results = ((await response.json()) as Recorded[]).map(({ result }) => result);
    expect(results).to.deep.equal(["TRON/v4.8.2/Embedded/Node.js", toQuantity(3_448_148_188), "0x64", false, []]);
  });

  it("reads the same through the wallet API and JSON-RPC", async () => {
    const place = await lab.place(`33${RETURN_TOP}`);
    const wallet = await lab.call(place);
    const { result } = await rpc("eth_call", { from: toEvm(account(1)), to: `0x${place.slice(2)}` }, "latest");
    expect(result).to.equal(`0x${wallet.ret}`);
  });
});
