import { expect } from "chai";
import { keccak256 } from "ethers";
import { account, Lab, push, RETURN_ENERGY, RETURN_TOP, word } from "./support/lab.ts";

describe("Operations of the TVM", function () {
  this.timeout(30_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open({ chainId: "mainnet" });
  });
  after(async () => {
    await lab.close();
  });

  const top = async (code: string): Promise<{ value: bigint; energy: number }> => {
    const { ret, energy, error } = await lab.run(`${code}${RETURN_TOP}`);
    expect(error).to.equal("");
    return { value: BigInt(`0x${ret}`), energy: energy - RETURN_ENERGY };
  };

  describe("environment", () => {
    const fixed: readonly (readonly [name: string, code: string, value: bigint, energy: number])[] = [
      ["GASPRICE is zero", "3a", 0n, 2],
      ["BASEFEE is the energy price in sun", "48", 100n, 2],
      ["CHAINID is mainnet's", "46", 728_126_428n, 2],
      ["DIFFICULTY is zero", "44", 0n, 2],
      ["GASLIMIT is zero", "45", 0n, 2],
      ["BLOBHASH is zero", "5f49", 0n, 5],
      ["BLOBBASEFEE is zero", "4a", 0n, 2],
      ["CALLTOKENVALUE is zero", "d2", 0n, 2],
      ["CALLTOKENID is zero", "d3", 0n, 2],
      ["ISCONTRACT tells an account from a contract", `${push(account(1).slice(2))}d4`, 0n, 23],
      ["EXTCODEHASH of an absent account is zero", `${push("ab".repeat(20))}3f`, 0n, 403],
      ["EXTCODEHASH of an account is the empty hash", `${push(account(1).slice(2))}3f`, BigInt(keccak256("0x")), 403],
      ["BALANCE is in sun", `${push(account(2).slice(2))}31`, 1_000_000_000_000_000n, 23],
      ["BALANCE ignores the 0x41 byte", `${push(account(2))}31`, 1_000_000_000_000_000n, 23],
      ["ORIGIN has clean 20 bytes", "32", BigInt(`0x${account(1).slice(2)}`), 2],
      ["CALLER has clean 20 bytes", "33", BigInt(`0x${account(1).slice(2)}`), 2],
      ["CALLVALUE is zero here", "34", 0n, 2],
    ];
    for (const [name, code, value, energy] of fixed) {
      it(name, async () => {
        expect(await top(code)).to.deep.equal({ value, energy });
      });
    }

    it("COINBASE carries 0x41 in its 21st byte", async () => {
      expect((await top("41")).value >> 160n).to.equal(0x41n);
    });

    it("TIMESTAMP and NUMBER are those of the newest block in a constant call", async () => {
      const { number, timestamp } = lab.node.head;
      expect(await top("42")).to.deep.equal({ value: timestamp / 1000n, energy: 2 });
      expect(await top("43")).to.deep.equal({ value: number, energy: 2 });
    });

    it("BLOCKHASH is the block id: eight bytes of number, then the hash", async () => {
      await lab.node.mine(2);
      expect((await top("5f40")).value).to.equal(0x1ebf88508a03865c71d452e25f4d51194196a1d22b6653dcn);
      expect((await top(`${push(1)}40`)).value >> 192n).to.equal(1n);
      expect((await top("4340")).value).to.equal(0n);
    });
  });

  describe("energy", () => {
    const priced: readonly (readonly [name: string, code: string, energy: number])[] = [
      ["ADD 3", "5f5f01", 7],
      ["MUL 5", "5f5f02", 9],
      ["ADDMOD 8", "5f5f5f08", 14],
      ["EXP 10, and 10 for each byte of the exponent", `${push(0x1_0000)}${push(2)}0a`, 3 + 3 + 10 + 30],
      ["EXP with exponent zero 10", `5f${push(2)}0a`, 15],
      ["SLOAD 50", "5f54", 52],
      ["BALANCE 20", "5f31", 22],
      ["EXTCODESIZE 20", "5f3b", 22],
      ["SELFBALANCE 5", "47", 5],
      ["JUMPDEST 1", "5b5f", 3],
      ["TLOAD 100", "5f5c", 102],
      ["TSTORE 100", "5f5f5d5f", 106],
      ["SHA3 30, without words for no data", "5f5f20", 34],
      ["SHA3 30 and 6 for each word, with memory", `${push(64)}5f20`, 3 + 2 + 30 + 12 + 6],
      ["MLOAD 1 and memory", "5f51", 2 + 1 + 3],
      ["MSTORE8 1 and memory", "5f5f535f", 2 + 2 + 1 + 3 + 2],
      ["CALLDATACOPY 0, 3 for each word and memory", `${push(33)}5f5f375f`, 3 + 2 + 2 + 6 + 6 + 2],
      ["MCOPY 3, 3 for each word and memory", `${push(32)}5f5f5e5f`, 3 + 2 + 2 + 3 + 3 + 3 + 2],
      ["EXTCODECOPY 20, 3 for each word and memory", `${push(32)}5f5f5f3c5f`, 3 + 2 * 3 + 20 + 3 + 3 + 2],
      ["LOG1 375 each, and 8 for each byte", `5f${push(5)}5fa15f`, 2 + 3 + 2 + 375 * 2 + 40 + 3 + 2],
      ["memory grows with the square of its words", `5f${push(32 * 1023)}525f`, 2 + 3 + 1 + 3 * 1024 + 2048 + 2],
    ];
    for (const [name, code, energy] of priced) {
      it(name, async () => {
        const { energy: used, error } = await lab.run(`${code}00`);
        expect(error).to.equal("");
        expect(used).to.equal(energy);
      });
    }

    it("SSTORE: 20000 for a new row, 5000 for every other write, no refund", async () => {
      const address = await lab.place("602035" + "5f35" + "55" + "00");
      const write = async (value: number): Promise<number> =>
        (await lab.send(address, word(9) + word(value))).energy - 11;
      expect([await write(1), await write(2), await write(0), await write(0), await write(3)]).to.deep.equal([
        20_000, 5_000, 5_000, 5_000, 20_000,
      ]);
    });

    it("a row cleared in the same transaction still counts as present", async () => {
      const store = (value: number): string => `${push(value)}${push(7)}55`;
      const { energy } = await lab.run(`${store(1)}${store(0)}${store(1)}00`);
      expect(energy).to.equal(20_000 + 5_000 + 5_000 + 6 * 3);
    });

    it("slots that differ above bit 127 are two inside a transaction and one afterwards", async () => {
      const high = push((1n << 128n) + 9n);
      const address = await lab.place(`${push(5)}${push(9)}55${high}54${RETURN_TOP}`);
      expect(BigInt(`0x${(await lab.send(address)).ret}`)).to.equal(0n);
      await lab.node.setCode(address, `${high}54${RETURN_TOP}`);
      expect(BigInt(`0x${(await lab.call(address)).ret}`)).to.equal(5n);
    });

    it("a call costs 40, with value 9000 more, to an absent account 25000 more, less the stipend unused", async () => {
      const sending = async (value: number, target: string): Promise<number> =>
        (await lab.run(`5f5f5f5f${push(value)}${push(target)}5af100`)).energy;
      expect(await sending(0, "ab".repeat(20))).to.equal(2 * 4 + 3 + 3 + 2 + 40);
      const paying = await lab.place(`5f5f5f5f${push(1)}5f355af100`);
      await lab.node.setBalance(paying, 1_000n);
      const base = 2 * 4 + 3 + 2 + 3 + 2;
      expect((await lab.call(paying, word(BigInt(`0x${account(2).slice(2)}`)))).energy).to.equal(
        base + 40 + 9_000 - 2_300,
      );
      expect((await lab.call(paying, word(0xabn << 100n))).energy).to.equal(base + 40 + 9_000 + 25_000 - 2_300);
    });
  });
});
