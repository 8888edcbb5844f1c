import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { OperatorError } from "../errors.ts";
import { printable } from "../output/say.ts";
import { quote } from "../text/quote.ts";

/**
 * Asks before anything is sent.
 * @param question - Ends in what "y" means.
 * @throws OperatorError `CONFIRMATION_NEEDED` without a terminal, `DECLINED` for any answer but yes, `INTERRUPTED` after
 * Ctrl+C, `INPUT_ENDED` after Ctrl+D.
 */
export async function confirm(question: string): Promise<void> {
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new OperatorError("DECLINED", "Not confirmed.");
}

/**
 * Has a word typed before something that cannot be undone.
 * @throws OperatorError as {@link confirm} does.
 */
export async function confirmByTyping(question: string, word: string): Promise<void> {
  const answer = await ask(`${question} Type ${word} to go on: `);
  if (answer !== word) throw new OperatorError("DECLINED", `${quote(answer)} is not ${word}.`);
}

/** Returns whether somebody can be asked: questions go to stderr, since stdout may be read by a program. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Has a secret typed without showing it.
 * @throws OperatorError `INTERRUPTED` or `INPUT_ENDED`.
 */
export function askSecret(question: string): Promise<string> {
  process.stderr.write(printable(question));
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  return readAnswer("", silent).finally(() => process.stderr.write("\n"));
}

async function ask(question: string): Promise<string> {
  if (!hasTerminal()) {
    throw new OperatorError("CONFIRMATION_NEEDED", "There is no terminal to ask on, and --yes was not given.");
  }
  return (await readAnswer(printable(question), process.stderr)).trim();
}

/** One line from the terminal. An input that ends answers too: with a refusal. */
function readAnswer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output, terminal: true });
  const answer = new Promise<string>((resolve, reject) => {
    prompt.once("SIGINT", () => {
      reject(new OperatorError("INTERRUPTED", "Interrupted with Ctrl+C. Nothing was confirmed."));
    });
    prompt.once("close", () => {
      reject(new OperatorError("INPUT_ENDED", "The input ended before there was an answer."));
    });
    prompt.question(question, resolve);
  });
  return answer.finally(() => {
    prompt.close();
  });
}
