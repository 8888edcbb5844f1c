import { OperatorError } from "../errors.ts";
import type { Platform } from "./configured.ts";
import type { AccountSigner } from "./signer.ts";
export function ledgerSigner(path: string, platform: Platform): Promise<AccountSigner> {
  throw new OperatorError("SIGNER_UNAVAILABLE", `${path} ${platform}`);
}
