import { expect } from "chai";
import { type BaseWallet, type Signer, ZeroAddress, id } from "ethers";
import { contractsOf } from "../../scripts/deploy-coin.ts";
import { verifyDeployment } from "../../issuer/verification/verify.ts";
import type { Outcome } from "../../issuer/engine/run.ts";
import { type IStablecoin, IssuerControls__factory, type Timelock } from "../../typechain-types/index.js";
import { Stage, accounts, expectRefusal } from "./support.ts";
import { desiredKgst } from "../support/deployment-stage.ts";

const [, minter, limiter, , pauser] = accounts as [BaseWallet, BaseWallet, BaseWallet, BaseWallet, BaseWallet];
const stranger = accounts[18]!.address;

describe("A deployment that drifts", function () {
  this.timeout(60_000);

  let stage: Stage;
  let outcome: Outcome;
  let token: IStablecoin;
  let timelock: Timelock;
  beforeEach(async () => {
    stage = await Stage.open();
    outcome = await stage.run();
    ({ token, timelock } = contractsOf({ outcome, chain: stage.chain() }));
  });
  afterEach(async () => {
    await stage.close();
  });

  const request = (method: string, params: unknown[]): Promise<unknown> =>
    stage.connection.provider.request({ method, params });
  const as = (account: BaseWallet): Signer => account.connect(stage.connection.ethers.provider);
  /** What the timelock can do once a delay has passed. */
  const asTimelock = async (): Promise<Signer> => {
    const address = await timelock.getAddress();
    await request("hardhat_setBalance", [address, "0xde0b6b3a7640000"]);
    return stage.connection.ethers.getImpersonatedSigner(address);
  };
  const drifts = async (): Promise<[string, string, string][]> => {
    const found = await verifyDeployment(stage.chain(), await desiredKgst(), outcome.record, stage.build);
    expect(found.notes).to.deep.equal([]);
    return found.drifts.map(({ path, expected, actual }) => [path, expected, actual]);
  };

  it("shows no difference as long as there is none", async () => {
    expect(await drifts()).to.deep.equal([]);
  });

  it("shows a role that was granted", async () => {
    await token.connect(await asTimelock()).grantRole(id("BURNER_ROLE"), stranger);
    const before = accounts[3]!.address;
    const now = [before, stranger].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join(", ");
    expect(await drifts()).to.deep.equal([["token.roles.BURNER", before, now]]);
  });

  it("shows a role that was revoked", async () => {
    await token.connect(await asTimelock()).revokeRole(id("MINTER_ROLE"), minter.address);
    expect(await drifts()).to.deep.equal([["token.roles.MINTER", minter.address, "nobody"]]);
  });

  it("shows a pause", async () => {
    await token.connect(as(pauser)).pause(1n | 2n);
    expect(await drifts()).to.deep.equal([["token.pausedScopes", "none", "transfer, mint"]]);
  });

  it("shows a changed limit", async () => {
    await token.connect(as(limiter)).setMinterLimit(minter.address, 5_000_000n, 3_600n);
    const path = `token.limits.minter.${minter.address}`;
    expect(await drifts()).to.deep.equal([[path, "1,000,000.00 per 1d", "5.00 per 1h"]]);
  });

  it("shows a limit for a minter that the file does not mention", async () => {
    await token.connect(await asTimelock()).grantRole(id("MINTER_ROLE"), stranger);
    await token.connect(as(limiter)).setMinterLimit(stranger, 5_000_000n, 3_600n);
    expect((await drifts()).map(([path]) => path)).to.deep.equal([
      "token.roles.MINTER",
      `token.limits.minter.${stranger}`,
    ]);
  });

  it("shows a pending default admin and a pending delay", async () => {
    const admin = await asTimelock();
    await token.connect(admin).beginDefaultAdminTransfer(stranger);
    await token.connect(admin).changeDefaultAdminDelay(60);
    expect(await drifts()).to.deep.equal([
      ["token.pendingAdmin", "none", stranger],
      ["token.pendingAdminDelay", "none", "1m"],
    ]);
  });

  it("shows another implementation", async () => {
    const other = await new IssuerControls__factory(as(accounts[0]!)).deploy();
    await other.waitForDeployment();
    const address = await other.getAddress();
    const slot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
    await request("hardhat_setStorageAt", [await token.getAddress(), slot, `0x${"0".repeat(24)}${address.slice(2)}`]);
    expect(await drifts()).to.deep.equal([
      ["token.implementation", outcome.record?.contracts.controls?.address, address],
    ]);
  });

  it("shows other code", async () => {
    const address = await timelock.getAddress();
    const code = await stage.chain().code(address);
    await request("hardhat_setCode", [address, `${code}00`]);
    expect((await drifts()).map(([path]) => path)).to.deep.equal(["code.timelock"]);
  });

  it("shows code that is gone", async () => {
    await request("hardhat_setCode", [await timelock.getAddress(), "0x"]);
    expect((await drifts())[0]?.[2]).to.equal("no code");
  });

  it("shows roles of the timelock, also of accounts that nobody mentions", async () => {
    const admin = await asTimelock();
    await timelock.connect(admin).grantRole(id("PROPOSER_ROLE"), stranger);
    await timelock.connect(admin).grantRole(id("EXECUTOR_ROLE"), ZeroAddress);
    await timelock.connect(admin).updateDelay(1);
    expect((await drifts()).map(([path]) => path)).to.deep.equal([
      "timelock.minimumDelay",
      "timelock.roles.PROPOSER",
      "timelock.roles.EXECUTOR",
    ]);
  });

  it("shows a configuration that was changed after the deployment", async () => {
    const desired = await desiredKgst((config) => (config.symbol = "KGSX"));
    const { drifts: found } = await verifyDeployment(stage.chain(), desired, outcome.record, stage.build);
    expect(found).to.deep.equal([
      { path: "config.symbol", expected: 'as deployed: "KGST"', actual: 'in the file: "KGSX"' },
      { path: "token.symbol", expected: "KGSX", actual: "KGST" },
    ]);
  });

  it("makes the next deployment run refuse, and send nothing", async () => {
    await token.connect(as(pauser)).pause(16n);
    const error = await expectRefusal("HANDOVER_INCOMPLETE", () => stage.run());
    expect(error.message).to.equal("token.pausedScopes: expected none, the chain has signature");
  });

  it("cannot be verified without a record, or against another chain", async () => {
    const desired = await desiredKgst();
    await expectRefusal("NOT_DEPLOYED", () => verifyDeployment(stage.chain(), desired, null, stage.build));
    const other = await Stage.open({ initialDate: "2026-01-01T00:00:00Z" });
    await expectRefusal("RECORD_OF_ANOTHER_CHAIN", () =>
      verifyDeployment(other.chain(), desired, outcome.record, stage.build),
    );
    await other.close();
  });
});
