import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import type { IntentRecord } from "../../issuer/journal/entries.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../issuer/coin-file/resolve.ts";
import type { Build } from "../../issuer/model/build.ts";
import type { Compiled } from "../../issuer/model/compiled.ts";
import type { ContractName } from "../../issuer/model/contracts.ts";
import type { Estimate, Request, Signed, SigningTerms } from "../../issuer/chains/chain.ts";
import { EvmChain } from "../../issuer/chains/evm-chain.ts";
import { developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import type { TrackedStep } from "../../issuer/engine/work.ts";
import { rehearse } from "../../scripts/rehearse.ts";
import type { AccountSigner } from "../../issuer/signing/signer.ts";
import { Stage, accounts, expectRefusal } from "./support.ts";
import { LIMITS, TRANSACTIONS, desiredKgst } from "../support/deployment-stage.ts";

const deployer = accounts[0]!;

describe("A deployment is refused", function () {
  this.timeout(60_000);

  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(async () => {
    await stage.close();
  });

  const request = (method: string, params: unknown[]): Promise<unknown> =>
    stage.connection.provider.request({ method, params });
  const setBalance = (amount: bigint): Promise<unknown> =>
    request("hardhat_setBalance", [deployer.address, `0x${amount.toString(16)}`]);
  const nothingHappened = async (): Promise<void> => {
    expect(await stage.transactions()).to.deep.equal([]);
    expect(stage.record()).to.equal(null);
  };

  it("on the wrong chain", async () => {
    const connection = await hre.network.create({ network: "default", override: { chainId: 4711 } });
    const error = await expectRefusal("CHAIN_MISMATCH", () => deployCoin({ connection, artifacts: hre.artifacts }));
    expect(error.message).to.contain("31337").and.contain("4711");
    await connection.close();
  });

  it("on a wrong chain behind an RPC URL", async () => {
    const server = await hre.network.createServer({ network: "default", override: { chainId: 4711 } }, "127.0.0.1", 0);
    const { port } = await server.listen();
    const override = { url: `http://127.0.0.1:${port}`, chainId: 31_337 };
    const connection = await hre.network.create({ network: "localhost", override });
    const error = await expectRefusal("CHAIN_MISMATCH", () => deployCoin({ connection, artifacts: hre.artifacts }));
    expect(error.message).to.contain("31337").and.contain("4711");
    await connection.close();
    await server.close();
  });

  it("without an answer from the node", async () => {
    const connection = await hre.network.create({
      network: "localhost",
      override: { url: "http://127.0.0.1:1/secret" },
    });
    const error = await expectRefusal("CHAIN_UNREACHABLE", () => deployCoin({ connection, artifacts: hre.artifacts }));
    expect(error.message).to.not.contain("secret");
    await connection.close();
  });

  it("with an unsafe configuration, before anything is sent", async () => {
    const desired = await desiredKgst((config) => (config.roles.COMPLIANCE = config.roles.GUARDIAN));
    await expectRefusal("ROLES_CONFLICT", () => stage.run({ desired }));
    await nothingHappened();
  });

  it("with example addresses on a public network", async () => {
    const desired = resolveCoin("kgst", await loadCoin("kgst"), "bscTestnet");
    await expectRefusal("PREFLIGHT_REFUSED", () => stage.run({ desired }));
    await nothingHappened();
  });

  it("from an account that holds a role", async () => {
    const keys = walletKeys([accounts[1]!, ...developmentWallets()]);
    await expectRefusal("PREFLIGHT_REFUSED", () => stage.run({ keys }));
    await nothingHappened();
  });

  it("without a key to deploy with", async () => {
    await expectRefusal("SIGNER_MISSING", () => stage.run({ keys: walletKeys([]) }));
  });

  it("from an account that cannot pay for all of it", async () => {
    const desired = await desiredKgst();
    await setBalance(10n ** 16n);
    const error = await expectRefusal("BALANCE_TOO_LOW", () =>
      stage.run({ desired, rehearse: () => rehearse(hre, desired, stage.build) }),
    );
    expect(error.message).to.match(/has 0\.01 ETH; its transactions may cost up to 0\.0\d+ ETH\. Missing: 0\.0\d+ ETH/);
    await nothingHappened();
  });

  it("while another account that has to send cannot pay", async () => {
    await request("hardhat_setBalance", [accounts[2]!.address, "0x0"]);
    const error = await expectRefusal("BALANCE_TOO_LOW", () => stage.run());
    expect(error.message).to.contain(accounts[2]!.address);
    await nothingHappened();
  });

  it("from an empty account, also without a rehearsal", async () => {
    await setBalance(0n);
    await expectRefusal("BALANCE_TOO_LOW", () => stage.run());
    await nothingHappened();
  });

  it("when it is not confirmed", async () => {
    const declined = new Error("declined");
    let thrown: unknown;
    await stage.run({ confirm: () => Promise.reject(declined) }).catch((error: unknown) => (thrown = error));
    expect(thrown).to.equal(declined);
    await nothingHappened();
  });

  it("while another run is at work", async () => {
    const lock = stage.store().lock();
    const error = await expectRefusal("CONCURRENT_RUN", () => stage.run());
    expect(error.message).to.contain(`Process ${process.pid}`);
    await nothingHappened();
    lock.release();
    await stage.expectDeployedOnce(await stage.run());
  });

  it("for the second of two runs that start at once", async () => {
    const results = await Promise.allSettled([stage.run(), stage.run()]);
    expect(results.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    expect(await stage.transactions()).to.have.length(TRANSACTIONS);
  });

  it("by the node: the same transaction is sent once the cause is gone", async () => {
    class Drained extends EvmChain {
      override async broadcast(signed: Signed): Promise<void> {
        await setBalance(1n);
        return super.broadcast(signed);
      }
    }
    const error = await expectRefusal("BROADCAST_REFUSED", () => stage.run({ chain: stage.chain(Drained) }));
    expect(error.message).to.match(/enough (funds|balance)/i);
    await nothingHappened();
    const [intent] = stage
      .store()
      .openJournal()
      .records.filter((record) => record.type === "intent");
    await setBalance(10n ** 20n);
    await stage.expectDeployedOnce(await stage.run());
    expect((await stage.transactions())[0]?.hash).to.equal(intent?.hash);
  });

  it("after a step that reverted: nothing of it is recorded, and the next run does it", async () => {
    class Starved extends EvmChain {
      override sign(wanted: Request, key: AccountSigner, estimate: Estimate, terms?: SigningTerms): Promise<Signed> {
        const starve = wanted.to === null && wanted.data.startsWith(stage.build.contract("Stablecoin").creationCode);
        return super.sign(wanted, key, starve ? { ...estimate, gas: (estimate.gas * 3n) / 5n } : estimate, terms);
      }
    }
    const error = await expectRefusal("STEP_REVERTED", () => stage.run({ chain: stage.chain(Starved) }));
    expect(error.message).to.contain("deploy Stablecoin").and.contain("block 4");
    expect(Object.keys(stage.record()?.contracts as object)).to.deep.equal(["timelock", "attestations", "controls"]);
    const outcome = await stage.run();
    expect(outcome.state).to.equal("finished");
    expect((await stage.transactions()).map(({ status }) => status)).to.deep.equal([
      ...[1, 1, 1, 0, 1],
      ...Array<number>(LIMITS).fill(1),
    ]);
  });

  it("before a step that would revert, with the contract's own error", async () => {
    const desired = await desiredKgst();
    const wrong = {
      ...desired,
      attestation: { ...desired.attestation, attestors: [...desired.attestation.attestors].reverse() },
    };
    const error = await expectRefusal("SIMULATION_REVERTED", () => stage.run({ desired: wrong }));
    expect(error.message).to.equal(
      '"deploy ReserveAttestations" would fail: The attestors are not in strictly rising order, too many, or one is the zero address.',
    );
    expect(await stage.transactions()).to.have.length(1);
    expect(Object.keys(stage.record()?.contracts as object)).to.deep.equal(["timelock"]);
  });

  it("while the account has transactions of another origin", async () => {
    await request("evm_setAutomine", [false]);
    await deployer.connect(stage.connection.ethers.provider).sendTransaction({ to: accounts[1]!.address });
    await expectRefusal("FOREIGN_TRANSACTIONS", () => stage.run());
    await request("evm_mine", []);
    expect(await stage.transactions()).to.have.length(1);
  });

  it("when a transaction is not mined in time; the next run waits for the same one", async () => {
    await request("evm_setAutomine", [false]);
    const error = await expectRefusal("NOT_MINED", () => stage.run({ patience: 100 }));
    const [intent] = stage
      .store()
      .openJournal()
      .records.filter((record) => record.type === "intent");
    expect(error.message).to.contain(intent?.hash);
    await request("evm_mine", []);
    await request("evm_setAutomine", [true]);
    await stage.expectDeployedOnce(await stage.run());
    expect((await stage.transactions())[0]?.hash).to.equal(intent?.hash);
  });

  it("when fees rise above a waiting transaction; the next run replaces it under the same nonce", async () => {
    await request("evm_setAutomine", [false]);
    await expectRefusal("NOT_MINED", () => stage.run({ patience: 100 }));
    const signed = (): IntentRecord[] =>
      stage
        .store()
        .openJournal()
        .records.flatMap((record) => (record.type === "intent" ? [record] : []));
    // Many times what was confirmed is not offered: the first one waits, and speed-up would ask.
    for (const [base, nonces] of [
      ["0x174876e800", [0]], // 100 gwei
      ["0x37e11d600", [0, 0]], // 15 gwei
    ] as const) {
      await request("hardhat_setNextBlockBaseFeePerGas", [base]);
      await request("evm_mine", []);
      await expectRefusal("NOT_MINED", () => stage.run({ patience: 100 }));
      expect(signed().map(({ nonce }) => nonce)).to.deep.equal(nonces);
    }
    const intents = signed();
    expect(intents[1]?.replaces).to.equal(intents[0]?.hash);
    await request("evm_mine", []);
    await request("evm_setAutomine", [true]);
    await stage.expectDeployedOnce(await stage.run());
    expect((await stage.transactions())[0]?.hash).to.equal(intents[1]?.hash);
  });

  it("when somebody used the nonce: the transaction is dropped and planned again", async () => {
    class Silent extends EvmChain {
      override broadcast(): Promise<void> {
        return Promise.reject(new Error("connection lost"));
      }
    }
    await expectRefusal("BROADCAST_REFUSED", () => stage.run({ chain: stage.chain(Silent) }));
    const { provider } = stage.connection.ethers;
    await deployer.connect(provider).sendTransaction({ to: accounts[1]!.address });
    const outcome = await stage.run();
    expect(outcome.state).to.equal("finished");
    expect(
      stage
        .store()
        .openJournal()
        .records.filter(({ type }) => type === "dropped"),
    ).to.have.length(1);
    expect(await stage.transactions()).to.have.length(TRANSACTIONS + 1);
  });

  describe("when it no longer fits its records:", () => {
    it("another configuration, with the path of each change", async () => {
      await stage.run();
      const desired = await desiredKgst((config) => {
        config.decimals = 2;
        config.timelock.delays.roles = "3d";
      });
      const error = await expectRefusal("CONFIG_CHANGED", () => stage.run({ desired }));
      expect(error.message)
        .to.contain("decimals: was 6, is 2")
        .and.contain('timelock.delays.roles: was "172800", is "259200"');
      expect(await stage.transactions()).to.have.length(TRANSACTIONS);
    });

    it("other decimals in the middle of a deployment", async () => {
      const desired = await desiredKgst();
      const stop = (): Promise<void> => Promise.reject(new Error("stopped"));
      const track = async (steps: readonly TrackedStep[]): Promise<void> => {
        for (const step of steps.slice(0, 3)) await step.run(() => undefined);
        await stop();
      };
      await stage.run({ desired, track }).catch(() => undefined);
      expect(await stage.transactions()).to.have.length(2);
      const changed = await desiredKgst((config) => (config.decimals = 8));
      await expectRefusal("CONFIG_CHANGED", () => stage.run({ desired: changed }));
      expect(await stage.transactions()).to.have.length(2);
    });

    it("another build", async () => {
      await stage.run();
      const build = withCode(stage.build, "Stablecoin", (code) => `${code.slice(0, -2)}ff`);
      const error = await expectRefusal("BUILD_CHANGED", () => stage.run({ build }));
      expect(error.message).to.contain("the code of Stablecoin");
      expect(await stage.transactions()).to.have.length(TRANSACTIONS);
    });

    it("other compiler settings", async () => {
      await stage.run();
      await expectRefusal("BUILD_CHANGED", () =>
        stage.run({ build: { ...stage.build, settingsHash: keccak256("0x") } }),
      );
    });

    it("another chain under the same name", async () => {
      await stage.run();
      const other = await Stage.open({ initialDate: "2026-01-01T00:00:00Z" });
      await expectRefusal("RECORD_OF_ANOTHER_CHAIN", () => stage.run({ chain: other.chain() }));
      expect(await other.transactions()).to.deep.equal([]);
      await other.close();
    });

    it("code that is gone", async () => {
      const outcome = await stage.run();
      await request("hardhat_setCode", [outcome.record?.contracts.attestations?.address, "0x"]);
      await expectRefusal("CONTRACT_MISSING", () => stage.run());
    });

    it("code that is another", async () => {
      const outcome = await stage.run();
      await request("hardhat_setCode", [outcome.record?.contracts.timelock?.address, "0x6001"]);
      await expectRefusal("BUILD_CHANGED", () => stage.run());
    });
  });

  it("may be corrected as long as nothing was signed", async () => {
    const stop = (): Promise<void> => Promise.reject(new Error("stopped"));
    await stage.run({ track: stop }).catch(() => undefined);
    const desired = await desiredKgst((config) => (config.decimals = 8));
    const outcome = await stage.run({ desired });
    expect(outcome.state).to.equal("finished");
    expect(
      stage
        .store()
        .openJournal()
        .records.filter(({ type }) => type === "begin"),
    ).to.have.length(2);
  });

  it("keeps no key in its records", async () => {
    await stage.run();
    for (const file of ["kgst.json", "kgst.journal.jsonl"]) {
      const text = readFileSync(join(stage.folder, "default", file), "utf8").toLowerCase();
      for (const account of accounts.slice(0, 3)) expect(text).to.not.contain(account.privateKey.slice(2));
    }
  });
});

/** The build with one contract's creation code changed. */
function withCode(build: Build, name: ContractName, change: (code: string) => string): Build {
  const contract = (asked: ContractName): Compiled => {
    const compiled = build.contract(asked);
    return asked === name ? { ...compiled, creationCode: change(compiled.creationCode) } : compiled;
  };
  return { ...build, contract };
}
