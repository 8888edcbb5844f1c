import { createInterface } from "node:readline/promises";
import { OperatorError } from "../errors.ts";

/**
 * Asks before anything is sent.
 * @param question Ends in what "y" means.
 * @throws OperatorError `CONFIRMATION_NEEDED` without a terminal, `DECLINED` for any answer but yes.
 */
export async function confirm(question: string): Promise<void> {
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new OperatorError("DECLINED", "Not confirmed.");
}

/**
 * Has a word typed before something that cannot be undone.
 * @throws OperatorError `CONFIRMATION_NEEDED` without a terminal, `DECLINED` for any other word.
 */
export async function confirmByTyping(question: string, word: string): Promise<void> {
  const answer = await ask(`${question} Type ${word} to go on: `);
  if (answer !== word) throw new OperatorError("DECLINED", `"${answer}" is not ${word}.`);
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError("CONFIRMATION_NEEDED", "There is no terminal to ask on, and --yes was not given.");
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await prompt.question(question)).trim();
  } finally {
    prompt.close();
  }
}
