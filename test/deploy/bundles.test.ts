import { readFileSync } from "node:fs";
import { expect } from "chai";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { toResult } from "../../scripts/tasks/deploy.ts";
import { walletKeys } from "../../issuer/signing/keys.ts";
import type { TrackedStep } from "../../issuer/engine/work.ts";
import { localSigner } from "../../issuer/signing/digest.ts";
import { Stage, accounts, expectRefusal } from "./support.ts";
import { TRANSACTIONS, desiredKgst } from "../support/deployment-stage.ts";

interface Bundle {
  readonly chainId: string;
  readonly signers: string[];
  readonly transactions: { to: string; value: string; data: string; description: string; function: string }[];
}

const deployer = accounts[0]!;
const limiter = accounts[2]!;

describe("A deployment whose LIMITER signs elsewhere", function () {
  this.timeout(60_000);

  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(async () => {
    await stage.close();
  });

  const keys = walletKeys([deployer]);
  const read = (file: string | undefined): Bundle => JSON.parse(readFileSync(file!, "utf8")) as Bundle;
  const execute = async (bundle: Bundle, count = bundle.transactions.length): Promise<void> => {
    const signer = limiter.connect(stage.connection.ethers.provider);
    for (const { to, data } of bundle.transactions.slice(0, count))
      await (await signer.sendTransaction({ to, data })).wait();
  };

  it("writes what is to be signed and ends waiting", async () => {
    const outcome = await stage.run({ keys });
    expect(outcome.state).to.equal("waiting");
    expect(toResult(outcome).exitCode).to.equal(3);
    expect(outcome.sent).to.equal(4);
    expect(outcome.record?.finishedAt).to.equal(null);
    const bundle = read(outcome.bundles[0]);
    const token = outcome.record?.contracts.token?.address;
    expect(bundle.chainId).to.equal("31337");
    expect(bundle.signers).to.deep.equal([limiter.address]);
    expect(bundle.transactions.map(({ to, value }) => [to, value])).to.deep.equal([
      [token, "0"],
      [token, "0"],
      [token, "0"],
    ]);
    const abi = IStablecoin__factory.createInterface();
    const [mint, freeze, bridge] = bundle.transactions.map(({ data }) => abi.parseTransaction({ data }));
    expect(mint?.name).to.equal("setMinterLimit");
    expect(mint?.args.toArray()).to.deep.equal([accounts[1]!.address, 1_000_000_000_000n, 86_400n]);
    expect(freeze?.name).to.equal("setGuardianLimit");
    expect(freeze?.args.toArray()).to.deep.equal([accounts[6]!.address, 500n, 86_400n]);
    expect(bridge?.name).to.equal("setBridgeLimits");
    expect(bundle.transactions[0]?.description).to.equal(`let ${accounts[1]!.address} mint 1,000,000.00 KGST per 1d`);
  });

  it("is refused before anything is sent if the key that is meant to be the LIMITER's is another account's", async () => {
    const other = localSigner(accounts[9]!);
    const wrong = { ...keys, named: () => Promise.resolve(other) };
    const error = await expectRefusal("SIGNER_OF_ANOTHER_ACCOUNT", () => stage.run({ keys: wrong }));
    expect(error.message).to.contain(other.address).and.to.contain(limiter.address);
    expect(await stage.transactions()).to.have.length(0);
  });

  it("leaves the steps after it for the next run", async () => {
    const ends: string[] = [];
    const track = async (steps: readonly TrackedStep[]): Promise<void> => {
      for (const step of steps) ends.push(await step.run(() => undefined));
    };
    await stage.run({ keys, track });
    expect(ends).to.deep.equal(["done", "done", "done", "done", "done", "waiting", "later"]);
  });

  it("writes nothing for the Safe app where a plain account is asked, and says that its key is missing", async () => {
    const { bundles, notes } = await stage.run({ keys });
    expect(bundles.map((file) => file.replace(/.*\//, ""))).to.deep.equal(["kgst-06-limits.json"]);
    expect(notes).to.deep.equal([
      `The key of ${limiter.address} is missing here, and it is a plain account: no multisig. Put the key under its role in \`signers\`, or have whoever has it send what is in the file.`,
    ]);
  });

  it("goes on once the chain shows the effect", async () => {
    const { bundles } = await stage.run({ keys });
    await execute(read(bundles[0]));
    const outcome = await stage.run({ keys, confirm: () => expect.fail("must not ask") });
    expect(outcome.state).to.equal("finished");
    expect(outcome.sent).to.equal(0);
    expect(outcome.record?.calls.map(({ transaction, description }) => [transaction, description])).to.deep.equal([
      [null, `let ${accounts[1]!.address} mint 1,000,000.00 KGST per 1d`],
      [null, `let ${accounts[6]!.address} freeze 500 accounts per 1d`],
      [
        null,
        `let ${accounts[9]!.address} move in 250,000.00 KGST per 1d, out 250,000.00 KGST per 1d, at most 2,000,000.00 KGST in net`,
      ],
    ]);
    expect(await stage.transactions()).to.have.length(TRANSACTIONS);
  });

  it("keeps waiting for the rest if only a part was executed", async () => {
    const first = await stage.run({ keys });
    await execute(read(first.bundles[0]), 1);
    const second = await stage.run({ keys });
    expect(second.state).to.equal("waiting");
    expect(second.sent).to.equal(0);
    const rest = read(second.bundles[0]);
    expect(rest.transactions).to.have.length(2);
    await execute(rest);
    expect((await stage.run({ keys })).state).to.equal("finished");
  });

  it("asks for nothing new while it waits", async () => {
    await stage.run({ keys });
    const before = stage.store().openJournal().records.length;
    await stage.run({ keys });
    expect(stage.store().openJournal().records).to.have.length(before);
  });

  it("sends them itself once the key is at hand", async () => {
    await stage.run({ keys });
    const outcome = await stage.run({ keys: walletKeys([deployer, limiter]) });
    await stage.expectDeployedOnce(outcome);
  });

  it("refuses another limit than the one asked for", async () => {
    const { record } = await stage.run({ keys });
    const token = IStablecoin__factory.connect(record!.contracts.token!.address, limiter);
    await (
      await token
        .connect(limiter.connect(stage.connection.ethers.provider))
        .setMinterLimit(accounts[1]!.address, 7n, 60n)
    ).wait();
    const error = await expectRefusal("LIMIT_ALREADY_SET", () => stage.run({ keys }));
    expect(error.message).to.contain("The chain has 0.000007 KGST per 1m");
  });

  it("leaves a limit alone that was set once", async () => {
    const { record } = await stage.run();
    const token = IStablecoin__factory.connect(
      record!.contracts.token!.address,
      limiter.connect(stage.connection.ethers.provider),
    );
    await (await token.setMinterLimit(accounts[1]!.address, 0n, 0n)).wait();
    const error = await expectRefusal("HANDOVER_INCOMPLETE", () => stage.run());
    expect(error.message).to.contain(`token.limits.minter.${accounts[1]!.address}`);
    expect(await stage.transactions()).to.have.length(TRANSACTIONS + 1);
    expect(error.problems).to.have.length(1);
    expect((await desiredKgst()).minterLimits[0]?.capacity).to.equal(1_000_000_000_000n);
  });
});
