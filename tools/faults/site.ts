import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type ContractTransactionResponse, id } from "ethers";
import { SpoilingNode } from "../../test/support/spoiling-node.ts";
import { type DeployedCoin, contractsOf, deployCoin, signerOf } from "../../scripts/deploy-coin.ts";
import { type CoinContracts, connectChain, connectContracts } from "../../issuer/coin/connect.ts";
import type { OpenCoin } from "../../issuer/coin/open.ts";
import type { RoleName } from "../../issuer/coin-file/schema.ts";
import { addressesOf } from "../../issuer/coin/record-of-chain.ts";
import {
  type ChainControls,
  type EmbeddedChain,
  openEmbeddedEvm,
  openEmbeddedTron,
} from "../../scripts/embedded-chains.ts";
import { loadBuild } from "../../issuer/model/build.ts";
import type { Chain } from "../../issuer/chains/chain.ts";
import { networkKeys } from "../../issuer/signing/keys.ts";
import type { DeploymentRecord } from "../../issuer/journal/record.ts";
import { memoryStore } from "../../issuer/journal/store.ts";
import { reportDomain, signReport } from "../../issuer/reports/reserve-report.ts";

/** What the client waits for one answer, in milliseconds. */
const TIMEOUT = 1_000;
const HEADROOM = 1_000_000_000_000n;

/** An embedded chain with a coin, a node before it that can be spoiled, and room to issue. */
export interface Site {
  readonly title: string;
  readonly network: string;
  readonly node: SpoilingNode;
  /** What its node offers besides its API. */
  readonly controls: ChainControls;
  readonly record: DeploymentRecord;
  /** Read past the spoiled node: what really happened. */
  readonly chain: Chain;
  readonly contracts: CoinContracts;
  readonly hre: HardhatRuntimeEnvironment;
  /** The first holder of a role. */
  holder(role: RoleName): string;
  /** The coin as a new process finds it, through the spoiled node. */
  attach(confirmations?: number): Promise<OpenCoin>;
  /** Posts a report that opens a new window. */
  openWindow(): Promise<void>;
  /** Issues to an account, past the spoiled node. */
  issue(to: string, amount: bigint): Promise<void>;
  /** Sends a call of the token as the holder of a role, past the spoiled node. */
  send(role: RoleName, call: (token: CoinContracts["token"]) => Promise<ContractTransactionResponse>): Promise<void>;
  /** Another token that lies at the coin's address. */
  stray(): Promise<string>;
  close(): Promise<void>;
}

/** Opens an embedded chain with a coin on it. */
export async function openSite(hre: HardhatRuntimeEnvironment, network: "localhost" | "tronEmbedded"): Promise<Site> {
  return found(hre, network === "localhost" ? await openEmbeddedEvm(hre) : await openEmbeddedTron(hre));
}

async function found(hre: HardhatRuntimeEnvironment, embedded: EmbeddedChain): Promise<Site> {
  const { network, title, url, connection: direct } = embedded;
  const node = await SpoilingNode.before(url);
  const deploy = (): Promise<DeployedCoin> =>
    deployCoin({ connection: direct, artifacts: hre.artifacts, store: memoryStore() });
  const deployed = await deploy();
  const contracts = contractsOf(deployed);
  const build = await loadBuild(hre.artifacts);
  const { record } = deployed.outcome;
  const addresses = addressesOf(record);
  if (record === null || addresses === null) throw new Error(`The coin is not deployed on ${title}.`);
  let stray: Promise<string> | undefined;
  let issued = 0;

  const site: Site = {
    ...{ title, network, node, controls: embedded, contracts, record, hre, chain: deployed.chain },
    holder: (role) => deployed.desired.roles[role][0] ?? "",
    async attach(confirmations = 1) {
      const override = { url: node.url, timeout: TIMEOUT };
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
    openWindow: () => openWindow(deployed, embedded),
    issue: (to, amount) => issue(deployed, to, amount, `past the node ${(issued += 1)}`),
    async send(role, call) {
      await (await call(contracts.token.connect(await signerOf(deployed, role)))).wait();
    },
    stray: () => (stray ??= strayCoin(deploy(), addresses.token, embedded)),
    async close() {
      await node.close();
      await embedded.close();
    },
  };
  await site.openWindow();
  return site;
}

/** A second coin, some of which was sent to the first one's address by mistake. */
async function strayCoin(deployed: Promise<DeployedCoin>, holder: string, controls: ChainControls): Promise<string> {
  const other = await deployed;
  await openWindow(other, controls);
  await issue(other, holder, HEADROOM / 10n, "by mistake");
  return contractsOf(other).token.getAddress();
}

async function issue(deployed: DeployedCoin, to: string, amount: bigint, deposit: string): Promise<void> {
  const token = contractsOf(deployed).token.connect(await signerOf(deployed, "MINTER"));
  await (await token.mint(to, amount, id(deposit))).wait();
}

async function openWindow(deployed: DeployedCoin, { travel }: ChainControls): Promise<void> {
  const { attestations, token } = contractsOf(deployed);
  const { provider } = deployed.chain;
  const latest = await attestations.latestSequence();
  const after = latest === 0n ? 0n : (await attestations.report(latest)).validUntil;
  const now = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0);
  if (after > now) await travel(Number(after - now) + 1);
  const asOf = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0);
  const supply = await token.totalSupply();
  const report = {
    ...{
      sequence: latest + 1n,
      epoch: await attestations.epoch(),
      revision: 0n,
      asOf,
      validFrom: asOf,
      validUntil: asOf + 172_800n,
      supply,
    },
    ...{ reserves: supply + HEADROOM, evidence: id("bank statement") },
    allocations: [{ chainId: await deployed.chain.chainId(), mintable: HEADROOM }],
  };
  const signers = await Promise.all([0, 1, 2].map((index) => signerOf(deployed, "ATTESTOR", index)));
  const signatures = await signReport(await reportDomain(attestations), report, signers);
  const sent = await attestations.connect(await signerOf(deployed, "MINTER")).submit(report, signatures);
  await sent.wait();
}
