import { expect } from "chai";
import { keccak256 } from "ethers";
import { account, Lab, push, RETURN_TOP, word } from "./support/lab.ts";

const LAST_20 = (1n << 160n) - 1n;
/** Creation code that deploys one STOP. */
const DEPLOY_STOP = "60015ff3";
/** Puts creation code into memory: it fills the low bytes of word 0. */
const inMemory = (code: string): string => `${push(code)}5f52`;
const offsetOf = (code: string): string => push(32 - code.length / 2);

describe("Calls, creations and limits of the TVM", function () {
  this.timeout(60_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
  });
  after(async () => {
    await lab.close();
  });

  const create = (code: string): string => `${inMemory(code)}${push(code.length / 2)}${offsetOf(code)}5ff0`;
  const create2 = (code: string, salt: number): string =>
    `${inMemory(code)}${push(salt)}${push(code.length / 2)}${offsetOf(code)}5ff5`;

  describe("creation", () => {
    it("pushes a 21-byte word, derived from the transaction and a counter of internal transactions", async () => {
      const address = await lab.place(`${create(DEPLOY_STOP)}${RETURN_TOP}`);
      const { ret, id } = await lab.send(address);
      expect(BigInt(`0x${ret}`) >> 160n).to.equal(0x41n);
      expect(BigInt(`0x${ret}`) & LAST_20).to.equal(BigInt(keccak256(`0x${id}${"00".repeat(8)}`)) & LAST_20);
    });

    it("counts calls and creations but not precompiled contracts", async () => {
      const other = (await lab.place("00")).slice(2);
      const call = (to: string): string => `5f5f5f5f5f${push(to)}5af150`;
      const code = `${create(DEPLOY_STOP)}50${call(other)}${call("04")}${create(DEPLOY_STOP)}${RETURN_TOP}`;
      const { ret, id } = await lab.send(await lab.place(code));
      expect(BigInt(`0x${ret}`) & LAST_20).to.equal(BigInt(keccak256(`0x${id}${word(2).slice(48)}`)) & LAST_20);
    });

    it("CREATE2 puts 0x41 where Ethereum has 0xff", async () => {
      const address = await lab.place(`${create2(DEPLOY_STOP, 5)}${RETURN_TOP}`);
      const { ret } = await lab.send(address);
      const expected = keccak256(`0x${address}${word(5)}${keccak256(`0x${DEPLOY_STOP}`).slice(2)}`);
      expect(BigInt(`0x${ret}`) & LAST_20).to.equal(BigInt(expected) & LAST_20);
      const again = await lab.send(address, "", { feeLimit: 100_000_000 });
      expect([again.result, again.energy]).to.deep.equal(["OUT_OF_ENERGY", 1_000_000]);
    });

    it("costs 32000, 200 for each byte deployed, and has no size limit", async () => {
      const size = 60_000;
      const { result, energy, ret } = await lab.deploy(`${push(size)}5ff3`, 15_000_000_000);
      const words = BigInt(size / 32);
      const memory = Number(3n * words + (words * words) / 512n);
      expect([result, ret.length / 2]).to.deep.equal(["SUCCESS", size]);
      expect(energy).to.equal(3 + 2 + memory + size * 200);
    });

    it("refuses code that begins with 0xef and burns the whole limit", async () => {
      const { result, energy, message, ret } = await lab.deploy("60ef5f5360015ff3", 10_000_000);
      expect([result, energy, message]).to.deep.equal([
        "INVALID_CODE",
        100_000,
        "invalid code: must not begin with 0xef",
      ]);
      expect(ret).to.equal("ef");
    });

    it("burns the whole limit when the deposit cannot be paid", async () => {
      const { result, energy, message } = await lab.deploy("6103e85ff3", 10_000_000);
      expect([result, energy]).to.deep.equal(["OUT_OF_ENERGY", 100_000]);
      expect(message).to.equal(
        "Not enough energy for 'save just created contract code' executing: needEnergy[200000], leftEnergy[99897];",
      );
    });

    it("records internal transactions, rejected ones too", async () => {
      const address = await lab.place(create(DEPLOY_STOP));
      const [internal] = (await lab.send(address)).info["internal_transactions"] as Record<string, unknown>[];
      expect(internal).to.include({ caller_address: address, note: Buffer.from("create").toString("hex") });
      expect(internal!["callValueInfo"]).to.deep.equal([{}]);
      const failing = await lab.place(`${create(DEPLOY_STOP)}5f5ffd`);
      const [rejected] = (await lab.send(failing)).info["internal_transactions"] as Record<string, unknown>[];
      expect(rejected!["rejected"]).to.equal(true);
    });
  });

  describe("failures", () => {
    const cases: readonly (readonly [name: string, code: string, result: string, message: string])[] = [
      ["an unknown operation", "0c", "ILLEGAL_OPERATION", "Invalid operation code: opCode[0c];"],
      ["INVALID", "fe", "ILLEGAL_OPERATION", "Invalid operation code: opCode[fe];"],
      ["a bad jump", "600356", "BAD_JUMP_DESTINATION", "Operation with pc isn't 'JUMPDEST': PC[3];"],
      [
        "a jump beyond 32 bits",
        "640100000000" + "56",
        "BAD_JUMP_DESTINATION",
        "Operation with pc isn't 'JUMPDEST': PC[-1];",
      ],
      ["an empty stack", "01", "STACK_TOO_SMALL", "Expected stack size 2 but actual 0;"],
      ["a full stack", "5b5f600056", "STACK_TOO_LARGE", "Expected: overflow 1024 elements stack limit"],
      [
        "more than 3 MB of memory",
        "5f62300001" + "52",
        "OUT_OF_MEMORY",
        "Out of Memory when 'MSTORE' operation executing",
      ],
      [
        "reading return data that is not there",
        "60015f5f3e",
        "UNKNOWN",
        `Illegal RETURNDATACOPY arguments: offset (${word(0)}) + size (${word(1)}) > RETURNDATASIZE (0)`,
      ],
      [
        "a log too large for the energy left",
        "640100000000" + "5fa0",
        "OUT_OF_ENERGY",
        "Not enough energy for 'LOG0' operation executing: opEnergy[34359738368], programEnergy[99995]",
      ],
    ];
    for (const [name, code, result, message] of cases) {
      it(`${name}: ${result}, all energy burnt`, async () => {
        const mined = await lab.send(await lab.place(code), "", { feeLimit: 10_000_000 });
        expect(mined).to.include({ result, message, energy: 100_000, ret: "" });
        expect(mined.info["result"]).to.equal("FAILED");
      });
    }

    it("writing in a static call fails the callee with all its energy", async () => {
      const writer = (await lab.place("60015f55")).slice(2);
      const { energy, ret } = await lab.run(`5f5f5f5f${push(writer)}61fffffa${RETURN_TOP}`);
      expect(BigInt(`0x${ret}`)).to.equal(0n);
      expect(energy).to.equal(4 * 2 + 3 + 3 + 40 + 0xffff + 11);
    });

    it("an exceptional callee keeps everything it was given: try/catch does not survive it", async () => {
      const broken = (await lab.place("fe")).slice(2);
      const caller = await lab.place(`5f5f5f5f5f${push(broken)}5af160015f55`);
      const mined = await lab.send(caller, "", { feeLimit: 10_000_000 });
      expect(mined).to.include({ result: "OUT_OF_ENERGY", energy: 100_000 });
      expect(mined.message).to.match(
        /^Not enough energy for 'PUSH1' operation executing: curInvokeEnergyLimit\[100000\]/,
      );
    });

    it("a value beyond 64 bits is a failed transfer that keeps the energy", async () => {
      const code = `5f5f5f5f${push(1n << 63n)}${push(account(2).slice(2))}5af1`;
      const mined = await lab.send(await lab.place(code), "", { feeLimit: 100_000_000 });
      expect(mined).to.include({ result: "TRANSFER_FAILED", message: "endowment out of long range" });
      expect(mined.energy).to.equal(4 * 2 + 3 + 3 + 2 + 40 + 9_000 - 2_300);
    });

    it("sending to oneself is a failed transfer", async () => {
      const address = await lab.place("5f5f5f5f6001305af1");
      await lab.node.setBalance(address, 10n);
      const mined = await lab.send(address);
      expect(mined).to.include({
        result: "TRANSFER_FAILED",
        message: "transfer trx failed: Cannot transfer TRX to yourself.",
      });
    });

    it("a transfer beyond the balance answers zero and gives the energy back", async () => {
      const { ret, energy } = await lab.run(`5f5f5f5f6001${push(account(2).slice(2))}5af1${RETURN_TOP}`);
      expect(BigInt(`0x${ret}`)).to.equal(0n);
      expect(energy).to.equal(4 * 2 + 3 + 3 + 2 + 40 + 9_000 - 2_300 + 11);
    });

    it("the guard in place of the 80 ms ends endless loops with OUT_OF_TIME", async () => {
      const guarded = await Lab.open({ maxSteps: 1_000 });
      const mined = await guarded.send(await guarded.place("5b5f56"), "", { feeLimit: 10_000_000 });
      expect(mined).to.include({ result: "OUT_OF_TIME", energy: 100_000 });
      expect(mined.message).to.match(/^CPU timeout for '\w+' operation executing$/);
      await guarded.close();
    });
  });

  it("frames nest 64 deep: the call of the 65th answers zero", async () => {
    // Adds one to what the call of itself returned.
    const address = await lab.place("60205f5f5f5f305af1505f51600101" + RETURN_TOP);
    expect(BigInt(`0x${(await lab.call(address)).ret}`)).to.equal(65n);
  });

  it("transient storage ends with the transaction and is taken back with its frame", async () => {
    const address = await lab.place(`5f5c${push(7)}5f5d${RETURN_TOP}`);
    expect(BigInt(`0x${(await lab.send(address)).ret}`)).to.equal(0n);
    expect(BigInt(`0x${(await lab.send(address)).ret}`)).to.equal(0n);
  });

  it("the value of a reverted transaction stays with the sender, who pays energy and bandwidth only", async () => {
    const address = await lab.place("5f5ffd");
    const before = await lab.balance(account(5));
    const { result, info } = await lab.send(address, "", { value: 1_000_000, from: 5 });
    expect(result).to.equal("REVERT");
    expect(before - (await lab.balance(account(5)))).to.equal(BigInt((info["fee"] as number | undefined) ?? 0));
    expect(await lab.balance(address)).to.equal(0n);
  });

  it("a self-destruction gives the balance away and deletes the contract", async () => {
    const address = await lab.place(`${push(account(6).slice(2))}ff`);
    await lab.node.setBalance(address, 77n);
    const before = await lab.balance(account(6));
    const { result, energy } = await lab.send(address);
    expect([result, energy]).to.deep.equal(["SUCCESS", 3]);
    expect((await lab.balance(account(6))) - before).to.equal(77n);
    expect(await lab.ask("/wallet/getcontract", { value: address })).to.deep.equal({});
    expect(await lab.ask("/wallet/getaccount", { address })).to.deep.equal({});
  });

  it("a constant call that reverts still shows what it emitted, a transaction does not", async () => {
    const address = await lab.place("5f5fa05f5ffd");
    const body = { owner_address: account(1), contract_address: address };
    const { logs, result } = await lab.ask("/wallet/triggerconstantcontract", body);
    expect(logs).to.deep.equal([{ address: address.slice(2) }]);
    expect(result).to.deep.equal({ result: true, message: Buffer.from("REVERT opcode executed").toString("hex") });
    expect((await lab.send(address)).info).to.not.have.property("log");
  });

  it("the penalty of a busy contract multiplies its operations", async () => {
    const address = await lab.place("60015f55");
    await lab.node.setEnergyFactor(address, 34_000n);
    const mined = await lab.send(address);
    expect(mined.energy).to.equal(13 + 8 + 88_000);
    expect((mined.info["receipt"] as Record<string, unknown>)["energy_penalty_total"]).to.equal(10 + 6 + 68_000);
  });
});
