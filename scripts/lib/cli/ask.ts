import { createInterface } from "node:readline/promises";
import { OperatorError } from "../errors.ts";

/**
 * Asks before anything is sent.
 * @param question Ends in what "y" means.
 * @throws OperatorError `CONFIRMATION_NEEDED` without a terminal, `DECLINED` for any answer but yes.
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError("CONFIRMATION_NEEDED", "There is no terminal to ask on, and --yes was not given.");
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new OperatorError("DECLINED", "Not confirmed.");
  } finally {
    prompt.close();
  }
}
