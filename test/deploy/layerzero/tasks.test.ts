import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { writePlaces } from "../../../scripts/layerzero/places.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { emptyFolder } from "../../support/folders.ts";
import { type End, LayerZeroStage } from "../../support/layerzero-stage.ts";
import { accounts } from "../support.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const DAYS = 3 * 86_400 + 1;

describe("The moves between chains on the command line", function () {
  this.timeout(240_000);

  const earlier = process.env.DEPLOYMENTS_FOLDER;
  let stage: LayerZeroStage;
  before(async () => {
    stage = await LayerZeroStage.open();
    process.env.DEPLOYMENTS_FOLDER = emptyFolder();
    for (const [index, end] of (["bnb", "tron"] as const).entries()) {
      writePlaces(stage.chains[end].network, stage.world.chains[index as 0 | 1]);
    }
  });
  after(async () => {
    if (earlier === undefined) Reflect.deleteProperty(process.env, "DEPLOYMENTS_FOLDER");
    else process.env.DEPLOYMENTS_FOLDER = earlier;
    await stage.close();
  });

  const hardhat = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const urls = { LOCALHOST_RPC_URL: stage.chains.bnb.url, TRON_EMBEDDED_URL: stage.chains.tron.url };
      const env = { ...process.env, ...urls, NO_COLOR: "1" };
      const child = execFile(process.execPath, [CLI, ...words], { env }, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end();
    });
  const deploy = (end: End): ReturnType<typeof deployCoin> =>
    deployCoin({ connection: stage.chains[end].connection, artifacts: hre.artifacts });

  it("wait for the timelock, say what waits there, and are compared on both chains", async () => {
    const first = await hardhat("deploy", "--network", "localhost", "--yes", "--json");
    expect(first.code, first.stderr).to.equal(3);
    const { state, notBefore, contracts } = JSON.parse(first.stdout) as {
      state: string;
      notBefore: string;
      contracts: Record<string, { address: string }>;
    };
    expect([state, Object.keys(contracts)]).to.deep.equal([
      "waiting",
      ["timelock", "attestations", "controls", "token", "verifier", "adapter"],
    ]);
    expect(Number(notBefore)).to.be.greaterThan(1_700_000_000);
    const again = await hardhat("deploy", "--network", "localhost");
    expect(again.code, again.stderr).to.equal(3);
    expect(again.stdout).to.match(/Waiting for the timelock; what it holds can be executed from \d{4}-\d\d-\d\d/);
    const waiting = await hardhat("timelock", "--network", "localhost");
    expect(waiting.stdout).to.contain("grantRole(");

    await deploy("tron");
    await deploy("bnb");
    for (const end of ["bnb", "tron"] as const) {
      await stage.chains[end].travel(DAYS);
      expect((await deploy(end)).outcome.state).to.equal("finished");
    }
    const same = await hardhat("verify-deployment", "--networks", "localhost,tronEmbedded");
    expect(same.code, `${same.stdout}${same.stderr}`).to.equal(0);

    const { provider } = stage.chains.bnb.connection.ethers;
    const council = IStablecoin__factory.connect(contracts.token!.address, accounts[17]!.connect(provider));
    await (await council.revokeRole(await council.BRIDGE_ROLE(), contracts.adapter!.address)).wait();
    const drifted = await hardhat("verify-deployment", "--networks", "localhost,tronEmbedded", "--json");
    expect(drifted.code).to.equal(1);
    expect((JSON.parse(drifted.stdout) as { drifts: unknown }).drifts).to.deep.equal([
      { network: "localhost", path: "layerzero.adapter.holdsBridge", expected: "yes", actual: "no" },
    ]);
  });
});
