import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { Wallet } from "ethers";
import hre from "hardhat";
import type { EmbeddedChain } from "../../../scripts/embedded-chains.ts";
import { evmControls } from "../../../scripts/embedded-chains.ts";
import { foundryBinary } from "../../../tools/lib/forge/forge.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import { hashOf } from "../../../issuer/references/reference.ts";
import { Bench, COIN, PEOPLE } from "./support.ts";

/** Seconds between blocks, whatever is asked. */
const BLOCK_TIME = 0.25;
const [SUSPECT, TREASURY, PAYEE] = PEOPLE;

/** A node that makes blocks by time, behind a URL. */
interface TimedNode {
  readonly url: string;
  /** Puts empty blocks in the place of the last ones, where the node can. */
  readonly reorganise: ((depth: number) => Promise<void>) | null;
  close(): Promise<void>;
}

async function startAnvil(): Promise<TimedNode> {
  const words = ["--port", "0", "--chain-id", "31337", "--hardfork", "prague", "--accounts", "20"];
  const anvil: ChildProcess = spawn(foundryBinary("anvil"), [...words, "--block-time", `${BLOCK_TIME}`], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    anvil.once("exit", () => {
      reject(new Error(`anvil ended: ${said}`));
    });
    anvil.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const found = /Listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(`http://${found}`);
    });
  });
  return {
    url,
    async reorganise(depth) {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "anvil_reorg", params: [depth, []] });
      const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      expect(await answer.json()).to.deep.equal({ jsonrpc: "2.0", id: 1, result: null });
    },
    async close() {
      anvil.kill();
      if (anvil.exitCode === null && anvil.signalCode === null) await once(anvil, "exit");
    },
  };
}

async function startEdr(): Promise<TimedNode> {
  const mining = { auto: false, interval: BLOCK_TIME * 1_000 };
  const override = { mining, allowBlocksWithSameTimestamp: true };
  const server = await hre.network.createServer({ network: "default", override }, "127.0.0.1", 0);
  const { address, port } = await server.listen();
  return { url: `http://${address}:${port}`, reorganise: null, close: () => server.close() };
}

const NODES = { anvil: startAnvil, EDR: startEdr } as const;

for (const [name, start] of Object.entries(NODES)) {
  describe(`Operations on a node that makes blocks by time (${name})`, function () {
    this.timeout(120_000);
    let node: TimedNode;
    let bench: Bench;

    before(async () => {
      node = await start();
      const connection = await hre.network.create({ network: "localhost", override: { url: node.url } });
      const parts: EmbeddedChain = {
        ...{ title: name, network: "localhost", url: node.url, connection },
        ...evmControls(connection),
        close: () => connection.close(),
      };
      bench = await Bench.on(parts);
    });

    after(async () => {
      await bench.close();
      await node.close();
    });

    const done = async (operation: OperationName, given: Given, sent = 1): Promise<void> => {
      const first = await bench.run(operation, given, { patience: 30_000 });
      expect([operation, first.state, first.sent]).to.deep.equal([operation, "finished", sent]);
      const again = await bench.run(operation, given, { patience: 30_000 });
      expect([operation, again.state, again.sent]).to.deep.equal([operation, "finished", 0]);
    };

    it("does each of them once", async () => {
      const csv = bench.file(
        "mint.csv",
        "account,amount,reference",
        ...[1, 2, 3].map((n) => `${SUSPECT},100,row ${n}`),
      );
      await done("mint", { to: PAYEE, amount: "5", reference: "credit 1" });
      await done("mint", { csv, batch: "1" }, 3);
      await done("mint", { to: bench.holder("BURNER"), amount: "50", reference: "credit 2" });
      await done("burn", { amount: "20", reference: "payout 1" });
      await done("pause", { scopes: "transfer,mint" });
      await done("unpause", { scopes: "all" });
      await done("freeze", { account: SUSPECT, case: "case 1" });
      await done("ratify", { account: SUSPECT, case: "case 1" });
      await done("seize", { account: SUSPECT, amount: "120", to: TREASURY, case: "case 1", reference: "act 1" });
      await done("wipe", { account: SUSPECT, amount: "30", case: "case 1", reference: "act 2" });
      await done("unfreeze", { account: SUSPECT, case: "case 1" });
      await done("limits", { minter: Wallet.createRandom().address, capacity: "7", window: "1d" });
      const { token } = bench;
      const balances = await Promise.all(
        [...PEOPLE, bench.holder("BURNER")].map((account) => token.balanceOf(account)),
      );
      expect(balances).to.deep.equal([150n, 120n, 5n, 30n].map((amount) => amount * COIN));
    });

    it("follows what a re-organisation takes away before it is final, and after", async function () {
      const { reorganise } = node;
      if (reorganise === null) {
        expect(name).to.equal("EDR"); // which makes no other block in the place of one that it has made
        return;
      }
      const minted = async (reference: string): Promise<number> => {
        const { token } = bench;
        return (await token.queryFilter(token.filters.Minted(undefined, undefined, undefined, hashOf(reference))))
          .length;
      };
      const early = { to: PAYEE, amount: "1", reference: "taken away early" };
      const run = bench.run("mint", early, { coin: bench.withConfirmations(6), patience: 30_000 });
      while ((await minted("taken away early")) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await reorganise(2);
      await run.catch(() => undefined);
      const end = await bench.run("mint", early, { patience: 30_000 });
      expect([end.state, await minted("taken away early")]).to.deep.equal(["finished", 1]);

      const late = { to: PAYEE, amount: "1", reference: "taken away late" };
      await bench.run("mint", late, { patience: 30_000 });
      expect(await minted("taken away late")).to.equal(1);
      const depth =
        (await bench.coin.chain.provider.getBlockNumber()) -
        (bench.records("mint").findLast(({ type }) => type === "mined") as { block: number }).block +
        1;
      await reorganise(depth);
      expect(await minted("taken away late")).to.equal(0);
      const again = await bench.run("mint", late, { patience: 30_000 });
      expect([again.state, again.sent, await minted("taken away late")]).to.deep.equal(["finished", 0, 1]);
    });
  });
}
