import type { NetworkTarget } from "../coin-file/resolve.ts";
import type { FeeTerms } from "../chains/evm-fees.ts";
import { OperatorError } from "../errors.ts";
import { FEE_UNITS } from "../text/parse-units.ts";
import { readOption } from "../text/read-option.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";

/** What was typed about fees; empty for what the network asks for. */
export interface FeeArguments {
  /** In gwei for one unit of gas; on TRON in TRX for one transaction. */
  readonly maxFee?: string;
  /** In gwei for one unit of gas. */
  readonly priorityFee?: string;
}

/**
 * Returns what may be offered on a network. The cap of the coin's file holds whatever is typed.
 * @throws OperatorError `AMOUNT_INVALID` for what is not an amount, `ARGUMENT_INVALID` for a cap or a tip that cannot be.
 */
export function feeTerms(network: NetworkTarget, { maxFee = "", priorityFee = "" }: FeeArguments): FeeTerms {
  const { platform, name } = network;
  const unit = platform === "tron" ? "TRX for one transaction" : "gwei per gas";
  const read = (option: string, text: string): bigint | null =>
    text === "" ? null : readOption.fee(option, text, platform);
  const [wished, tip] = [read("--max-fee", maxFee), read("--priority-fee", priorityFee)];
  if (tip !== null && platform === "tron") {
    throw new OperatorError(
      "ARGUMENT_INVALID",
      "--priority-fee: nobody is tipped on TRON; energy has one price for all.",
    );
  }
  if (wished !== null && network.maxFee !== null && wished > network.maxFee) {
    const cap = formatAmount(network.maxFee, FEE_UNITS[platform].decimals);
    const message = `--max-fee: ${maxFee} is more than the cap of ${name} in the coin's file, ${cap} ${unit}.`;
    throw new OperatorError("ARGUMENT_INVALID", message);
  }
  const most = wished ?? network.maxFee;
  if (tip !== null && most !== null && tip > most) {
    throw new OperatorError("ARGUMENT_INVALID", "--priority-fee: the tip is more than all that may be offered.");
  }
  return { most, tip };
}
