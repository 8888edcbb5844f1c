import { dirname } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { plainReferences } from "../../../issuer/books/plain-references.ts";
import type { StoredRecord } from "../../../issuer/journal/entries.ts";
import { type Act, actsOf } from "../../../issuer/history/acts.ts";
import { type Asked, filterOf } from "../../../issuer/history/filter.ts";
import { type TaskJournal, journalsOf } from "../../../issuer/history/journals.ts";
import { type Writing, actsToCsv, actsToJson, showActs } from "../../../issuer/history/show.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { COIN, PEOPLE, onBothChains } from "../operations/support.ts";

const [aida, bakyt] = PEOPLE;
const MINTER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const ALL: Asked = { since: "", until: "", account: "", reference: "", task: "" };

const stored = (...records: object[]): StoredRecord[] =>
  records.map((record, index) => {
    return { n: index + 1, at: `2027-03-01T06:0${index}:00.000Z`, ...record } as StoredRecord;
  });
const signed = { step: "mint", raw: "0x", from: MINTER, nonce: 1 };
const subject = (reference: string, account: string, amount: string): object => {
  return { key: `mint:${id(reference)}`, operation: "mint", reference, hash: id(reference), to: account, amount };
};
const intent = (hash: string, reference: string, more: object = {}): object => {
  const [key, about] = [`mint:${id(reference)}`, [subject(reference, aida, "1500000")]];
  return { type: "intent", ...signed, key, hash, description: `mint 1.50 KGST to ${aida}`, about, ...more };
};
const mined = (hash: string, more: object = {}): object => {
  return { type: "mined", key: "k", hash, succeeded: true, block: 7, gasUsed: "21000", fee: "21000000000000", ...more };
};

describe("What was done", () => {
  const acts = (...records: object[]): Act[] => {
    const forEach: TaskJournal["forEach"] = (show) => {
      stored(...records).forEach(show);
    };
    return actsOf([{ network: "bsc", task: "mint", forEach }]);
  };

  it("is the last word on each act, with who, what, transaction and cost", () => {
    const [act, ...others] = acts(intent("0xa", "advice 17"), { type: "sent", key: "k", hash: "0xa" }, mined("0xa"), {
      ...{ type: "verified", key: "k", hash: "0xa" },
    });
    expect(others).to.deep.equal([]);
    expect(act).to.deep.equal({
      ...{ at: "2027-03-01T06:03:00.000Z", network: "bsc", task: "mint", state: "done" },
      ...{
        description: `mint 1.50 KGST to ${aida}`,
        reference: "advice 17",
        hash: id("advice 17"),
        amount: 1_500_000n,
      },
      ...{ account: aida, to: null, by: [MINTER], transaction: "0xa", block: 7, fee: 21_000_000_000_000n, shared: 1 },
    });
  });

  it("counts a transaction that was replaced once, and follows what somebody else signed", () => {
    const waiting = { type: "waiting", step: "mint", key: "w", description: "mint 2", by: [MINTER, bakyt], about: [] };
    const found = acts(
      ...[intent("0xa", "a 1"), intent("0xb", "a 1", { replaces: "0xa" }), mined("0xb", { fee: "5" })],
      ...[
        { type: "verified", key: "k", hash: "0xb" },
        { type: "dropped", key: "k", hash: "0xa" },
      ],
      ...[waiting, waiting, { type: "observed", key: "w" }, waiting],
    );
    expect(found.map(({ state, transaction, fee, by }) => [state, transaction, fee, by.length])).to.deep.equal([
      ["done", "0xb", 5n, 1],
      ["observed", null, null, 2],
      ["waiting", null, null, 2],
    ]);
    expect(acts(intent("0xc", "a 2"), mined("0xc", { succeeded: false }))[0]?.state).to.equal("reverted");
    expect(acts(intent("0xc", "a 2"), { type: "dropped", key: "k", hash: "0xc" })[0]?.state).to.equal("dropped");
    expect(acts(intent("0xc", "a 2"))[0]?.state).to.equal("open");
  });

  it("is filtered by time, account, reference and task", async () => {
    const about = [subject("Advice 17", aida, "1"), subject("Advice 18", bakyt, "2")];
    const both = acts(intent("0xa", "a", { about }), mined("0xa"));
    const count = (asked: Partial<Asked>): number => both.filter(filterOf({ ...ALL, ...asked })).length;
    expect([count({}), count({ since: "2027-03-01", until: "2027-03-01" })]).to.deep.equal([2, 2]);
    expect([count({ since: "2027-03-02" }), count({ until: "2027-02-28" })]).to.deep.equal([0, 0]);
    expect([count({ since: "2027-03-01T06:01:00Z" }), count({ since: "2027-03-01T06:02Z" })]).to.deep.equal([2, 0]);
    expect([count({ account: aida }), count({ account: toBase58(bakyt) }), count({ account: MINTER })]).to.deep.equal([
      ...[1, 1, 2],
    ]);
    expect([count({ reference: "ADVICE  17" }), count({ reference: id("Advice 18") })]).to.deep.equal([1, 1]);
    expect([count({ task: "burn, mint" }), count({ task: "burn" })]).to.deep.equal([2, 0]);
    for (const wrong of [{ since: "yesterday" }, { until: "2027-02-30" }, { account: "0x12" }] as Partial<Asked>[]) {
      await expectRefusal("ARGUMENT_INVALID", () => filterOf({ ...ALL, ...wrong }));
    }
    await expectRefusal("ARGUMENT_INVALID", () => filterOf({ ...ALL, since: "2027-03-02", until: "2027-03-01" }));
    await expectRefusal("REFERENCE_INVALID", () => filterOf({ ...ALL, reference: "a\u200b" }));
  });

  it("is written as a table, as CSV that no spreadsheet runs, and as JSON", () => {
    const about = [subject('=1+1, "x"', aida, "1500000"), subject("b", bakyt, "2000000000")];
    const found = acts(intent("0xa", "a", { about, description: "mint" }), mined("0xa"));
    const target = { platform: "evm", nativeCoin: "BNB" } as const;
    const writing: Writing = { decimals: 6, symbol: "KGST", networks: new Map([["bsc", { target }]]) };
    expect(actsToCsv(found, writing)).to.deep.equal([
      "time,network,task,state,reference,amount,account,to,by,transaction,block,cost,cost_shared_by,description",
      `2027-03-01T06:01:00.000Z,bsc,mint,open,"'=1+1, ""x""",1.50,${aida},,${MINTER},0xa,7,0.000021,2,mint`,
      `2027-03-01T06:01:00.000Z,bsc,mint,open,b,2000.00,${bakyt},,${MINTER},0xa,7,0.000021,2,mint`,
    ]);
    expect(actsToJson(found, writing)).to.deep.include({ costs: { bsc: { fee: 21_000_000_000_000n, decimals: 18 } } });
    expect(showActs(found, writing).at(-1)).to.equal("2 acts. Paid for them: bsc: 0.000021 BNB.");
    expect(showActs([], writing)).to.deep.equal(["Nothing was done, as far as the journals of this machine say."]);
  });
});

onBothChains("The journals of operations", (bench) => {
  it("tell what was done, by plain reference", async () => {
    const csv = bench().file("deposits.csv", "account,amount,reference", `${aida},1,Оплата 17`, `${bakyt},2,Оплата 18`);
    await bench().run("mint", { csv });
    await bench().run("freeze", { csv: bench().file("list.csv", "account", aida, bakyt), case: "2027/42" });
    await bench()
      .run("seize", { account: bakyt, amount: "all", to: aida, case: "2027/42", reference: "2027/42 act 1" })
      .catch(() => undefined);
    const operations = dirname(bench().file("x"));
    const found = actsOf(journalsOf("kgst", { operations, deployments: operations }));
    const told = found.map((act) => [act.task, act.state, act.reference, act.amount, act.account, act.shared]);
    expect(told.slice(0, 4)).to.have.deep.members([
      ["mint", "done", "Оплата 17", COIN, aida, 2],
      ["mint", "done", "Оплата 18", 2n * COIN, bakyt, 2],
      ["freeze", "done", "2027/42", null, aida, 2],
      ["freeze", "done", "2027/42", null, bakyt, 2],
    ]);
    expect(found.every(({ fee, by, transaction }) => fee !== null && by.length === 1 && transaction !== null)).to.equal(
      true,
    );
    expect([...plainReferences("kgst", { operations, deployments: operations })]).to.have.deep.members([
      [id("Оплата 17"), "Оплата 17"],
      [id("Оплата 18"), "Оплата 18"],
      [id("2027/42"), "2027/42"],
    ]);
    expect(journalsOf("kgs", { operations, deployments: operations })).to.deep.equal([]);
  });
});
