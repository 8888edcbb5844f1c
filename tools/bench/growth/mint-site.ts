import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { computeAddress, id } from "ethers";
import hre from "hardhat";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import { operationNamed } from "../../../issuer/operations/operations.ts";
import { reportDomain, signReport } from "../../../issuer/reports/reserve-report.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import { contractsOf, deployCoin, signerOf } from "../../../scripts/deploy-coin.ts";
import { openEmbeddedEvm, openEmbeddedTron } from "../../../scripts/embedded-chains.ts";
import { SpoilingNode } from "../../../test/support/spoiling-node.ts";

const HEADROOM = 1_000_000_000_000n;

/** An embedded chain with a coin, room to issue, and a count of what its node is asked. */
export interface MintSite {
  readonly coin: OpenCoin;
  /** The journal of `mint`. */
  readonly journal: string;
  /** Requests that the node has had. */
  requests(): number;
  /** Runs `mint` on a file of so many rows, of which the coin knows nothing. @param batch - Most rows in one transaction. */
  mint(rows: number, batch: number): Promise<OperationOutcome>;
  close(): Promise<void>;
}

/** Opens an embedded chain behind a node that counts. */
export async function openMintSite(network: "localhost" | "tronEmbedded"): Promise<MintSite> {
  const embedded = network === "localhost" ? await openEmbeddedEvm(hre) : await openEmbeddedTron(hre);
  const node = await SpoilingNode.before(embedded.url);
  const folder = mkdtempSync(join(tmpdir(), "kgst-growth-"));
  const store = memoryStore();
  const deployed = await deployCoin({ connection: embedded.connection, artifacts: hre.artifacts, store });
  await openWindow(deployed);
  const connection = await hre.network.create({ network, override: { url: node.url } });
  const coin = await openCoin(hre, { connection, store });
  let files = 0;
  return {
    ...{ coin, journal: join(folder, network, `${coin.desired.coin}-mint.journal.jsonl`) },
    requests: () => node.asked.length,
    mint(rows, batch) {
      const csv = join(folder, `${(files += 1)}.csv`);
      writeFileSync(csv, fileOf(rows, `file ${files}`));
      return operate({
        ...{ coin, operation: operationNamed("mint"), given: { csv, batch: `${batch}` }, patience: 60_000 },
        store: operationStore(network, coin.desired.coin, "mint", { root: folder }),
        confirm: () => Promise.resolve(),
      });
    },
    async close() {
      await connection.close();
      await node.close();
      await embedded.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function fileOf(rows: number, name: string): string {
  const deposits = Array.from({ length: rows }, (_, index) => {
    return `${computeAddress(id(`${name} account ${index}`))},1.00,${name} advice ${index}`;
  });
  return ["account,amount,reference", ...deposits, ""].join("\n");
}

async function openWindow(deployed: Awaited<ReturnType<typeof deployCoin>>): Promise<void> {
  const { attestations } = contractsOf(deployed);
  const { chain } = deployed;
  const now = BigInt((await chain.provider.getBlock("latest"))?.timestamp ?? 0);
  const report = {
    ...{ sequence: 1n, epoch: await attestations.epoch(), revision: 0n, asOf: now, validFrom: now },
    ...{ validUntil: now + 172_800n, supply: 0n, reserves: HEADROOM, evidence: id("bank statement") },
    allocations: [{ chainId: await chain.chainId(), mintable: HEADROOM }],
  };
  const signers = await Promise.all([0, 1, 2].map((index) => signerOf(deployed, "ATTESTOR", index)));
  const signatures = await signReport(await reportDomain(attestations), report, signers);
  const submitter = await signerOf(deployed, "MINTER");
  await (await attestations.connect(submitter).submit(report, signatures)).wait();
}
