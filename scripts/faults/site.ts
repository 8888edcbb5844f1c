import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { id } from "ethers";
import { contractsOf, deployCoin, signerOf } from "../deploy-coin.ts";
import { type CoinContracts, connectChain, connectContracts } from "../lib/coin/connect.ts";
import type { OpenCoin } from "../lib/coin/open.ts";
import { addressesOf } from "../lib/deployment/verify.ts";
import { type ChainControls, type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../lib/embedded-chains.ts";
import { loadBuild } from "../lib/engine/build.ts";
import { networkKeys } from "../lib/engine/keys.ts";
import type { DeploymentRecord } from "../lib/engine/record.ts";
import { memoryStore } from "../lib/engine/store.ts";
import { reportDomain, signReport } from "../lib/reports/reserve-report.ts";
import { FaultProxy } from "./proxy.ts";

/** What the client waits for one answer, in milliseconds. */
const TIMEOUT = 1_000;
const HEADROOM = 1_000_000_000_000n;

/** An embedded chain with a coin, a proxy before its node, and room to issue. */
export interface Site {
  readonly title: string;
  readonly network: string;
  readonly proxy: FaultProxy;
  /** What its node can be told beside its API. */
  readonly controls: ChainControls;
  readonly record: DeploymentRecord;
  /** Read past the proxy: what really happened. */
  readonly contracts: CoinContracts;
  /** The coin as a new process finds it, through the proxy. */
  attach(confirmations?: number): Promise<OpenCoin>;
  /** Posts a report that opens a new window. */
  openWindow(): Promise<void>;
  close(): Promise<void>;
}

/** Opens both embedded chains with a coin on each. */
export async function openSites(hre: HardhatRuntimeEnvironment): Promise<Site[]> {
  return [await settle(hre, await openEmbeddedEvm(hre)), await settle(hre, await openEmbeddedTron(hre))];
}

async function settle(hre: HardhatRuntimeEnvironment, embedded: EmbeddedChain): Promise<Site> {
  const { network, title, url, connection: direct } = embedded;
  const proxy = await FaultProxy.before(url);
  const deployed = await deployCoin({ connection: direct, artifacts: hre.artifacts, store: memoryStore() });
  const contracts = contractsOf(deployed);
  const build = await loadBuild(hre.artifacts);
  const { record } = deployed.outcome;
  const addresses = addressesOf(record);
  if (record === null || addresses === null) throw new Error(`The coin is not deployed on ${title}.`);
  const signers = Promise.all([0, 1, 2].map((index) => signerOf(deployed, "ATTESTOR", index)));

  const site: Site = {
    ...{ title, network, proxy, controls: embedded, contracts, record },
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
      if (after > now) await embedded.travel(Number(after - now) + 1);
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
      await embedded.close();
    },
  };
  await site.openWindow();
  return site;
}
