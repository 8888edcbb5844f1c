import { type ChildProcess, execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { JsonRpcProvider } from "ethers";
import hre from "hardhat";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../../../scripts/embedded-chains.ts";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { fileStore } from "../../../issuer/journal/store.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { accounts } from "../../deploy/support.ts";
import { emptyFolder } from "../../support/folders.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const aida = accounts[17]!.address;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("The operations on the command line", function () {
  this.timeout(180_000);

  let chains: readonly EmbeddedChain[];
  let env: NodeJS.ProcessEnv;
  const [deployments, operations] = [emptyFolder(), emptyFolder()];

  before(async () => {
    const [bnb, tron] = [await openEmbeddedEvm(hre), await openEmbeddedTron(hre)];
    chains = [bnb, tron];
    for (const { network, connection } of chains) {
      const store = fileStore(network, "kgst", { root: deployments });
      await deployCoin({ connection, artifacts: hre.artifacts, store });
    }
    const folders = { DEPLOYMENTS_FOLDER: deployments, OPERATIONS_FOLDER: operations };
    env = { ...process.env, ...folders, LOCALHOST_RPC_URL: bnb.url, TRON_EMBEDDED_URL: tron.url, NO_COLOR: "1" };
  });
  after(async () => {
    for (const chain of chains) await chain.close();
  });

  const hardhat = (...args: string[]): Promise<Answer> =>
    new Promise((resolve) => {
      const child: ChildProcess = execFile(process.execPath, [CLI, ...args], { env }, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end();
    });

  it("stop both chains with one command, and keep their ledgers to the owner", async () => {
    const { code, stdout, stderr } = await hardhat(
      "pause",
      "--scopes",
      "all",
      "--networks",
      "development",
      "--yes",
      "--json",
    );
    expect(code, stderr).to.equal(0);
    const { networks } = JSON.parse(stdout) as { networks: { network: string; state: string; sent: number }[] };
    expect(networks.map(({ network, state, sent }) => [network, state, sent])).to.deep.equal([
      ["localhost", "finished", 1],
      ["tronEmbedded", "finished", 1],
    ]);
    const provider = new JsonRpcProvider(env.LOCALHOST_RPC_URL);
    const { token } = fileStore("localhost", "kgst", { root: deployments }).readRecord()!.contracts;
    expect(await IStablecoin__factory.connect(token!.address, provider).pausedScopes()).to.equal(63n);
    provider.destroy();
    const journal = join(operations, "tronEmbedded", "kgst-pause.journal.jsonl");
    expect(readFileSync(journal, "utf8").split("\n")).to.have.length(5);
    expect(statSync(journal).mode & 0o777).to.equal(0o600);
  });

  it("refuse without a terminal, with the remedy, and say what was planned", async () => {
    const { code, stdout, stderr } = await hardhat(
      "freeze",
      "--account",
      aida,
      "--case",
      "1",
      "--network",
      "localhost",
    );
    expect(code).to.equal(1);
    expect(stdout).to.contain(`freeze ${aida}, case "1"`).and.contain("31337");
    expect(stderr).to.contain("CONFIRMATION_NEEDED There is no terminal to ask on");
    const none = await hardhat("freeze", "--account", aida, "--case", "1", "--yes");
    expect(none.stderr).to.contain("ARGUMENT_INVALID On which network?");
  });

  it("demand the coin's symbol for what cannot be undone", async () => {
    const bare = await hardhat("retire", "--network", "tronEmbedded", "--yes", "--json");
    expect(bare.code).to.equal(1);
    expect(JSON.parse(bare.stdout)).to.have.nested.property("error.code", "IRREVERSIBLE");
    const wrong = await hardhat("retire", "--network", "tronEmbedded", "--yes", "--json", "--irreversible", "USD");
    expect(JSON.parse(wrong.stdout)).to.have.nested.property("error.code", "IRREVERSIBLE");
    const meant = await hardhat("retire", "--network", "tronEmbedded", "--yes", "--json", "--irreversible", "KGST");
    expect(meant.code, meant.stderr).to.equal(3);
    const answer = JSON.parse(meant.stdout) as { state: string; sent: number; notBefore: number };
    expect([answer.state, answer.sent]).to.deep.equal(["waiting", 1]);
    expect(answer.notBefore).to.be.greaterThan(Date.now() / 1_000 + 172_000);
  });
});
