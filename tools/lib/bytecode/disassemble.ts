import { CANCUN, TERMINATORS, type Opcode } from "./opcodes.ts";

/** An instruction in its place. `opcode` is undefined where `cancun` knows no such instruction. */
export interface Instruction {
  readonly offset: number;
  readonly code: number;
  readonly opcode: Opcode | undefined;
  /** What a PUSH pushes. */
  readonly operand: bigint | undefined;
}

/** A call, and its target when that is a constant of the code. */
export interface StaticCall {
  readonly offset: number;
  readonly name: string;
  readonly target: bigint | undefined;
}

const PUSH0 = 0x5f;
const PUSH32 = 0x7f;
const CALLS = new Set(["CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"]);

/**
 * Reads code from its first byte to its last, as the machine does to find jump destinations: the bytes that a PUSH pushes
 * (immutables among them) are operands and never instructions.
 */
export function disassemble(code: Uint8Array): Instruction[] {
  const instructions: Instruction[] = [];
  for (let offset = 0; offset < code.length;) {
    const byte = code[offset] ?? 0;
    const width = byte >= PUSH0 && byte <= PUSH32 ? byte - PUSH0 : 0;
    const pushed = Buffer.from(code.subarray(offset + 1, offset + 1 + width)).toString("hex");
    const operand = byte >= PUSH0 && byte <= PUSH32 ? BigInt(`0x${pushed.padEnd(2 * width, "0") || "0"}`) : undefined;
    instructions.push({ offset, code: byte, opcode: CANCUN.get(byte), operand });
    offset += 1 + width;
  }
  return instructions;
}

/**
 * The instructions that can run, in blocks without a jump into their middle. A block counts when execution falls into it
 * from the one before or when its offset is a constant of a block that counts: a compiler never computes a destination.
 * What is left over is data: strings, the code of another contract, what lies behind the last instruction.
 */
export function reachableBlocks(instructions: readonly Instruction[]): Instruction[][] {
  const blocks = split(instructions);
  const byOffset = new Map(blocks.map((block, index) => [BigInt(block[0]?.offset ?? 0), index]));
  const reached = new Set<number>();
  const pending = blocks.length === 0 ? [] : [0];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const block = blocks[index];
    if (block === undefined || reached.has(index)) continue;
    reached.add(index);
    if (fallsThrough(block)) pending.push(index + 1);
    for (const { operand } of block) {
      const target = operand === undefined ? undefined : byOffset.get(operand);
      if (target !== undefined && blocks[target]?.[0]?.opcode?.name === "JUMPDEST") pending.push(target);
    }
  }
  return blocks.filter((_, index) => reached.has(index));
}

/** Every call of a block, with its target where the block itself pushes that. */
export function callsOf(block: readonly Instruction[]): StaticCall[] {
  const calls: StaticCall[] = [];
  let stack: (bigint | undefined)[] = []; // the last item is the top; below it lies what earlier blocks left, unknown
  for (const { offset, opcode, operand } of block) {
    if (opcode === undefined) break;
    const { name, takes, leaves } = opcode;
    if (stack.length < takes) stack = [...Array<undefined>(takes - stack.length).fill(undefined), ...stack];
    if (CALLS.has(name)) calls.push({ offset, name, target: stack.at(-2) });
    if (name.startsWith("DUP")) stack.push(stack.at(-takes));
    else if (name.startsWith("SWAP")) swap(stack, takes);
    else {
      stack.length -= takes;
      for (let left = 0; left < leaves; left += 1) stack.push(operand);
    }
  }
  return calls;
}

function split(instructions: readonly Instruction[]): Instruction[][] {
  const blocks: Instruction[][] = [];
  let previous: Instruction | undefined;
  for (const instruction of instructions) {
    const starts = previous === undefined || ends(previous) || instruction.opcode?.name === "JUMPDEST";
    if (starts) blocks.push([]);
    blocks.at(-1)?.push(instruction);
    previous = instruction;
  }
  return blocks;
}

/** Returns whether the flow does not simply go on after an instruction. An unknown instruction stops the machine. */
function ends({ opcode }: Instruction): boolean {
  return opcode === undefined || opcode.name === "JUMPI" || TERMINATORS.has(opcode.name);
}

function fallsThrough(block: readonly Instruction[]): boolean {
  const last = block.at(-1);
  return last !== undefined && (!ends(last) || last.opcode?.name === "JUMPI");
}

function swap(stack: (bigint | undefined)[], depth: number): void {
  const [top, other] = [stack.length - 1, stack.length - depth];
  [stack[top], stack[other]] = [stack[other], stack[top]];
}
