import { expect } from "chai";
import { type ErrorFragment, Interface, ZeroAddress, ZeroHash } from "ethers";
import { ERRORS, explainError } from "../../../packages/integration/reading/errors.ts";

const abi = new Interface(ERRORS.map(({ signature }) => `error ${signature}`));

describe("Numbers in the sentences of errors", () => {
  it("are written in coins where they are amounts of the coin, and as they are where they count anything else", () => {
    const unit = { decimals: 6, symbol: "KGST" };
    const account = `0x${"11".repeat(20)}`;
    for (const [name, args, sentence] of [
      ["GuardianLimitExceeded", [account, 7n, 5n], `The guardian ${account} can freeze 5 accounts now, not 7.`],
      ["MintLimitExceeded", [account, 7n, 5n], `The minter ${account} can issue 0.000005 KGST now, not 0.000007 KGST.`],
      [
        "SupplyUnderstated",
        [3n, 1_500_000n, 2_000_000n],
        "Report 3 allows 1.50 KGST to be outstanding here, and 2.00 KGST are.",
      ],
      [
        "InvalidLimit",
        [500n, 0n],
        "A limit's refill window is zero, or its capacity fits neither 208 bits nor `type(uint256).max` (capacity 500, window 0 seconds).",
      ],
      ["LengthMismatch", [3n, 2n], "There are 3 accounts and 2 entries in another list of the batch."],
    ] as const) {
      expect(explainError(abi.encodeErrorResult(name, args), unit)?.sentence, name).to.equal(sentence);
    }
  });

  it("are amounts of the coin in these errors, and in no others", () => {
    const amounts = abi.fragments.flatMap((fragment) => {
      const error = fragment as ErrorFragment;
      return error.inputs.flatMap(({ name, type }, index) => {
        if (type !== "uint256") return [];
        const values = error.inputs.map((input, at) => (at === index ? 987_654_321n : defaultOf(input.type)));
        const { sentence = "" } =
          explainError(abi.encodeErrorResult(error, values), { decimals: 6, symbol: "KGST" }) ?? {};
        return sentence.includes("987.654321 KGST") ? [`${error.name}.${name}`] : [];
      });
    });
    expect(amounts.sort()).to.deep.equal(
      [
        ...["BridgeInflowCapExceeded", "BridgeLimitExceeded", "InflowCapExceeded"].map((name) => [
          name,
          "amount available",
        ]),
        ...["IssuanceWindowExceeded", "MintLimitExceeded"].map((name) => [name, "amount available"]),
        ["AmountHasDust", "amount unit"],
        ["ERC20InsufficientAllowance", "allowance needed"],
        ["ERC20InsufficientBalance", "balance needed"],
        ["OverAllocated", "committed reserves"],
        ["ReservesExceeded", "reserves supply"],
        ["ReservesOutOfRange", "reserves"],
        ["SupplyOverflow", "amount supply"],
        ["SupplyUnderstated", "outstanding stated"],
      ]
        .flatMap(([error = "", names = ""]) => names.split(" ").map((name) => `${error}.${name}`))
        .sort(),
    );
  });
});

/** A value of a type of errors' parameters that is no large number. */
function defaultOf(type: string): unknown {
  if (type === "address") return ZeroAddress;
  if (type === "bytes32") return ZeroHash;
  if (type === "bytes") return "0x";
  return type === "string" ? "" : 0n;
}
