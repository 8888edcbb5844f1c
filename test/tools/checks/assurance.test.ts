import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { covers } from "../../../tools/analyze/finding.ts";
import { runRules } from "../../../tools/analyze/rules.ts";
import { toFinding } from "../../../tools/analyze/slither.ts";
import { accessControl } from "../../../tools/docs/access-control.ts";
import { errors } from "../../../tools/docs/errors.ts";
import { writeOrCompare } from "../../../tools/lib/generated.ts";
import { analyse, type Compilation } from "../../../tools/lib/solidity/compilation.ts";
import { namespaceLayouts } from "../../../tools/snapshots/storage.ts";
import { emptyFolder } from "../../support/folders.ts";

/** A source with one text replaced, which must be there exactly once. */
function planted(path: string, ...changes: readonly [text: string, replacement: string][]): [string, string] {
  let source = readFileSync(path, "utf8");
  for (const [text, replacement] of changes) {
    expect(source.split(text), `${path}: ${text}`).to.have.length(2);
    source = source.replace(text, replacement);
  }
  return [path, source];
}

describe("Documents, snapshots and rules made from the syntax tree", function () {
  this.timeout(300_000);

  const faults = () =>
    Object.fromEntries([
      planted("contracts/issuer/Pausing.sol", ["    /// @custom:access PAUSER_ROLE\n", ""]),
      planted(
        "contracts/issuer/Minting.sol",
        ["depositRef) external onlyRole(MINTER_ROLE)", "depositRef) external onlyRole(LIMITER_ROLE)"],
        ["        emit Retired(newSuccessor);\n", ""],
      ),
      planted("contracts/interfaces/IBurning.sol", [
        "interface IBurning {",
        "interface IBurning { error NeverRaised();",
      ]),
      planted("contracts/interfaces/IReserveAttestations.sol", [
        "    error NoConflict();",
        "    error NoConflict(); error ZeroAmount();",
      ]),
      planted(
        "contracts/issuer/Burning.sol",
        ["        mapping(bytes32", "        uint64 early; mapping(bytes32"],
        ["        _requireNotPaused(BURN);", "        _requireNotPaused(BURN); require(msg.sender == tx.origin);"],
      ),
      planted("contracts/issuer/Rescuing.sol", [
        "    /// @inheritdoc IRescuing",
        "    function undeclared() external pure {}\n    /// @inheritdoc IRescuing",
      ]),
    ]);
  let sound: Compilation;
  let faulty: Compilation;

  before(() => {
    sound = analyse();
    faulty = analyse(faults());
  });

  it("finds nothing wrong with who may call what, and with errors", () => {
    expect(accessControl(sound).problems).to.deep.equal([]);
    expect(errors(sound).problems).to.deep.equal([]);
  });

  it("misses a tag, and compares the others with the guards", () => {
    expect(accessControl(faulty).problems).to.deep.equal([
      "IssuerControls.mint(address,uint256,bytes32): the tag says `MINTER_ROLE`, the code asks for LIMITER_ROLE",
      "IssuerControls.pause(uint256): no @custom:access tag says who may call it",
    ]);
  });

  it("follows virtual functions and super to the guard", () => {
    const row = accessControl(sound)
      .content.split("\n")
      .find((line) => line.startsWith("| `upgradeToAndCall("));
    expect(row).to.equal(
      "| `upgradeToAndCall(address,bytes)` | UPGRADER_ROLE | `onlyRole(UPGRADER_ROLE)` `onlyProxy` |  |",
    );
  });

  it("names an error that nothing raises", () => {
    expect(errors(faulty).problems).to.deep.equal(["contracts/interfaces/IBurning.sol: NeverRaised is never raised"]);
  });

  it("finds a doubled error, a missing event, an undeclared function, tx.origin and an untrue comment", () => {
    const before = runRules(sound).map(({ subject }) => subject);
    const found = runRules(faulty).filter(({ subject }) => !before.includes(subject));
    expect(found.map(({ check, subject }) => `${check}: ${subject}`)).to.deep.equal([
      "own/error-twice: ZeroAmount",
      "own/event-missing: retire(address)",
      "own/planes: undeclared()",
      "own/origin: tx.origin",
      "own/natspec: retire(address) names Retired",
    ]);
  });

  it("lays out a namespace as solc does", () => {
    const name = "stablecoin.storage.Burning";
    const after = namespaceLayouts(sound, {})[name]?.members;
    const shifted = namespaceLayouts(faulty, faults())[name]?.members;
    expect(after).to.deep.equal({ payouts: "slot 0, offset 0, 32 bytes: mapping(bytes32 => uint256)" });
    expect(shifted).to.deep.equal({
      early: "slot 0, offset 0, 8 bytes: uint64",
      payouts: "slot 1, offset 0, 32 bytes: mapping(bytes32 => uint256)",
    });
  });

  it("tells two places in one function apart", () => {
    const result = (expression: string) =>
      toFinding({
        check: "timestamp",
        impact: "Low",
        confidence: "Medium",
        description: "uses timestamp",
        elements: [
          {
            type: "function",
            name: "f",
            source_mapping: { filename_relative: "contracts/A.sol", lines: [7, 8] },
            type_specific_fields: { parent: { name: "A" }, signature: "f(uint256)" },
          },
          { type: "node", name: expression, source_mapping: { filename_relative: "contracts/A.sol", lines: [8] } },
        ],
      });
    const first = result("block.timestamp < a");
    expect(first).to.deep.equal({
      check: "slither/timestamp",
      place: "contracts/A.sol",
      subject: "A.f(uint256); block.timestamp < a",
      line: 7,
      description: "Low impact, medium confidence: uses timestamp",
    });
    expect(covers({ ...first, reason: "" }, first)).to.equal(true);
    expect(covers({ ...first, reason: "" }, result("block.timestamp < b"))).to.equal(false);
  });

  it("compares generated files without touching them, and writes them", () => {
    const folder = emptyFolder();
    const path = join(folder, "a.json");
    try {
      writeFileSync(path, "committed");
      const report = console.error;
      console.error = () => undefined;
      expect(writeOrCompare(new Map([[path, "fresh"]]), [], true)).to.deep.equal({ differing: [path], count: 1 });
      console.error = report;
      expect(readFileSync(path, "utf8")).to.equal("committed");
      expect(writeOrCompare(new Map([[path, "fresh"]]), [], false)).to.deep.equal({ differing: [path], count: 1 });
      expect(readFileSync(path, "utf8")).to.equal("fresh");
      expect(writeOrCompare(new Map([[path, "fresh"]]), [], true)).to.deep.equal({ differing: [], count: 1 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
