import { expect } from "chai";
import { type Inspection, inspect, inspectCreation } from "../../../tools/lib/bytecode/tvm-rules.ts";

const STOP = "00";
const JUMPDEST = "5b";

/** Inspects code written as hex. */
function look(hex: string): Inspection {
  return inspect(bytes(hex));
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

/** A STATICCALL without data to a constant address. */
function staticcall(address: string): string {
  return `5f 5f 5f 5f ${push(address)} 5a fa 50 ${STOP}`;
}

function push(hex: string): string {
  return `${(0x5f + hex.length / 2).toString(16)}${hex}`;
}

describe("Opcode check", () => {
  describe("refuses", () => {
    const forbidden: readonly [code: string, name: string][] = [
      ["3a", "GASPRICE"],
      ["40", "BLOCKHASH"],
      ["41", "COINBASE"],
      ["44", "PREVRANDAO"],
      ["45", "GASLIMIT"],
      ["49", "BLOBHASH"],
      ["4a", "BLOBBASEFEE"],
      ["f2", "CALLCODE"],
      ["ff", "SELFDESTRUCT"],
    ];
    for (const [code, name] of forbidden) {
      it(name, () => {
        const { findings } = look(`5f ${code} ${STOP}`);
        expect(findings).to.have.length(1);
        expect(findings[0]).to.match(new RegExp(`^${name} at 1 `));
      });
    }

    it("what cancun does not have, by name where it has one", () => {
      expect(look("5f 1e").findings).to.deep.equal(["0x1e (CLZ) at 1 is not an instruction of cancun"]);
      expect(look("d2").findings).to.deep.equal(["0xd2 (CALLTOKENVALUE) at 0 is not an instruction of cancun"]);
      expect(look("0c").findings).to.deep.equal(["0x0c at 0 is not an instruction of cancun"]);
      expect(look("e5").findings).to.deep.equal(["0xe5 at 0 is not an instruction of cancun"]);
    });

    for (const [address, name] of [
      ["03", "0x3"],
      ["09", "0x9"],
      ["0a", "0xa"],
      ["0100", "0x100"],
      ["020003", "0x20003"],
      ["01000001", "0x1000001"],
    ] as const) {
      it(`a call of the precompiled contract ${name}`, () => {
        const { findings, precompiles } = look(staticcall(address));
        expect(findings).to.deep.equal([
          `STATICCALL at ${6 + address.length / 2} calls ${name}, which is not the same precompiled contract on both chains`,
        ]);
        expect(precompiles).to.deep.equal([Number(name)]);
      });
    }

    it("such a call through DUP and SWAP", () => {
      // 3, six zeros; the 3 is fetched from below, then pushed aside and back.
      const code = "6003 5f 5f 5f 5f 5f 5f 86 5a f1 00";
      expect(look(code).precompiles).to.deep.equal([3]);
      expect(look("5f 5f 5f 5f 5a 6009 90 fa").findings).to.have.length(1);
    });

    it("what only a jump reaches", () => {
      const code = `6005 56 fe fe ${JUMPDEST} 41 50 ${STOP}`;
      expect(look(code).findings).to.deep.equal(["COINBASE at 6 is a 21-byte word on TRON"]);
    });

    it("what a conditional jump falls through to", () => {
      expect(look(`5f 6007 57 41 50 ${STOP} ${JUMPDEST} ${STOP}`).findings).to.deep.equal([
        "COINBASE at 4 is a 21-byte word on TRON",
      ]);
    });

    it("what code falls into over a jump destination", () => {
      expect(look(`5f ${JUMPDEST} 41 ${STOP}`).findings).to.deep.equal(["COINBASE at 2 is a 21-byte word on TRON"]);
    });
  });

  describe("lets pass", () => {
    it("forbidden bytes that are pushed, also by the last and incomplete PUSH", () => {
      const found = look(`65 41ff443a4af2 7f ${"41".repeat(32)} 50 63 41ff`);
      expect(found.findings).to.deep.equal([]);
      expect(found.instructions).to.equal(4);
    });

    it("forbidden bytes behind the code that no jump reaches", () => {
      const found = look(`5f 5f fd fe 41 ${JUMPDEST} ff 3a`);
      expect(found.findings).to.deep.equal([]);
      expect(found).to.include({ bytes: 8, instructions: 3, data: 5 });
    });

    it("a pushed offset that is not a jump destination", () => {
      expect(look(`6003 56 41 ${STOP}`).findings).to.deep.equal([]);
    });

    it("the precompiled contracts that both chains have", () => {
      for (const address of ["01", "02", "04", "05", "06", "07", "08"]) {
        expect(look(staticcall(address))).to.deep.include({ findings: [], precompiles: [Number(address)] });
      }
    });

    it("calls of other contracts", () => {
      const constant = look(staticcall("a614f803b6fd780986a42c78ec9c7f77e6ded13c"));
      expect(constant).to.deep.include({ findings: [], precompiles: [], computedCalls: 0 });
      const computed = look("5f 5f 5f 5f 5f 35 5a fa 00");
      expect(computed).to.deep.include({ findings: [], precompiles: [], computedCalls: 1 });
    });
  });

  it("counts instructions, not bytes", () => {
    const { counts, instructions, data } = look(`6001 6002 01 54 50 ${STOP}`);
    expect(Object.fromEntries(counts)).to.deep.equal({ PUSH1: 2, ADD: 1, SLOAD: 1, POP: 1, STOP: 1 });
    expect({ instructions, data }).to.deep.equal({ instructions: 6, data: 0 });
  });

  describe("of creation code", () => {
    const deployed = `41 ${STOP}`;

    it("looks before and behind the deployed code, not into it", () => {
      expect(inspectCreation(bytes(`5f 5f f3 fe ${deployed}`), bytes(deployed)).findings).to.deep.equal([]);
      expect(inspectCreation(bytes(`41 5f f3 fe ${deployed}`), bytes(deployed)).findings).to.have.length(1);
      const behind = inspectCreation(bytes(`6006 56 fe ${deployed} ${JUMPDEST} 44 ${STOP}`), bytes(deployed));
      expect(behind.findings).to.deep.equal(["PREVRANDAO at 7 is 0 on TRON"]);
    });

    it("fails when the deployed code is not in it", () => {
      expect(() => inspectCreation(bytes("5f5ff3"), bytes(deployed))).to.throw(RangeError, "does not hold");
    });
  });
});
