import { expect } from "chai";
import { toBeHex } from "ethers";
import { confirmPlan } from "../../../issuer/terminal/confirm-plan.ts";
import type { Overview } from "../../../issuer/engine/overview.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { expectRefusal } from "../../deploy/support.ts";
import { prepareAll, unconfirmed } from "./consent-trials.ts";
import { type Moment, TRUTH, tryOut } from "./lying-node.ts";
import { Bench, COIN } from "./support.ts";

const abi = IStablecoin__factory.createInterface();

describe("What is confirmed is what is signed", function () {
  this.timeout(180_000);
  let bench: Bench;
  let all: Readonly<Record<OperationName, Given>>;

  before(async () => {
    bench = await Bench.evm();
    all = await prepareAll(bench);
  });
  after(() => bench.close());

  /** The node hides from the first look what there is to do. */
  for (const [name, call, lie] of [
    ["retire", "retired", toBeHex(1, 32)],
    ["pause", "pausedScopes", toBeHex(63, 32)],
  ] as const) {
    it(`asks for ${name} where the first plan was empty, and signs nothing if that is declined`, async () => {
      const node = { first: { ...TRUTH, call: lying(call, () => lie) }, then: TRUTH };
      const declined = await tryOut(bench, name, all[name], node, () => false);
      expect(declined.asked.map(({ again }) => again)).to.deep.equal([true]);
      expect(declined.signed).to.deep.equal([]);
      expect((declined.error as OperatorError).code).to.equal("DECLINED");
      const accepted = await tryOut(bench, name, all[name], node, () => true);
      expect(accepted.signed).to.have.length(1);
      expect(unconfirmed(bench, accepted)).to.deep.equal([]);
    });
  }

  it("takes of all what was shown, whatever the node says later", async () => {
    for (const name of ["seize", "wipe"] as const) {
      const more = { ...TRUTH, call: lying("balanceOf", (answer) => toBeHex(BigInt(answer) + COIN, 32)) };
      const less = { ...TRUTH, call: lying("balanceOf", () => toBeHex(COIN, 32)) };
      const trial = await tryOut(bench, name, all[name], { first: TRUTH, then: more }, () => true);
      expect(trial.asked.map(({ again }) => again)).to.deep.equal([false]);
      const parsed = abi.parseTransaction({ data: trial.signed[0]?.data ?? "" });
      expect(parsed?.args.amount).to.equal(100n * COIN);
      const fewer = await tryOut(bench, name, all[name], { first: TRUTH, then: less }, () => true);
      expect([fewer.signed.length, (fewer.error as OperatorError).code]).to.deep.equal([0, "AMOUNT_EXCEEDED"]);
    }
  });

  it("signs nothing that takes more than twice of what was shown", async () => {
    const greedy: Moment = { ...TRUTH, gas: 3n };
    const trial = await tryOut(bench, "freeze", all.freeze, { first: TRUTH, then: greedy }, () => true);
    expect([trial.signed.length, (trial.error as OperatorError).code]).to.deep.equal([0, "PLAN_CHANGED"]);
    const dear: Moment = { ...TRUTH, price: 3n };
    const priced = await tryOut(bench, "freeze", all.freeze, { first: TRUTH, then: dear }, () => true);
    expect([priced.signed.length, (priced.error as OperatorError).code]).to.deep.equal([0, "FEE_ABOVE_CAP"]);
    const little: Moment = { ...TRUTH, gas: 3n };
    expect(
      (await tryOut(bench, "freeze", all.freeze, { first: { ...TRUTH, gas: 2n }, then: little }, () => true)).signed,
    ).to.have.length(1);
  });
});

describe("A plan that has changed", () => {
  const overview: Overview = {
    nativeDecimals: 18,
    transactions: [],
    resuming: [],
    notes: [],
    feeNote: null,
    price: null,
  };
  const question = (yes: boolean, again: boolean, json = false) => {
    const said: string[] = [];
    const tell = (text: string) => () => {
      said.push(text);
      return Promise.resolve();
    };
    const show = (): void => void said.push("show");
    return { said, confirm: () => confirmPlan(overview, { yes, json, again, show, ask: tell("ask") }) };
  };

  it("is refused with --yes and without a terminal, and what is asked for is shown first", async () => {
    for (const yes of [true, false]) {
      const { said, confirm } = question(yes, true);
      await expectRefusal("PLAN_CHANGED", confirm);
      expect(said).to.deep.equal([]);
    }
    const first = question(true, false);
    await first.confirm();
    expect(first.said).to.deep.equal(["show"]);
    const asked = question(false, false, true);
    await asked.confirm();
    expect(asked.said).to.deep.equal(["show", "ask"]);
  });
});

/** Lies about one function. */
function lying(name: Parameters<typeof abi.getFunction>[0], lie: (answer: string) => string): Moment["call"] {
  const selector = abi.getFunction(name).selector;
  return (data, answer) => (data.startsWith(selector) ? lie(answer) : answer);
}
