import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { compare } from "../../tools/bench/house/compare.ts";
import { measure } from "../../tools/bench/house/measure.ts";
import { emptyFolder } from "../support/folders.ts";

describe("Measuring the house", function () {
  this.timeout(60_000);
  const node = (text: string): string[] => [process.execPath, "-e", text];

  it("knows how long a command took, its install, its silence and its end", async () => {
    const folder = emptyFolder();
    const text =
      'console.log("Installed in 48 s."); setTimeout(() => { console.error("end"); process.exitCode = 3; }, 700)';
    const measured = await measure(node(text), folder, join(folder, "log"));
    expect([measured.exitCode, measured.install]).to.deep.equal([3, 48]);
    // The first line may be heard late, and then the silence is shorter.
    expect(measured.silence).to.be.within(0.35, measured.took);
    expect(readFileSync(join(folder, "log"), "utf8")).to.equal("Installed in 48 s.\nend\n");
  });

  it("compares a revision with the working tree, with what is not committed, and nothing that git ignores", async () => {
    const root = emptyFolder();
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd: root, encoding: "utf8" });
    git("init", "--quiet");
    for (const [file, text] of Object.entries({ speed: "900", gone: "", ".gitignore": "ignored\n" })) {
      writeFileSync(join(root, file), text);
    }
    git("add", ".");
    git("commit", "--quiet", "--message", "Begin");
    const base = git("rev-parse", "HEAD").trim();
    writeFileSync(join(root, "speed"), "1");
    rmSync(join(root, "gone"));
    for (const file of ["new", "ignored"]) writeFileSync(join(root, file), "");
    const text = `console.log(fs.readdirSync(".").join()); setTimeout(() => {}, Number(fs.readFileSync("speed", "utf8")))`;
    const folder = join(emptyFolder(), "clones");
    const heard: string[] = [];
    const [result] = await compare(root, base, { run: node(text) }, folder, (sentence) => heard.push(sentence));
    expect([result!.name, result!.base.exitCode, result!.here.exitCode]).to.deep.equal(["run", 0, 0]);
    expect(result!.ratio).to.equal(result!.here.took / result!.base.took);
    expect(result!.base.took).to.be.greaterThan(0.9);
    expect(readFileSync(join(folder, "run-base.log"), "utf8")).to.equal(".git,.gitignore,gone,speed\n");
    expect(readFileSync(join(folder, "run-here.log"), "utf8")).to.equal(".git,.gitignore,new,speed\n");
    expect(heard.map((sentence) => sentence.slice(0, sentence.indexOf(":")))).to.deep.equal([
      `run, ${base}`,
      "run, here",
    ]);
  });
});
