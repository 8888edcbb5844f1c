import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import config from "../../../hardhat.config.ts";
import { TwoChains } from "../../issuer/attestation/support.ts";
import { nextReport, submit } from "../../issuer/monitor/support.ts";
import { spread, trialsOf } from "./spread.ts";
import type { Site, Tried } from "./tasks.ts";
import { plantText } from "./hostile-files.ts";
import { type Heard, faultsOf, hear, unseenIn } from "./trial.ts";
import { emptyFolder } from "../../support/folders.ts";

/** How many trials are run. */
const TRIALS = trialsOf(40);

/** How often each text of a file is replaced by something that nobody should see. */
const TIMES = TRIALS === Infinity ? 20 : 1;

/** What becomes of a file between two runs: disks, editors and backups do all of it. */
const DAMAGE: Readonly<Record<string, (file: string) => void>> = {
  "cut in half": (file) => {
    writeFileSync(file, readFileSync(file).subarray(0, Math.floor(statSync(file).size / 2)));
  },
  "cut by its last byte": (file) => {
    writeFileSync(file, readFileSync(file).subarray(0, -1));
  },
  emptied: (file) => {
    writeFileSync(file, "");
  },
  "overwritten with zeros": (file) => {
    writeFileSync(file, Buffer.alloc(statSync(file).size));
  },
  "made another form of JSON": (file) => {
    writeFileSync(file, "[]\n");
  },
  "made null": (file) => {
    writeFileSync(file, "null\n");
  },
  "with a number for a text": (file) => {
    writeFileSync(file, readFileSync(file, "latin1").replace(/:\s*"[^"]*"/, ": 7"), "latin1");
  },
  "with nulls for texts": (file) => {
    writeFileSync(file, readFileSync(file, "latin1").replace(/:\s*"0x[^"]*"/g, ": null"), "latin1");
  },
  "a folder in its place": (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  removed: (file) => {
    rmSync(file);
  },
};

describe("Whatever has become of a file", function () {
  this.timeout(TRIALS === Infinity ? 3_600_000 : 300_000);

  let world: TwoChains;
  let hre: HardhatRuntimeEnvironment;
  let minter = "";
  const network = "localhost";
  const [kept, folder] = [emptyFolder(), emptyFolder()];
  let number = 0;

  const sending = { yes: true, patience: 5 };
  const tasks: readonly Tried[] = [
    { name: ["status"], given: () => ({ networks: network }) },
    { name: ["verify-deployment"], given: () => ({ networks: network }) },
    { name: ["reconcile"], given: () => ({ networks: network, books: join(folder, "books.sqlite") }) },
    {
      name: ["monitor"],
      lines: true,
      given: () => ({ once: true, networks: network, state: join(folder, "monitor.json"), lag: "3650d" }),
    },
    { name: ["mint"], given: (site) => ({ ...sending, to: minter, amount: "1", reference: `deposit ${site.number}` }) },
    { name: ["deploy"], given: () => sending },
    {
      name: ["limits"],
      given: (site) => ({ ...sending, minter, capacity: `${1_000_000 + site.number}`, window: "1d" }),
    },
    { name: ["attest", "show"], given: () => ({ networks: "localhost,tronEmbedded" }) },
    {
      name: ["attest", "check"],
      given: () => ({
        networks: "localhost,tronEmbedded",
        file: join(folder, "draft.json"),
        evidence: join(folder, "evidence.txt"),
      }),
    },
    {
      name: ["attest", "sign"],
      given: () => ({ ...sending, networks: "localhost,tronEmbedded", file: join(folder, "draft.json") }),
    },
    {
      name: ["attest", "merge"],
      given: () => ({ networks: "localhost,tronEmbedded", files: [join(folder, "draft.json")] }),
    },
    {
      name: ["attest", "submit"],
      given: () => ({ ...sending, all: true, networks: "localhost,tronEmbedded", file: join(folder, "draft.json") }),
    },
    { name: ["safe-hash"], given: () => ({ file: join(folder, "batch.safe.json") }) },
    { name: ["mint"], given: () => ({ ...sending, csv: join(folder, "deposits.csv") }) },
    { name: ["history"], given: () => ({ coin: "kgst" }) },
  ];
  const site = (): Site => ({ network, folder, minter, number: (number += 1), evidence: join(folder, "evidence.txt") });

  before(async () => {
    world = await TwoChains.open();
    const report = await nextReport(world, 1n, 500_000);
    for (const side of world.sides) {
      await submit(world, side, report);
      await world.mint(side, 1_000);
    }
    minter = await (await world.evm.as("MINTER")).getAddress();
    process.env.LOCALHOST_RPC_URL = world.evm.node.url;
    process.env.TRON_EMBEDDED_URL = world.tron.node.url;
    for (const variable of ["DEPLOYMENTS_FOLDER", "OPERATIONS_FOLDER", "REPORTS_FOLDER"]) {
      const own = join(folder, variable.toLowerCase());
      const from = process.env[variable] ?? "";
      if (existsSync(from)) cpSync(from, own, { recursive: true });
      process.env[variable] = own;
    }
    hre = await createHardhatRuntimeEnvironment(config, { network });
    writeFileSync(join(folder, "evidence.txt"), "evidence");
    const batch = {
      version: "1.0",
      chainId: "31337",
      createdAt: 0,
      meta: { name: "a batch" },
      transactions: [{ to: minter, value: "0", data: "0x" }],
    };
    writeFileSync(join(folder, "batch.safe.json"), JSON.stringify(batch));
    const deposits = ["account,amount,reference", `${minter},1,"advice 17, first"`, `${minter},2,advice 18`, ""];
    writeFileSync(join(folder, "deposits.csv"), deposits.join("\n"));
    const build = {
      networks: "localhost,tronEmbedded",
      reserves: "10000000",
      evidence: join(folder, "evidence.txt"),
      shares: "localhost=1",
      out: join(folder, "draft.json"),
    };
    expect((await hear(hre, { name: ["attest", "build"], given: () => build }, site())).code).to.equal(0);
    for (const task of tasks) {
      const heard = await hear(hre, task, site());
      expect(faultsOf(heard, task), heard.stdout + heard.stderr).to.deep.equal([]);
    }
    cpSync(folder, kept, { recursive: true });
  });
  after(async () => {
    await world.close();
  });

  /** Puts everything back, damages one file, and runs a task. */
  const tryWith = async (task: Tried, file: string, how: string): Promise<Heard> => {
    rmSync(folder, { recursive: true });
    cpSync(kept, folder, { recursive: true });
    DAMAGE[how]?.(join(folder, file));
    return hear(hre, task, site());
  };

  it("each task ends in a code and a sentence", async () => {
    const files = filesIn(kept);
    const trials = files.flatMap((file) =>
      Object.keys(DAMAGE).flatMap((how) =>
        tasks.filter((task) => concerns(task, file)).map((task) => ({ file, how, task })),
      ),
    );
    const chosen = spread(trials, TRIALS);
    const bad: string[] = [];
    for (const { file, how, task } of chosen) {
      const faults = faultsOf(await tryWith(task, file, how), task);
      if (faults.length > 0) bad.push(`${task.name.join(" ")}, ${file} ${how}: ${faults.join("; ")}`);
    }
    console.log(`      ${trials.length} trials, ${chosen.length} run, ${bad.length} bad`);
    expect(bad).to.deep.equal([]);
    expect(trials.length).to.be.greaterThan(250);
  });

  it("nothing in a file reaches a screen that cannot be seen there", async () => {
    const files = filesIn(kept).filter((file) => /\.(json|jsonl|csv)$/.test(file));
    const trials = files.flatMap((file) =>
      tasks
        .filter((task) => concerns(task, file))
        .flatMap((task) => [0, 1, 2, 3, 4, 5].map((turn) => ({ file, task, turn }))),
    );
    const bad: string[] = [];
    let [planted, shown] = [0, 0];
    for (const [index, { file, task, turn }] of Array.from({ length: TIMES }, () => trials)
      .flat()
      .entries()) {
      rmSync(folder, { recursive: true });
      cpSync(kept, folder, { recursive: true });
      planted += plantText(join(folder, file), turn, index) ? 1 : 0;
      const heard = await hear(hre, task, site(), false);
      const faults = unseenIn(heard);
      shown += `${heard.stdout}${heard.stderr}`.includes("\\u") ? 1 : 0;
      if (heard.thrown !== null) faults.push(`threw ${heard.thrown}`);
      if (faults.length > 0) bad.push(`${task.name.join(" ")}, ${file}, text ${turn}: ${faults.join("; ")}`);
    }
    console.log(`      ${trials.length} trials, ${planted} planted, ${shown} shown as escapes, ${bad.length} bad`);
    expect(bad).to.deep.equal([]);
    expect(planted).to.be.greaterThan(0.8 * TIMES * trials.length);
    expect(shown).to.be.greaterThan(0);
  });

  const named: readonly [string, string, string, string][] = [
    ["status", "deployments_folder/localhost/kgst.json", "cut in half", "RECORD_DAMAGED"],
    ["verify-deployment", "deployments_folder/localhost/kgst.json", "with nulls for texts", "RECORD_DAMAGED"],
    ["mint", "deployments_folder/localhost/kgst.json", "emptied", "RECORD_DAMAGED"],
    ["mint", "deployments_folder/localhost/kgst.json", "a folder in its place", "FILE_REFUSED"],
    ["mint", "deployments_folder/localhost/kgst.json", "removed", "NOT_DEPLOYED"],
    ["mint", "operations_folder/localhost/kgst-mint.journal.jsonl", "made another form of JSON", "JOURNAL_DAMAGED"],
    ["reconcile", "books.sqlite", "cut in half", "BOOKS_DAMAGED"],
    ["reconcile", "books.sqlite", "made null", "NOT_BOOKS"],
    ["reconcile", "books.sqlite", "a folder in its place", "FILE_REFUSED"],
    ["attest check", "draft.json", "with a number for a text", "REPORT_FILE_INVALID"],
    ["attest sign", "draft.json", "cut in half", "REPORT_FILE_INVALID"],
    ["safe-hash", "batch.safe.json", "made another form of JSON", "SIGNING_FILE_INVALID"],
  ];
  it("says of the usual ones which file it is", async () => {
    for (const [name, file, how, code] of named) {
      const task = tasks.find((entry) => entry.name.join(" ") === name) as Tried;
      const heard = await tryWith(task, file, how);
      expect([heard.code, heard.stdout], `${name}, ${file} ${how}`).to.satisfy(
        ([exitCode, text]: [number, string]) => exitCode === 1 && text.includes(code),
      );
    }
  });

  it("does not begin to watch from a state that is none", async () => {
    const task = tasks.find(({ lines }) => lines === true) as Tried;
    for (const how of ["cut in half", "made another form of JSON", "made null"]) {
      const heard = await tryWith(task, "monitor.json", how);
      expect([heard.code, heard.stderr]).to.satisfy(([code, text]: [number, string]) => {
        return code === 1 && text.includes("MONITOR_STATE_INVALID");
      });
    }
  });
});

/** Every file in a folder, by its path from there. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".sqlite-journal"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Records concern every task; other files those that are named after them or are given them. */
function concerns({ name }: Tried, file: string): boolean {
  const [task = ""] = name;
  if (file.endsWith(".sqlite")) return task === "reconcile";
  if (file.endsWith("monitor.json")) return task === "monitor";
  if (file.endsWith(".safe.json")) return task === "safe-hash";
  if (file.endsWith(".csv")) return task === "mint";
  if (task === "history") return file.endsWith("journal.jsonl");
  if (file.startsWith("operations_folder")) return file.includes(task);
  if (file.startsWith("reports_folder") || file === "draft.json" || file === "evidence.txt") return task === "attest";
  if (file.includes("tronEmbedded")) return task === "attest" && name[1] === "show";
  if (file.endsWith("journal.jsonl")) return task === "deploy";
  return task !== "safe-hash" && (task !== "attest" || name[1] === "show");
}
