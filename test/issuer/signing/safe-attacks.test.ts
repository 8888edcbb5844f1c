import { expect } from "chai";
import {
  type BaseWallet,
  type Contract,
  Interface,
  MaxUint256,
  type Provider,
  concat,
  getBytes,
  hexlify,
  toBeHex,
} from "ethers";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { type SafeAnswer, type SafeQuestion, askSafe } from "../../../issuer/cosigning/safe-desk.ts";
import { describeCall } from "../../../issuer/cosigning/describe.ts";
import { callsOf } from "../../../issuer/cosigning/safe-calls.ts";
import { SAFE_PROXIES, SAFE_RELEASES } from "../../../issuer/chains/safe-releases.ts";
import {
  MULTI_SEND,
  builderChecksum,
  readBuilderFile,
  safeTransaction,
  toBuilderFile,
} from "../../../issuer/cosigning/safe.ts";
import { Stage, accounts, expectRefusal } from "../../deploy/support.ts";
import { desiredKgst } from "../../support/deployment-stage.ts";
import { createSafe, deploySafeContracts } from "./support/safe.ts";

const abi = IStablecoin__factory.createInterface();
const [token, attacker] = [accounts[5]!.address, accounts[6]!.address];
const NEXT: SafeQuestion = { safe: "", nonce: null, multiSend: "" };
const PAUSE = { to: token, value: 0n, data: abi.encodeFunctionData("pause", [1n]) };
const SINGLETON = SAFE_RELEASES.at(-1)!.singletons[1]!.addresses[0]!;

describe("Attacks through a Safe's batch", function () {
  this.timeout(60_000);

  let stage: Stage;
  let safe: Contract;
  let address: string;
  let node: Stage["connection"]["ethers"]["provider"];
  let snapshot: string;
  let knowledge: Parameters<typeof askSafe>[1];
  before(async () => {
    stage = await Stage.open();
    node = stage.connection.ethers.provider;
    const rich = await stage.connection.ethers.getSigner(accounts[19]!.address);
    await deploySafeContracts(rich, node);
    safe = await createSafe(
      rich,
      [13, 14, 15].map((index) => (accounts[index] as BaseWallet).address),
      2,
    );
    address = await safe.getAddress();
    const desired = await desiredKgst((config) => {
      config.roles.PAUSER = [address];
    });
    knowledge = { desired, build: stage.build, addresses: { token } };
  });
  after(() => stage.close());
  beforeEach(async () => {
    snapshot = (await node.send("evm_snapshot", [])) as string;
  });
  afterEach(() => node.send("evm_revert", [snapshot]));

  const batch = (calls = [PAUSE], of = address): string =>
    JSON.stringify(toBuilderFile({ name: "pause", description: "pause", chainId: 31_337n }, of, calls));
  const ask = (text = batch(), question: Partial<SafeQuestion> = {}, provider: Provider = node): Promise<SafeAnswer> =>
    askSafe(provider, knowledge, "it", text, { ...NEXT, ...question });

  it("a Safe that the coin's file does not know is asked for nothing, unless it is named next to the file", async () => {
    const stranger = await (await createSafe(accounts[19]!.connect(node), [attacker], 1, 7n)).getAddress();
    const asked: PropertyKey[] = [];
    const watched = new Proxy(node, {
      get: (target, name) => {
        asked.push(name);
        return Reflect.get(target, name, target) as unknown;
      },
    }) as unknown as Provider;
    const error = await expectRefusal("SAFE_UNKNOWN", () => ask(batch([PAUSE], stranger), {}, watched));
    expect(error.message).to.equal(`it names the Safe ${stranger}, which holds nothing in kgst's file.`);
    expect(asked).to.deep.equal([]);
    expect((await ask(batch([PAUSE], stranger), { safe: stranger })).safe.address).to.equal(stranger);
    const other = await expectRefusal("SAFE_UNKNOWN", () => ask(batch(), { safe: stranger }));
    expect(other.message).to.equal(`it is for the Safe ${address}, and --safe names ${stranger}.`);
    for (const none of ["0x12", "nobody", `${address.slice(0, -1)}g`]) {
      await expectRefusal("ARGUMENT_INVALID", () => ask(batch(), { safe: none }));
      await expectRefusal("ARGUMENT_INVALID", () => ask(batch(), { multiSend: none }));
    }
  });

  it("no code but that of a known release is taken for a Safe, whatever it says of itself", async () => {
    expect((await ask()).safe.version).to.equal("1.5.0");
    const runtime = await node.getCode(SINGLETON);
    const refused = async (): Promise<string> => (await expectRefusal("CONTRACT_MISSING", () => ask())).message;
    const unknown = `There is no Safe at ${address} on default: its code, or what it delegates to, is of no release from 1.3.0 on.`;

    await node.send("hardhat_setStorageAt", [address, "0x0", toBeHex(attacker, 32)]); // delegates to the same code elsewhere
    await node.send("hardhat_setCode", [attacker, runtime]);
    expect(await refused()).to.equal(unknown);
    await node.send("hardhat_setStorageAt", [address, "0x0", toBeHex(SINGLETON, 32)]);
    expect((await ask()).safe.version).to.equal("1.5.0");
    await node.send("hardhat_setCode", [SINGLETON, `${runtime}00`]); // other code at the well-known address
    expect(await refused()).to.equal(unknown);
    await node.send("hardhat_setCode", [SINGLETON, runtime]);
    await node.send("hardhat_setCode", [address, runtime]); // a Safe in all it says, but no proxy
    expect(await refused()).to.equal(unknown);
    await node.send("hardhat_setCode", [address, "0x"]);
    expect(await refused()).to.equal(`There is no Safe at ${address} on default: the account has no code.`);
  });

  it("a version that the Safe says of itself is never asked for, and a batch's name cannot rewrite the screen", async () => {
    const version = "0xffa1ad74"; // VERSION()
    const asked: string[] = [];
    const hostile = new Proxy(node, {
      get: (target, name) => {
        if (name !== "call") {
          const own = Reflect.get(target, name, target) as unknown;
          return typeof own === "function" ? (own.bind(target) as unknown) : own;
        }
        return (call: { data?: string }) => {
          asked.push(call.data?.slice(0, 10) ?? "");
          if (call.data === version)
            return new Interface(["function VERSION() view returns (string)"]).encodeFunctionResult("VERSION", [
              "\u001b[2J1.5.0",
            ]);
          return target.call(call);
        };
      },
    }) as unknown as Provider;
    const { shown } = await ask(batch(), {}, hostile);
    expect(shown.slice(0, 3)).to.deep.equal([
      `Safe          ${address}, version 1.5.0, chain 31337, 2 of 3 owners`,
      "Nonce         0",
      `Calls         token of KGST ${token}: pause(scopes: 1)`,
    ]);
    expect(asked).to.have.lengthOf.at.least(4);
    expect(asked).not.to.include(version);
    const renamed = JSON.parse(batch()) as { meta: { name: string } };
    renamed.meta.name = "pause\u001b[2J\u202e\nCalls  nothing";
    const { message } = await expectRefusal("SIGNING_FILE_INVALID", () => ask(JSON.stringify(renamed)));
    expect(message).to.equal("it: meta.name: has \\u001b at character 6, which cannot be seen");
  });

  it("several calls go through no contract but a known MultiSendCallOnly", async () => {
    const two = batch([PAUSE, PAUSE]);
    const { addresses } = SAFE_RELEASES.at(-1)!.multiSendCallOnly;
    const own = addresses[0]!;
    expect((await ask(two)).transaction.to).to.equal(own);
    await expectRefusal("SIGNER_UNSUPPORTED", () => ask(two, { multiSend: SINGLETON }));
    const code = await node.getCode(own);
    await node.send("hardhat_setCode", [attacker, code]); // the same contract, elsewhere
    expect((await ask(two, { multiSend: attacker })).transaction.to).to.equal(attacker);
    await node.send("hardhat_setCode", [own, `${code}00`]);
    await expectRefusal("SIGNER_UNSUPPORTED", () => ask(two));
  });

  it("the calls on the screen are read from the bytes that are hashed", async () => {
    const steal = { to: token, value: 0n, data: abi.encodeFunctionData("transfer", [attacker, 9_000_000_000n]) };
    const { transaction, shown, safeTxHash } = await ask(batch([PAUSE, steal]));
    expect(callsOf(transaction)).to.deep.equal([PAUSE, steal]);
    expect(shown[3]).to.equal(
      `              token of KGST ${token}: transfer(to: ${attacker}, value: 9000000000 (9,000.00 KGST))`,
    );
    expect((await ask(batch([PAUSE, PAUSE]))).safeTxHash).not.to.equal(safeTxHash);
    const { data } = safeTransaction({ nonce: 0n, version: "1.5.0", multiSend: SINGLETON }, [PAUSE, steal]);
    const [packed] = MULTI_SEND.decodeFunctionData("multiSend", data) as unknown as [string];
    const delegating = hexlify(getBytes(packed).map((byte, index) => (index === 0 ? 1 : byte)));
    for (const bytes of [delegating, `${packed}00`, packed.slice(0, -2), concat([packed, "0x00"])]) {
      const changed = { ...transaction, data: MULTI_SEND.encodeFunctionData("multiSend", [bytes]) };
      await expectRefusal("SIGNING_FILE_INVALID", () => callsOf(changed));
    }
  });

  it("a symbol whose letters look like others is pointed out next to the calls", async () => {
    const pay = { to: token, value: 0n, data: abi.encodeFunctionData("transfer", [attacker, 9_000_000_000n]) };
    const forged = { ...knowledge, desired: { ...knowledge.desired, symbol: "КGST" } };
    const { shown } = await askSafe(node, forged, "it", batch([pay]), NEXT);
    expect(shown.join("\n")).to.contain('LOOK CLOSELY: "КGST" has letters of several scripts: К is U+041A (Cyrillic).');
    expect((await ask(batch([pay]))).shown.join("\n")).to.not.contain("LOOK CLOSELY");
  });

  it("a file that describes another call than its bytes are is refused, and one that describes them is not", async () => {
    const pause = {
      name: "pause",
      payable: false,
      inputs: [{ name: "scopes", type: "uint256", internalType: "uint256" }],
    };
    const [honest, another, cut] = [
      { contractMethod: pause, contractInputsValues: { scopes: "1" } },
      { contractMethod: pause, contractInputsValues: { scopes: "2" } },
      { contractMethod: { ...pause, name: "unpause" }, contractInputsValues: { scopes: "1" } },
    ];
    const described = (fields: object): string => {
      const file = JSON.parse(batch()) as { meta: Record<string, unknown>; transactions: object[] };
      file.transactions = file.transactions.map((entry) => ({ ...entry, ...fields }));
      file.meta.checksum = builderChecksum(file);
      return JSON.stringify(file);
    };
    expect((await ask(described(honest))).shown[2]).to.equal(`Calls         token of KGST ${token}: pause(scopes: 1)`);
    const lies = [
      another,
      cut,
      { contractMethod: "pause(1)" },
      { contractInputsValues: { scopes: "1" } },
      { contractMethod: pause },
    ];
    for (const lie of lies) {
      const error = await expectRefusal("SIGNING_FILE_INVALID", () => readBuilderFile("it", described(lie)));
      expect(error.message).to.equal("it: transaction 1 is described as another call than its bytes are.");
    }
    for (const odd of [
      { to: "0x12" },
      { to: "Satoshi" },
      { value: `${2n ** 256n}` },
      { value: "9".repeat(1_000_000) },
    ]) {
      await expectRefusal("SIGNING_FILE_INVALID", () => readBuilderFile("it", described(odd)));
    }
  });

  it("what nobody here knows is called so: another contract's amounts, other bytes, another selector", () => {
    const shown = (to: string, data: string): string => describeCall({ to, value: 0n, data }, knowledge).join("\n");
    const limit = abi.encodeFunctionData("setMinterLimit", [attacker, 5_000_000n, 60n]);
    expect(shown(token, limit)).to.equal(
      `token of KGST ${token}: setMinterLimit(minter: ${attacker}, capacity: 5000000 (5.00 KGST), window: 60)`,
    );
    const guardian = abi.encodeFunctionData("setGuardianLimit", [attacker, 1n, 60n]);
    expect(shown(token, guardian)).to.equal(
      `token of KGST ${token}: setGuardianLimit(guardian: ${attacker}, capacity: 1 (1 account), window: 60)`,
    );
    const rescue = abi.encodeFunctionData("rescue", [attacker, token, 5_000_000n, toBeHex(1, 32)]);
    expect(shown(token, rescue)).to.equal(
      `token of KGST ${token}: rescue(token: ${attacker}, to: ${token}, amount: 5000000 (smallest units of the rescued token), actRef: ${toBeHex(1, 32)})`,
    );
    const cap = abi.encodeFunctionData("setInflowCap", [MaxUint256]);
    expect(shown(token, cap)).to.equal(`token of KGST ${token}: setInflowCap(cap: ${MaxUint256} (unlimited KGST))`);
    const batch = abi.encodeFunctionData("wipeBatch", [[attacker], [5_000_000n], toBeHex(2, 32), [toBeHex(3, 32)]]);
    expect(shown(token, batch)).to.equal(
      `token of KGST ${token}: wipeBatch(accounts: [${attacker}], amounts: [5000000 (5.00 KGST)], caseId: ${toBeHex(2, 32)}, actRefs: [${toBeHex(3, 32)}])`,
    );
    expect(shown(attacker, limit)).to.equal(
      `UNKNOWN CONTRACT ${attacker}: setMinterLimit(minter: ${attacker}, capacity: 5000000, window: 60)`,
    );
    expect(shown(token, `${limit}00`)).to.equal(
      `token of KGST ${token}: unknown call ${limit.slice(0, 10)}, 101 bytes`,
    );
    const dirty = limit.replace(attacker.slice(2).toLowerCase(), (hex) => hex).replace(/^(0x.{8})0/, "$11");
    expect(shown(token, dirty)).to.equal(`token of KGST ${token}: unknown call ${limit.slice(0, 10)}, 100 bytes`);
    const submit = new Interface(["function approveHash(bytes32)"]).encodeFunctionData("approveHash", [toBeHex(1, 32)]);
    expect(shown(token, submit)).to.equal(`token of KGST ${token}: unknown call ${submit.slice(0, 10)}, 36 bytes`);
    expect(shown(token, "0x")).to.equal(`token of KGST ${token}: unknown call 0x, 0 bytes`);
  });

  it("every release has its proxy, and none is of before 1.3.0", () => {
    expect(Object.keys(SAFE_PROXIES)).to.deep.equal(SAFE_RELEASES.map(({ version }) => version));
    expect(SAFE_RELEASES.map(({ version }) => version)).to.deep.equal(["1.3.0", "1.4.1", "1.5.0"]);
  });
});
