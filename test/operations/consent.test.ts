import { expect } from "chai";
import { ContractFactory, toBeHex } from "ethers";
import hre from "hardhat";
import { confirmPlan } from "../../scripts/lib/cli/confirm-plan.ts";
import type { Overview } from "../../scripts/lib/engine/overview.ts";
import { toRequest } from "../../scripts/lib/engine/request.ts";
import { OperatorError } from "../../scripts/lib/errors.ts";
import { OPERATION_ROWS, type OperationName } from "../../scripts/lib/operations/rows.ts";
import type { Given } from "../../scripts/lib/operations/operation.ts";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { refusalOf } from "../../scripts/lib/refusals/refusals.ts";
import { expectRefusal } from "../deploy/support.ts";
import { Dice } from "../support/random.ts";
import { type Moment, type Trial, TRUTH, tryOut } from "./lying-node.ts";
import { Bench, COIN, Killed, PEOPLE } from "./support.ts";

const RUNS = 1_000;
const [aida, bakyt, shop] = PEOPLE;
const abi = IStablecoin__factory.createInterface();

describe("What is confirmed is what is signed", function () {
  this.timeout(180_000);
  let bench: Bench;
  let all: Readonly<Record<OperationName, Given>>;

  before(async () => {
    bench = await Bench.evm();
    await bench.reset();
    for (const account of [aida, bakyt, bench.holder("BURNER")]) await bench.issue(account, 100n * COIN);
    await bench.send(bench.holder("GUARDIAN"), (token) => token.freeze(aida, toBeHex(1, 32)));
    await bench.send(bench.holder("PAUSER"), (token) => token.pause(16n));
    const job = { case: "case 1" };
    all = {
      mint: { to: bakyt, amount: "5", reference: "deposit 1" },
      burn: { amount: "5", reference: "payout 1" },
      pause: { scopes: "all" },
      unpause: { scopes: "signature" },
      freeze: { account: bakyt, batch: "100", ...job },
      ratify: { account: aida, batch: "100", ...job },
      unfreeze: { account: aida, batch: "100", ...job },
      seize: { account: aida, amount: "all", to: shop, batch: "100", ...job },
      wipe: { account: aida, amount: "all", batch: "100", ...job },
      limits: { minter: bench.holder("MINTER"), capacity: "7", window: "1d" },
      bridge: { bridge: bench.holder("BRIDGE"), inbound: "5/1d", outbound: "5/1d" },
      roles: { grant: "MINTER", account: shop, at: "token" },
      "close-window": {},
      "resolve-halt": { through: "1" },
      attestors: {},
      "reserve-gate": { gate: "none" },
      retire: {},
      rescue: { token: await strayToken(), to: shop, amount: "1", ...job },
      "transfer-admin": { to: shop, at: "token" },
      upgrade: { implementation: shop },
      "repair-path": { state: "on" },
      timelock: { cancel: toBeHex(5, 32) },
    };
  });
  after(() => bench.close());

  async function strayToken(): Promise<string> {
    const { abi: own, bytecode } = await hre.artifacts.readArtifact("test/solidity/mocks/StrayTokens.sol:StrayToken");
    const factory = new ContractFactory(own, bytecode, bench.anyone());
    const stray = await factory.deploy(bench.coin.addresses.token, 5n * 10n ** 18n);
    return (await stray.waitForDeployment()).getAddress();
  }

  it(`for ${RUNS} runs of all operations at nodes that say one thing before and another after`, async () => {
    const counts = { signed: 0, again: 0, refused: 0, empty: 0 };
    const operations = OPERATION_ROWS.map(({ name }) => name);
    for (let run = 1; run <= RUNS; run++) {
      const dice = new Dice(run * 7_919);
      const name = operations[run % operations.length] as OperationName;
      const trial = await tryOut(bench, name, all[name], randomNode(dice), () => dice.roll(2) === 0);
      requireConfirmed(trial, `run ${run}, ${name}`);
      counts.signed += trial.signed.length;
      counts.again += trial.asked.filter(({ again }) => again).length;
      counts.refused += trial.error === null || trial.error instanceof Killed ? 0 : 1;
      counts.empty += trial.asked[0]?.again === true ? 1 : 0;
      if (trial.error !== null && !(trial.error instanceof Killed)) {
        const { code, message } = refusalOf(trial.error);
        expect(code, `run ${run}, ${name}: ${message}`).not.to.equal("UNEXPECTED");
      }
    }
    // They are worth something only if much is signed, and much was first planned otherwise.
    expect(counts.signed).to.be.greaterThan(RUNS / 10);
    expect(counts.again).to.be.greaterThan(RUNS / 40);
    expect(counts.empty).to.be.greaterThan(RUNS / 50);
    expect(counts.refused).to.be.greaterThan(RUNS / 10);
  });

  /** The node hides from the first look what there is to do. */
  for (const [name, call, lie] of [
    ["retire", "retired", toBeHex(1, 32)],
    ["pause", "pausedScopes", toBeHex(31, 32)],
  ] as const) {
    it(`asks for ${name} where the first plan was empty, and signs nothing if that is declined`, async () => {
      const node = { first: { ...TRUTH, call: lying(call, () => lie) }, then: TRUTH };
      const declined = await tryOut(bench, name, all[name], node, () => false);
      expect(declined.asked.map(({ again }) => again)).to.deep.equal([true]);
      expect(declined.signed).to.deep.equal([]);
      expect((declined.error as OperatorError).code).to.equal("DECLINED");
      const accepted = await tryOut(bench, name, all[name], node, () => true);
      expect(accepted.signed).to.have.length(1);
      requireConfirmed(accepted, name);
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

  function requireConfirmed({ asked, signed }: Trial, which: string): void {
    for (const { from, to, data, cost } of signed) {
      const confirmed = asked
        .flatMap(({ overview, accepted }) => (accepted ? overview.transactions : []))
        .find(({ action, sender }) => {
          if (sender !== from) return false;
          const request = toRequest(action, sender, bench.coin.build);
          return request.to === to && request.data === data;
        });
      expect(confirmed, `${which} signed what nobody has confirmed`).not.to.equal(undefined);
      // Twice the gas at twice the price.
      expect(cost <= 4n * (confirmed?.fee ?? 0n), `${which} signed for more than was shown`).to.equal(true);
    }
  }
});

describe("A plan that has changed", () => {
  const overview: Overview = { nativeDecimals: 18, transactions: [], resuming: [], notes: [], feeNote: null };
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

/** Lies about a quarter of all functions, differently before and after. */
function randomNode(dice: Dice): { readonly first: Moment; readonly then: Moment } {
  const lies = [
    (answer: string) => answer.replace(/[1-9a-f]/g, "0"),
    (answer: string) =>
      `0x${toBeHex(1, 32)
        .slice(2)
        .repeat(Math.floor((answer.length - 2) / 64))}`,
    (answer: string) => `${answer.slice(0, -2)}${toBeHex(dice.roll(256), 1).slice(2)}`,
    (answer: string) => `${answer.slice(0, -40)}${shop.slice(2).toLowerCase()}`,
    () => toBeHex(2n ** 40n - 1n, 32),
  ];
  const moment = (often: number): Moment => {
    const chosen = new Map<string, (answer: string) => string>();
    return {
      call: (data, answer) => {
        const selector = data.slice(0, 10);
        if (!chosen.has(selector)) chosen.set(selector, dice.roll(often) === 0 ? dice.pick(lies) : (same) => same);
        return answer.length < 66 ? answer : (chosen.get(selector)?.(answer) ?? answer);
      },
      gas: dice.roll(8) === 0 ? BigInt(1 + dice.roll(5)) : 1n,
      price: dice.roll(8) === 0 ? BigInt(1 + dice.roll(5)) : 1n,
    };
  };
  return { first: moment(4), then: dice.roll(2) === 0 ? TRUTH : moment(4) };
}
