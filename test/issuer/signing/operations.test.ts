import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { id } from "ethers";
import { walletKeys } from "../../../issuer/signing/keys.ts";
import {
  type TronDesk,
  broadcastTronFile,
  readTronFile,
  requireCurrent,
  showTronFile,
  signTronFile,
} from "../../../issuer/cosigning/tron-desk.ts";
import type { OperationOutcome } from "../../../issuer/operations/run.ts";
import { referenceBlock } from "../../../packages/tron/transactions.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { accounts, expectRefusal } from "../../deploy/support.ts";
import { Bench, PEOPLE } from "../operations/support.ts";
import { shareAccount } from "./support/multisig.ts";

const people = [17, 18, 19].map((index) => accounts[index]!);
const DAY = 86_400;

describe("The issuer's operations by accounts that several keys share on TRON", function () {
  this.timeout(120_000);

  let bench: Bench;
  before(async () => {
    bench = await Bench.tron();
    const { networkConfig } = bench.coin.connection;
    const url = networkConfig.type === "http" ? await networkConfig.url.getUrl() : "";
    const { roles, timelock } = bench.coin.desired;
    for (const address of [roles.MINTER[0], roles.PAUSER[0], timelock.proposers[0]]) {
      await shareAccount(
        { url },
        accounts.find((wallet) => wallet.address === address)!,
        PEOPLE,
      );
    }
  });
  beforeEach(() => bench.reset());
  after(() => bench.close());

  /** One of the three keys, and everybody but the accounts that are shared. */
  const keys = walletKeys([...accounts.slice(0, 1), ...accounts.slice(5, 10), ...accounts.slice(11, 18)]);

  /** Two of the three sign what a run has asked for, and anybody sends it. @returns What they saw. */
  const decide = async ({ state, bundles, sent }: OperationOutcome): Promise<string> => {
    expect([state, sent]).to.deep.equal(["waiting", 0]);
    const path = bundles.find((file) => file.endsWith(".tron.json")) ?? "";
    const { client } = bench.coin.connection.tron!;
    const now = Number((await referenceBlock(client)).timestamp);
    const { desired, build, addresses } = bench.coin;
    const desk: TronDesk = { knowledge: { desired, build, addresses }, keys: walletKeys(people.slice(1)), client, now };
    const [, , , ...shown] = showTronFile(readTronFile(path), desk);
    for (let count = 0; count < 2; count++) {
      const opened = readTronFile(path);
      await requireCurrent(opened, desk);
      writeFileSync(path, JSON.stringify(await signTronFile(opened, desk, "")));
    }
    const { succeeded } = await broadcastTronFile(readTronFile(path), desk, client, () => Promise.resolve());
    expect(succeeded).to.equal(true);
    return shown.join("\n");
  };

  it("issues against a deposit once", async () => {
    const given = { to: PEOPLE[0], amount: "12.50", reference: "deposit 7" };
    const shown = await decide(await bench.run("mint", given, { keys }));
    expect(shown).to.contain("amount: 12500000 (12.50 KGST)").and.to.contain(id("deposit 7"));
    const again = await bench.run("mint", given, { keys });
    expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    expect(await bench.token.balanceOf(PEOPLE[0])).to.equal(12_500_000n);
    expect(bench.ledger("mint").map(({ state }) => state)).to.deep.equal(["observed"]);
  });

  it("refuses a key of another account only where the account is that one key", async () => {
    const stranger = localSigner(accounts[16]!);
    const named = { ...walletKeys([]), named: () => Promise.resolve(stranger) };
    const shared = await bench.run("mint", { to: PEOPLE[0], amount: "1", reference: "deposit 8" }, { keys: named });
    expect(shared.state).to.equal("waiting");
    const [burner, own] = [bench.holder("BURNER"), stranger.address].map((account) => bench.text(account));
    const error = await expectRefusal("SIGNER_OF_ANOTHER_ACCOUNT", () =>
      bench.run("burn", { amount: "1", reference: "payout 8" }, { keys: named }),
    );
    expect(error.message).to.equal(
      `The key under BURNER (a key on this machine) is that of ${own}; BURNER is held by ${burner}.`,
    );
  });

  it("pauses", async () => {
    await decide(await bench.run("pause", { scopes: "transfer" }, { keys }));
    expect((await bench.run("pause", { scopes: "transfer" }, { keys })).state).to.equal("finished");
    expect(await bench.token.pausedScopes()).to.equal(1n);
  });

  it("schedules through the timelock, sees what it will call, and executes it after its delay", async () => {
    const given = { grant: "GUARDIAN", account: PEOPLE[0], at: "token" };
    const shown = await decide(await bench.run("roles", given, { keys }));
    expect(shown).to.match(/Call {9}timelock of KGST T\w+: schedule\(/);
    expect(shown).to.match(/\n {15}token of KGST T\w+: grantRole\(role: 0x\w+, account: T\w+\)\n/);
    const waits = await bench.run("roles", given, { keys });
    expect([waits.state, waits.bundles, waits.notBefore !== null]).to.deep.equal(["waiting", [], true]);
    await bench.travel(3 * DAY);
    const done = await bench.run("roles", given, { keys });
    expect([done.state, done.sent]).to.deep.equal(["finished", 1]);
    expect(await bench.token.hasRole(await bench.token.GUARDIAN_ROLE(), PEOPLE[0])).to.equal(true);
  });
});
