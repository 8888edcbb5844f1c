import { expect } from "chai";
import { JsonRpcProvider, Wallet, id, toBeHex } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { JsonRpcServer, NetworkConnection } from "hardhat/types/network";
import config from "../../hardhat.config.ts";
import { STEPS } from "../../deploy/steps.ts";
import { writeBundle } from "../../issuer/cosigning/bundle.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { loadBuild } from "../../issuer/model/build.ts";
import { EvmChain } from "../../issuer/chains/evm-chain.ts";
import { networkKeys } from "../../issuer/signing/keys.ts";
import { type Outcome, type RunOptions, run } from "../../issuer/engine/run.ts";
import { fileStore } from "../../issuer/journal/store.ts";
import { expectRefusal } from "./support.ts";
import { LIMITS, TRANSACTIONS, withoutMoves } from "../support/deployment-stage.ts";
import { emptyFolder } from "../support/folders.ts";

/** Keys nobody publishes; each account of the examples gets one of its own. */
const keyOf = (account: string): string => id(`issuer's key for ${account.toLowerCase()}`);
const EXAMPLE_LIMITER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const DEPLOYER = new Wallet(id("issuer's deployer"));
const LIMITER = new Wallet(keyOf(EXAMPLE_LIMITER));

describe("A deployment to a public network", function () {
  this.timeout(60_000);

  let hre: HardhatRuntimeEnvironment;
  let server: JsonRpcServer;
  let connection: NetworkConnection<string>;
  let desired: Desired;
  let provider: JsonRpcProvider;
  const folder = emptyFolder();

  before(async () => {
    const signers = { DEPLOYER: DEPLOYER.privateKey, LIMITER: "" };
    hre = await createHardhatRuntimeEnvironment({ ...config, signers });
    // A chain that goes on by itself, like the one it stands for.
    const mining = { auto: true, interval: 20 };
    const override = { chainId: 97, mining, allowBlocksWithSameTimestamp: true };
    server = await hre.network.createServer({ network: "default", override }, "127.0.0.1", 0);
    const url = `http://127.0.0.1:${(await server.listen()).port}`;
    connection = await hre.network.create({ network: "bscTestnet", override: { url } });
    // Asked again each time: the chain goes on between two questions.
    provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
    for (const account of [DEPLOYER.address, LIMITER.address]) {
      await provider.send("hardhat_setBalance", [account, toBeHex(10n ** 18n)]);
    }
    const text = JSON.stringify(await loadCoin("kgst"));
    const own = text.replace(/0x[0-9a-fA-F]{40}(?=")/g, (account) => new Wallet(keyOf(account)).address);
    desired = resolveCoin("kgst", validateCoin("kgst", withoutMoves(JSON.parse(own) as CoinConfig)), "bscTestnet");
  });
  after(async () => {
    provider.destroy();
    await connection.close();
    await server.close();
  });

  const deploy = async (options: Partial<RunOptions> = {}): Promise<Outcome> => {
    const { confirmations } = desired.network;
    const given = {
      desired,
      chain: new EvmChain({ provider: connection.ethers.provider, confirmations, pollMilliseconds: 10 }),
      build: { ...(await loadBuild(hre.artifacts)), isWhole: true },
      keys: networkKeys(connection, desired.network, hre.config.signers),
      store: fileStore("bscTestnet", "kgst", { root: folder }),
      steps: STEPS,
      confirm: () => Promise.resolve(),
      ...options,
    };
    const bundle: RunOptions["bundle"] = (step, actions) =>
      writeBundle(given.store, given.desired, given.build, step, actions);
    return run({ ...given, bundle });
  };

  it("refuses what several compiler runs have made", async () => {
    const build = { ...(await loadBuild(hre.artifacts)), isWhole: false };
    await expectRefusal("BUILD_MIXED", () => deploy({ build }));
  });

  it("needs the deployer's key, from the network's accounts or from a configuration variable", async () => {
    const keys = networkKeys(connection, desired.network, {});
    await expectRefusal("SIGNER_MISSING", () => deploy({ keys }));
    const broken = await createHardhatRuntimeEnvironment({ ...config, signers: { DEPLOYER: "0x12" } });
    const wrong = networkKeys(connection, desired.network, broken.config.signers);
    const error = await expectRefusal("SIGNER_INVALID", () => deploy({ keys: wrong }));
    expect(error.message).to.equal("DEPLOYER's key is not 32 bytes in hex.");
  });

  it("waits until each transaction is final, then for the LIMITER, then finishes", async () => {
    const heights: number[] = [];
    const store = fileStore("bscTestnet", "kgst", {
      root: folder,
      onRecord: (phase, record) => {
        if (phase === "before" && record.type === "verified") heights.push(record.n);
      },
    });
    const first = await deploy({ store });
    expect(first.state).to.equal("waiting");
    expect(heights).to.have.length(4);
    const records = fileStore("bscTestnet", "kgst", { root: folder }).openJournal().records;
    const blocks = records.flatMap((record) => (record.type === "mined" ? [record.block] : []));
    // The next transaction is only signed once five blocks lie on the one before.
    for (const [index, block] of blocks.entries()) expect(block - (blocks[index - 1] ?? -4)).to.be.at.least(5);

    const own = await createHardhatRuntimeEnvironment({
      ...config,
      signers: { DEPLOYER: DEPLOYER.privateKey, LIMITER: LIMITER.privateKey },
    });
    const second = await deploy({ keys: networkKeys(connection, desired.network, own.config.signers) });
    expect(second.state).to.equal("finished");
    expect(second.sent).to.equal(LIMITS);
    const sent = [DEPLOYER, LIMITER].map(({ address }) => provider.getTransactionCount(address));
    expect(await Promise.all(sent)).to.deep.equal([TRANSACTIONS - LIMITS, LIMITS]);
  });

  it("is found unchanged by somebody who has no key at all", async () => {
    const { verifyDeployment } = await import("../../issuer/verification/verify.ts");
    const chain = new EvmChain({ provider: connection.ethers.provider, confirmations: 5, pollMilliseconds: 10 });
    const record = fileStore("bscTestnet", "kgst", { root: folder }).readRecord();
    const { drifts, notes } = await verifyDeployment(chain, desired, record, await loadBuild(hre.artifacts));
    expect([drifts, notes]).to.deep.equal([[], []]);
  });

  it("counts as final what the chain calls finalized, where the file says so", async () => {
    const make = (confirmations: number | null): EvmChain =>
      new EvmChain({ provider: connection.ethers.provider, confirmations, pollMilliseconds: 10 });
    const finalized = async (): Promise<number> => (await provider.getBlock("finalized"))!.number;
    const lower = await finalized();
    const final = await make(null).finalBlock();
    expect(final).to.be.within(lower, await finalized());
    const latest = await provider.getBlockNumber();
    const counted = await make(5).finalBlock();
    expect(counted).to.be.within(latest - 4, (await provider.getBlockNumber()) - 4);
  });
});
