import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import hre from "hardhat";
import { contractsOf, deployCoin, signerOf } from "../../../scripts/deploy-coin.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import { rehearse } from "../../../scripts/rehearse.ts";
import { fileStore } from "../../../issuer/journal/store.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { createTronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { KILLED, killedAt, runAndDie } from "../dying.ts";
import { TronStage } from "./support/stage.ts";
import { TRANSACTIONS } from "../../support/deployment-stage.ts";
import { emptyFolder } from "../../support/folders.ts";

/** begin, then intent, sent, mined and verified for each transaction, then finished. */
const RECORDS = 1 + 4 * TRANSACTIONS + 1;

const wallets = developmentWallets();

describe("A deployment on TRON", function () {
  this.timeout(120_000);

  it("sends each transaction once, records it, verifies without drift, and sends nothing when run again", async () => {
    const stage = await TronStage.open();
    const first = await stage.run();
    expect(first.sent).to.equal(TRANSACTIONS);
    await stage.expectDeployedOnce(first);
    const second = await stage.run({ confirm: () => expect.fail("must not ask") });
    expect(second.sent).to.equal(0);
    await stage.expectDeployedOnce(second);
  });

  it("compares name, origin and energy settings with what was asked for", async () => {
    const stage = await TronStage.open();
    const outcome = await stage.run({ chain: stage.chain({ userFeePercentage: 40, originEnergyLimit: 5 }) });
    expect((await stage.verify(outcome, { userFeePercentage: 40, originEnergyLimit: 5 })).drifts).to.deep.equal([]);
    const { drifts } = await stage.verify(outcome);
    expect(drifts.map(({ path }) => path)).to.deep.equal(
      ["timelock", "attestations", "controls", "token"].map((contract) => `platform.${contract}`),
    );
    expect(drifts[3]?.actual).to.equal("energy paid by callers: 40%, origin's energy limit: 5");
  });

  it("costs what the rehearsal said, at most", async () => {
    const stage = await TronStage.open();
    const outcome = await stage.run({ rehearse: () => rehearse(hre, stage.desired, stage.build) });
    const used = stage.records().flatMap((record) => (record.type === "mined" ? [BigInt(record.gasUsed)] : []));
    const limits = outcome.overview.transactions.map(({ gas }) => gas ?? 0n);
    for (const [index, energy] of used.entries()) {
      expect(energy <= limits[index]! && energy * 2n > limits[index]!, `transaction ${index}`).to.equal(true);
    }
    expect(used.reduce((sum, energy) => sum + energy)).to.be.lessThan(13_100_000);
  });

  it("goes on when it was stopped after any record, and sends nothing twice", async function () {
    this.timeout(600_000);
    for (let n = 1; n <= RECORDS; n++) {
      const stage = await TronStage.open();
      await stage.runUntil((phase, record) => phase === "after" && record.n === n);
      await stage.expectDeployedOnce(await stage.run());
    }
  });

  it(`goes on after its process was killed after ${KILLED} in turn, and sends nothing twice`, async function () {
    this.timeout(300_000);
    const accounts = wallets.map(({ address }) => ({ address, balance: 1_000_000_000_000n }));
    const node = await createTronNode({ accounts });
    const folder = emptyFolder();
    const store = fileStore("tronEmbedded", "kgst", { root: folder });
    for (const records of killedAt(RECORDS - 1)) {
      expect(await runAndDie(node.url, folder, "tronEmbedded", records)).to.deep.equal([null, "SIGKILL"]);
      expect(store.openJournal().records).to.have.length(records);
    }
    const connection = await hre.network.create({ network: "tronEmbedded", override: { url: node.url } });
    const { outcome } = await deployCoin({ connection, artifacts: hre.artifacts, store });
    expect(outcome.state).to.equal("finished");
    const records = store.openJournal().records.filter(({ type }) => type === "intent" || type === "verified");
    expect(records).to.have.length(2 * TRANSACTIONS);
    expect(new Set(records.map((record) => "hash" in record && record.hash)).size).to.equal(TRANSACTIONS);
    await connection.close();
    await node.close();
  });

  it("signs again what expired before it was sent, and says so in the journal", async () => {
    const stage = await TronStage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "intent");
    await stage.node.increaseTime(60 + 30);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
    const [first, second] = stage.records().filter(({ type }) => type === "intent");
    const dropped = stage.records().filter((record) => record.type === "dropped");
    expect(dropped.map(({ hash }) => hash)).to.deep.equal([(first as { hash: string }).hash]);
    expect((second as { key: string }).key).to.equal((first as { key: string }).key);
    expect(await stage.mined()).to.not.include((first as { hash: string }).hash);
  });

  it("signs nothing again while the first transaction might still be in a block", async () => {
    const stage = await TronStage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "intent");
    await stage.node.increaseTime(60 + 3); // expired, yet not long enough to rule a late answer out
    await stage.node.mine();
    const error = await stage.run({ patience: 50 }).catch((thrown: unknown) => thrown);
    expect((error as OperatorError).code).to.equal("NOT_MINED");
    expect(stage.records().filter(({ type }) => type === "intent")).to.have.length(1);
    expect(await stage.mined()).to.deep.equal([]);
    await stage.node.increaseTime(60);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
  });

  it("follows a transaction that was mined after it had been given up as expired by the clock", async () => {
    const stage = await TronStage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "sent");
    await stage.node.increaseTime(3_600);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
    expect(stage.records().filter(({ type }) => type === "dropped")).to.deep.equal([]);
  });

  it("gives up in the same run what a node took and lost, once it can never be mined", async () => {
    const stage = await TronStage.open();
    const lossy = stage.chain({}, { lose: /broadcasthex$/ });
    const running = stage.run({ chain: lossy, patience: 20_000 }).catch((thrown: unknown) => thrown);
    while (!stage.records().some(({ type }) => type === "sent")) await sleep(5);
    await stage.node.increaseTime(120);
    await stage.node.mine();
    const error = (await running) as OperatorError;
    expect(error.code).to.equal("NOT_MINED");
    expect(error.remedy).to.equal("Run again: the transaction is signed again, since the old one can have no effect.");
    expect(stage.records().map(({ type }) => type)).to.deep.equal(["begin", "intent", "sent", "dropped"]);
    await stage.expectDeployedOnce(await stage.run());
  });

  it("refuses what costs more than the fee limit or the balance, before anything is signed", async () => {
    const poor = await TronStage.open({ balance: 50_000_000n });
    const refused = await poor.run().catch((thrown: unknown) => thrown);
    expect((refused as OperatorError).code).to.equal("BALANCE_TOO_LOW");
    expect((refused as OperatorError).message).to.match(
      / has 50\.00 TRX; the transaction takes [\d.]+ TRX\. Missing: /,
    );
    expect(poor.records().map(({ type }) => type)).to.deep.equal(["begin"]);

    const stage = await TronStage.open();
    const capped = await stage.run({ chain: stage.chain({ feeLimit: 1_000_000n }) }).catch((thrown: unknown) => thrown);
    expect((capped as OperatorError).code).to.equal("FEE_LIMIT_TOO_LOW");
    expect(await stage.mined()).to.deep.equal([]);
  });

  it("runs through Hardhat's network, with typed contracts and signers for programs", async () => {
    const privateKeys = wallets.map(({ privateKey }) => privateKey.slice(2));
    const node = await createTronNode({ privateKeys });
    const connection = await hre.network.create({ network: "tronEmbedded", override: { url: node.url } });
    const root = emptyFolder();
    const store = fileStore("tronEmbedded", "kgst", { root });
    const deployed = await deployCoin({ connection, artifacts: hre.artifacts, store, keys: walletKeys(wallets) });
    expect(deployed.outcome.state).to.equal("finished");
    const { token } = contractsOf(deployed);
    const minter = deployed.desired.roles.MINTER[0]!;
    await (await token.connect(await signerOf(deployed, "LIMITER")).setMinterLimit(minter, 5n, 60n)).wait();
    expect((await token.minterLimit(minter)).slice(0, 2)).to.deep.equal([5n, 60n]);
    await connection.close();
    await node.close();
  });
});
