import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import hre from "hardhat";
import { contractsOf, deployCoin, signerOf } from "../../scripts/deploy-coin.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { walletKeys } from "../../issuer/signing/keys.ts";
import { rehearse } from "../../scripts/rehearse.ts";
import type { DeploymentOverview } from "../../issuer/engine/run.ts";
import { Stage, accounts } from "./support.ts";
import { TRANSACTIONS, desiredKgst } from "../support/deployment-stage.ts";

describe("A deployment", function () {
  this.timeout(60_000);

  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(async () => {
    await stage.close();
  });

  it("sends each transaction once and records what it made", async () => {
    const outcome = await stage.run();
    expect(outcome.sent).to.equal(TRANSACTIONS);
    await stage.expectDeployedOnce(outcome);
  });

  it("leaves the deployer without any power", async () => {
    const { connection } = stage;
    const deployed = await deployCoin({ connection, artifacts: hre.artifacts });
    const { token, attestations, timelock } = contractsOf(deployed);
    const [deployer] = accounts;
    for (const contract of [token, attestations, timelock]) {
      const roles = [
        ZeroHash,
        ...["MINTER", "LIMITER", "UPGRADER", "GUARDIAN", "PROPOSER"].map((r) => id(`${r}_ROLE`)),
      ];
      for (const role of roles) expect(await contract.hasRole(role, deployer!.address)).to.equal(false);
    }
    expect(await token.defaultAdmin()).to.equal(await timelock.getAddress());
    expect(await attestations.defaultAdmin()).to.equal(await timelock.getAddress());
  });

  it("hands typed contracts and signers to programs", async () => {
    const deployed = await deployCoin({ connection: stage.connection, artifacts: hre.artifacts });
    const { token } = contractsOf(deployed);
    const limiter = await signerOf(deployed, "LIMITER");
    await token.connect(limiter).setMinterLimit(deployed.desired.roles.MINTER[0]!, 5n, 60n);
    expect((await token.minterLimit(deployed.desired.roles.MINTER[0]!)).slice(0, 2)).to.deep.equal([5n, 60n]);
  });

  it("sends nothing when it is run again", async () => {
    const first = await stage.run();
    const second = await stage.run({ confirm: () => expect.fail("must not ask") });
    expect(second.sent).to.equal(0);
    expect(second.record).to.deep.equal(first.record);
    await stage.expectDeployedOnce(second);
  });

  it("remembers who deployed, whoever runs it again", async () => {
    const first = await stage.run();
    const second = await stage.run({ keys: walletKeys([accounts[19]!]) });
    expect(second.record).to.deep.equal(first.record);
    expect(second.record?.deployer).to.equal(accounts[0]!.address);
  });

  it("sends and writes nothing in a dry run, and shows what it would cost", async () => {
    const desired = await desiredKgst();
    const outcome = await stage.run({ dryRun: true, desired, rehearse: () => rehearse(hre, desired, stage.build) });
    expect(outcome.state).to.equal("planned");
    expect(await stage.transactions()).to.deep.equal([]);
    expect(stage.store().openJournal().records).to.deep.equal([]);
    expect(outcome.overview.transactions.map(({ action }) => action.key)).to.deep.equal([
      "deploy:timelock",
      "deploy:attestations",
      "deploy:controls",
      "deploy:token",
      `limit:minter:${accounts[1]!.address}`,
      `limit:guardian:${accounts[6]!.address}`,
      `limit:bridge:${accounts[9]!.address}`,
    ]);
    expect(outcome.overview.transactions.map(({ gas }) => (gas ?? 0n) > 50_000n)).to.deep.equal(Array(7).fill(true));
    expect(outcome.overview.total > 0n).to.equal(true);
  });

  it("costs what the rehearsal said, at most", async () => {
    const desired = await desiredKgst();
    let shown: DeploymentOverview | undefined;
    const confirm = (overview: DeploymentOverview): Promise<void> => {
      shown = overview;
      return Promise.resolve();
    };
    await stage.run({ desired, confirm, rehearse: () => rehearse(hre, desired, stage.build) });
    const receipts = await stage.transactions();
    const limits = shown?.transactions.map(({ gas }) => gas ?? 0n) ?? [];
    for (const [index, receipt] of receipts.entries()) {
      expect(receipt.gasUsed <= limits[index]!, `transaction ${index}`).to.equal(true);
      expect(receipt.gasUsed * 2n > limits[index]!, `transaction ${index}`).to.equal(true);
    }
  });

  it("deploys the coin of another issuer from its file alone", async () => {
    const deployed = await deployCoin({
      connection: stage.connection,
      artifacts: hre.artifacts,
      coin: "example-dollar",
    });
    const { token, attestations, timelock } = contractsOf(deployed);
    expect(deployed.outcome.state).to.equal("finished");
    expect(await token.name()).to.equal("Example Dollar");
    expect(await attestations.threshold()).to.equal(2n);
    expect(await timelock.hasRole(id("EXECUTOR_ROLE"), "0x0000000000000000000000000000000000000000")).to.equal(true);
    expect(await token.getRoleMemberCount(id("MINTER_ROLE"))).to.equal(2n);
    expect(await token.getRoleMemberCount(id("BRIDGE_ROLE"))).to.equal(0n);
  });

  it("deploys several coins side by side", async () => {
    const { connection } = stage;
    const [first, second] = [
      await deployCoin({ connection, artifacts: hre.artifacts }),
      await deployCoin({ connection, artifacts: hre.artifacts, coin: "example-dollar" }),
    ];
    expect(await contractsOf(first).token.symbol()).to.equal("KGST");
    expect(await contractsOf(second).token.symbol()).to.equal("EXD");
  });

  it("takes addresses from receipts, whatever the deployer's nonce", async () => {
    await (
      await accounts[0]!.connect(stage.connection.ethers.provider).sendTransaction({ to: accounts[1]!.address })
    ).wait();
    const outcome = await stage.run();
    expect(outcome.state).to.equal("finished");
    expect(await stage.transactions()).to.have.length(TRANSACTIONS + 1);
  });

  it("sets unlimited limits and other decimals as configured", async () => {
    const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
    config.decimals = 2;
    config.minterLimits = [{ minter: accounts[1]!.address, capacity: "unlimited", window: "1d" }];
    const desired = await desiredKgst((copy) => Object.assign(copy, config));
    const outcome = await stage.run({ desired });
    const { token } = contractsOf({ outcome, chain: stage.chain() });
    expect(await token.decimals()).to.equal(2n);
    expect((await token.minterLimit(accounts[1]!.address))[0]).to.equal(2n ** 256n - 1n);
    expect((await token.bridgeLimits(accounts[9]!.address))[0].inboundCapacity).to.equal(25_000_000n);
  });
});
