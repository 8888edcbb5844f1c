import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { id } from "ethers";
import { createTronNode } from "../../tron/devnet/node.ts";
import { contractsOf, deployCoin, signerOf } from "../deploy-coin.ts";
import { type CoinContracts, connectChain, connectContracts } from "../lib/coin/connect.ts";
import type { OpenCoin } from "../lib/coin/open.ts";
import { addressesOf } from "../lib/deployment/verify.ts";
import { loadBuild } from "../lib/engine/build.ts";
import { developmentWallets, networkKeys } from "../lib/engine/keys.ts";
import type { DeploymentRecord } from "../lib/engine/record.ts";
import { memoryStore } from "../lib/engine/store.ts";
import { reportDomain, signReport } from "../lib/reports/reserve-report.ts";
import { FaultProxy } from "./proxy.ts";

/** What the client waits for one answer, in milliseconds. */
const TIMEOUT = 1_000;
const HEADROOM = 1_000_000_000_000n;

/** What a site's node can be told beside its API. */
export interface Controls {
  /** Whether each transaction gets a block at once. */
  automine(on: boolean): Promise<void>;
  mine(): Promise<void>;
  travel(seconds: number): Promise<void>;
  /** Remembers the chain; the function it returns goes back to it, as a re-organisation does. */
  snapshot(): Promise<() => Promise<void>>;
}

/** An embedded chain with a coin, a proxy before its node, and room to issue. */
export interface Site {
  readonly title: string;
  readonly network: string;
  readonly proxy: FaultProxy;
  readonly controls: Controls;
  readonly record: DeploymentRecord;
  /** Read past the proxy: what really happened. */
  readonly contracts: CoinContracts;
  /** The coin as a new process finds it, through the proxy. */
  attach(confirmations?: number): Promise<OpenCoin>;
  /** Posts a report that opens a new window. */
  openWindow(): Promise<void>;
  close(): Promise<void>;
}

interface Node {
  readonly title: string;
  readonly network: string;
  readonly url: string;
  readonly direct: NetworkConnection<string>;
  readonly controls: Controls;
  close(): Promise<void>;
}

/** Opens both embedded chains with a coin on each. */
export async function openSites(hre: HardhatRuntimeEnvironment): Promise<Site[]> {
  return [await settle(hre, await openEvm(hre)), await settle(hre, await openTron(hre))];
}

async function settle(hre: HardhatRuntimeEnvironment, node: Node): Promise<Site> {
  const { direct, network, title, controls, url } = node;
  const proxy = await FaultProxy.before(url);
  const deployed = await deployCoin({ connection: direct, artifacts: hre.artifacts, store: memoryStore() });
  const contracts = contractsOf(deployed);
  const build = await loadBuild(hre.artifacts);
  const { record } = deployed.outcome;
  const addresses = addressesOf(record);
  if (record === null || addresses === null) throw new Error(`The coin is not deployed on ${title}.`);
  const signers = Promise.all([0, 1, 2].map((index) => signerOf(deployed, "ATTESTOR", index)));

  const site: Site = {
    ...{ title, network, proxy, controls, contracts, record },
    async attach(confirmations = 1) {
      const override = { url: proxy.url, timeout: TIMEOUT };
      const connection = await hre.network.create({ network, override });
      const desired = { ...deployed.desired, network: { ...deployed.desired.network, confirmations } };
      const chain = connectChain(connection, desired);
      return {
        ...{ hre, desired, connection, chain, build, record, addresses },
        store: memoryStore(),
        contracts: connectContracts(addresses, chain),
        keys: networkKeys(connection, desired.network, {}),
        close: () => connection.close(),
      };
    },
    async openWindow() {
      const { attestations, token } = contracts;
      const latest = await attestations.latestSequence();
      const after = latest === 0n ? 0n : (await attestations.report(latest)).validUntil;
      const now = BigInt((await deployed.chain.provider.getBlock("latest"))?.timestamp ?? 0);
      if (after > now) await controls.travel(Number(after - now) + 1);
      const asOf = BigInt((await deployed.chain.provider.getBlock("latest"))?.timestamp ?? 0);
      const supply = await token.totalSupply();
      const report = {
        ...{ sequence: latest + 1n, asOf, validFrom: asOf, validUntil: asOf + 172_800n, supply },
        ...{ reserves: supply + HEADROOM, evidence: id("bank statement") },
        allocations: [{ chainId: await deployed.chain.chainId(), mintable: HEADROOM }],
      };
      const signatures = await signReport(await reportDomain(attestations), report, await signers);
      const sent = await attestations.connect(await signerOf(deployed, "MINTER")).submit(report, signatures);
      await sent.wait();
    },
    async close() {
      await proxy.close();
      await direct.close();
      await node.close();
    },
  };
  await site.openWindow();
  return site;
}

async function openEvm(hre: HardhatRuntimeEnvironment): Promise<Node> {
  const network = "localhost";
  const server = await hre.network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const direct = await hre.network.create({ network, override: { url } });
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> =>
    direct.provider.request({ method, params });
  return {
    ...{ title: "BNB Chain", network, url, direct },
    controls: {
      async automine(on) {
        await ask("evm_setAutomine", on);
      },
      async mine() {
        await ask("evm_mine");
      },
      async travel(seconds) {
        await ask("evm_increaseTime", seconds);
        await ask("evm_mine");
      },
      async snapshot() {
        const snapshot = await ask("evm_snapshot");
        return async () => {
          if ((await ask("evm_revert", snapshot)) !== true) throw new Error("The snapshot is gone.");
        };
      },
    },
    close: () => server.close(),
  };
}

async function openTron(hre: HardhatRuntimeEnvironment): Promise<Node> {
  const network = "tronEmbedded";
  const keys = developmentWallets().map(({ privateKey }) => privateKey);
  const node = await createTronNode({ port: 0, privateKeys: keys.map((key) => key.slice(2)) });
  const direct = await hre.network.create({ network, override: { url: node.url, accounts: keys } });
  return {
    ...{ title: "TRON", network, url: node.url, direct },
    controls: {
      automine(on) {
        node.setBlocks(on ? "instant" : "manual");
        return Promise.resolve();
      },
      mine: () => node.mine(),
      async travel(seconds) {
        await node.increaseTime(seconds);
        await node.mine();
      },
      async snapshot() {
        const snapshot = await node.snapshot();
        return async () => {
          if (!(await node.revert(snapshot))) throw new Error("The snapshot is gone.");
        };
      },
    },
    close: () => node.close(),
  };
}
