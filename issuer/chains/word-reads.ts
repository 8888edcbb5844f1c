import { type Provider, dataLength, dataSlice, getBytes, hexlify, toBeHex } from "ethers";

/** A call of a view function that answers with one word: a number, an address, yes or no. */
export interface WordRead {
  readonly to: string;
  /** At most 128 bytes. */
  readonly data: string;
}

/** Reads in one request: their code stays below what nodes take, and their answers below the size of a contract. */
const MOST = 100;
/** Single reads at the same time, where a node does not take several at once. */
const TOGETHER = 16;

/** Providers behind which a node has not answered several reads at once as it should. */
const oneByOne = new WeakSet<Provider>();

/**
 * Reads many words in a few requests. No contract is needed for it: a call without a receiver runs code that reads them one
 * after the other and returns them all, on any EVM and on TRON. A node that does not take it is asked for each by itself.
 * @returns The answers in the order of the questions; the same question is asked once.
 * @throws whatever the first read throws that fails.
 */
export async function readWords(provider: Provider, reads: readonly WordRead[]): Promise<bigint[]> {
  const unique = [...new Map(reads.map((read) => [nameOf(read), read])).values()];
  const answers = new Map<string, bigint>();
  for (let begin = 0; begin < unique.length; begin += MOST) {
    const some = unique.slice(begin, begin + MOST);
    const words = (await together(provider, some)) ?? (await separately(provider, some));
    for (const [index, read] of some.entries()) answers.set(nameOf(read), words[index] ?? 0n);
  }
  return reads.map((read) => answers.get(nameOf(read)) ?? 0n);
}

function nameOf({ to, data }: WordRead): string {
  return `${to} ${data}`;
}

/** Null where the node, or one of the reads, does not answer. */
async function together(provider: Provider, reads: readonly WordRead[]): Promise<bigint[] | null> {
  if (reads.length === 1 || oneByOne.has(provider)) return null;
  const answer = await provider.call({ data: codeFor(reads) }).catch(() => "0x");
  if (dataLength(answer) !== 32 * (reads.length + 1) || wordOf(answer, 0) !== 1n) {
    oneByOne.add(provider);
    return null;
  }
  return reads.map((_, index) => wordOf(answer, index + 1));
}

async function separately(provider: Provider, reads: readonly WordRead[]): Promise<bigint[]> {
  const words: bigint[] = [];
  for (let begin = 0; begin < reads.length; begin += TOGETHER) {
    const some = reads.slice(begin, begin + TOGETHER);
    words.push(...(await Promise.all(some.map((read) => readWord(provider, read)))));
  }
  return words;
}

async function readWord(provider: Provider, { to, data }: WordRead): Promise<bigint> {
  const answer = await provider.call({ to, data });
  if (dataLength(answer) < 32) throw new Error(`${to} does not answer with a word.`);
  return wordOf(answer, 0);
}

function wordOf(answer: string, index: number): bigint {
  return BigInt(dataSlice(answer, 32 * index, 32 * index + 32));
}

/** Where the answers lie in memory, after the calldata. */
const ANSWERS = 128;

const OP = {
  ...{
    LT: 0x10,
    AND: 0x16,
    RETURNDATASIZE: 0x3d,
    MSTORE: 0x52,
    GAS: 0x5a,
    PUSH1: 0x60,
    RETURN: 0xf3,
    STATICCALL: 0xfa,
  },
} as const;

/**
 * Returns code without a jump: for each read it lays the calldata into memory, calls, and notes whether that has worked and
 * answered with a word at least; at the end it returns the note, 1 if all have, and the words.
 */
function codeFor(reads: readonly WordRead[]): string {
  const code: number[] = [...push(1n)];
  for (const [index, { to, data }] of reads.entries()) {
    const size = dataLength(data);
    if (size > ANSWERS) throw new Error(`${size} bytes are too many for a read.`);
    for (let offset = 0; offset < size; offset += 32) {
      const part = dataSlice(data, offset, Math.min(offset + 32, size));
      code.push(...push(BigInt(part.padEnd(66, "0"))), ...push(BigInt(offset)), OP.MSTORE);
    }
    const answer = BigInt(ANSWERS + 32 * (index + 1));
    code.push(...push(32n), ...push(answer), ...push(BigInt(size)), ...push(0n), ...push(BigInt(to)));
    code.push(OP.GAS, OP.STATICCALL);
    code.push(OP.RETURNDATASIZE, ...push(31n), OP.LT, OP.AND, OP.AND);
  }
  code.push(...push(BigInt(ANSWERS)), OP.MSTORE);
  code.push(...push(BigInt(32 * (reads.length + 1))), ...push(BigInt(ANSWERS)), OP.RETURN);
  return hexlify(new Uint8Array(code));
}

/** PUSH1 to PUSH32, whichever is long enough. */
function push(value: bigint): number[] {
  const bytes = value === 0n ? [0] : [...getBytes(toBeHex(value))];
  return [OP.PUSH1 + bytes.length - 1, ...bytes];
}
