import type { UserInterruptionHooks } from "hardhat/types/hooks";
import { askSecret, hasTerminal } from "../../../issuer/terminal/ask.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { keystorePassword } from "../../../issuer/secrets/sources.ts";

const KEYSTORE = "hardhat-keystore";
/** What the keystore says when it wants its password; it also asks for values to store. */
const PASSWORD = /password/i;

/** Opens the keystore with a password from a file, or asks for it on a terminal, or refuses. It never waits in vain. */
const hooks = (): Promise<Partial<UserInterruptionHooks>> => {
  let known: string | null = null; // a file descriptor can be read only once
  return Promise.resolve({
    requestSecretInput: async (context, interruptor, description, next) => {
      if (interruptor !== KEYSTORE || !PASSWORD.test(description)) return next(context, interruptor, description);
      known ??= keystorePassword();
      if (known !== null) return known;
      if (hasTerminal()) return askSecret(`[${interruptor}] ${description}: `);
      const message =
        "A value is in Hardhat's keystore, and there is no terminal to ask for the keystore's password on.";
      throw new OperatorError("KEYSTORE_LOCKED", message);
    },
  });
};

export default hooks;
