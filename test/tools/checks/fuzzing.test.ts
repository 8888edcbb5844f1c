import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Interface, type InterfaceAbi } from "ethers";
import { readFigures, total } from "../../../tools/fuzz/figures.ts";
import { checkInvariants, type TestSource } from "../../../tools/lib/invariants.ts";
import { IStablecoin__factory } from "../../../typechain-types/factories/interfaces/IStablecoin__factory.ts";
import { Timelock__factory } from "../../../typechain-types/factories/governance/Timelock__factory.ts";
import { ReserveAttestations__factory } from "../../../typechain-types/factories/reserves/ReserveAttestations__factory.ts";
import { emptyFolder } from "../../support/folders.ts";

const REACH = "test/solidity/invariants/life/Reach.sol";

/** What the campaign does not call, and why. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  "initialize((address,uint48,(bytes32,address)[],address,uint256),uint8)":
    "only ever refused, which `unreached` asks apart",
  "updateDelay(uint256)": "called by the timelock's own operations only",
  "onERC721Received(address,address,uint256,bytes)": "changes nothing",
  "onERC1155Received(address,address,uint256,uint256,bytes)": "changes nothing",
  "onERC1155BatchReceived(address,address,uint256[],uint256[],bytes)": "changes nothing",
};
/** OpenZeppelin's roles of the timelock: only the timelock itself could grant them, and no operation here does. */
const TIMELOCK_ROLES = ["grantRole(bytes32,address)", "renounceRole(bytes32,address)", "revokeRole(bytes32,address)"];

/** The functions of an ABI that can change state and that the campaign should call. */
function changing(abi: InterfaceAbi, except: readonly string[] = []): string[] {
  const found: string[] = [];
  new Interface(abi).forEachFunction((fragment) => {
    const name = fragment.format("sighash");
    if (!fragment.constant && !(name in NOT_CALLED) && !except.includes(name)) found.push(name);
  });
  return found.sort();
}

/** The signatures in one list of Reach.sol. */
function listed(name: string): string[] {
  const source = readFileSync(REACH, "utf8");
  const body = source.slice(source.indexOf(`function ${name}(`)).split("\n    }\n")[0] ?? "";
  const report = /string memory report =\s+"([^"]+)"/.exec(body)?.[1] ?? "";
  return [...body.matchAll(/list\[\d+\] =\s+(.+);/g)]
    .map(([, expression = ""]) => {
      const parts = expression.replace(/^string\.concat\((.*)\)$/, "$1").split(/, (?=report|")/);
      return parts.map((part) => (part === "report" ? report : part.replaceAll('"', ""))).join("");
    })
    .sort();
}

const FOLDER = "test/solidity/invariants";

/** The acts that handlers offer. */
function actsOf(files: string): string[] {
  const sources = globSync(`${FOLDER}/${files}`).map((path) => readFileSync(path, "utf8"));
  return sources.flatMap((text) => names(text, /function (\w+)\([^)]*\)\s+external\b/g)).sort();
}

/** The acts that a handler gives to the fuzzer. */
function chosen(file: string): string[] {
  return names(readFileSync(`${FOLDER}/${file}`, "utf8"), /this\.(\w+)\.selector/g).sort();
}

function names(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

describe("The stateful campaigns", () => {
  it("reach every function that changes state", () => {
    expect(listed("_tokenFunctions")).to.deep.equal(changing(IStablecoin__factory.abi));
    expect(listed("_attestationFunctions")).to.deep.equal(changing(ReserveAttestations__factory.abi));
    expect(listed("_timelockFunctions")).to.deep.equal(changing(Timelock__factory.abi, TIMELOCK_ROLES));
  });

  it("have all acts among the fuzzer's choices", () => {
    expect(chosen("life/LifeHandler.sol")).to.deep.equal(actsOf("life/acts/*.sol"));
    expect(chosen("chains/ChainsHandler.sol")).to.deep.equal(actsOf("chains/{Desk,Traffic,Crossing,Thief}.sol"));
  });
});

describe("The figures of a long campaign", () => {
  it("are the sums of its runs, without the one that the runner makes twice", () => {
    const folder = emptyFolder();
    try {
      writeFileSync(join(folder, "one.txt"), "10 7 0xaa=2 0xbb=1\n5 5\n5 5\n");
      writeFileSync(join(folder, "two.txt"), "4 1 0xaa=3\n4 4\n");
      const figures = readFigures(folder, 2);
      expect([...figures.keys()]).to.deep.equal(["one", "two"]);
      const refusals = new Map([
        ["0xaa", 5],
        ["0xbb", 1],
      ]);
      expect(total(figures.values())).to.deep.equal({ runs: 4, calls: 23, successes: 17, refusals });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("The list of invariants", () => {
  const document = readFileSync("docs/audit/invariants.md", "utf8");
  const sources = globSync("test/**/*.sol").map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const added = (text: string): TestSource[] => [...sources, { path: "test/solidity/New.t.sol", text }];

  it("agrees with the tests", () => {
    expect(checkInvariants(document, sources)).to.deep.equal([]);
  });

  it("notices a name that no test has", () => {
    const changed = document.replace("property_BAL02_NoBalanceExceedsTheSupply", "property_BAL02_Gone");
    expect(checkInvariants(changed, sources)).to.deep.equal([
      "`property_BAL02_Gone` is not in the tests",
      "BAL02 does not name `property_BAL02_NoBalanceExceedsTheSupply`",
    ]);
    expect(checkInvariants(`${document}\n| X | \`Transfer.test_ToNobody\` |`, sources)).to.deep.equal([
      "`Transfer.test_ToNobody` is not in the tests",
    ]);
  });

  it("notices a property, a campaign or a proof without a row", () => {
    expect(checkInvariants(document, added("function check_Nothing() external {}"))).to.deep.equal([
      "`check_Nothing` has no row",
    ]);
    expect(checkInvariants(document, added("function invariant_Nothing() public {}"))).to.deep.equal([
      "`invariant_Nothing` has no row",
    ]);
    expect(checkInvariants(document, added("function property_NEW01_Nothing() public {}"))).to.deep.equal([
      "`property_NEW01_Nothing` has no row",
      '`property_NEW01_Nothing` is asked by no campaign as "NEW01"',
      "NEW01 does not name `property_NEW01_Nothing`",
    ]);
  });

  it("notices an id that stands twice", () => {
    const row = document.split("\n").find((line) => line.startsWith("| SUP01 |"));
    expect(checkInvariants(`${document}\n${row ?? ""}`, sources)).to.deep.equal(["SUP01 stands in more than one row"]);
  });
});
