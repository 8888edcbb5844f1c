import { expect } from "chai";
import { HDNodeWallet, Mnemonic } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { deployContract } from "../../../packages/tron/deploy-contract.ts";
import { HardhatPluginError } from "hardhat/plugins";
import { asOperatorError } from "../../../issuer/errors.ts";
import { TronError } from "../../../packages/tron/error.ts";
import { Timelock__factory } from "../../../typechain-types/index.js";

const DELAY = 86_400n;
const DELAYS = { upgrade: DELAY, roles: DELAY, attestors: DELAY };

describe("A TRON network in Hardhat", function () {
  this.timeout(60_000);
  let node: TronNode;
  let connection: NetworkConnection;

  before(async () => {
    node = await createTronNode();
    connection = await hre.network.create({ network: "tronEmbedded", override: { url: node.url } });
  });

  after(async () => {
    await connection.close();
    await node.close();
  });

  it("has the accounts of the config, their balances in sun, and the chain's own id", async () => {
    const { ethers } = connection;
    const signers = await ethers.getSigners();
    expect(signers).to.have.lengthOf(10);
    expect(signers[0]?.address).to.equal("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    expect(await ethers.provider.getBalance(signers[0]?.address ?? "")).to.equal(1_000_000_000_000_000n);
    expect((await ethers.provider.getNetwork()).chainId).to.equal(node.chainId);
  });

  it("deploys a typechain factory, reads, sends, decodes events and custom errors", async () => {
    const [deployer, proposer, stranger] = await connection.ethers.getSigners();
    if (deployer === undefined || proposer === undefined || stranger === undefined) throw new Error("no signers");
    const timelock = await deployContract(Timelock__factory, deployer, DELAYS, [proposer.address], []);
    expect(await timelock.getMinDelay()).to.equal(DELAY);

    const role = await timelock.PROPOSER_ROLE();
    const operation = [stranger.address, 0n, "0x", `0x${"00".repeat(32)}`, `0x${"01".repeat(32)}`, DELAY] as const;
    const sent = await timelock.connect(proposer).schedule(...operation);
    const receipt = await sent.wait();
    expect(receipt?.status).to.equal(1);
    const scheduled = await timelock.queryFilter(timelock.filters.CallScheduled, receipt?.blockNumber);
    expect(scheduled.map(({ args }) => [args.target, args.delay])).to.deep.equal([[stranger.address, DELAY]]);
    expect(scheduled[0]?.transactionHash).to.equal(sent.hash);

    const refused = timelock.connect(stranger).schedule(...operation);
    await expect(refused)
      .to.be.revertedWithCustomError(timelock, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, role);
  });

  it("stops the use of an address that was computed from a nonce", async () => {
    const [deployer] = await connection.ethers.getSigners();
    if (deployer === undefined) throw new Error("no signers");
    const wrong = await new Timelock__factory(deployer).deploy(DELAYS, [], []);
    await wrong.waitForDeployment();
    const receipt = await wrong.deploymentTransaction()?.wait();
    const { error } = await caught(wrong.getMinDelay());
    expect(error.code).to.equal("ADDRESS_FROM_NONCE");
    expect(error.message).to.contain(`(${receipt?.contractAddress ?? "?"})`);
    expect(await Timelock__factory.connect(receipt?.contractAddress ?? "", deployer).getMinDelay()).to.equal(DELAY);
  });

  it("refuses a node of another chain before anything is asked of it", async () => {
    const other = await hre.network.create({ network: "nile", override: { url: node.url } });
    const { shown, error } = await caught(other.ethers.provider.getBlockNumber());
    const sentence = `nile is chain 3448148188 in Hardhat's configuration, but the node says ${node.chainId}.`;
    expect(error.code).to.equal("CHAIN_MISMATCH");
    expect(error.message).to.equal(sentence);
    expect(shown.message).to.equal(
      `${sentence}\nCorrect the network's \`url\` or its \`chainId\` in Hardhat's configuration.`,
    );
    const { code, message, remedy } = asOperatorError(shown) ?? {};
    expect([code, message]).to.deep.equal(["CHAIN_MISMATCH", sentence]);
    expect(remedy).to.match(/^Point the network's RPC URL at the right chain/);
    await other.close();
  });

  it("derives the accounts of a mnemonic as TRON's wallets do", async () => {
    const accounts = { mnemonic: "test test test test test test test test test test test junk", count: 1 };
    const derived = await hre.network.create({ network: "tronEmbedded", override: { url: node.url, accounts } });
    const phrase = Mnemonic.fromPhrase(accounts.mnemonic);
    const { address } = HDNodeWallet.fromMnemonic(phrase, "m/44'/195'/0'/0/0");
    expect((await derived.ethers.getSigners()).map((signer) => signer.address)).to.deep.equal([address]);
    await derived.close();
  });

  it("names the wrong field of a section", async () => {
    const override = { tron: { feeLimit: 15_000_000_001n } };
    const message = await hre.network.create({ network: "tronEmbedded", override }).then(() => "accepted", String);
    expect(message).to.contain("tron.feeLimit: must be in sun, above 0 and at most 15,000,000,000");
  });
});

/** What the plugin throws: an error that Hardhat shows without a stack, over the library's own. */
async function caught(action: Promise<unknown>): Promise<{ shown: HardhatPluginError; error: TronError }> {
  const shown = await action.then(
    () => "nothing",
    (thrown: unknown) => thrown,
  );
  if (!HardhatPluginError.isHardhatPluginError(shown) || !(shown.cause instanceof TronError)) {
    throw new Error("Expected a refusal of the plugin", { cause: shown });
  }
  expect(shown.pluginId).to.equal("hardhat-tron");
  return { shown, error: shown.cause };
}
