import { callsOf, disassemble, reachableBlocks } from "./disassemble.ts";

/** What one piece of code is made of, and what in it TRON would run differently. */
export interface Inspection {
  readonly bytes: number;
  /** Instructions that can run. */
  readonly instructions: number;
  /** Bytes that are never run: strings, the code of another contract. */
  readonly data: number;
  /** How often each instruction occurs among those that can run. */
  readonly counts: ReadonlyMap<string, number>;
  /** Precompiled contracts that are called by a constant address, ascending. */
  readonly precompiles: readonly number[];
  /** Calls whose target the code does not hold as a constant. */
  readonly computedCalls: number;
  /** One sentence for each thing that must not be there; empty if the code is fine. */
  readonly findings: readonly string[];
}

/** Instructions that mean something else on TRON than on BNB Chain, and what. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  GASPRICE: "is 0 on TRON",
  BLOCKHASH: "begins with the block's number on TRON",
  COINBASE: "is a 21-byte word on TRON",
  PREVRANDAO: "is 0 on TRON",
  GASLIMIT: "is 0 on TRON",
  BLOBHASH: "is 0 on TRON, which has no blobs",
  BLOBBASEFEE: "is 0 on TRON, which has no blobs",
  CALLCODE: "is obsolete on both chains",
  SELFDESTRUCT: "deletes a contract on TRON in cases in which BNB Chain keeps it",
};

/** Instructions that exist on TRON or on newer EVM chains only, so that `cancun` does not know them. */
const NEWER: Readonly<Record<number, string>> = {
  0x1e: "CLZ",
  0xd0: "CALLTOKEN",
  0xd1: "TOKENBALANCE",
  0xd2: "CALLTOKENVALUE",
  0xd3: "CALLTOKENID",
  0xd4: "ISCONTRACT",
};

/** Precompiled contracts that do the same on both chains: ecrecover, sha256, identity, modexp and the bn254 curve. */
const COMMON_PRECOMPILES: ReadonlySet<bigint> = new Set([1n, 2n, 4n, 5n, 6n, 7n, 8n]);

/** Below this, a constant call target is a precompiled contract: TRON's own reach up to 0x1000015. */
const PRECOMPILES_END = 1n << 32n;

/**
 * Inspects creation code. The deployed code that it holds is data to it, and is left to {@link inspect}.
 * @throws RangeError when the creation code does not hold the deployed code
 */
export function inspectCreation(creation: Uint8Array, deployed: Uint8Array): Inspection {
  const begin = Buffer.from(creation).lastIndexOf(deployed);
  if (begin < 0) throw new RangeError("The creation code does not hold the deployed code");
  return inspect(Uint8Array.from(creation).fill(0, begin, begin + deployed.length));
}

/**
 * Inspects code for what TRON would run differently: instructions, and calls of precompiled contracts whose address is a
 * constant of the code.
 */
export function inspect(code: Uint8Array): Inspection {
  const instructions = disassemble(code);
  const blocks = reachableBlocks(instructions);
  const running = blocks.flat();
  const calls = blocks.flatMap(callsOf);
  const counts = new Map<string, number>();
  for (const { opcode } of running) if (opcode) counts.set(opcode.name, (counts.get(opcode.name) ?? 0) + 1);

  const instructionFindings = running.flatMap(({ offset, code: byte, opcode }) => {
    const hex = `0x${byte.toString(16).padStart(2, "0")}`;
    if (opcode === undefined) {
      const name = NEWER[byte];
      return [`${hex}${name === undefined ? "" : ` (${name})`} at ${offset} is not an instruction of cancun`];
    }
    const reason = FORBIDDEN[opcode.name];
    return reason === undefined ? [] : [`${opcode.name} at ${offset} ${reason}`];
  });
  const precompiled = calls.filter(({ target }) => target !== undefined && target < PRECOMPILES_END);
  const callFindings = precompiled
    .filter(({ target = 0n }) => !COMMON_PRECOMPILES.has(target))
    .map(
      ({ name, offset, target = 0n }) =>
        `${name} at ${offset} calls 0x${target.toString(16)}, which is not the same precompiled contract on both chains`,
    );

  return {
    bytes: code.length,
    instructions: running.length,
    data: code.length - running.reduce((sum, { code: byte }) => sum + 1 + operandWidth(byte), 0),
    counts,
    precompiles: [...new Set(precompiled.map(({ target }) => Number(target)))].sort((a, b) => a - b),
    computedCalls: calls.filter(({ target }) => target === undefined).length,
    findings: [...instructionFindings, ...callFindings],
  };
}

function operandWidth(byte: number): number {
  return byte >= 0x60 && byte <= 0x7f ? byte - 0x5f : 0;
}
