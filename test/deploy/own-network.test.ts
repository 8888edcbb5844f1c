import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import type { HttpNetworkUserConfig } from "hardhat/types/config";
import { chosenCoin } from "../../issuer/coin/chosen-coin.ts";
import { withCoinNetworks } from "../../issuer/coin-file/hardhat-networks.ts";
import { exampleCoins } from "../../issuer/coin-file/load.ts";
import { fileStore } from "../../issuer/journal/store.ts";
import { expectRefusal } from "./support.ts";
import { emptyFolder } from "../support/folders.ts";

const CLI = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const folder = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** Runs with variables of the environment, and puts back what was there. */
async function withVariables<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

describe("A network that a coin's file brings", () => {
  it("is one of Hardhat's, with its variable, limits and explorer; those of the config stay as they are", () =>
    withVariables({ COINS_FOLDER: folder("coins") }, async () => {
      const bsc: HttpNetworkUserConfig = { type: "http", chainId: 56, url: "https://bsc.example" };
      const { networks = {}, chainDescriptors } = await withCoinNetworks({ networks: { bsc } });
      expect(Object.keys(networks).sort()).to.deep.equal(["bsc", "ownChain", "ownTron"]);
      expect(networks.bsc).to.equal(bsc);
      const own = networks.ownChain as HttpNetworkUserConfig;
      expect([own.type, own.chainType, own.chainId]).to.deep.equal(["http", "generic", 31_337]);
      expect(own.url).to.deep.include({ name: "OWN_CHAIN_RPC_URL" });
      const tron = networks.ownTron as HttpNetworkUserConfig;
      expect(tron.url).to.deep.include({ name: "OWN_TRON_URL" });
      expect(tron.tron?.feeLimit).to.equal(99_500_000n);
      expect(tron.tron?.apiKey).to.deep.include({ name: "OWN_TRON_KEY" });
      expect(chainDescriptors).to.deep.equal({
        "31337": {
          name: "ownChain",
          blockExplorers: { etherscan: { name: "explorer.example", url: "https://explorer.example/own" } },
        },
      });
    }));

  it("takes nothing but the coin's file, and no --coin where there is one coin", async function () {
    this.timeout(90_000);
    const server = await hre.network.createServer("default", "127.0.0.1", 0);
    try {
      const { port } = await server.listen();
      const env = {
        ...process.env,
        ...{
          COINS_FOLDER: folder("coins"),
          OWN_CHAIN_RPC_URL: `http://127.0.0.1:${port}`,
          DEPLOYMENTS_FOLDER: emptyFolder(),
        },
      };
      const args = [CLI, "deploy", "--network", "ownChain", "--dry-run", "--json"];
      const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>(
        (resolve) => {
          const child = execFile(process.execPath, args, { env }, (_, out, err) => {
            resolve({ code: child.exitCode ?? -1, stdout: out, stderr: err });
          });
          child.stdin?.end();
        },
      );
      expect(JSON.parse(stdout), stderr).to.deep.include({ state: "planned", sent: 0 });
      expect(code).to.equal(0);
    } finally {
      await server.close();
    }
  });
});

describe("The coin that a task is about", () => {
  const at = (network?: string): Parameters<typeof chosenCoin>[0] =>
    ({ globalOptions: network === undefined ? {} : { network } }) as Parameters<typeof chosenCoin>[0];

  it("is the one that is not an example", async () => {
    expect(await exampleCoins()).to.deep.equal(["example-dollar"]);
    expect(await chosenCoin(at(), "")).to.equal("kgst");
    expect(await chosenCoin(at(), "example-dollar")).to.equal("example-dollar");
  });

  it("is the one with a record on the network, or the only one that has it; otherwise it must be named", () =>
    withVariables({ COINS_FOLDER: folder("several"), DEPLOYMENTS_FOLDER: emptyFolder() }, async () => {
      await expectRefusal("COIN_UNKNOWN", () => chosenCoin(at(), ""));
      expect(await chosenCoin(at("ownTron"), "")).to.equal("two");
      expect(await chosenCoin(at(), "", "ownChain")).to.equal("one");
      await expectRefusal("COIN_UNKNOWN", () => chosenCoin(at("elsewhere"), ""));
      fileStore("elsewhere", "two").saveRecord({} as never);
      expect(await chosenCoin(at("elsewhere"), "")).to.equal("two");
      fileStore("elsewhere", "one").saveRecord({} as never);
      await expectRefusal("COIN_UNKNOWN", () => chosenCoin(at("elsewhere"), ""));
    }));
});
