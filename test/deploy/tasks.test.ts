import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { JsonRpcProvider } from "ethers";
import hre from "hardhat";
import { type EmbeddedChain, openEmbeddedEvm } from "../../scripts/embedded-chains.ts";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { accounts } from "./support.ts";
import { TRANSACTIONS } from "../support/deployment-stage.ts";
import { emptyFolder } from "../support/folders.ts";

const CLI = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface DeployAnswer {
  readonly state: string;
  readonly sent: number;
  readonly contracts: Record<string, { address: string }>;
}

describe("The tasks on the command line", function () {
  this.timeout(120_000);

  let chain: EmbeddedChain;
  const folder = emptyFolder();
  before(async () => {
    chain = await openEmbeddedEvm(hre);
  });
  after(async () => {
    await chain.close();
  });

  const hardhat = (...args: string[]): Promise<Answer> =>
    new Promise((resolve) => {
      const env = { ...process.env, LOCALHOST_RPC_URL: chain.url, DEPLOYMENTS_FOLDER: folder, NO_COLOR: "1" };
      const child = execFile(process.execPath, [CLI, ...args], { env }, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end();
    });

  it("refuse without a terminal and without --yes", async () => {
    const { code, stderr } = await hardhat("deploy", "--network", "localhost");
    expect(code).to.equal(1);
    expect(stderr).to.contain("CONFIRMATION_NEEDED There is no terminal to ask on");
  });

  it("refuse in JSON when asked for JSON", async () => {
    const { code, stdout } = await hardhat("deploy", "--network", "bsc", "--yes", "--json");
    expect(code).to.equal(1);
    const { error } = JSON.parse(stdout) as { error: { code: string; problems: { code: string }[] } };
    expect(error.code).to.equal("PREFLIGHT_REFUSED");
    expect(new Set(error.problems.map((problem) => problem.code))).to.deep.equal(new Set(["EXAMPLE_ADDRESS"]));
  });

  it("deploy, find nothing to do, verify, and report what drifted", async () => {
    const before = await hardhat("verify-deployment", "--network", "localhost", "--json");
    expect(before.code).to.equal(1);
    expect(JSON.parse(before.stdout)).to.have.nested.property("error.code", "NOT_DEPLOYED");

    const first = await hardhat("deploy", "--network", "localhost", "--yes", "--json");
    expect(first.code, first.stderr).to.equal(0);
    const deployed = JSON.parse(first.stdout) as DeployAnswer;
    expect([deployed.state, deployed.sent]).to.deep.equal(["finished", TRANSACTIONS]);

    const second = await hardhat("deploy", "--network", "localhost");
    expect(second.code, second.stderr).to.equal(0);
    expect(second.stdout).to.contain("Nothing was to be sent; every check has passed.");

    const same = await hardhat("verify-deployment", "--network", "localhost");
    expect(same.code, same.stderr).to.equal(0);
    expect(same.stdout).to.match(/^KGST on localhost: \d+ lines compared, no difference\.\n$/);

    const provider = new JsonRpcProvider(chain.url);
    const token = IStablecoin__factory.connect(deployed.contracts.token!.address, accounts[4]!.connect(provider));
    await (await token.pause(1n)).wait();
    provider.destroy();
    const drifted = await hardhat("verify-deployment", "--network", "localhost", "--json");
    expect(drifted.code).to.equal(1);
    expect((JSON.parse(drifted.stdout) as { drifts: unknown }).drifts).to.deep.equal([
      { network: "localhost", path: "token.pausedScopes", expected: "none", actual: "transfer" },
    ]);
  });
});
