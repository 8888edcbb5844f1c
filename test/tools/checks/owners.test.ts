import { readFileSync } from "node:fs";
import { expect } from "chai";
import { crowdedFolders } from "../../../tools/lib/folders.ts";
import { idleOwners } from "../../../tools/lib/owners.ts";

describe("CODEOWNERS", () => {
  const files = ["contracts/token/Ledger.sol", "SECURITY.md"];

  it("owns folders and files that there are", () => {
    const text =
      "# Who reviews what.\n*  @x/all\n/contracts/  @x/contracts @x/security\n/SECURITY.md @x/security # all\n";
    expect(idleOwners(text, files)).to.deep.equal([]);
  });

  it("is refused with a folder that was moved, a file that is not there, and a line without an owner", () => {
    const text = "*  @x/all\n/contract/ @x/y\n\n/security.md @x/y\n/contracts/\n";
    expect(idleOwners(text, files)).to.deep.equal([
      "line 2: there is no contract/",
      "line 4: there is no security.md",
      "line 5: /contracts/ has no owner",
    ]);
  });
});

describe("Folders", () => {
  it("have at most so many files of their own; those below do not count", () => {
    const files = ["README.md", "a/1.ts", "a/2.ts", "a/b/1.ts", "a/b/2.ts", "a/b/3.ts"];
    expect(crowdedFolders(files, 3)).to.deep.equal([]);
    expect(crowdedFolders(files, 2)).to.deep.equal(["a/b: 3 files, at most 2: give some a folder of their own"]);
  });
});

describe("Workflows", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

  it("run what is in .ci/run, and npm scripts that there are", () => {
    expect(readFileSync(".github/workflows/ci.yml", "utf8")).to.include("run: bash .ci/run");
    const [, list = ""] = /command: \[(.*)\]/.exec(readFileSync(".github/workflows/deep.yml", "utf8")) ?? [];
    const commands = list.split(", ").map((name) => name.replaceAll('"', ""));
    expect(commands.length).to.be.greaterThan(4);
    expect(Object.keys(scripts)).to.include.members(commands);
  });

  it("take actions by the hash of a commit, and get nothing but reading", () => {
    for (const file of [".github/workflows/ci.yml", ".github/workflows/deep.yml"]) {
      const text = readFileSync(file, "utf8");
      const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
      expect(used.length).to.equal(2);
      for (const action of used) expect(action).to.match(/@[0-9a-f]{40}$/);
      expect([...text.matchAll(/^permissions:\n {2}contents: read\n/gm)].length).to.equal(1);
    }
  });
});
