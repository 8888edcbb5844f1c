import { expect } from "chai";
import { readMoment } from "../../../issuer/attestation/options.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { thresholdsOf } from "../../../issuer/monitor/thresholds.ts";
import { readAmount, readDuration, readNumber } from "../../../issuer/operations/arguments.ts";

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
        () => readAmount("1,000", 6, "--amount"),
        'AMOUNT_INVALID --amount: "1,000" is no amount in whole coins such as 1000.50.',
      ],
      [() => readAmount("unlimited", 6, "--amount"), 'AMOUNT_INVALID --amount: "unlimited" is no amount.'],
      [
        () => readDuration("soon", "--window"),
        'ARGUMENT_INVALID --window: "soon" is no duration such as 90s, 15m, 48h or 2d.',
      ],
      [
        () => readDuration("99999999999d", "--window"),
        'ARGUMENT_INVALID --window: "99999999999d" is longer than a hundred years.',
      ],
      [() => readNumber("1e3", "--batch"), 'ARGUMENT_INVALID --batch: "1e3" is no whole number.'],
      [
        () => readMoment("--as-of", "2026-02-30T06:00:00Z"),
        'ARGUMENT_INVALID --as-of: "2026-02-30T06:00:00Z" is no time in UTC such as 2026-11-22T06:00:00Z.',
      ],
      [
        () => thresholdsOf(config, { lag: "soon" }),
        'ARGUMENT_INVALID --lag: "soon" is no duration such as 90s, 15m, 48h or 2d.',
      ],
      [
        () => thresholdsOf(config, { mintAbove: "1.0000001" }),
        'ARGUMENT_INVALID --mint-above: "1.0000001" has more than the coin\'s 6 decimals.',
      ],
      [
        () => thresholdsOf(config, { windowSpent: "101" }),
        'ARGUMENT_INVALID --window-spent: "101" is no whole number from 1 to 100.',
      ],
      [
        () => thresholdsOf({ ...config, monitor: { mintAbove: "1.0000001" } }),
        "CONFIG_INVALID monitor.mintAbove in the coin's file: \"1.0000001\" has more than the coin's 6 decimals.",
      ],
    ];
    for (const [read, message] of cases) expect(refusal(read)).to.equal(message);
  });
});
