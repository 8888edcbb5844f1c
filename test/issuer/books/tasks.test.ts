import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import { pointNetworks } from "../../support/networks.ts";
import { playDay, toCsv } from "./day.ts";
import { type Town, openTown, takenBack } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));

/** What a task has answered. */
interface Answer {
  readonly code: number;
  readonly json: unknown;
}

/** What a report says it rests on. */
interface Checked {
  readonly heads: { readonly before: string | null; readonly now: string };
  readonly chains: readonly { readonly network: string; readonly nodes: readonly string[]; readonly events: number }[];
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

  it("reconcile in memory, from the chains, against a head and a file of before; and write an anchor once", () =>
    takenBack(town, async () => {
      await playDay(town.bnb, town.tron);
      const folder = emptyFolder();
      const [books, anchor] = [join(folder, "books.sqlite"), join(folder, "anchor.json")];
      const checkedOf = ({ json }: Answer): Checked => (json as { checked: Checked }).checked;
      const inMemory = await run("reconcile", { books: ":memory:" });
      expect([inMemory.code, readdirSync(folder), existsSync(":memory:")]).to.deep.equal([0, [], false]);
      expect(inMemory.json).to.have.property("books", ":memory:");
      const { heads } = checkedOf(inMemory);
      expect(checkedOf(inMemory)).to.deep.include({ file: null, fromChains: false, anchor: null });
      expect(heads).to.have.property("before", null);

      const written = await run("reconcile", { books, anchor });
      expect([written.code, checkedOf(written).heads]).to.deep.equal([0, heads]);
      expect(checkedOf(written).chains.map(({ network, nodes, events }) => [network, nodes, events])).to.deep.equal([
        ["localhost", [new URL(town.bnb.url).host], 32],
        ["tronEmbedded", [new URL(town.tron.url).host], 32],
      ]);
      for (const expected of [anchor, heads.now]) {
        for (const fromChains of [false, true]) {
          const { code, json } = await run("reconcile", { books, expect: expected, fromChains });
          expect(code).to.equal(0);
          expect(json).to.have.nested.property("checked.anchor").that.deep.equals({
            head: heads.now,
            signers: [],
            held: true,
          });
        }
      }
      const refused: [object, string][] = [
        [{ books, anchor }, "FILE_REFUSED"],
        [{ books: join(folder, "none.sqlite"), fromChains: true }, "FILE_REFUSED"],
        [{ books, expect: `0x${"12".repeat(32)}` }, "ANCHOR_UNKNOWN"],
        [{ books, expect: join(folder, "none.json") }, "ANCHOR_INVALID"],
        [{ books, expect: books }, "ANCHOR_INVALID"],
        [{ books, signedBy: town.bnb.booked.addresses.token }, "ARGUMENT_INVALID"],
        [{ books, signer: "ATTESTOR" }, "ARGUMENT_INVALID"],
        [{ books, anchor: join(folder, "other.json"), signer: "NOBODY" }, "SIGNER_MISSING"],
        [{ books, fromChains: true, sample: "20" }, "ARGUMENT_INVALID"],
        [{ books, sample: "-1" }, "ARGUMENT_INVALID"],
        [{ books: folder }, "FILE_REFUSED"],
        [{ books: anchor }, "NOT_BOOKS"],
      ];
      for (const [options, code] of refused) {
        const answer = await run("reconcile", options as Record<string, unknown>);
        expect(
          [answer.code, (answer.json as { error?: { code: string } }).error?.code],
          JSON.stringify(options),
        ).to.deep.equal([1, code]);
      }
      expect(readdirSync(folder).sort()).to.deep.equal(["anchor.json", "books.sqlite"]);
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
