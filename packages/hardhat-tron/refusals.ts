import { HardhatPluginError } from "hardhat/plugins";
import { TronError, type TronErrorCode } from "../tron/error.ts";

/** Name of the plugin. */
export const PLUGIN_ID = "hardhat-tron";

/** What is done about an error of the TRON library in a Hardhat project, where that is another thing than elsewhere. */
const IN_HARDHAT: Partial<Record<TronErrorCode, string>> = {
  CHAIN_MISMATCH: "Correct the network's `url` or its `chainId` in Hardhat's configuration.",
  NODE_URL_INVALID:
    "Correct the URLs of the network in Hardhat's configuration, or the variables that they are read from.",
  SIGNER_MISSING:
    "Add its key to the network's `accounts` in Hardhat's configuration, or sign with a signer that has it.",
  FEE_LIMIT_TOO_LOW: "Raise `tron.feeLimit` of the network in Hardhat's configuration, or stake TRX for energy.",
};

/**
 * Lets what the TRON library refuses end a Hardhat task with a sentence and its remedy instead of a stack trace.
 * @throws HardhatPluginError with the `TronError` as its cause
 */
export async function refusing<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TronError)) throw error;
    const remedy = IN_HARDHAT[error.code] ?? error.remedy;
    throw new HardhatPluginError(PLUGIN_ID, `${error.message}\n${remedy}`, error);
  }
}
