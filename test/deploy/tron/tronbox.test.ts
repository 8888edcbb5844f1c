import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Interface, type JsonFragment, type Result, id } from "ethers";
import hre from "hardhat";
import { TronWeb } from "tronweb";
import { coin } from "../../../config/kgst.ts";
import { type TronBoxArtifact, exportForTronBox } from "../../../scripts/tronbox-export.ts";
import { toEvm, toHex } from "../../../packages/tron/address.ts";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { tronbox, tronboxConsole } from "./support/tronbox.ts";

const DEPLOYED = ["Timelock", "ReserveAttestations", "IssuerControls", "Stablecoin"];
const UP_TO_DATE = "Everything is up to date, there is nothing to compile.";

describe("TronBox with the build's artifacts", function () {
  this.timeout(120_000);
  const artifacts = `build/tronbox-test-${process.pid}`;
  const folder = join(hre.config.paths.root, artifacts);
  const exportedAt = new Date("2027-01-04T06:00:00Z");
  let node: TronNode;
  let tronWeb: TronWeb;
  let coinAbi: Interface;
  let names: string[];
  let environment: Record<string, string>;

  before(async () => {
    node = await createTronNode();
    tronWeb = new TronWeb({ fullHost: node.url });
    environment = { TRON_DEVELOPMENT_URL: node.url, TRONBOX_ARTIFACTS: artifacts, TRON_PRIVATE_KEY: "2".repeat(64) };
    names = await exportForTronBox(hre.artifacts, folder, exportedAt);
    coinAbi = new Interface(read("IStablecoin").abi as JsonFragment[]);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await node.close();
  });

  const read = (name: string): TronBoxArtifact =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as TronBoxArtifact;
  const addressOf = (name: string): string => {
    const { address } = read(name).networks["development"] as { readonly address: string };
    return address;
  };
  const view = async (method: string, ...args: unknown[]): Promise<unknown> => {
    const { constant_result: words } = (await tronWeb.transactionBuilder.triggerConstantContract(
      addressOf("Stablecoin"),
      coinAbi.getFunction(method)!.format("sighash"),
      { rawParameter: coinAbi.encodeFunctionData(method, args).slice(10) },
      [],
      tronWeb.address.fromPrivateKey(node.privateKeys[0]!) as string,
    )) as { readonly constant_result: readonly string[] };
    return (coinAbi.decodeFunctionResult(method, `0x${words[0] ?? ""}`) as Result & [unknown])[0];
  };

  it("exports what can be deployed and the interfaces, without paths to sources", async () => {
    expect(names).to.include.members([...DEPLOYED, "IStablecoin", "IReserveAttestations"]);
    expect(names).not.to.include("Ledger").and.not.include("Limits");
    const { contractName, abi, bytecode, deployedBytecode } = await hre.artifacts.readArtifact("Stablecoin");
    expect(read("Stablecoin")).to.deep.equal({
      contractName,
      abi,
      bytecode,
      deployedBytecode,
      networks: {},
      schemaVersion: "2.1.0",
      updatedAt: "2027-01-04T06:00:00.000Z",
    });
  });

  it("refuses to migrate before the export", async () => {
    const run = await tronbox(["migrate"], { ...environment, TRONBOX_ARTIFACTS: "build/nothing-exported" });
    expect(run.output).to.contain("Run `npx hardhat tronbox-export` first.");
    expect(run.exitCode).not.to.equal(0);
  });

  it("refuses to deploy to public networks", async () => {
    const run = await tronbox(["migrate", "--network", "tron"], environment);
    expect(run.output).to.contain("TronBox deploys to development only. Run `npx hardhat deploy --network tron`.");
    expect(run.exitCode).to.equal(1);
    expect(read("Timelock").networks).to.deep.equal({});
  });

  it("migrates without compiling", async () => {
    const run = await tronbox(["migrate", "--network", "development"], environment);
    expect(run.output).to.contain(UP_TO_DATE).and.not.contain("Compiled successfully");
    expect(run.exitCode, run.output).to.equal(0);
    for (const name of DEPLOYED) {
      const deployed = (await tronWeb.trx.getContract(addressOf(name))) as {
        readonly bytecode: string;
        readonly name: string;
        readonly consume_user_resource_percent: number;
      };
      expect(`0x${deployed.bytecode}`.startsWith(read(name).bytecode), `${name} is the build's`).to.equal(true);
      expect(deployed.consume_user_resource_percent, `${name}: callers pay their energy`).to.equal(100);
      expect(deployed.name).to.equal(name);
    }
  });

  it("deploys the coin of config/kgst.ts", async () => {
    expect(addressOf("IStablecoin")).to.equal(addressOf("Stablecoin"));
    expect(await view("symbol")).to.equal(coin.symbol);
    expect(await view("decimals")).to.equal(BigInt(coin.decimals));
    expect(await view("defaultAdmin")).to.equal(toEvm(addressOf("Timelock")));
    expect(await view("reserveGate")).to.equal(toEvm(addressOf("ReserveAttestations")));
    expect([...((await view("getRoleMembers", id("MINTER_ROLE"))) as string[])]).to.deep.equal(coin.roles.MINTER);
  });

  it("keeps the addresses when exported again", async () => {
    const before = read("Stablecoin").networks;
    await exportForTronBox(hre.artifacts, folder, exportedAt);
    expect(read("Stablecoin").networks).to.deep.equal(before);
  });

  it("reads and writes in the console", async () => {
    const spender = toHex(toEvm("TDvSsdrNM5eeXNL3czpa6AxLDHZA9nwe9K"));
    const owner = toHex("TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC");
    const run = await tronboxConsole(
      [
        "IStablecoin.deployed().then((coin) => coin.symbol())",
        `IStablecoin.deployed().then((coin) => coin.approve("${spender}", 1250000)).then(() => "approved")`,
        `IStablecoin.deployed().then((coin) => coin.allowance("${owner}", "${spender}")).then((sum) => "may spend " + sum)`,
      ],
      environment,
    );
    expect(run.exitCode, run.output).to.equal(0);
    expect(run.output).to.contain("'KGST'").and.contain("'approved'").and.contain("'may spend 1250000'");
  });
});
