import { execFile, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import { pointNetworks } from "../support/networks.ts";
import { playDay, toCsv } from "./day.ts";
import { type Town, emptyFolder, openTown, takenBack } from "./support.ts";

const CLI = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));

/** What a task has answered. */
interface Answer {
  readonly code: number;
  readonly json: unknown;
}

describe("The tasks over all chains", function () {
  this.timeout(120_000);

  let town: Town;
  let before_: Record<string, string | undefined>;
  let pointBack = (): void => undefined;
  before(async () => {
    town = await openTown();
    const set = { DEPLOYMENTS_FOLDER: town.folder, LOCALHOST_RPC_URL: town.bnb.url, TRON_EMBEDDED_URL: town.tron.url };
    before_ = Object.fromEntries(Object.keys(set).map((name) => [name, process.env[name]]));
    Object.assign(process.env, set); // for processes of their own
    pointBack = await pointNetworks({ localhost: town.bnb.url, tronEmbedded: town.tron.url });
  });
  after(() => {
    pointBack();
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  /** Runs a task in this process, as the command line does with `--json`. */
  const run = async (task: string, options: Record<string, unknown> = {}): Promise<Answer> => {
    const [write, say, exitCode] = [process.stdout.write.bind(process.stdout), console.error, process.exitCode];
    let text = "";
    process.stdout.write = (chunk: string | Uint8Array): boolean => {
      text += String(chunk);
      return true;
    };
    console.error = () => undefined;
    try {
      await hre.tasks.getTask(task).run({ json: true, ...options });
      return { code: Number(process.exitCode ?? 0), json: JSON.parse(text) };
    } finally {
      process.stdout.write = write;
      console.error = say;
      process.exitCode = exitCode;
    }
  };

  it("answer in JSON about every chain with a record: all well, and nothing to send", () =>
    takenBack(town, async () => {
      const lines = await playDay(town.bnb, town.tron);
      const folder = emptyFolder();
      const [bank, books] = [join(folder, "bank.csv"), join(folder, "books.sqlite")];
      writeFileSync(bank, toCsv(lines));

      const status = await run("status");
      expect(status.code).to.equal(0);
      expect(status.json).to.have.nested.property("together.supply", "2696500000");
      const verified = await run("verify-deployment");
      // The day has raised the minters' limits.
      expect(verified.code).to.equal(1);
      expect((verified.json as { drifts: { network: string }[] }).drifts.map(({ network }) => network)).to.deep.equal([
        "localhost",
        "tronEmbedded",
      ]);
      const reconciled = await run("reconcile", { bank, books });
      expect(reconciled.code).to.equal(0);
      expect(reconciled.json).to.deep.include({ books, differences: 0, counts: {}, bank: { lines: 6, matched: 6 } });
      expect(existsSync(books)).to.equal(true);

      writeFileSync(bank, toCsv(lines.slice(1)));
      const different = await run("reconcile", { bank, books });
      expect(different.code).to.equal(1);
      expect(different.json).to.deep.include({ differences: 1, counts: { "mint-without-deposit": 1 } });
    }));

  it("go on when one node is gone, from the command line", async () => {
    const env = { ...process.env, LOCALHOST_RPC_URL: "http://127.0.0.1:1", NO_COLOR: "1" };
    const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
      const child = execFile(process.execPath, [CLI, "status"], { env }, (_, output) =>
        resolve({ code: child.exitCode ?? -1, stdout: output }),
      );
      child.stdin?.end();
    });
    expect(code).to.equal(1);
    expect(stdout).to.contain("CHAIN_UNREACHABLE");
    expect(stdout).to.contain("Together (1 of 2 chains, without localhost): 0.00 outstanding, 0.00 can be issued now.");
  });

  it("look again and again with --watch, until interrupted", async () => {
    const env = { ...process.env, NO_COLOR: "1" };
    const child = spawn(process.execPath, [CLI, "status", "--watch", "1"], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.split("Together (2 of 2 chains)").length > 2) break;
    }
    child.kill("SIGINT");
    expect(text.split("Together (2 of 2 chains)")).to.have.length(3);
  });
});
