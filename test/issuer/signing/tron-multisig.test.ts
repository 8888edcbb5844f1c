import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet, id, recoverAddress } from "ethers";
import { toResult } from "../../../scripts/tasks/deploy.ts";
import { type Keys, signerKeys } from "../../../issuer/signing/keys.ts";
import {
  type Sent,
  type TronDesk,
  broadcastTronFile,
  readTronFile,
  requireCurrent,
  showTronFile,
  signTronFile,
} from "../../../issuer/cosigning/tron-desk.ts";
import { type TronSigningFile, completeTronFile, mergeTronFiles } from "../../../issuer/cosigning/tron-file.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { ledgerSigner } from "../../../issuer/signing/ledger-hardware.ts";
import type { AccountSigner } from "../../../issuer/signing/signer.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import type { TronClient } from "../../../packages/tron/client.ts";
import { attachSignatures, broadcastTransaction } from "../../../packages/tron/transactions.ts";
import { accounts, expectRefusal } from "../../deploy/support.ts";
import { inProcessClient } from "../../../packages/hardhat-tron/devnet/node.ts";
import { TronStage } from "../../deploy/tron/support/stage.ts";
import { LIMITS, TRANSACTIONS } from "../../support/deployment-stage.ts";
import { LedgerEmulator } from "./support/ledger-emulator.ts";
import { shareAccount } from "./support/multisig.ts";
import { emptyFolder } from "../../support/folders.ts";

const DAY = 86_400;
/** The accounts that are shared, and two of the keys that share them. */
const treasury = new Wallet(id("an account of three"));
const mint = new Wallet(id("another account of three"));
const alice = new Wallet(id("alice"));
const bob = new Wallet(id("bob"));
const stranger = new Wallet(id("stranger"));
const device = new LedgerEmulator("legal winner thank year wave sausage worth useful legal winner thank yellow");
device.app = "TRON";
device.signByHash = true;
const LEDGER = device.address("44'/195'/0'/0/0");

describe("An account that several keys share on TRON", function () {
  this.timeout(60_000);

  let stage: TronStage;
  let client: TronClient;
  let ledger: AccountSigner;
  let snapshot: number;
  let folder: string;
  let files: string[];
  const backup = emptyFolder();
  const records = (): string => join(stage.folder, "tronEmbedded");
  before(async () => {
    const balance = 10n ** 12n;
    const shared = [treasury, mint, alice].map(({ address }) => ({ address: address.slice(2).toLowerCase(), balance }));
    stage = await TronStage.open({ accounts: shared, port: 0 }, (config) => {
      config.roles.LIMITER = [treasury.address];
      config.roles.PAUSER = [treasury.address];
      config.roles.MINTER = [mint.address];
      config.minterLimits[0]!.minter = mint.address;
    });
    client = inProcessClient(stage.node);
    ledger = await ledgerSigner("m/44'/195'/0'/0/0", "tron", device.open);
    for (const account of [treasury, mint]) {
      await shareAccount(stage.node, account, [alice.address, bob.address, LEDGER]);
    }
    // Everything is deployed and the first files are written once; each test begins there.
    files = await asked();
    snapshot = await stage.node.snapshot();
    cpSync(records(), backup, { recursive: true });
  });
  after(() => stage.node.close());
  beforeEach(async () => {
    await stage.node.revert(snapshot);
    snapshot = await stage.node.snapshot();
    folder = emptyFolder();
    rmSync(records(), { recursive: true, force: true });
    cpSync(backup, records(), { recursive: true });
  });

  const one = signerKeys([localSigner(accounts[0]!), localSigner(alice)]);
  const desk = (signer: AccountSigner | null = null): TronDesk => ({
    knowledge: { desired: stage.desired, build: stage.build, addresses: addresses() },
    keys: signerKeys(signer === null ? [] : [signer]),
    client,
    now: Number(stage.node.head.timestamp),
  });
  const addresses = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(stage.store().readRecord()?.contracts ?? {}).map(([key, { address }]) => [key, address]),
    );
  const signed = async (path: string, signer: AccountSigner): Promise<void> => {
    const opened = readTronFile(path);
    await requireCurrent(opened, desk());
    writeFileSync(path, JSON.stringify(await signTronFile(opened, desk(signer), "")));
  };
  const send = (path: string): Promise<Sent> =>
    broadcastTronFile(readTronFile(path), desk(), client, () => Promise.resolve());
  const pass = async (seconds: number): Promise<void> => {
    await stage.node.setNextBlockTimestamp(stage.node.head.timestamp / 1_000n + BigInt(seconds));
    await stage.node.mine();
  };
  const tamper = (path: string, change: (file: Record<string, never>) => void): string => {
    const file = JSON.parse(readFileSync(path, "utf8")) as Record<string, never>;
    change(file);
    const copy = join(folder, "tampered.tron.json");
    writeFileSync(copy, JSON.stringify(file));
    return copy;
  };
  const asked = async (keys: Keys = one): Promise<string[]> => {
    const outcome = await stage.run({ keys });
    expect([outcome.state, toResult(outcome).exitCode]).to.deep.equal(["waiting", 3]);
    return outcome.bundles.filter((path) => path.endsWith(".tron.json"));
  };

  it("is asked through a file for each call, and the deployment goes on once they are executed", async () => {
    expect(files).to.have.length(LIMITS);
    const [limit = "", guardian = ""] = files;
    const lines = showTronFile(readTronFile(limit), desk());
    const token = toBase58(addresses().token!);
    const minter = toBase58(mint.address);
    expect(lines.slice(2, 5)).to.deep.equal([
      `Account      ${toBase58(treasury.address)}, permission 2 "issuer"`,
      `Call         token of KGST ${token}: setMinterLimit(minter: ${minter}, capacity: 1000000000000 (1,000,000.00 KGST), window: 86400)`,
      lines[4],
    ]);
    expect(showTronFile(readTronFile(guardian), desk())[3]).to.equal(
      `Call         token of KGST ${token}: setGuardianLimit(guardian: ${toBase58(accounts[6]!.address)}, capacity: 500 (500 accounts), window: 86400)`,
    );
    expect(lines.at(-2)).to.equal("Signatures   weight 0 of 2");
    expect(lines.at(-1)).to.equal(`Can sign     ${[alice.address, bob.address, LEDGER].map(toBase58).join(", ")}`);
    for (const path of files) {
      await signed(path, localSigner(alice));
      await signed(path, ledger);
      expect((await send(path)).succeeded).to.equal(true);
    }
    const outcome = await stage.run({ keys: one, confirm: () => expect.fail("must not ask") });
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 0]);
    expect(outcome.record?.calls.map((call) => call.transaction)).to.deep.equal(Array(LIMITS).fill(null));
    expect((await stage.verify(outcome)).drifts).to.deep.equal([]);
  });

  it("is asked for one transaction only, as long as it can be mined, even if its file is gone", async () => {
    const [first = ""] = files;
    await signed(first, localSigner(alice));
    const text = readFileSync(first, "utf8");
    const records = stage.records().length;
    expect((await asked())[0]).to.equal(first);
    expect(readFileSync(first, "utf8")).to.equal(text);
    expect(stage.records()).to.have.length(records);
    rmSync(first);
    expect((await asked())[0]).to.equal(first);
    expect(readTronFile(first).file).to.deep.equal({ ...(JSON.parse(text) as TronSigningFile), signatures: [] });
  });

  it("is asked again when nothing can come of the old file any more", async () => {
    const [old = ""] = files;
    await signed(old, localSigner(alice));
    await signed(old, localSigner(bob));
    await pass(DAY + 60);
    const expired = await expectRefusal("SIGNING_FILE_EXPIRED", () => requireCurrent(readTronFile(old), desk()));
    expect(expired.message).to.match(/^Transaction [0-9a-f]{64} expired at /);
    const raw = completeTronFile(readTronFile(old));
    const refused = await expectRefusal("BROADCAST_REFUSED", () => broadcastTransaction(client, raw));
    expect(refused.message).to.contain("TRANSACTION_EXPIRATION_ERROR");
    const [anew = ""] = await asked();
    expect(anew).not.to.equal(old);
    expect(readTronFile(anew).file.signatures).to.deep.equal([]);
    expect(readTronFile(anew).content.operation).to.deep.equal(readTronFile(old).content.operation);
  });

  it("is not signed for by one key while a file is out, and then under the permission that lets it", async () => {
    const [path = ""] = files;
    const by = [alice.privateKey, bob.privateKey];
    await shareAccount(stage.node, treasury, [alice.address, bob.address, LEDGER], { threshold: 1, by });
    const changed = await expectRefusal("PERMISSION_CHANGED", () => requireCurrent(readTronFile(path), desk()));
    expect(changed.message).to.contain('permission 2 "issuer": weight 1 of');
    expect((await asked())[0]).to.equal(path);
    await pass(DAY + 60);
    const outcome = await stage.run({ keys: one });
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", LIMITS]);
    expect(await stage.mined()).to.have.length(TRANSACTIONS + 3);
    const intents = stage.records().filter((record) => record.type === "intent");
    expect(intents.at(-1)?.from).to.equal(treasury.address);
  });

  it("is refused too few signatures, here and by the node", async () => {
    const [path = ""] = files;
    await signed(path, localSigner(bob));
    const missing = await expectRefusal("SIGNATURES_MISSING", () => send(path));
    expect(missing.message).to.equal(
      `The signatures weigh 1 of 2. Still to sign: ${toBase58(alice.address)} or ${toBase58(LEDGER)}.`,
    );
    const { content, file } = readTronFile(path);
    const { raw } = attachSignatures(
      content,
      file.signatures.map(({ signature }) => signature),
    );
    const refused = await expectRefusal("BROADCAST_REFUSED", () => broadcastTransaction(client, raw));
    expect(refused.message).to.contain("SIGERROR").and.to.contain("sig error");
  });

  it("takes signatures of its own keys only, each once", async () => {
    const [path = ""] = files;
    const opened = readTronFile(path);
    await expectRefusal("SIGNER_MISSING", () => signTronFile(opened, desk(localSigner(stranger)), ""));
    const foreign = signTronFile(opened, desk(localSigner(stranger)), toBase58(stranger.address));
    const error = await expectRefusal("SIGNER_NOT_PERMITTED", () => foreign);
    expect(error.message).to.contain(`${toBase58(stranger.address)} is not a key of permission 2 "issuer"`);
    await signed(path, localSigner(alice));
    const again = signTronFile(readTronFile(path), desk(localSigner(alice)), toBase58(alice.address));
    await expectRefusal("SIGNER_NOT_PERMITTED", () => again);
    const { signature } = readTronFile(path).file.signatures[0]!;
    const forged = (signer: string, times = 1): string =>
      tamper(path, (file) => Object.assign(file, { signatures: Array(times).fill({ signer, signature }) }));
    await expectRefusal("SIGNATURE_WRONG", () => readTronFile(forged(toBase58(bob.address))));
    await expectRefusal("SIGNER_NOT_PERMITTED", () => readTronFile(forged(toBase58(stranger.address))));
    await expectRefusal("SIGNER_NOT_PERMITTED", () => readTronFile(forged(toBase58(alice.address), 2)));
  });

  it("merges copies of one file, and of one file only", async () => {
    const [path = "", other = ""] = files;
    const copy = join(folder, "copy.tron.json");
    writeFileSync(copy, readFileSync(path, "utf8"));
    await signed(path, localSigner(bob));
    await signed(copy, localSigner(alice));
    const merged = mergeTronFiles([path, copy].map(readTronFile));
    expect(merged.signatures.map(({ signer }) => signer)).to.deep.equal([alice.address, bob.address].map(toBase58));
    writeFileSync(path, JSON.stringify(merged));
    const sent = await send(path);
    expect(sent.succeeded).to.equal(true);
    const never = (): Promise<never> => Promise.reject(new Error("must not ask for what is mined"));
    expect(await broadcastTronFile(readTronFile(path), desk(), client, never)).to.deep.equal(sent);
    const error = await expectRefusal("SIGNING_FILES_DIFFER", () => mergeTronFiles([path, other].map(readTronFile)));
    expect(error.message).to.contain("The files differ in raw_data_hex");
  });

  it("is shown what is signed, whatever the file says, and refused what cannot be shown", async () => {
    const [path = "", other = ""] = files;
    const lie = tamper(path, (file) => Object.assign(file, { description: "nothing but a test" }));
    expect(showTronFile(readTronFile(lie), desk())[3]).to.contain("setMinterLimit");
    const { raw_data_hex, txID } = readTronFile(other).file;
    const cases: readonly [Record<string, unknown>, string][] = [
      [{ raw_data_hex }, "txID is not the hash of raw_data_hex."],
      [{ txID }, "txID is not the hash of raw_data_hex."],
      [{ account: toBase58(mint.address) }, "It is sent by another account than it says."],
      [{ expiration: "2030-01-01T00:00:00.000Z" }, "It expires at another time than it says."],
      [{ permission: { ...readTronFile(path).file.permission, id: 3 } }, "It is signed under another permission"],
      // A memo after the fields that were written.
      [{ raw_data_hex: `${readTronFile(path).file.raw_data_hex}520568656c6c6f` }, "holds more than can be shown"],
      [{ raw_data_hex: "00" }, "raw_data_hex is nothing to be signed here"],
      [{ extra: true }, "Unrecognized key"],
    ];
    for (const [change, message] of cases) {
      const tampered = tamper(path, (file) => Object.assign(file, change));
      const error = await expectRefusal("SIGNING_FILE_INVALID", () => readTronFile(tampered));
      expect(error.message).to.contain(message);
    }
  });

  it("is refused with a permission whose name would rewrite the screen, and shown on one line with any other", async () => {
    const [path = ""] = files;
    const { permission } = readTronFile(path).file;
    const named = (name: string): string =>
      tamper(path, (file) => Object.assign(file, { permission: { ...permission, name } }));
    const cases: readonly [string, string][] = [
      ["i\u001b[1A\u001b[2KCall", "has \\u001b at character 2, which cannot be seen"],
      ["issuer\nCall  transfer", "has \\u000a at character 7, which cannot be seen"],
      ["\u202eissuer", "has \\u202e at character 1, which cannot be seen"],
      ["\u009b2Jissuer", "has \\u009b at character 1, which cannot be seen"],
      ["issuer".repeat(200_000), "has 1200000 characters; at most 32 are taken"],
    ];
    for (const [name, why] of cases) {
      const tampered = named(name);
      const before = readFileSync(tampered, "utf8");
      const { message } = await expectRefusal("SIGNING_FILE_INVALID", () => readTronFile(tampered));
      expect(message).to.equal(`${tampered}: permission.name: ${why}`);
      expect(readFileSync(tampered, "utf8")).to.equal(before);
    }
    const honest = showTronFile(readTronFile(path), desk());
    const shown = showTronFile(readTronFile(named(`i${" ".repeat(20)}Call x`)), desk());
    const escaped = `i ${"\\u0020".repeat(19)}Call x`.slice(0, 200);
    expect(shown[2]).to.equal(`Account      ${toBase58(treasury.address)}, permission 2 "${escaped}"`);
    expect(shown.toSpliced(2, 1)).to.deep.equal(honest.toSpliced(2, 1));
  });

  it("calls unchecked what no network was asked, and unknown whoever the coin's file does not name", () => {
    const opened = readTronFile(files[0] ?? "");
    expect(showTronFile(opened, desk()).filter((line) => /^Un/.test(line))).to.deep.equal([]);
    const { roles, ...rest } = stage.desired;
    const desired = { ...rest, roles: { ...roles, LIMITER: [], PAUSER: [] } };
    const online = { ...desk(), knowledge: { ...desk().knowledge, desired } };
    const who = `Unknown      ${toBase58(treasury.address)} holds nothing in kgst's file`;
    expect(showTronFile(opened, online).filter((line) => /^Un/.test(line))).to.deep.equal([
      `${who}; the network is asked for its permission next`,
    ]);
    const offline = { ...online, client: null };
    expect(showTronFile(opened, offline).filter((line) => /^Un/.test(line))).to.deep.equal([
      who,
      "Unchecked    the permission, its keys and their weights: they are the file's words, and no network was asked",
    ]);
  });

  it("signs what was shown, whatever a node says meanwhile", async () => {
    const [path = ""] = files;
    const opened = readTronFile(path);
    const shown = showTronFile(opened, desk());
    // While it is asked, somebody replaces the file, and the node lies about everything: what was opened is what is signed.
    writeFileSync(path, readFileSync(files[1] ?? "", "utf8"));
    const lying = new Proxy(client, {
      get: () => () => Promise.resolve({ txID: "00".repeat(32), raw_data_hex: "00", permission: [] }),
    });
    const signed = await signTronFile(opened, { keys: signerKeys([localSigner(alice)]) }, "");
    expect(signed.txID).to.equal(shown[1]?.split(/\s+/)[1]);
    expect(recoverAddress(`0x${signed.txID}`, `0x${signed.signatures[0]?.signature ?? ""}`)).to.equal(alice.address);
    const changed = requireCurrent(opened, { ...desk(), client: lying });
    await expectRefusal("PERMISSION_CHANGED", () => changed);
  });

  it("is refused a permission whose keys cannot meet its threshold, or that covers no calls", async () => {
    const [path = ""] = files;
    const { permission } = readTronFile(path).file;
    const with_ = (change: object): string =>
      tamper(path, (file) => Object.assign(file, { permission: { ...permission, ...change } }));
    const never = await expectRefusal("PERMISSION_INSUFFICIENT", () => readTronFile(with_({ threshold: 4 })));
    expect(never.message).to.contain("can never meet its threshold");
    const none = await expectRefusal("PERMISSION_INSUFFICIENT", () => readTronFile(with_({ allowsCalls: false })));
    expect(none.message).to.contain("does not cover calls of contracts");
    await expectRefusal("PERMISSION_CHANGED", () => requireCurrent(readTronFile(with_({ threshold: 1 })), desk()));
  });

  it("signs under the owner's permission if no active one covers calls", async () => {
    const fresh = await TronStage.open(
      { accounts: [{ address: treasury.address.slice(2).toLowerCase(), balance: 10n ** 12n }], port: 0 },
      (config) => {
        config.roles.LIMITER = [treasury.address];
      },
    );
    await shareAccount(fresh.node, treasury, [alice.address, bob.address], { calls: false });
    const { bundles } = await fresh.run({ keys: one });
    const opened = readTronFile(bundles.find((path) => path.endsWith(".tron.json")) ?? "");
    expect([opened.content.permissionId, opened.file.permission.name]).to.deep.equal([0, "owner"]);
    await fresh.node.close();
  });
});
