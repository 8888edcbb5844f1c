import { readFileSync, statSync, truncateSync, writeFileSync, appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Alert } from "../../../issuer/monitor/alert.ts";
import { StateFile } from "../../../issuer/monitor/state-file.ts";
import { type ChainState, MOST_MARKS, MOST_WAITING, type Mark, NEW_CHAIN } from "../../../issuer/monitor/state.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { emptyFolder } from "../../support/folders.ts";

const folder = emptyFolder();
let files = 0;
const newFile = (): string => join(folder, `${(files += 1)}.json`);

function alertOf(id: string, message = "It ends."): Alert {
  return {
    ...{ id, kind: "freeze-lapsing", severity: "warning", coin: "kgst", network: "bsc", chainId: "56" },
    ...{ at: "2027-01-04T06:00:00.000Z", block: 7, transaction: null, message, details: {} },
  };
}

function markOf(number: number, more: Partial<Mark> = {}): Mark {
  const again = { from: number - 5, events: 0, supply: "0" };
  return { number, hash: `0x${number}`, supply: "5", freezes: {}, lifted: [], told: [], drift: "0", again, ...more };
}

const stateOf = (marks: readonly Mark[], more: Partial<ChainState> = {}): ChainState => ({
  ...NEW_CHAIN,
  ...{ doubtful: undefined, unposted: undefined },
  marks,
  ...more,
});

/** Follows a chain for so many looks, with a freeze at each that is a multiple of ten and a mark dropped now and then. */
function follow(state: StateFile, looks: number): ChainState {
  let now = stateOf([]);
  for (let look = 1; look <= looks; look++) {
    const last = now.marks.at(-1);
    const freezes = look % 10 === 0 ? { ...last?.freezes, [`0x${look}`]: `${look}` } : (last?.freezes ?? {});
    const lifted = look % 25 === 0 ? (last?.lifted ?? []).slice(1) : [...(last?.lifted ?? []), `0xa${look}`];
    const settings = { "reserve gate": `${Math.floor(look / 100)}` };
    const kept = look % 40 === 0 ? now.marks.slice(0, -3) : now.marks;
    const marks = [...kept, markOf(look, { freezes, lifted, settings, told: [`key ${look}`] })].slice(-MOST_MARKS);
    const silent = look % 7 === 0 ? { since: look, told: false } : null;
    now = stateOf(marks, { active: [`condition ${look}`, "lasting"], silent });
    state.looked("bsc", now, [alertOf(`${look}`, "It ends. ".repeat(1_000))], true);
    state.printed();
    if (look % 3 === 0) state.taken(3);
  }
  return now;
}

describe("The memory of a monitor", () => {
  it("is read as it was written, before and after it was written again", () => {
    const file = newFile();
    const state = StateFile.open(file, "kgst");
    for (let round = 0; round < 2; round++) {
      follow(state, 300);
      expect(StateFile.open(file, "kgst").state).to.deep.equal(state.state);
    }
    expect(statSync(file).size).to.be.below(2 ** 21); // of more than twice as much
  });

  it("writes what has changed, however many freezes, marks and alerts there are", () => {
    const bytesFor = (freezes: number): number => {
      const state = StateFile.open(newFile(), "kgst");
      const file = join(folder, `${files}.json`);
      const all = Object.fromEntries(Array.from({ length: freezes }, (_, index) => [`0x${index}`, "7"]));
      const active = Object.keys(all).map((account) => `freeze-lapsing ${account}`);
      const first = stateOf([markOf(1, { freezes: all })], { active });
      state.looked(
        "bsc",
        first,
        Array.from({ length: freezes }, (_, index) => alertOf(`${index}`)),
        true,
      );
      state.printed();
      const before = statSync(file).size;
      state.looked("bsc", { ...first, marks: [...first.marks, markOf(2, { freezes: all })] }, [], true);
      state.taken(1);
      return statSync(file).size - before;
    };
    expect(bytesFor(1_000)).to.equal(bytesFor(1));
  });

  it("leaves out a line that was torn at any byte, and writes over it", () => {
    const file = newFile();
    const state = StateFile.open(file, "kgst");
    follow(state, 3);
    const whole = readFileSync(file);
    const known = StateFile.open(file, "kgst").state;
    state.looked("bsc", stateOf([...state.chain("bsc").marks, markOf(4)]), [alertOf("4")], true);
    const after = state.state;
    const longer = readFileSync(file);
    for (let end = whole.length; end < longer.length; end++) {
      writeFileSync(file, longer.subarray(0, end));
      const torn = StateFile.open(file, "kgst");
      expect(torn.state, `${end}`).to.deep.equal(known);
      torn.looked("bsc", stateOf([...torn.chain("bsc").marks, markOf(4)]), [alertOf("4")], true);
      expect(StateFile.open(file, "kgst").state, `${end}`).to.deep.equal(after);
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.alloc(100), Buffer.from("\n")])); // a power failure
    expect(StateFile.open(file, "kgst").state).to.deep.equal(known);
  });

  it("refuses what is damaged elsewhere, or was cut before its first record", async () => {
    const file = newFile();
    follow(StateFile.open(file, "kgst"), 5);
    const lines = readFileSync(file, "utf8").split("\n");
    for (const broken of [
      [...lines.slice(0, 2), lines[2]?.slice(0, -5), ...lines.slice(3)].join("\n"),
      [...lines.slice(0, 2), '{"taken":1000}', ...lines.slice(2)].join("\n"),
      lines[0] ?? "",
      `${lines[0]}\n${lines[1]?.slice(0, 20)}`,
      "",
    ]) {
      writeFileSync(file, broken);
      await expectRefusal("MONITOR_STATE_INVALID", () => StateFile.open(file, "kgst"));
    }
    writeFileSync(file, lines.join("\n"));
    const { message } = await expectRefusal("MONITOR_STATE_INVALID", () => StateFile.open(file, "other"));
    expect(message).to.equal(`${file} is not the state of a monitor of other.`);
  });

  it("goes on from the form before this one, and writes its own", () => {
    const file = newFile();
    const marks = [markOf(1, { freezes: { "0x1": "9" } }), markOf(2, { freezes: { "0x2": "9" }, told: ["key"] })];
    const chains = { bsc: { marks, active: ["a"], begun: { a: 3 }, silent: null } };
    const outbox = [
      { alert: alertOf("1"), printed: true },
      { alert: alertOf("2"), printed: false },
    ];
    writeFileSync(file, `${JSON.stringify({ schema: 1, coin: "kgst", chains, outbox })}\n`);
    const state = StateFile.open(file, "kgst");
    expect(state.chain("bsc")).to.deep.equal(stateOf(marks, { active: ["a"] }));
    expect(state.outbox.map(({ alert, printed }) => [alert.id, printed])).to.deep.equal([
      ["1", true],
      ["2", false],
    ]);
    state.printed();
    expect(readFileSync(file, "utf8").split("\n")[0]).to.equal('{"schema":2,"coin":"kgst"}');
    expect(StateFile.open(file, "kgst").state).to.deep.equal(state.state);
  });

  it("keeps so many alerts for the webhook, and counts the rest", () => {
    const state = StateFile.open(newFile(), "kgst");
    const many = Array.from({ length: MOST_WAITING + 5 }, (_, index) => alertOf(`${index}`));
    state.looked("bsc", stateOf([]), many, true);
    state.looked("bsc", state.chain("bsc"), [alertOf("late")], true);
    expect(state.outbox.length).to.equal(MOST_WAITING + 6); // all are to be printed
    state.printed();
    expect(state.outbox.length).to.equal(MOST_WAITING);
    expect(state.chain("bsc").unposted).to.deep.equal({ count: 6, first: "2027-01-04T06:00:00.000Z" });
  });

  it("is as it was if the disk does not take a change", async () => {
    const file = newFile();
    const state = StateFile.open(file, "kgst");
    follow(state, 3);
    const [before, text] = [structuredClone(state.state), readFileSync(file)];
    truncateSync(file, text.length - 2); // somebody else has changed it
    await expectRefusal("RECORD_NOT_WRITTEN", () => {
      state.looked("bsc", stateOf([]), [alertOf("9")], true);
    });
    expect(state.state).to.deep.equal(before);
    appendFileSync(file, text.subarray(-2));
    state.looked("bsc", stateOf([]), [alertOf("9")], true);
    expect(StateFile.open(file, "kgst").outbox.at(-1)?.alert.id).to.equal("9");
  });
});
