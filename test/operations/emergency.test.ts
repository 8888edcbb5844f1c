import { type ChildProcess, execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import type { JsonRpcServer, NetworkConnection } from "hardhat/types/network";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { fileStore } from "../../scripts/lib/engine/store.ts";
import { type TronNode, createTronNode } from "../../tron/devnet/node.ts";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { accounts, emptyFolder } from "../deploy/support.ts";
import { SpoilingNode, type Spoil, answers, breaks, later, result } from "../support/spoiling-node.ts";

const CLI = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const NETWORKS = ["localhost", "tronEmbedded", "tre"] as const;
/** Milliseconds: what the others may take from the start of the process on. */
const OWN_TIME = 30_000;

interface Answer {
  readonly code: number;
  readonly stdout: string;
}

describe("An emergency stop of three networks", function () {
  this.timeout(400_000);

  let server: JsonRpcServer;
  let tronNodes: readonly TronNode[];
  let spoiled: SpoilingNode;
  let env: NodeJS.ProcessEnv;
  const connections: NetworkConnection<string>[] = [];
  const [deployments, operations] = [emptyFolder(), emptyFolder()];

  before(async () => {
    server = await hre.network.createServer("default", "127.0.0.1", 0);
    const url = `http://127.0.0.1:${(await server.listen()).port}`;
    const funded = accounts.map(({ address }) => ({ address, balance: 10n ** 12n }));
    const tre = { accounts: funded, chainId: 3_360_022_319n };
    tronNodes = [await createTronNode({ accounts: funded }), await createTronNode(tre)];
    const urls = [url, ...tronNodes.map((node) => node.url)] as [string, string, string];
    for (const [index, network] of NETWORKS.entries()) {
      const connection = await hre.network.create({ network, override: { url: urls[index] ?? "" } });
      const store = fileStore(network, "kgst", { root: deployments });
      await deployCoin({ connection, artifacts: hre.artifacts, store });
      connections.push(connection);
    }
    spoiled = await SpoilingNode.before(url);
    const folders = { DEPLOYMENTS_FOLDER: deployments, OPERATIONS_FOLDER: operations, NO_COLOR: "1" };
    const nodes = { LOCALHOST_RPC_URL: spoiled.url, TRON_EMBEDDED_URL: urls[1], TRE_URL: urls[2] };
    env = { ...process.env, ...folders, ...nodes };
  });
  after(async () => {
    for (const connection of connections) await connection.close();
    await spoiled.close();
    await server.close();
    for (const node of tronNodes) await node.close();
  });

  function stop(task: "pause" | "unpause"): { readonly child: ChildProcess; readonly answer: Promise<Answer> } {
    const args = [CLI, task, "--scopes", "all", "--networks", NETWORKS.join(","), "--yes", "--json"];
    let child: ChildProcess | undefined;
    const answer = new Promise<Answer>((resolve) => {
      child = execFile(process.execPath, args, { env }, (_, stdout) => {
        resolve({ code: child?.exitCode ?? -1, stdout });
      });
      child.stdin?.end();
    });
    return { child: child as ChildProcess, answer };
  }

  async function paused(index: number): Promise<boolean> {
    const token = fileStore(NETWORKS[index] ?? "", "kgst", { root: deployments }).readRecord()?.contracts.token;
    const { provider } = (connections[index] as NetworkConnection<string>).ethers;
    return (await IStablecoin__factory.connect(token?.address ?? "", provider).pausedScopes()) === 31n;
  }

  for (const [what, spoil] of [
    ["is dead", breaks],
    ["takes ten seconds for each answer", later(10_000)],
  ] as readonly [string, Spoil][]) {
    it(`stops the others in their own time where one node ${what}`, async () => {
      spoiled.on(/./, spoil);
      const { child, answer } = stop("pause");
      const started = Date.now();
      while (!((await paused(1)) && (await paused(2)))) {
        expect(Date.now() - started, "the others wait").to.be.lessThan(OWN_TIME);
        await sleep(100);
      }
      expect(await paused(0)).to.equal(false);
      child.kill("SIGKILL");
      await answer;
      await restart();
    });
  }

  it("ends with one document where one node answers null for its chain id, and is over once it is well", async () => {
    for (const lie of [result(null), answers({ jsonrpc: "2.0", id: 1, result: { odd: [] } })]) {
      spoiled.on("eth_chainId", lie);
      spoiled.on("net_version", lie);
      const { code, stdout } = await stop("pause").answer;
      const { networks } = JSON.parse(stdout) as { networks: { network: string; state?: string; error?: object }[] };
      expect(networks.map(({ network, state }) => [network, state])).to.deep.equal([
        ["localhost", undefined],
        ["tronEmbedded", "finished"],
        ["tre", "finished"],
      ]);
      expect(networks[0]?.error).to.have.property("code").that.is.oneOf(["NODE_ANSWER_INVALID", "CHAIN_MISMATCH"]);
      expect([code, await paused(0), await paused(1), await paused(2)]).to.deep.equal([1, false, true, true]);
      spoiled.heal();
    }
    const { code } = await stop("pause").answer;
    expect([code, await paused(0)]).to.deep.equal([0, true]);
  });

  async function restart(): Promise<void> {
    spoiled.heal();
    const { code, stdout } = await stop("unpause").answer;
    expect(code, stdout).to.equal(0);
    expect([await paused(0), await paused(1), await paused(2)]).to.deep.equal([false, false, false]);
  }
});
