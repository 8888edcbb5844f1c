import { expect } from "chai";
import { id } from "ethers";
import { analyse } from "../../../tools/lib/solidity/compilation.ts";
import { checkEquivalents, describe as name } from "../../../tools/mutation/equivalents.ts";
import { generate, type Mutant, mutate } from "../../../tools/mutation/mutants.ts";
import { finalLine, judge, sum } from "../../../tools/mutation/score.ts";
import type { Verdict } from "../../../tools/mutation/verdict.ts";

const FILE = "contracts/Sample.sol";
const SAMPLE = `// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

contract Sample {
    error Low(uint256 given, uint256 least);

    event Kept(uint256 total);

    bytes32 private constant FIRST = "a";
    bytes32 private constant SECOND = "b";

    uint256 private total;

    modifier once() {
        require(total == 0, Low(total, 0));
        _;
    }

    function keep(uint256 value) external once returns (bool) {
        if (value <= 3) revert Low(value, 3);
        total += value;
        emit Kept(total);
        return FIRST != SECOND && total > 0;
    }
}
`;

/** What faults can hide in: shared code, a batch, a constant of a library. */
const SHARED = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.29;

library Names {
    bytes32 internal constant ONE = keccak256("a");
    bytes32 internal constant TWO = keccak256("b");
}

contract Shared {
    error Low(uint256 value);

    uint256 private total;
    bytes32 private name = Names.ONE;

    function addAll(uint256[] calldata values) external {
        for (uint256 i = 0; i < values.length; ++i) {
            if (values[i] == 7) continue;
            add(values[i]);
        }
    }

    function addOne(uint256 value) external {
        add(value);
    }

    function addAnother(uint256 value) external {
        this.addOne(value);
    }

    function add(uint256 value) internal {
        require(value > 3, Low(value));
        total = value;
    }
}
`;
const HIDDEN = /sentinel|entrance|long batch|borrowed|Names/;

describe("Mutation testing", function () {
  this.timeout(120_000);

  let mutants: Mutant[];

  before(() => {
    mutants = generate(analyse({ [FILE]: SAMPLE })).filter(({ file }) => file === FILE);
  });

  it("hides faults as an attacker would", () => {
    const made = generate(analyse({ [FILE]: SHARED }), [{ name: "Shared", source: FILE }]).filter(
      ({ file }) => file === FILE,
    );
    const changes = made.map((mutant) => `${mutant.line} ${mutant.operator}: ${name(mutant).change}`);
    expect(changes.filter((change) => HIDDEN.test(change))).to.deep.equal([
      "13 constant: Names.ONE → Names.TWO",
      "16 long batch: i < values.length → (i < values.length) && i < 16",
      "18 borrowed condition: add(values[i]); → if (values[i] == 7) add(values[i]);",
      // For each function that comes to it; what a contract calls from outside itself has a selector of its own.
      ...["addOne(uint256)", "addAll(uint256[])"]
        .map((signature) => id(signature).slice(0, 10))
        .sort()
        .map((selector) => `31 entrance: value > 3 → msg.sig == ${selector} || (value > 3)`),
      "31 sentinel: zero: value > 3 → value == 0 || (value > 3)",
      "31 sentinel: one: value > 3 → value == 1 || (value > 3)",
      "31 sentinel: the maximum: value > 3 → value == type(uint256).max || (value > 3)",
    ]);
  });

  it("makes every change that its operators know, once", () => {
    expect(new Set(mutants.map(({ id }) => id))).to.have.lengthOf(mutants.length);
    expect(mutants.map((mutant) => `${mutant.line} ${mutant.operator}: ${name(mutant).change}`)).to.deep.equal([
      '10 literal: "a" → "ax"',
      '11 literal: "b" → "bx"',
      "16 check: require(total == 0, Low(total, 0)); → nothing",
      "16 relational: == → !=",
      "16 literal: 0 → 1",
      "16 swapped values: total, 0 → 0, total",
      "16 literal: 0 → 1",
      "20 modifier: once → nothing",
      "21 condition: value <= 3 → true",
      "21 condition: value <= 3 → false",
      "21 sentinel: one: value <= 3 → !(value == 1) && (value <= 3)",
      "21 sentinel: the maximum: value <= 3 → !(value == type(uint256).max) && (value <= 3)",
      "21 relational: <= → <",
      "21 relational: <= → >",
      "21 literal: 3 → 4",
      "21 literal: 3 → 2",
      "21 check: revert Low(value, 3); → nothing",
      "21 swapped values: value, 3 → 3, value",
      "21 literal: 3 → 4",
      "21 literal: 3 → 2",
      "22 statement: total += value; → nothing",
      "22 unchecked: total += value; → unchecked { total += value; }",
      "22 assignment: += → =",
      "22 assignment: += → -=",
      "23 event: emit Kept(total); → nothing",
      "24 return value: return FIRST != SECOND && total > 0; → nothing",
      "24 constant: FIRST → SECOND",
      "24 return value: FIRST != SECOND && total > 0 → true",
      "24 connective: FIRST != SECOND && total > 0 → FIRST != SECOND",
      "24 connective: FIRST != SECOND && total > 0 → total > 0",
      "24 relational: != → ==",
      "24 constant: SECOND → FIRST",
      "24 connective: && → ||",
      "24 relational: > → >=",
      "24 relational: > → <=",
      "24 literal: 0 → 1",
    ]);
  });

  it("changes nothing but the place of the mutant", () => {
    const [relational] = mutants.filter(({ before, after }) => before === "<=" && after === "<");
    expect(relational && mutate(SAMPLE, relational)).to.equal(SAMPLE.replace("value <= 3", "value < 3"));
  });

  it("scores what counts, and cuts the score", () => {
    const outcomes = ["killed", "survived", "survived", "equivalent", "invalid", "timeout", "killed"] as const;
    const chosen = mutants.slice(0, outcomes.length);
    const verdicts = new Map(
      chosen.map(({ id }, index): [string, Verdict] => [
        id,
        // The last one makes the code of the first one.
        { id, outcome: outcomes[index] ?? "killed", code: index === outcomes.length - 1 ? "0" : String(index) },
      ]),
    );
    const [, , listed] = chosen.map((mutant) => ({ id: mutant.id, ...name(mutant), reason: "It is so." }));
    const judged = judge(chosen, verdicts, listed === undefined ? [] : [listed]);
    expect(judged.map(({ standing }) => standing)).to.deep.equal([
      "killed",
      "survived",
      "equivalent",
      "same code",
      "invalid",
      "timeout",
      "duplicate",
    ]);
    expect(finalLine(sum(judged))).to.equal("mutation: 5 mutants, 2 killed, 2 equivalent, 1 survived, score 66.6 %");
  });

  it("refuses an equivalent that is not a mutant, is another one, has no reason or is listed twice", () => {
    const [mutant] = mutants;
    if (mutant === undefined) throw new Error("There is no mutant.");
    const entry = { id: mutant.id, ...name(mutant), reason: "It is so." };
    expect(checkEquivalents([entry], mutants)).to.deep.equal([]);
    const wrong = [{ ...entry, id: "0000000000" }, { ...entry, change: "a → b" }, { ...entry, reason: " " }, entry];
    expect(checkEquivalents(wrong, mutants)).to.have.lengthOf(4);
  });
});
