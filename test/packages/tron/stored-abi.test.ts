import { expect } from "chai";
import { readStoredAbi, storedAbi, storedAbiDifference } from "../../../packages/tron/stored-abi.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";

const ABI = [
  "constructor(string name, (address account, bytes32 role)[] roles)",
  "function delays() view returns ((uint64 upgrade, uint64 roles))",
  "function pay((address to, uint256 value)[2][] calls)",
  "function permit(address owner, uint256 value, bytes signature)",
  "function balanceOf(address account) view returns (uint256)",
  "function permit(address owner, uint256 value, uint8 v, bytes32 r, bytes32 s)",
  "function twice(uint256) pure returns (uint256 sum)",
  "function fund() payable",
  "event Paid(address indexed from, uint256 value)",
  "event Limited((uint256 capacity, uint256 window) limit)",
  { type: "event", name: "Hidden", anonymous: true, inputs: [{ type: "uint256", name: "" }] },
  "error TooMuch(uint256 most)",
  "error Odd((uint256 a))",
  "fallback() payable",
  "receive() payable",
];

const word = { type: "bytes32" };

describe("The ABI that TRON keeps with a contract", () => {
  it("is what has no structs and can be called by name, the longer of two forms first", () => {
    expect(storedAbi(ABI)).to.deep.equal([
      {
        name: "permit",
        inputs: [
          { name: "owner", type: "address" },
          { name: "value", type: "uint256" },
          { name: "v", type: "uint8" },
          { name: "r", ...word },
          { name: "s", ...word },
        ],
        type: "Function",
        stateMutability: "Nonpayable",
      },
      {
        name: "permit",
        inputs: [
          { name: "owner", type: "address" },
          { name: "value", type: "uint256" },
          { name: "signature", type: "bytes" },
        ],
        type: "Function",
        stateMutability: "Nonpayable",
      },
      {
        name: "balanceOf",
        inputs: [{ name: "account", type: "address" }],
        outputs: [{ type: "uint256" }],
        type: "Function",
        stateMutability: "View",
      },
      {
        name: "twice",
        inputs: [{ type: "uint256" }],
        outputs: [{ name: "sum", type: "uint256" }],
        type: "Function",
        stateMutability: "Pure",
      },
      { name: "fund", type: "Function", payable: true, stateMutability: "Payable" },
      {
        name: "Paid",
        inputs: [
          { indexed: true, name: "from", type: "address" },
          { name: "value", type: "uint256" },
        ],
        type: "Event",
      },
      { anonymous: true, name: "Hidden", inputs: [{ type: "uint256" }], type: "Event" },
      { name: "TooMuch", inputs: [{ name: "most", type: "uint256" }], type: "Error" },
    ]);
    const [constructor] = storedAbi(["constructor(string name) payable"]);
    expect(constructor).to.deep.equal({
      inputs: [{ name: "name", type: "string" }],
      type: "Constructor",
      payable: true,
      stateMutability: "Payable",
    });
  });

  it("reads the same whether enumerations have names or numbers, and whether defaults are written out", () => {
    const entry = { name: "fund", type: "Function", payable: true, stateMutability: "Payable" } as const;
    const written = { ...entry, anonymous: false, constant: false, inputs: [], outputs: [] };
    expect(readStoredAbi([entry, written, { ...written, type: 2, stateMutability: 4 }])).to.deep.equal([
      ...[entry, entry, entry],
    ]);
    expect(readStoredAbi("nonsense" as never)).to.deep.equal([]);
    expect(readStoredAbi(null as never)).to.deep.equal([]);
    expect(readStoredAbi(undefined)).to.deep.equal([]);
  });

  it("is compared in words", () => {
    const whole = storedAbi(ABI);
    expect(storedAbiDifference(whole, whole)).to.equal(null);
    expect(storedAbiDifference([], whole)).to.equal("none");
    expect(storedAbiDifference(whole.toReversed(), whole)).to.equal("in another order");
    expect(storedAbiDifference(whole.slice(2), whole)).to.equal("lacks permit, permit");
    expect(storedAbiDifference(whole, whole.slice(0, 3))).to.equal("has twice, fund, Paid and 2 more besides");
    const pure = whole.map((entry) => (entry.name === "balanceOf" ? { ...entry, type: "Event" as const } : entry));
    expect(storedAbiDifference(pure, whole)).to.equal("lacks balanceOf, has balanceOf besides");
  });

  it("of the token has the functions of both planes", () => {
    const functions = storedAbi(IStablecoin__factory.abi).filter(({ type }) => type === "Function");
    const names = functions.map(({ name }) => name);
    expect(names).to.include.members([
      "transfer",
      "permit",
      "balanceOf",
      "mint",
      "freeze",
      "seize",
      "upgradeToAndCall",
    ]);
    expect(functions.find(({ name }) => name === "permit")?.inputs).to.have.length(7);
    expect(names).to.not.include("transferWithAuthorizationBatch"); // takes structs
  });
});
