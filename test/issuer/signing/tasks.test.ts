import { execFile } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { JsonRpcProvider } from "ethers";
import hre from "hardhat";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { walletKeys } from "../../../issuer/signing/keys.ts";
import { toBuilderFile } from "../../../issuer/cosigning/safe.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { accounts } from "../../deploy/support.ts";
import { TronStage } from "../../deploy/tron/support/stage.ts";
import { shareAccount } from "./support/multisig.ts";
import { createSafe, deploySafeContracts } from "./support/safe.ts";
import { emptyFolder } from "../../support/folders.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
/** Chain id of the embedded TRON node that `--network tronEmbedded` expects. */
const EMBEDDED = 191_864_081;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function hardhat(environment: Record<string, string>, ...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment, NO_COLOR: "1" };
    const child = execFile(process.execPath, [CLI, ...args], { env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
    child.stdin?.end();
  });
}

describe("The signers' tasks on the command line", function () {
  this.timeout(240_000);

  it("sign, merge and send what two of three keys of a TRON account decide", async () => {
    const [deployer, limiter, alice, bob] = [accounts[0]!, accounts[2]!, accounts[17]!, accounts[18]!];
    const stage = await TronStage.open({ port: 0, chainId: EMBEDDED });
    await shareAccount(
      stage.node,
      limiter,
      [alice, bob, accounts[19]!].map(({ address }) => address),
    );
    const { bundles } = await stage.run({ keys: walletKeys([deployer]) });
    const [path = ""] = bundles.filter((file) => file.endsWith(".tron.json"));
    const copy = join(emptyFolder(), "copy.tron.json");
    cpSync(path, copy);
    const environment = { TRON_EMBEDDED_URL: stage.node.url, DEPLOYMENTS_FOLDER: stage.folder };
    const on = ["--network", "tronEmbedded"];

    const asked = await hardhat(environment, "tron-sign", copy, ...on);
    expect(asked.code, asked.stderr).to.equal(1);
    expect(asked.stdout, asked.stderr).to.contain(
      `Can sign     ${[alice, bob, accounts[19]!].map((w) => toBase58(w.address)).join(", ")}`,
    );
    expect(asked.stderr).to.contain("CONFIRMATION_NEEDED");
    const first = await hardhat(environment, "tron-sign", path, "--yes", ...on);
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout).to.contain(": setMinterLimit(").and.to.contain("Signed: weight 1 of 2. Pass it on");

    const [second, early] = await Promise.all([
      hardhat(environment, "tron-sign", copy, "--signer", toBase58(bob.address), "--offline", "--yes", "--json", ...on),
      hardhat(environment, "tron-broadcast", path, "--yes", "--json", ...on),
    ]);
    expect(JSON.parse(second.stdout)).to.include({ weight: 1, threshold: 2 });
    expect(JSON.parse(early.stdout)).to.have.nested.property("error.code", "SIGNATURES_MISSING");
    const merged = await hardhat(environment, "tron-merge", path, copy);
    expect(merged.stdout).to.equal(`${path}: 2 signatures, weight 2 of 2.\n`);
    const sent = await hardhat(environment, "tron-broadcast", path, "--yes", "--json", ...on);
    expect(sent.code, sent.stderr).to.equal(0);
    expect(JSON.parse(sent.stdout)).to.include({ succeeded: true });
    await stage.node.close();
  });

  it("show what the owners of a Safe sign, and fail on another hash", async () => {
    const server = await hre.network.createServer("default", "127.0.0.1", 0);
    const url = `http://127.0.0.1:${(await server.listen()).port}`;
    const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
    try {
      const rich = accounts[19]!.connect(provider);
      await deploySafeContracts(rich, provider);
      const safe = await createSafe(rich, [accounts[13]!.address], 1);
      const to = accounts[12]!.address;
      const data = IStablecoin__factory.createInterface().encodeFunctionData("pause", [1n]);
      const about = { name: "pause", description: "", chainId: 31_337n };
      const file = join(emptyFolder(), "pause.safe.json");
      writeFileSync(file, JSON.stringify(toBuilderFile(about, await safe.getAddress(), [{ to, value: 0n, data }])));
      const expected = (await safe.getFunction("getTransactionHash")(
        ...[to, 0n, data, 0, 0n, 0n, 0n, `0x${"00".repeat(20)}`, `0x${"00".repeat(20)}`, 5n],
      )) as string;
      const environment = { LOCALHOST_RPC_URL: url, DEPLOYMENTS_FOLDER: tmpdir() };
      const ask = ["safe-hash", file, "--nonce", "5", "--network", "localhost"];
      const named = [...ask, "--safe", await safe.getAddress(), "--expect"];
      const [same, other, unnamed] = await Promise.all([
        hardhat(environment, ...named, expected),
        hardhat(environment, ...named, `0x${"11".repeat(32)}`),
        hardhat(environment, ...ask, "--expect", expected),
      ]);
      expect(same.code, same.stderr).to.equal(0);
      expect(same.stdout).to.contain(`SafeTx hash   ${expected}`).and.to.contain("It is the hash that was expected.");
      expect(same.stdout).to.contain(`UNKNOWN CONTRACT ${to}: pause(`);
      expect(other.code).to.equal(1);
      expect(other.stderr).to.contain("SIGNATURE_WRONG").and.to.contain("Do not sign.");
      expect([unnamed.code, unnamed.stdout]).to.deep.equal([1, ""]);
      expect(unnamed.stderr).to.contain("SAFE_UNKNOWN").and.to.contain("which holds nothing in kgst's file");
    } finally {
      provider.destroy();
      await server.close();
    }
  });
});
