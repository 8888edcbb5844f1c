import { sayAside } from "../../issuer/output/say.ts";

/**
 * Ends the process with what is missing on this machine, without a stack that nobody needs.
 * @param script The npm script that needs it.
 */
export function endWith(script: string, sentence: string): never {
  sayAside(`${script}: ${sentence}`);
  process.exit(1);
}
