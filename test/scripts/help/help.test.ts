import { expect } from "chai";
import hre from "hardhat";
import { asksForHelp, helpLines } from "../../../scripts/help/help.ts";

describe("npx hardhat --help", () => {
  const lines = helpLines(hre.tasks.rootTasks, hre.config.plugins);
  const titles = lines.filter((line) => line.endsWith(":"));
  /** Names of the tasks under a title. */
  const under = (title: string): string[] => {
    const begin = lines.indexOf(title) + 2;
    const rows = lines.slice(begin, lines.indexOf("", begin));
    return rows.map((row) => row.trim().split(/\s{2,}/)[0] ?? "");
  };

  it("lists the issuer's tasks first, and those of developers last", () => {
    expect(titles).to.deep.equal([
      "FOR THE ISSUER:",
      "HARDHAT'S, AND CHAINS ON THIS MACHINE:",
      "FOR DEVELOPERS OF THIS REPOSITORY:",
      "FOR EVERY TASK:",
    ]);
    expect(under("FOR THE ISSUER:")).to.include.members(["deploy", "mint", "attest sign", "monitor", "status"]);
    expect(under("FOR DEVELOPERS OF THIS REPOSITORY:")).to.deep.equal([
      "dev bench",
      "dev browser",
      "dev consumers",
      "dev day",
      "dev faults",
      "dev moves",
    ]);
    expect(under("HARDHAT'S, AND CHAINS ON THIS MACHINE:")).to.include.members(["build", "test mocha", "tron-node"]);
  });

  it("leaves no task out and names none twice", () => {
    const listed = titles.slice(0, 3).flatMap(under);
    const all = [...hre.tasks.rootTasks.values()].flatMap((task) => [task, ...task.subtasks.values()]);
    const runnable = all.filter(({ isEmpty }) => !isEmpty).map(({ id }) => id.join(" "));
    expect(listed.sort()).to.deep.equal(runnable.sort());
  });

  it("is asked for by nothing, or by the option alone", () => {
    expect([[], ["--help"], ["-h"], ["mint", "--help"], ["--version"]].map(asksForHelp)).to.deep.equal([
      ...[true, true, true],
      ...[false, false],
    ]);
  });
});
