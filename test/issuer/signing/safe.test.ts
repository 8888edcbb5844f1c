import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type BaseWallet, type Contract, Signature, ZeroAddress, ZeroHash, concat, id } from "ethers";
import { IStablecoin__factory, Timelock__factory } from "../../../typechain-types/index.js";
import { writeBundle } from "../../../issuer/cosigning/bundle.ts";
import { walletKeys } from "../../../issuer/signing/keys.ts";
import type { CallAction } from "../../../issuer/model/plan.ts";
import type { RunOptions } from "../../../issuer/engine/run.ts";
import { Session } from "../../../issuer/engine/session.ts";
import { type SafeAnswer, type SafeQuestion, askSafe } from "../../../issuer/cosigning/safe-desk.ts";
import { MULTI_SEND_CALL_ONLY, builderChecksum, readBuilderFile } from "../../../issuer/cosigning/safe.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { Stage, accounts, expectRefusal } from "../../deploy/support.ts";
import { LIMITS, desiredKgst } from "../../support/deployment-stage.ts";
import { createSafe, deploySafeContracts, multiSendAddress } from "./support/safe.ts";

/** A batch that the Safe app itself has exported. */
const EXPORTED = {
  version: "1.0",
  chainId: "1",
  createdAt: 1761326849944,
  meta: {
    name: "Transactions Batch",
    description: "",
    txBuilderVersion: "1.18.2",
    createdFromSafeAddress: "0xA77DE01e157f9f57C7c4A326eeE9C4874D0598b6",
    createdFromOwnerAddress: "",
    checksum: "0x8b5032f716845c8b08bab3d63dbd9ba92e056f3557793cd041e59b84e16aa989",
  },
  transactions: [
    {
      to: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
      value: "0",
      data: null,
      contractMethod: {
        inputs: [
          { internalType: "address", name: "spender", type: "address" },
          { internalType: "uint256", name: "value", type: "uint256" },
        ],
        name: "approve",
        payable: false,
      },
      contractInputsValues: { spender: "0x474e5Ded6b5D078163BFB8F6dBa355C3aA5478C8", value: "100000000000" },
    },
  ],
};

interface Batch {
  readonly version?: string;
  readonly chainId: string;
  readonly meta?: { readonly name: string };
  readonly transactions: readonly { readonly to: string; readonly value: string; readonly data: string }[];
}

interface Plain {
  readonly safe: {
    readonly safeTxHash: string;
    readonly nonce: string;
    readonly typedData: { domain: object; types: Record<string, { name: string; type: string }[]>; message: object };
  };
}

const [deployer, alice, bob, carol] = [0, 13, 14, 15].map((index) => accounts[index]!) as [
  BaseWallet,
  BaseWallet,
  BaseWallet,
  BaseWallet,
];
const keys = walletKeys([deployer]);
const NEXT: SafeQuestion = { safe: "", nonce: null, multiSend: "" };

describe("A Safe that holds a power", function () {
  this.timeout(60_000);

  let stage: Stage;
  let safe: Contract;
  let address: string;
  let options: Partial<RunOptions>;
  let bundles: readonly string[];
  beforeEach(async () => {
    stage = await Stage.open();
    const rich = await stage.connection.ethers.getSigner(accounts[19]!.address);
    await deploySafeContracts(rich, stage.connection.ethers.provider);
    safe = await createSafe(
      rich,
      [alice, bob, carol].map((owner) => owner.address),
      2,
    );
    address = await safe.getAddress();
    const desired = await desiredKgst((config) => {
      config.roles.LIMITER = [address];
      config.roles.PAUSER = [address];
      config.timelock.proposers = [address];
    });
    options = { desired, keys };
    const outcome = await stage.run(options);
    expect([outcome.state, outcome.sent]).to.deep.equal(["waiting", 4]);
    bundles = outcome.bundles;
  });
  afterEach(() => stage.close());

  const addresses = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(stage.store().readRecord()?.contracts ?? {}).map(([key, { address: at }]) => [key, at]),
    );
  const ask = (file: string, question: Partial<SafeQuestion> = {}): Promise<SafeAnswer> => {
    const knowledge = { desired: options.desired!, build: stage.build, addresses: addresses() };
    return askSafe(stage.connection.ethers.provider, knowledge, file, readFileSync(file, "utf8"), {
      ...NEXT,
      ...question,
    });
  };
  /** Two owners sign the hash as it was printed; anybody sends it. */
  const executeSafe = async ({ transaction, safeTxHash }: SafeAnswer, owners: readonly BaseWallet[]): Promise<void> => {
    const signed = owners.map((owner) => ({ owner: owner.address, signature: owner.signingKey.sign(safeTxHash) }));
    signed.sort((a, b) => (a.owner.toLowerCase() < b.owner.toLowerCase() ? -1 : 1));
    const signatures = concat(signed.map(({ signature }) => Signature.from(signature).serialized));
    const { to, value, data, operation } = transaction;
    const noRefund = [0n, 0n, 0n, ZeroAddress, ZeroAddress] as const;
    const sent = (await safe.getFunction("execTransaction")(to, value, data, operation, ...noRefund, signatures)) as {
      wait(): Promise<unknown>;
    };
    await sent.wait();
  };

  it("gets one batch with what its owners sign, and the deployment goes on once it has executed it", async () => {
    const [plain = "", batch = ""] = bundles;
    const answer = await ask(batch);
    expect(answer.transaction.operation).to.equal(1);
    expect(answer.transaction.to).to.equal(MULTI_SEND_CALL_ONLY["1.5.0"]);
    const token = addresses().token!;
    expect(answer.shown).to.deep.equal([
      `Safe          ${address}, version 1.5.0, chain 31337, 2 of 3 owners`,
      "Nonce         0",
      `Calls         token of KGST ${token}: setMinterLimit(minter: ${accounts[1]!.address}, capacity: 1000000000000 (1,000,000.00 KGST), window: 86400)`,
      `              token of KGST ${token}: setGuardianLimit(guardian: ${accounts[6]!.address}, capacity: 500 (500 accounts), window: 86400)`,
      `              token of KGST ${token}: setBridgeLimits(bridge: ${accounts[9]!.address}, limits: [inboundCapacity: 250000000000 (250,000.00 KGST), inboundWindow: 86400, outboundCapacity: 250000000000 (250,000.00 KGST), outboundWindow: 86400, netInflowCap: 2000000000000 (2,000,000.00 KGST)])`,
      `Operation     delegate call of MultiSendCallOnly ${MULTI_SEND_CALL_ONLY["1.5.0"]}`,
      `SafeTx hash   ${answer.safeTxHash}`,
      `Domain hash   ${(await safe.getFunction("domainSeparator")()) as string}`,
      `Message hash  ${answer.messageHash}`,
    ]);
    const written = (JSON.parse(readFileSync(plain, "utf8")) as Plain).safe;
    expect([written.safeTxHash, written.nonce]).to.deep.equal([answer.safeTxHash, "0"]);

    await executeSafe(answer, [carol, alice]);
    const outcome = await stage.run({ ...options, confirm: () => expect.fail("must not ask") });
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 0]);
    expect(outcome.record?.calls.map((call) => call.transaction)).to.deep.equal(Array(LIMITS).fill(null));
  });

  it("gets the same transactions in the batch as in the file for reading", () => {
    const [plain, batch] = bundles.map((file) => JSON.parse(readFileSync(file, "utf8")) as Batch);
    expect(bundles[1]).to.match(/kgst-06-limits\.safe\.json$/);
    expect([batch?.version, batch?.chainId, batch?.meta?.name]).to.deep.equal(["1.0", "31337", "KGST: 06-limits"]);
    const essence = (file: Batch | undefined): unknown =>
      file?.transactions.map(({ to, value, data }) => ({ to, value, data }));
    expect(essence(batch)).to.deep.equal(essence(plain));
  });

  it("is signed for offline: the typed data in the file has the printed hash", async () => {
    const { safe: written } = JSON.parse(readFileSync(bundles[0] ?? "", "utf8")) as Plain;
    const { domain, types, message } = written.typedData;
    const signature = await localSigner(alice).signTypedData(domain, types, { ...message });
    expect(signature).to.equal(alice.signingKey.sign(written.safeTxHash).serialized);
  });

  it("executes nothing with one signature, or for another nonce", async () => {
    const [, batch = ""] = bundles;
    const error = (await executeSafe(await ask(batch), [alice]).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).to.contain("GS020");
    const later = await ask(batch, { nonce: 1n });
    expect(later.shown[1]).to.equal("Nonce         1");
    const wrong = (await executeSafe(later, [alice, bob]).catch((thrown: unknown) => thrown)) as Error;
    expect(wrong.message).to.contain("GS026");
    expect((await stage.run(options)).state).to.equal("waiting");
  });

  it("pauses, by a call of its own without MultiSend", async () => {
    await executeSafe(await ask(bundles[1] ?? ""), [alice, bob]);
    await stage.run(options);
    const token = IStablecoin__factory.connect(addresses().token!, stage.connection.ethers.provider);
    const call = { to: addresses().token!, artifact: "IStablecoin", method: "pause", args: [1n] } as const;
    const answer = await asked("pause", call, async () => (await token.pausedScopes()) === 1n);
    expect([answer.transaction.operation, answer.transaction.to]).to.deep.equal([0, addresses().token]);
    expect(answer.shown[1]).to.equal("Nonce         1");
    expect(await token.pausedScopes()).to.equal(1n);
  });

  it("schedules what the timelock shall do, and sees in the batch what that is", async () => {
    await executeSafe(await ask(bundles[1] ?? ""), [alice, bob]);
    await stage.run(options);
    const { token = "", timelock = "" } = addresses();
    const data = IStablecoin__factory.createInterface().encodeFunctionData("setReserveGate", [accounts[5]!.address]);
    const contract = Timelock__factory.connect(timelock, stage.connection.ethers.provider);
    const args = [token, 0n, data, ZeroHash, id("salt"), await contract.delayOf(token, data)] as const;
    const operation = await contract.hashOperation(token, 0n, data, ZeroHash, id("salt"));
    const call = { to: timelock, artifact: "Timelock", method: "schedule", args } as const;
    const answer = await asked("schedule", call, () => contract.isOperation(operation));
    expect(answer.shown[3]).to.match(/^ {16}token of KGST 0x\w+: setReserveGate\(\w+: 0x\w+\)$/);
    expect(await contract.isOperationPending(operation)).to.equal(true);
  });

  it("is not asked with a file that was changed, or for another chain", async () => {
    const [, batch = ""] = bundles;
    const file = JSON.parse(readFileSync(batch, "utf8")) as typeof EXPORTED;
    file.transactions[0]!.to = accounts[7]!.address;
    const changed = await expectRefusal("SIGNING_FILE_INVALID", () => readBuilderFile("it", JSON.stringify(file)));
    expect(changed.message).to.equal("it was changed after it was written: its checksum is wrong.");
    const desired = { ...options.desired!, network: { ...options.desired!.network, chainId: 56n } };
    const knowledge = { desired, build: stage.build, addresses: {} };
    const { provider } = stage.connection.ethers;
    await expectRefusal("CHAIN_MISMATCH", () => askSafe(provider, knowledge, batch, readFileSync(batch, "utf8"), NEXT));
    await expectRefusal("CONTRACT_MISSING", () => ask(batch, { safe: deployer.address }));
    await expectRefusal("CONTRACT_MISSING", () => ask(batch, { safe: addresses().token! }));
    await expectRefusal("SIGNER_UNSUPPORTED", () => ask(batch, { multiSend: deployer.address }));
  });

  /** Has the engine ask the Safe for a call, has its owners execute it, and has the engine see it. */
  async function asked(
    name: string,
    call: Pick<CallAction, "to" | "artifact" | "method" | "args">,
    isDone: () => Promise<boolean>,
  ): Promise<SafeAnswer> {
    const action: CallAction = { kind: "call", key: name, by: [address], description: `${name} once`, ...call };
    const store = stage.store();
    const journal = store.openJournal();
    const lock = store.lock();
    const { desired } = options;
    const session = (): Session =>
      new Session({
        ...{ chain: stage.chain(), build: stage.build, keys, journal, lock, patience: 20_000, nativeCoin: "BNB" },
        works: [
          {
            ...{ id: name, title: name, refusal: "PREFLIGHT_REFUSED" as const, shows: isDone },
            plan: async () => ({ actions: (await isDone()) ? [] : [action], problems: [] }),
          },
        ],
        bundle: (work, actions) => writeBundle(store, desired!, stage.build, work.id, actions),
        saved: () => undefined,
        confirm: () => Promise.resolve(),
      });
    const asking = session();
    expect(await asking.tracked()[0]!.run(() => undefined)).to.equal("waiting");
    const answer = await ask(asking.bundles[1] ?? "");
    await executeSafe(answer, [bob, carol]);
    expect(
      await session()
        .tracked()[0]!
        .run(() => undefined),
    ).to.equal("done");
    expect(journal.records.at(-1)).to.include({ type: "observed", key: name });
    lock.release();
    return answer;
  }
});

describe("A file of the Safe app's Transaction Builder", () => {
  it("has the checksum that the app computes", () => {
    expect(builderChecksum(EXPORTED)).to.equal(EXPORTED.meta.checksum);
    const renamed = { ...EXPORTED, meta: { ...EXPORTED.meta, name: "Another name" } };
    expect(builderChecksum(renamed)).to.equal(EXPORTED.meta.checksum);
    const changed = { ...EXPORTED, chainId: "56" };
    expect(builderChecksum(changed)).not.to.equal(EXPORTED.meta.checksum);
  });

  it("is not read if it holds inputs in place of calldata", async () => {
    const error = await expectRefusal("SIGNING_FILE_INVALID", () => readBuilderFile("it", JSON.stringify(EXPORTED)));
    expect(error.message).to.contain("transactions.0.data");
  });

  it("goes through MultiSendCallOnly at the address that Safe's build has on every chain", () => {
    expect(MULTI_SEND_CALL_ONLY["1.5.0"]).to.equal(multiSendAddress());
  });
});
