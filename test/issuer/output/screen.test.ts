import { expect } from "chai";
import { Interface, id } from "ethers";
import hre from "hardhat";
import { ProgressLine } from "../../../issuer/terminal/progress-line.ts";
import { showEnd, showPlan, showAnswer } from "../../../issuer/operations/show-operation.ts";
import { showContracts, showDrifts, showOverview } from "../../../issuer/terminal/show.ts";
import { showRefusal } from "../../../issuer/terminal/task.ts";
import { trackSteps } from "../../../issuer/terminal/track.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin } from "../../../issuer/coin-file/resolve.ts";
import { loadBuild } from "../../../issuer/model/build.ts";
import type { Overview } from "../../../issuer/engine/overview.ts";
import { explain } from "../../../issuer/chains/reasons.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import type { Knowledge } from "../../../issuer/cosigning/describe.ts";
import { type TronDesk, showTronFile } from "../../../issuer/cosigning/tron-desk.ts";
import type { OpenedTronFile } from "../../../issuer/cosigning/tron-file.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { say, sayAside, sayJson } from "../../../issuer/output/say.ts";
import { style } from "../../../issuer/output/style.ts";
import { visibleLine } from "../../../issuer/characters/visible.ts";
import { formatAmount } from "../../../packages/integration/reading/format.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { showVerdicts } from "../../../issuer/attestation/show.ts";
import type { Act } from "../../../issuer/history/acts.ts";
import { showActs } from "../../../issuer/history/show.ts";
import { Dice } from "../../support/random.ts";
import { hostileText } from "./hostile.ts";
import { Screen, written } from "./screen.ts";

/** Of each property; more of them with `SCREEN_RUNS`. */
const RUNS = Number(process.env.SCREEN_RUNS ?? 16);
/** The colours and weights that this program has. */
const OWN = /\u001b\[(?:1|2|22|31|32|33|39)m/g; // eslint-disable-line no-control-regex -- those that are its own
const UNFIT = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u00a0]/u;

const DEPLOYER = { deployer: `0x${"11".repeat(20)}`, balance: 1n, total: 1n };

/** An act of a journal with a text from outside in every field. */
function actOf(text: () => string): Act {
  const who = { reference: text(), hash: text(), account: text(), to: text(), by: [text()] };
  const what = { at: text(), network: text(), task: text(), state: "done", description: text(), transaction: text() };
  return { ...who, ...what, amount: 1n, block: 1, fee: 1n, shared: 2 } as Act;
}

/** What a person sees of a text, once each of its bytes was found fit for a terminal. */
async function seen(text: string, what: string): Promise<string[]> {
  const bare = text.replace(OWN, "").replaceAll("\n", "");
  const bad = UNFIT.exec(bare);
  expect(bad === null ? null : bare.slice(Math.max(0, bad.index - 40), bad.index + 40), what).to.equal(null);
  const screen = new Screen();
  await screen.write(text);
  const { lines } = screen;
  screen.close();
  return lines;
}

describe("The screen, whatever others write", function () {
  this.timeout(120_000);

  let desired: Desired;
  let knowledge: Knowledge;
  before(async () => {
    desired = resolveCoin("kgst", await loadCoin("kgst"), "tronEmbedded");
    const build = await loadBuild(hre.artifacts);
    knowledge = { desired, build, addresses: { token: address("token") } };
  });
  const address = (name: string): string => `0x${id(name).slice(2, 42)}`;
  const overview = (text: () => string): Overview =>
    ({
      transactions: [1, 2].map(() => ({
        action: { kind: "call", key: "k", description: text(), by: [text()] },
        step: text(),
        sender: null,
        gas: 1n,
        fee: 1n,
      })),
      resuming: [text()],
      notes: [text(), text()],
      feeNote: text(),
      nativeDecimals: 6,
    }) as unknown as Overview;

  it("has printable text and the program's own colours only, line for line what was said", async () => {
    const dice = new Dice(20_261_130);
    for (let run = 0; run < RUNS; run++) {
      const text = hostileText(dice);
      const shown = await seen(await written(() => (run % 2 === 0 ? say : sayAside)("before", text, "after")), text);
      expect(shown).to.deep.equal(["before", visibleLine(text).trimEnd(), "after"]);
    }
  });

  it("has plans, ends, reports, refusals, progress and differences as they are, with hostile text in every field", async () => {
    const dice = new Dice(7);
    for (let run = 0; run < RUNS; run++) {
      const text = (): string => hostileText(dice);
      const hostile = { ...desired, name: text(), symbol: text(), network: { ...desired.network, nativeCoin: text() } };
      const outcome = {
        state: "waiting",
        settled: [{ description: text(), transaction: text(), block: 1, gasUsed: "1", fee: "1" }],
        notes: [text()],
        bundles: [text()],
        notBefore: null,
        overview: overview(text),
      } as never;
      const parts: Record<string, () => unknown> = {
        plan: () => say(...showPlan(overview(text), hostile)),
        end: () => say(...showEnd(outcome, hostile)),
        report: () =>
          say(...showAnswer({ title: text(), head: [text()], rows: [[text()], [[text(), text()]]], json: 0 }, hostile)),
        drifts: () => say(...showDrifts([{ path: text(), expected: text(), actual: text() }], hostile.network)),
        refusal: () => showRefusal(new OperatorError("CSV_INVALID", [text(), text()], { remedy: text() })),
        node: () => showRefusal(refusalOf(Object.assign(new Error(text()), { code: "NETWORK_ERROR" }))),
        revert: () => sayAside(explain({ message: text(), info: { error: { message: text() } } }, [])),
        progress: () =>
          new ProgressLine({ stream: { isTTY: false, columns: 80, write: (out) => process.stderr.write(out) } }).tell(
            text(),
          ),
        steps: () => trackSteps([{ title: text(), run: (tell) => Promise.resolve((tell(text()), "done" as const)) }]),
        json: () => sayJson({ [text()]: text() }),
        deployment: () => say(...showOverview({ ...overview(text), ...DEPLOYER }, hostile)),
        contracts: () => say(...showContracts({ [text()]: { address: text(), block: 1 } }, hostile.network)),
        history: () => say(...showActs([actOf(text)], { decimals: 6, symbol: text(), networks: new Map() })),
        verdicts: () => say(...showVerdicts([{ code: text(), rule: text(), holds: false, detail: text() } as never])),
      };
      for (const [name, part] of Object.entries(parts)) await seen(await written(part), name);
    }
  });

  it("has a line of progress that stays one line, on a terminal too", async () => {
    const dice = new Dice(3);
    for (let run = 0; run < RUNS; run++) {
      let out = "";
      const stream = { isTTY: true, columns: 80, write: (text: string) => (out += text) !== "" };
      const line = new ProgressLine({ stream });
      line.tell(hostileText(dice));
      line.tell(hostileText(dice));
      line.settle("done");
      expect(await seen(out.replaceAll("\r\u001b[2K", ""), "without what takes a line back")).to.have.lengthOf.at.most(
        2,
      );
      const screen = new Screen();
      await screen.write(`before\r\n${out}`);
      expect(screen.lines).to.deep.equal(["before", "done"]);
      screen.close();
    }
  });

  it("has a refusal's and a revert's words, and a node's, on one line each", async () => {
    const words = "no\u001b[2J\u202e\r\nCall  transfer(1 KGST)";
    const escaped = "no\\u001b[2J\\u202e\\u000d\\u000aCall \\u0020transfer(1 KGST)";
    const reverted = new Interface(["error Refused(string reason)"]);
    const data = reverted.encodeErrorResult("Refused", [words]);
    expect(explain({ data }, [reverted])).to.equal(`Refused(reason: ${escaped})`);
    const required = new Interface(["error Error(string)"]).encodeErrorResult("Error", [words]);
    expect(explain({ data: required })).to.equal(`The contract said: ${escaped}`);
    expect(explain({ info: { error: { message: words } } })).to.equal(escaped);
    const said = await written(() => showRefusal(new OperatorError("CSV_INVALID", [words], { remedy: "Look." })));
    expect(await seen(said, words)).to.deep.equal([
      "",
      `CSV_INVALID ${escaped.replace("\\u0020", " ")}`,
      "What to do: Look.",
    ]);
  });

  it("obeys its own colours, and no others", async () => {
    const red = await written(() => say(`${style.red("x")}\u001b[31my\u001b[8mz`));
    expect(red.replace(OWN, "")).to.equal("x\\u001b[31my\\u001b[8mz\n");
  });

  it("says of a TRON file what its bytes say, whatever the file's permission is called", async () => {
    const dice = new Dice(11);
    for (let run = 0; run < RUNS; run++) {
      const [to, value] = [address(`to ${run}`), BigInt(id(`value ${run}`)) >> BigInt(dice.roll(200))];
      const data = knowledge.build.contract("IStablecoin").abi.encodeFunctionData("transfer", [to, value]);
      const operation = { kind: "trigger", from: address("from"), to: address("token"), data, value: 0n };
      const content = { operation, expiration: 10n ** 12n, feeLimit: 1n };
      const name = hostileText(dice);
      const permission = { id: 2, name, threshold: 2, keys: [], allowsCalls: true };
      const file = { txID: "ab".repeat(32), permission, signatures: [], expiration: "2001-09-09T01:46:40.000Z" };
      const opened = { file, content, weight: 0, open: [] } as unknown as OpenedTronFile;
      const desk = { knowledge, now: 0, client: null } as unknown as TronDesk;
      const shown = showTronFile(opened, desk);
      const lines = await seen(await written(() => say(...shown)), name);
      const amount = `${value} (${formatAmount(value, desired.decimals)} ${desired.symbol})`;
      const call = `Call         token of ${desired.symbol} ${toBase58(address("token"))}: transfer(to: ${toBase58(to)}, value: ${amount})`;
      expect(lines.filter((line) => line.startsWith("Call "))).to.deep.equal([call]);
      expect(lines.length).to.equal(shown.length);
    }
  });
});
