import { sayAside } from "../../issuer/output/say.ts";

/**
 * Ends the process with what is missing on this machine, without a stack that nobody needs.
 * @param script - The npm script that needs it.
 */
export function endWith(script: string, sentence: string): never {
  sayAside(`${script}: ${sentence}`);
  process.exit(1);
}

/**
 * Passes on what became of a command that npm scripts find in node_modules/.bin, and that nothing else finds.
 * @param script - The npm script that needs it. Ends the process with a sentence if the command did not start.
 */
export function started<T extends { readonly error?: Error }>(script: string, result: T): T {
  if (result.error === undefined) return result;
  return endWith(script, `${result.error.message}. Start it with npm: npm run ${script}.`);
}
