import { expect } from "chai";
import type { OperatorError } from "../../../issuer/errors.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import { COIN, PEOPLE, onBothChains } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [SUSPECT, TREASURY, PAYEE] = PEOPLE;

onBothChains("After a re-organisation deeper than the confirmations", (bench) => {
  const acts = (): Readonly<Record<string, [OperationName, Given]>> => ({
    freeze: ["freeze", { account: SUSPECT, case: "case 8" }],
    pause: ["pause", { scopes: "transfer,mint" }],
    limits: ["limits", { minter: bench().holder("MINTER"), capacity: "1234", window: "1d" }],
    burn: ["burn", { amount: "5", reference: "payout 7" }],
    wipe: ["wipe", { account: PAYEE, amount: "10", case: "case 9", reference: "act 9" }],
    ratify: ["ratify", { account: PAYEE, case: "case 9" }],
    unfreeze: ["unfreeze", { account: PAYEE, case: "case 9" }],
    "seize all": ["seize", { account: PAYEE, amount: "all", to: TREASURY, case: "case 9", reference: "act 9" }],
    mint: ["mint", { to: SUSPECT, amount: "10", reference: "deposit 19" }],
  });
  beforeEach(async () => {
    await bench().issue(PAYEE, 1_000n * COIN);
    await bench().issue(bench().holder("BURNER"), 1_000n * COIN);
    await bench().run("freeze", { account: PAYEE, case: "case 9" });
  });
  for (const name of ["freeze", "pause", "limits", "burn", "wipe", "ratify", "unfreeze", "seize all", "mint"]) {
    it(`${name} is done once more, and once only`, async () => {
      const [operation, given] = acts()[name]!;
      const options = { irreversible: "KGST", patience: 20_000 } as object;
      const before = await bench().transactions();
      const undo = await bench().undoLater();
      await bench().run(operation, given, options);
      await undo();
      const again = await bench().run(operation, given, options);
      const third = await bench().run(operation, given, options);
      expect([again.state, again.sent, third.state, third.sent]).to.deep.equal(["finished", 0, "finished", 0]);
      expect((await bench().transactions()) - before).to.equal(1);
      const records = bench()
        .records(operation)
        .map(({ type }) => type);
      expect(records.slice(-8)).to.deep.equal([
        "intent",
        "sent",
        "mined",
        "verified",
        "reopened",
        "sent",
        "mined",
        "verified",
      ]);
    });
  }

  it("another act is not refused for good, and takes no nonce of one that can come back", async () => {
    const undo = await bench().undoLater();
    await bench().run("freeze", { account: SUSPECT, case: "case 8" });
    await undo();
    const other = await bench().run("freeze", { account: TREASURY, case: "case 8" });
    expect([other.state, other.sent]).to.deep.equal(["finished", 1]);
    const until = [SUSPECT, TREASURY].map((account) => bench().token.frozenUntil(account));
    for (const time of await Promise.all(until)) expect(time > 0n).to.equal(true);
  });

  it("all of a file is sent again", async () => {
    const rows = [1, 2, 3].map((number) => `${bench().text(SUSPECT)},${number},deposit 2${number}`);
    const csv = bench().file("deposits.csv", "account,amount,reference", ...rows);
    const undo = await bench().undoLater();
    await bench().run("mint", { csv, batch: "1" });
    await undo();
    const again = await bench().run("mint", { csv, batch: "1" });
    expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    expect(await bench().token.balanceOf(SUSPECT)).to.equal(6n * COIN);
  });

  it("what was on the way follows what was done before it, and was taken away with it", async () => {
    const rows = [1, 2, 3].map((number) => `${bench().text(SUSPECT)},${number},deposit 3${number}`);
    const csv = bench().file("deposits.csv", "account,amount,reference", ...rows);
    const undo = await bench().undoLater();
    const store = bench().store("mint", {
      onRecord: (phase, { type }) => {
        if (phase === "after" && type === "verified") throw new Killed("the first is done, the others are on the way");
      },
    });
    const stopped: unknown = await bench()
      .run("mint", { csv, batch: "1" }, { store })
      .catch((error: unknown) => error);
    expect(stopped).to.be.instanceOf(Killed);
    await undo();
    const before = await bench().transactions();
    const isTron = bench().title.includes("TRON");
    // On TRON these refer to a block that is gone: no node takes them, and they are signed again once they have expired.
    if (isTron) await bench().travel(86_400);
    const again = await bench().run("mint", { csv, batch: "1" }, { patience: 20_000 });
    expect([again.state, again.sent]).to.deep.equal(["finished", isTron ? 3 : 0]);
    expect(await bench().token.balanceOf(SUSPECT)).to.equal(6n * COIN);
    expect((await bench().transactions()) - before).to.equal(3);
  });

  it("what another command has to send first is named", async () => {
    const kept = { account: SUSPECT, case: "case 8" };
    const lifted = { account: PAYEE, case: "case 9" };
    const options = { patience: 5_000 };
    await bench().run("freeze", kept);
    const undo = await bench().undoLater();
    await bench().run("ratify", kept);
    await bench().run("unfreeze", lifted, options);
    await undo();
    if (!bench().title.includes("TRON")) {
      await bench().automine(false); // the node keeps what it cannot mine yet, instead of refusing it
      const refused: unknown = await bench()
        .run("unfreeze", lifted, options)
        .catch((error: unknown) => error);
      expect(refused).to.include({ code: "NOT_MINED" });
      expect((refused as Error).message)
        .to.include("1 transaction of ")
        .and.to.include("must be mined first");
      expect((refused as OperatorError).remedy).to.include("other commands of this account");
      await bench().automine(true);
    }
    const ends = [await bench().run("ratify", kept), await bench().run("unfreeze", lifted, options)];
    expect(ends.map(({ state, sent }) => [state, sent])).to.deep.equal(Array(2).fill(["finished", 0]));
    const until = [SUSPECT, PAYEE].map((account) => bench().token.frozenUntil(account));
    expect((await Promise.all(until)).map((time) => time > 0n)).to.deep.equal([true, false]);
  });
});
