/** One instruction of the machine, and how many stack items it takes and leaves. */
export interface Opcode {
  readonly name: string;
  readonly takes: number;
  readonly leaves: number;
}

/** Code, name, stack items taken, stack items left: the instruction set of `cancun` without PUSH, DUP, SWAP and LOG. */
const ROWS = `
00 STOP 0 0            01 ADD 2 1             02 MUL 2 1             03 SUB 2 1             04 DIV 2 1
05 SDIV 2 1            06 MOD 2 1             07 SMOD 2 1            08 ADDMOD 3 1          09 MULMOD 3 1
0a EXP 2 1             0b SIGNEXTEND 2 1      10 LT 2 1              11 GT 2 1              12 SLT 2 1
13 SGT 2 1             14 EQ 2 1              15 ISZERO 1 1          16 AND 2 1             17 OR 2 1
18 XOR 2 1             19 NOT 1 1             1a BYTE 2 1            1b SHL 2 1             1c SHR 2 1
1d SAR 2 1             20 KECCAK256 2 1       30 ADDRESS 0 1         31 BALANCE 1 1         32 ORIGIN 0 1
33 CALLER 0 1          34 CALLVALUE 0 1       35 CALLDATALOAD 1 1    36 CALLDATASIZE 0 1    37 CALLDATACOPY 3 0
38 CODESIZE 0 1        39 CODECOPY 3 0        3a GASPRICE 0 1        3b EXTCODESIZE 1 1     3c EXTCODECOPY 4 0
3d RETURNDATASIZE 0 1  3e RETURNDATACOPY 3 0  3f EXTCODEHASH 1 1     40 BLOCKHASH 1 1       41 COINBASE 0 1
42 TIMESTAMP 0 1       43 NUMBER 0 1          44 PREVRANDAO 0 1      45 GASLIMIT 0 1        46 CHAINID 0 1
47 SELFBALANCE 0 1     48 BASEFEE 0 1         49 BLOBHASH 1 1        4a BLOBBASEFEE 0 1     50 POP 1 0
51 MLOAD 1 1           52 MSTORE 2 0          53 MSTORE8 2 0         54 SLOAD 1 1           55 SSTORE 2 0
56 JUMP 1 0            57 JUMPI 2 0           58 PC 0 1              59 MSIZE 0 1           5a GAS 0 1
5b JUMPDEST 0 0        5c TLOAD 1 1           5d TSTORE 2 0          5e MCOPY 3 0           f0 CREATE 3 1
f1 CALL 7 1            f2 CALLCODE 7 1        f3 RETURN 2 0          f4 DELEGATECALL 6 1    f5 CREATE2 4 1
fa STATICCALL 6 1      fd REVERT 2 0          fe INVALID 0 0         ff SELFDESTRUCT 1 0
`;

/** Every instruction of `cancun`, the target of this repository's compiler, by its code. */
export const CANCUN: ReadonlyMap<number, Opcode> = new Map([
  ...[...ROWS.matchAll(/([0-9a-f]{2}) ([A-Z0-9]+) (\d) (\d)/g)].map(
    ([, code = "", name = "", takes, leaves]) =>
      [parseInt(code, 16), { name, takes: Number(takes), leaves: Number(leaves) }] as const,
  ),
  ...series(0x5f, 33, (n) => ({ name: `PUSH${n}`, takes: 0, leaves: 1 })),
  ...series(0x80, 16, (n) => ({ name: `DUP${n + 1}`, takes: n + 1, leaves: n + 2 })),
  ...series(0x90, 16, (n) => ({ name: `SWAP${n + 1}`, takes: n + 2, leaves: n + 2 })),
  ...series(0xa0, 5, (n) => ({ name: `LOG${n}`, takes: n + 2, leaves: 0 })),
]);

/** Instructions after which the next one is reached by a jump only. */
export const TERMINATORS: ReadonlySet<string> = new Set([
  "STOP",
  "JUMP",
  "RETURN",
  "REVERT",
  "INVALID",
  "SELFDESTRUCT",
]);

function series(first: number, count: number, make: (n: number) => Opcode): (readonly [number, Opcode])[] {
  return Array.from({ length: count }, (_, n) => [first + n, make(n)] as const);
}
