import { type Provider, dataLength, dataSlice } from "ethers";
import { type View, combinedCode, readCombined } from "./combined-code.ts";

/** Reads in one request: their code stays below what nodes take, and their answers below the size of a contract. */
const MOST = 100;
/** Single reads at the same time, where a node does not take several at once. */
const TOGETHER = 16;

/** Providers behind which a node has not answered several reads at once as it should. */
const oneByOne = new WeakSet<Provider>();

/**
 * Reads many words in a few requests, from views that answer with one: a number, an address, yes or no. A node that does
 * not take several at once is asked for each by itself.
 * @returns The answers in the order of the questions; the same question is asked once.
 * @throws whatever the first read throws that fails.
 */
export async function readWords(provider: Provider, reads: readonly View[]): Promise<bigint[]> {
  const unique = [...new Map(reads.map((read) => [nameOf(read), read])).values()];
  const answers = new Map<string, bigint>();
  for (let begin = 0; begin < unique.length; begin += MOST) {
    const some = unique.slice(begin, begin + MOST);
    const words = (await together(provider, some)) ?? (await separately(provider, some));
    for (const [index, read] of some.entries()) answers.set(nameOf(read), words[index] ?? 0n);
  }
  return reads.map((read) => answers.get(nameOf(read)) ?? 0n);
}

function nameOf({ to, data }: View): string {
  return `${to} ${data}`;
}

/** Null where the node, or one of the views, does not answer. */
async function together(provider: Provider, reads: readonly View[]): Promise<bigint[] | null> {
  if (reads.length === 1 || oneByOne.has(provider)) return null;
  const answer = await provider.call({ data: combinedCode(reads) }).catch(() => "0x");
  const found = readCombined(answer, reads.length);
  if (found === null) oneByOne.add(provider);
  if (found?.every(({ succeeded, data }) => succeeded && dataLength(data) >= 32) !== true) return null;
  return found.map(({ data }) => wordOf(data));
}

async function separately(provider: Provider, reads: readonly View[]): Promise<bigint[]> {
  const words: bigint[] = [];
  for (let begin = 0; begin < reads.length; begin += TOGETHER) {
    const some = reads.slice(begin, begin + TOGETHER);
    words.push(...(await Promise.all(some.map((read) => readWord(provider, read)))));
  }
  return words;
}

async function readWord(provider: Provider, { to, data }: View): Promise<bigint> {
  const answer = await provider.call({ to, data });
  if (dataLength(answer) < 32) throw new Error(`${to} does not answer with a word.`);
  return wordOf(answer);
}

function wordOf(answer: string): bigint {
  return BigInt(dataSlice(answer, 0, 32));
}
