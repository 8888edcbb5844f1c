import { expect } from "chai";
import { AbiCoder, type ContractRunner, Interface, JsonRpcProvider, toUtf8Bytes } from "ethers";
import { UserRejectedRequestError, createClient, custom } from "viem";
import { connectToken } from "../../../packages/integration/connect.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import { explainError } from "../../../packages/integration/reading/errors.ts";
import { readCoin } from "../../../packages/integration/reading/coin.ts";
import * as forViem from "../../../packages/integration/viem.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";

const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const KGST = { decimals: 6, symbol: "KGST" };
const coder = AbiCoder.defaultAbiCoder();
const poor = IStablecoin__factory.createInterface().encodeErrorResult("ERC20InsufficientBalance", [ACCOUNT, 0n, 5n]);
const POOR = `${ACCOUNT} has 0.00 KGST, and 0.000005 KGST are needed.`;

/** What an error is explained as: code, name and sentence. */
function told(error: unknown): string {
  const { code, name, sentence } = explainError(error, KGST) ?? {};
  return `${String(code)} ${String(name)}: ${String(sentence)}`;
}

describe("What went wrong, in a sentence", () => {
  const NO_REASON = "REVERTED empty: The contract refused without giving a reason.";

  it("is a revert without a reason, however a client says so", () => {
    for (const error of [
      "0x",
      { code: "CALL_EXCEPTION", data: null, reason: null },
      { code: "CALL_EXCEPTION", data: "0x" },
      { code: 3, message: "execution reverted" },
      new Error("VM Exception while processing transaction: reverted with reason; execution reverted"),
      { name: "ContractFunctionExecutionError", cause: { name: "ExecutionRevertedError" } },
    ]) {
      expect(told(error)).to.equal(NO_REASON);
    }
  });

  it("is the token's reason inside of what others wrap around it: ERC-7751, routers, account abstraction, each other", () => {
    const wrapped = (reason: string) =>
      new Interface([
        "error WrappedError(address target, bytes4 selector, bytes reason, bytes details)",
      ]).encodeErrorResult("WrappedError", [ACCOUNT, "0xa9059cbb", reason, "0x12345678"]);
    const others = [
      ["error ExecutionFailed(uint256 command, bytes message)", [3n, poor]],
      ["error FailedOpWithRevert(uint256 index, string reason, bytes inner)", [0n, "AA23 reverted", poor]],
      ["error CallFailed(bytes reason)", [poor]],
    ] as const;
    for (const data of [
      wrapped(poor),
      wrapped(wrapped(wrapped(poor))),
      ...others.map(([abi, values]) => new Interface([abi]).encodeErrorResult(abi.split(/[ (]/)[1]!, values)),
      wrapped(new Interface(["error CallFailed(bytes reason)"]).encodeErrorResult("CallFailed", [poor])),
    ]) {
      expect(told({ info: { error: { code: 3, data } } })).to.equal(`REVERTED ERC20InsufficientBalance: ${POOR}`);
    }
    expect(told(wrapped("0x"))).to.equal(NO_REASON);
    let deep = poor;
    for (let index = 0; index < 40; index++) deep = wrapped(deep);
    expect(told(deep)).to.equal(
      "REVERTED unknown: The contract refused with data that this coin does not use (0x90bfb865).",
    );
  });

  it("is bounded and without control characters, whatever a contract says", () => {
    const reason = (bytes: Uint8Array) => `0x08c379a0${coder.encode(["bytes"], [bytes]).slice(2)}`;
    expect(told(reason(toUtf8Bytes("no\u001b[2J\u202e!")))).to.equal("REVERTED Error: The contract said: no [2J !");
    expect(told(reason(toUtf8Bytes("x".repeat(5_000))))).to.equal(
      `REVERTED Error: The contract said: ${"x".repeat(200)}…`,
    );
    for (const data of [
      "0x08c379a0",
      `0x08c379a0${"ff".repeat(64)}`,
      "0x4e487b71",
      reason(Uint8Array.of(0xff, 0x80)),
    ]) {
      expect(told(data)).to.match(/^REVERTED unknown: The contract refused with data that this coin does not use/);
    }
    for (const data of ["0xzz", "0x1", "", undefined, null, 7, {}, []]) expect(explainError(data)).to.equal(undefined);
  });

  const kinds: readonly (readonly [code: string, errors: readonly unknown[]])[] = [
    [
      "WALLET_REJECTED",
      [
        { code: 4001, message: "MetaMask Tx Signature: User denied transaction signature." },
        { code: "ACTION_REJECTED", message: "user rejected action", info: { error: { code: 4001 } } },
        new UserRejectedRequestError(new Error("User rejected the request.")),
        "Confirmation declined by user",
        new Error("Confirmation declined by user"),
        { code: 5000, message: "User rejected methods." },
        new Error("Ledger device: Conditions of use not satisfied (denied by the user?) (0x6985)"),
      ],
    ],
    [
      "GAS_MONEY_MISSING",
      [
        { code: "INSUFFICIENT_FUNDS", message: "insufficient funds for intrinsic transaction cost" },
        { code: -32000, message: "insufficient funds for gas * price + value: balance 0, tx cost 21000" },
        { cause: { name: "InsufficientFundsError" } },
        new Error(
          "Sender doesn't have enough funds to send tx. The max upfront cost is: 1 and the sender's balance is: 0.",
        ),
        "BANDWITH_ERROR: Account resource insufficient error.",
        new Error("Validate TransferContract error, balance is not sufficient."),
        "CONTRACT_VALIDATE_ERROR: account [TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC] does not exist",
        { name: "TronError", code: "BALANCE_TOO_LOW" },
      ],
    ],
    [
      "GAS_EXHAUSTED",
      [
        new Error("out of gas"),
        { message: "Not enough energy for 'SSTORE' operation executing: curInvokeEnergyLimit[1000]" },
        { name: "TronError", code: "FEE_LIMIT_TOO_LOW" },
        { cause: { name: "IntrinsicGasTooLowError" } },
      ],
    ],
    [
      "NODE_UNREACHABLE",
      [
        Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }),
        { code: "SERVER_ERROR", message: "server response 429 Too Many Requests" },
        { code: "TIMEOUT", message: "request timeout" },
        { name: "HttpRequestError" },
        { code: "ERR_BAD_RESPONSE", message: "Request failed with status code 502" },
        { code: -32005, message: "limit exceeded" },
        { name: "TronError", code: "CHAIN_UNREACHABLE" },
      ],
    ],
    ["TOKEN_MISSING", [{ code: "BAD_DATA" }, { cause: { name: "AbiDecodingZeroDataError" } }]],
    ["WALLET_CHAIN_WRONG", [{ code: 4902 }, { name: "ChainMismatchError" }]],
    ["WALLET_UNSUPPORTED", [{ code: 4100 }, { code: 4900 }]],
    ["BROADCAST_REFUSED", [{ code: "NONCE_EXPIRED", message: "nonce too low" }, "TAPOS_ERROR: Tapos failed"]],
  ];
  for (const [code, errors] of kinds) {
    it(`is ${code} in each client's words`, () => {
      for (const error of errors) expect(explainError(error)?.code, JSON.stringify(error)).to.equal(code);
    });
  }

  it("is nothing where nobody knows", () => {
    for (const error of [new Error("what?"), { code: 12345 }, "no"]) expect(explainError(error)).to.equal(undefined);
  });
});

describe("Reading where the coin is not", () => {
  const nowhere = new JsonRpcProvider("http://127.0.0.1:9", 56, { staticNetwork: true });
  after(() => nowhere.destroy());
  const answering = (answer: string) => ({ provider: null, call: () => Promise.resolve(answer) }) as ContractRunner;
  const viemAnswering = (answer: () => Promise<unknown>) =>
    createClient({ transport: custom({ request: answer }, { retryCount: 0 }) });
  const codeOf = async (promise: Promise<unknown>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      if (error instanceof IntegrationError) return error.code;
      throw error;
    }
    return "nothing";
  };

  it("says so: an account, another contract, no node", async () => {
    const refused = () =>
      Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }));
    expect(await codeOf(readCoin(connectToken(ACCOUNT, answering("0x"))))).to.equal("TOKEN_MISSING");
    expect(await codeOf(readCoin(connectToken(ACCOUNT, answering("0x1234"))))).to.equal("TOKEN_MISSING");
    expect(await codeOf(readCoin(connectToken(ACCOUNT, nowhere)))).to.equal("NODE_UNREACHABLE");
    expect(await codeOf(readCoin(connectToken(ACCOUNT, null)))).to.equal("INPUT_INVALID");
    expect(
      await codeOf(
        forViem.readCoin(
          viemAnswering(() => Promise.resolve("0x")),
          ACCOUNT,
        ),
      ),
    ).to.equal("TOKEN_MISSING");
    expect(await codeOf(forViem.readCoin(viemAnswering(refused), ACCOUNT))).to.equal("NODE_UNREACHABLE");
  });
});
