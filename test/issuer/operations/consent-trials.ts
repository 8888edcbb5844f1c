import { ContractFactory, id, toBeHex } from "ethers";
import hre from "hardhat";
import { toRequest } from "../../../issuer/model/request.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import { OPERATION_ROWS, type OperationName } from "../../../issuer/operations/operation-table.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { Dice } from "../../support/random.ts";
import { type Moment, type Trial, TRUTH, tryOut } from "./lying-node.ts";
import { type Bench, COIN, PEOPLE } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [aida, bakyt, shop] = PEOPLE;

/** What every operation is given where there is something to do for it. Something of each is prepared on the chain. */
export async function prepareAll(bench: Bench): Promise<Readonly<Record<OperationName, Given>>> {
  await bench.reset();
  for (const account of [aida, bakyt, bench.holder("BURNER")]) await bench.issue(account, 100n * COIN);
  await bench.send(bench.holder("GUARDIAN"), (token) => token.freeze(aida, toBeHex(1, 32)));
  await bench.send(bench.holder("PAUSER"), (token) => token.pause(16n));
  const job = { case: "case 1" };
  return {
    mint: { to: bakyt, amount: "5", reference: "deposit 1" },
    burn: { amount: "5", reference: "payout 1" },
    pause: { scopes: "all" },
    unpause: { scopes: "signature" },
    freeze: { account: bakyt, batch: "100", ...job },
    ratify: { account: aida, batch: "100", ...job },
    unfreeze: { account: aida, batch: "100", ...job },
    seize: { account: aida, amount: "all", to: shop, batch: "100", reference: "act 1", ...job },
    wipe: { account: aida, amount: "all", batch: "100", reference: "act 2", ...job },
    limits: { minter: bench.holder("MINTER"), capacity: "7", window: "1d" },
    bridge: { bridge: bench.holder("BRIDGE"), inbound: "5/1d", outbound: "5/1d" },
    roles: { grant: "MINTER", account: shop, at: "token" },
    "close-window": {},
    "resolve-halt": { through: "2" },
    attestors: {},
    "reserve-gate": { gate: "none" },
    retire: {},
    rescue: { token: await strayToken(bench), to: shop, amount: "1", reference: "return 1", ...job },
    "transfer-admin": { to: shop, at: "token" },
    upgrade: { implementation: shop },
    "repair-path": { state: "on" },
    timelock: { cancel: await scheduled(bench) },
  };
}

/** Something that waits in the timelock. */
async function scheduled(bench: Bench): Promise<string> {
  await bench.run("roles", { grant: "BURNER", account: shop });
  const { report } = await bench.run("timelock", {});
  return (report?.json as { readonly id: string }[])[0]?.id ?? "";
}

/** Proves that the attestors contradict themselves: issuance is halted. */
async function halt(bench: Bench): Promise<void> {
  const [first, second] = [await bench.nextReport(), await bench.nextReport({ evidence: id("another") })];
  const connected = bench.coin.contracts.attestations.connect(bench.anyone());
  const [one, two] = [await bench.signReport(first), await bench.signReport(second)];
  await (await connected.proveEquivocation(first, one, second, two)).wait();
}

async function strayToken(bench: Bench): Promise<string> {
  const { abi, bytecode } = await hre.artifacts.readArtifact("test/solidity/mocks/StrayTokens.sol:StrayToken");
  const factory = new ContractFactory(abi, bytecode, bench.anyone());
  const stray = await factory.deploy(bench.coin.addresses.token, 5n * 10n ** 18n);
  const receipt = await stray.deploymentTransaction()?.wait();
  return receipt?.contractAddress ?? "";
}

/** What came of the runs of one operation. */
export interface Row {
  readonly operation: OperationName;
  runs: number;
  /** Runs that signed. */
  signed: number;
  /** Questions that came up because something had changed. */
  again: number;
  /** Runs that ended in a refusal. */
  refused: number;
  /** Runs whose first plan was empty, and that asked all the same before they signed. */
  empty: number;
  /** What was signed and had not been confirmed. */
  unconfirmed: number;
  /** Refusals that nobody has foreseen. */
  unforeseen: string[];
}

/** Runs operations in turn, each at a node that says one thing before the question and another after it. */
export async function runAtLiars(
  bench: Bench,
  given: Readonly<Record<OperationName, Given>>,
  runs: number,
): Promise<Row[]> {
  const rows = OPERATION_ROWS.map(({ name: operation }): Row => {
    return { operation, runs: 0, signed: 0, again: 0, refused: 0, empty: 0, unconfirmed: 0, unforeseen: [] };
  });
  const all = Array.from({ length: runs }, (_, index) => index + 1);
  const nameOf = (run: number): OperationName => (rows[run % rows.length] as Row).operation;
  const [halted, others] = [
    all.filter((run) => nameOf(run) === "resolve-halt"),
    all.filter((run) => nameOf(run) !== "resolve-halt"),
  ];
  for (const run of [...others, ...halted]) {
    if (run === halted[0]) await halt(bench);
    const dice = new Dice(run * 7_919);
    const row = rows[run % rows.length] as Row;
    const trial = await tryOut(bench, row.operation, given[row.operation], randomNode(dice), () => dice.roll(2) === 0);
    const { error } = trial;
    row.runs += 1;
    row.signed += trial.signed.length;
    row.again += trial.asked.filter(({ again }) => again).length;
    row.empty += trial.asked[0]?.again === true ? 1 : 0;
    row.unconfirmed += unconfirmed(bench, trial).length;
    if (error === null || error instanceof Killed) continue;
    row.refused += 1;
    const { code, message } = refusalOf(error);
    if (code === "UNEXPECTED") row.unforeseen.push(`run ${run}: ${message}`);
  }
  return rows;
}

/** What a run has signed and nobody had confirmed: other bytes, or for more than twice the gas at twice the price. */
export function unconfirmed(bench: Bench, { asked, signed }: Trial): Trial["signed"] {
  const transactions = asked.flatMap(({ overview, accepted }) => (accepted ? overview.transactions : []));
  return signed.filter(({ from, to, data, cost }) => {
    const confirmed = transactions.find(({ action, sender }) => {
      if (sender !== from) return false;
      const request = toRequest(action, sender, bench.coin.build);
      return request.to === to && request.data === data;
    });
    return confirmed === undefined || cost > 4n * (confirmed.fee ?? 0n);
  });
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
      silent: dice.roll(8) === 0,
    };
  };
  return { first: moment(4), then: dice.roll(2) === 0 ? TRUTH : moment(4) };
}
