import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { readDivision } from "../../../issuer/attestation/options.ts";
import { feeTerms } from "../../../issuer/coin/fee-terms.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../../issuer/coin-file/resolve.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { thresholdsOf } from "../../../issuer/monitor/thresholds.ts";
import { readBatchSize } from "../../../issuer/operations/arguments.ts";
import { readOption } from "../../../issuer/text/read-option.ts";

/** Code and message of a refusal. */
function refusal(read: () => unknown): string {
  try {
    return `was read: ${String(read())}`;
  } catch (error) {
    if (error instanceof OperatorError) return `${error.code} ${error.message}`;
    throw error;
  }
}

describe("Options that cannot be read", () => {
  it("are named themselves, never the coin's file", async () => {
    const config = await loadCoin("kgst");
    const cases: [() => unknown, string][] = [
      [
        () => readOption.amount("--amount", "1,000", 6),
        'AMOUNT_INVALID --amount: "1,000" is not an amount in whole coins such as 1000.50.',
      ],
      [
        () => readOption.amount("--amount", "unlimited", 6),
        'AMOUNT_INVALID --amount: "unlimited" is not an amount in whole coins such as 1000.50.',
      ],
      [() => readOption.amount("--amount", "0.0", 6), "AMOUNT_INVALID --amount: the amount is zero."],
      [() => readOption.sum("--reserves", "0.0", 6), "was read: 0"],
      [() => readOption.capacity("--capacity", "unlimited", 6), `was read: ${MaxUint256}`],
      [
        () => readOption.sum("--reserves", "9".repeat(80), 6),
        `AMOUNT_INVALID --reserves: "${"9".repeat(60)}… (20 more characters)" is more than a chain can count.`,
      ],
      [
        () => readDivision({ allocate: "bsc=-1", shares: "", keep: "" }, 6),
        'AMOUNT_INVALID --allocate bsc=: "-1" is not an amount in whole coins such as 1000.50.',
      ],
      [
        () => readDivision({ allocate: "", shares: "bsc=0.5", keep: "" }, 6),
        'ARGUMENT_INVALID --shares bsc=: "0.5" is not a whole number from 0 to 999999999.',
      ],
      [
        () => feeTerms(resolveCoin("kgst", config, "bsc").network, { maxFee: "0.0000000001" }),
        'AMOUNT_INVALID --max-fee: "0.0000000001" has more than gwei\'s 9 decimals.',
      ],
      [
        () => feeTerms(resolveCoin("kgst", config, "tron").network, { maxFee: "unlimited" }),
        'AMOUNT_INVALID --max-fee: "unlimited" is not an amount in TRX such as 1000.50.',
      ],
      [
        () => readOption.day("--since", "2026-02-30"),
        'ARGUMENT_INVALID --since: "2026-02-30" is not a day such as 2026-11-22.',
      ],
      [
        () => readOption.whole("--through", `${2n ** 64n}`),
        `ARGUMENT_INVALID --through: "${2n ** 64n}" is not a whole number from 0 to ${2n ** 64n - 1n}.`,
      ],
      [
        () => readOption.duration("--window", "soon"),
        'ARGUMENT_INVALID --window: "soon" is not a duration such as 90s, 15m, 48h or 2d.',
      ],
      [
        () => readOption.duration("--window", "99999999999d"),
        'ARGUMENT_INVALID --window: "99999999999d" is longer than a hundred years.',
      ],
      [() => readBatchSize({ batch: "0" }), 'ARGUMENT_INVALID --batch: "0" is not a whole number from 1 to 1000000.'],
      [
        () => readOption.moment("--as-of", "2026-02-30T06:00:00Z"),
        'ARGUMENT_INVALID --as-of: "2026-02-30T06:00:00Z" is not a time in UTC such as 2026-11-22T06:00:00Z.',
      ],
      [
        () => thresholdsOf(config, { lag: "soon" }),
        'ARGUMENT_INVALID --lag: "soon" is not a duration such as 90s, 15m, 48h or 2d.',
      ],
      [
        () => thresholdsOf(config, { mintAbove: "1.0000001" }),
        'AMOUNT_INVALID --mint-above: "1.0000001" has more than the coin\'s 6 decimals.',
      ],
      [
        () => thresholdsOf(config, { windowSpent: "101" }),
        'ARGUMENT_INVALID --window-spent: "101" is not a whole number from 1 to 100.',
      ],
      [
        () => thresholdsOf({ ...config, monitor: { mintAbove: "1.0000001" } }),
        "CONFIG_INVALID monitor.mintAbove in the coin's file: \"1.0000001\" has more than the coin's 6 decimals.",
      ],
    ];
    for (const [read, message] of cases) expect(refusal(read)).to.equal(message);
  });
});
