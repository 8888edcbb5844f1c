import { concat, dataLength, toBeHex, toNumber } from "ethers";
import { slicesOf } from "../text/slices.ts";

/** A view that is asked. */
export interface View {
  readonly to: string;
  /** Selector and arguments. */
  readonly data: string;
}

/** What a view has answered, or the data of its revert. */
export interface ViewAnswer {
  readonly succeeded: boolean;
  readonly data: string;
}

const WORD = 32;

/** Instructions of the EVM that are used, which TRON runs alike. */
const OP = {
  ADD: "0x01",
  CODECOPY: "0x39",
  RETURNDATASIZE: "0x3d",
  RETURNDATACOPY: "0x3e",
  MSTORE: "0x52",
  GAS: "0x5a",
  PUSH1: "0x60",
  PUSH2: "0x61",
  PUSH20: "0x73",
  DUP2: "0x81",
  DUP3: "0x82",
  DUP4: "0x83",
  RETURN: "0xf3",
  STATICCALL: "0xfa",
} as const;

const push1 = (value: number): string => concat([OP.PUSH1, toBeHex(value, 1)]);
const push2 = (value: number): string => concat([OP.PUSH2, toBeHex(value, 2)]);

/** Where the answers begin, in memory; the place of the next one stays on the stack. */
const BEGIN = push1(0);
const END = concat([push1(0), OP.RETURN]);

/** Instructions for one view, of the same length for each: `offset` is where its data stands in the code. */
function instructionsFor({ to, data }: View, offset: number): string {
  const length = push2(dataLength(data));
  return concat([
    // Copies the data to where the answer will be, and asks.
    ...[length, push2(offset), OP.DUP3, OP.CODECOPY],
    ...[push1(0), push1(0), length, OP.DUP4, OP.PUSH20, to, OP.GAS, OP.STATICCALL],
    // Writes whether it succeeded, how long the answer is, and the answer.
    ...[OP.DUP2, OP.MSTORE],
    ...[OP.RETURNDATASIZE, OP.DUP2, push1(WORD), OP.ADD, OP.MSTORE],
    ...[OP.RETURNDATASIZE, push1(0), OP.DUP3, push1(2 * WORD), OP.ADD, OP.RETURNDATACOPY],
    ...[OP.RETURNDATASIZE, push1(2 * WORD), OP.ADD, OP.ADD],
  ]);
}

const LENGTH = dataLength(instructionsFor({ to: `0x${"00".repeat(20)}`, data: "0x" }, 0));

/**
 * Returns creation code that asks several views and returns what they answer. It is executed as a call and never
 * deployed, so that nothing has to be on the chain for it.
 */
export function combinedCode(views: readonly View[]): string {
  let offset = dataLength(BEGIN) + views.length * LENGTH + dataLength(END);
  const instructions = views.map((view) => {
    const own = instructionsFor(view, offset);
    offset += dataLength(view.data);
    return own;
  });
  return concat([BEGIN, ...instructions, END, ...views.map(({ data }) => data)]);
}

/** Reads the answers to so many views; null if that is not what a node has answered. */
export function readCombined(answer: string, count: number): ViewAnswer[] | null {
  const found: ViewAnswer[] = [];
  const length = dataLength(answer);
  const cut = slicesOf(answer);
  let begin = 0;
  for (let index = 0; index < count; index++) {
    const data = begin + 2 * WORD;
    if (data > length) return null;
    const succeeded = BigInt(cut(begin, begin + WORD));
    const size = BigInt(cut(begin + WORD, data));
    if (succeeded > 1n || size > BigInt(length - data)) return null;
    begin = data + toNumber(size);
    found.push({ succeeded: succeeded === 1n, data: cut(data, begin) });
  }
  return begin === length ? found : null;
}
