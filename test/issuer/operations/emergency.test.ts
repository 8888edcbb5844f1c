import { type ChildProcess, execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import type { JsonRpcServer, NetworkConnection } from "hardhat/types/network";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { fileStore } from "../../../issuer/journal/store.ts";
import { SCOPES } from "../../../packages/integration/reading/scopes.ts";
import { type TronNode, createTronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { type IStablecoin, IStablecoin__factory } from "../../../typechain-types/index.js";
import { accounts } from "../../deploy/support.ts";
import { evmControls, tronControls } from "../../../scripts/embedded-chains.ts";
import { SpoilingNode, type Spoil, answers, breaks, later, result } from "../../support/spoiling-node.ts";
import { emptyFolder } from "../../support/folders.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const NETWORKS = ["localhost", "tronEmbedded", "tre"] as const;
/** Milliseconds: what the others may take from the start of the process on. */
const OWN_TIME = 60_000;

interface Answer {
  readonly code: number;
  readonly stdout: string;
}

/** What `--scopes all` pauses. */
const ALL_SCOPES = Object.values(SCOPES).reduce((sum, scope) => sum | scope, 0n);

/** Who is frozen. */
const SUSPECT = accounts[18]?.address ?? "";

/** What stops something at once: the command, and whether a token shows it. */
const ACTS = {
  pause: {
    args: ["pause", "--scopes", "all"],
    isDone: async (token: IStablecoin) => (await token.pausedScopes()) === ALL_SCOPES,
  },
  freeze: {
    args: ["freeze", "--account", SUSPECT, "--case", "case 7/2027"],
    isDone: async (token: IStablecoin) => (await token.frozenUntil(SUSPECT)) !== 0n,
  },
} as const;

describe("An emergency stop of three networks", function () {
  this.timeout(400_000);

  let server: JsonRpcServer;
  let tronNodes: readonly TronNode[];
  let spoiled: SpoilingNode;
  let env: NodeJS.ProcessEnv;
  const connections: NetworkConnection<string>[] = [];
  const deployments = emptyFolder();
  let undo: (() => Promise<void>)[] = [];

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
    const folders = { DEPLOYMENTS_FOLDER: deployments, NO_COLOR: "1" };
    const nodes = { LOCALHOST_RPC_URL: spoiled.url, TRON_EMBEDDED_URL: urls[1], TRE_URL: urls[2] };
    env = { ...process.env, ...folders, ...nodes };
  });
  after(async () => {
    for (const connection of connections) await connection.close();
    await spoiled.close();
    await server.close();
    for (const node of tronNodes) await node.close();
  });

  beforeEach(async () => {
    const [evm] = connections as [NetworkConnection<string>];
    undo = [await evmControls(evm).snapshot()];
    for (const node of tronNodes) undo.push(await tronControls(node).snapshot());
    env = { ...env, OPERATIONS_FOLDER: emptyFolder() };
  });
  afterEach(async () => {
    spoiled.heal();
    for (const back of undo) await back();
  });

  function stop(act: keyof typeof ACTS): { readonly child: ChildProcess; readonly answer: Promise<Answer> } {
    const args = [CLI, ...ACTS[act].args, "--networks", NETWORKS.join(","), "--yes", "--json"];
    let child: ChildProcess | undefined;
    const answer = new Promise<Answer>((resolve) => {
      child = execFile(process.execPath, args, { env }, (_, stdout) => {
        resolve({ code: child?.exitCode ?? -1, stdout });
      });
      child.stdin?.end();
    });
    return { child: child as ChildProcess, answer };
  }

  async function done(act: keyof typeof ACTS): Promise<boolean[]> {
    return Promise.all(
      NETWORKS.map((network, index) => {
        const token = fileStore(network, "kgst", { root: deployments }).readRecord()?.contracts.token;
        const { provider } = (connections[index] as NetworkConnection<string>).ethers;
        return ACTS[act].isDone(IStablecoin__factory.connect(token?.address ?? "", provider));
      }),
    );
  }

  for (const act of ["pause", "freeze"] as const) {
    for (const [what, spoil] of [
      ["is dead", breaks],
      ["takes half a minute for each answer", later(30_000)],
      ["lies, in answers that nobody can read", answers({ jsonrpc: "2.0", id: 1, result: { odd: [] } })],
    ] as readonly [string, Spoil][]) {
      it(`${act}: reaches the others in their own time where one node ${what}`, async () => {
        spoiled.on(/./, spoil);
        const { child, answer } = stop(act);
        const started = Date.now();
        for (let now = await done(act); !(now[1] && now[2]); now = await done(act)) {
          expect(Date.now() - started, "the others wait").to.be.lessThan(OWN_TIME);
          await sleep(100);
        }
        expect(await done(act)).to.deep.equal([false, true, true]);
        child.kill("SIGKILL");
        await answer;
      });
    }

    it(`${act}: ends with one document where one node answers null for its chain id, and is over once it is well`, async () => {
      for (const method of ["eth_chainId", "net_version"]) spoiled.on(method, result(null));
      const { code, stdout } = await stop(act).answer;
      const { networks } = JSON.parse(stdout) as { networks: { network: string; state?: string; error?: object }[] };
      expect(networks.map(({ network, state }) => [network, state])).to.deep.equal([
        ["localhost", undefined],
        ["tronEmbedded", "finished"],
        ["tre", "finished"],
      ]);
      expect(networks[0]?.error).to.have.property("code").that.is.oneOf(["NODE_ANSWER_INVALID", "CHAIN_MISMATCH"]);
      expect([code, await done(act)]).to.deep.equal([1, [false, true, true]]);
      spoiled.heal();
      const again = await stop(act).answer;
      expect([again.code, await done(act)], again.stdout).to.deep.equal([0, [true, true, true]]);
    });
  }
});
