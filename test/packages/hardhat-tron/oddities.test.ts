import { expect } from "chai";
import { Lab, push, RETURN_TOP, word } from "./support/lab.ts";

const IDENTITY = 4;
const MODEXP = 5;
const ROOM_FOR_ALL = push(1_000_000);
/** The calldata to memory at 0x100. */
const TAKE_DATA = "365f61010037";

describe("Oddities of java-tron's machine", function () {
  this.timeout(30_000);
  let lab: Lab;
  let newer: Lab;
  before(async () => {
    lab = await Lab.open();
    newer = await Lab.open({ version: "4.8.2" });
  });
  after(async () => {
    await lab.close();
    await newer.close();
  });

  const top = async (on: Lab, code: string, data = ""): Promise<bigint> => {
    const { ret, error } = await on.run(`${code}${RETURN_TOP}`, data);
    expect(error).to.equal("");
    return BigInt(`0x${ret}`);
  };

  it("cuts what a precompile writes to the caller's room since proposal 94, and wrote all of it before", async () => {
    // 64 bytes go in, there is room for 32 at the beginning of memory: what lies behind?
    const code = `${TAKE_DATA}60205f366101005f${push(IDENTITY)}${ROOM_FOR_ALL}f150602051`;
    const data = `${word(1)}${word(0xbeef)}`;
    expect(await top(lab, code, data)).to.equal(0xbeefn);
    expect(await top(newer, code, data)).to.equal(0n);
    // The returned data are whole in both.
    const size = `${TAKE_DATA}60205f366101005f${push(IDENTITY)}${ROOM_FOR_ALL}f1503d`;
    expect(await top(newer, size, data)).to.equal(64n);
  });

  it("keeps the returned data of the call before a CREATE2, not of one before a CREATE", async () => {
    const call = `5f5f60405f5f${push(IDENTITY)}${ROOM_FOR_ALL}f150`;
    expect(await top(lab, `${call}3d`)).to.equal(64n);
    expect(await top(lab, `${call}5f5f5f5ff5503d`)).to.equal(64n);
    expect(await top(lab, `${call}5f5f5ff0503d`)).to.equal(0n);
    // More value than there is: no creation is begun.
    expect(await top(lab, `${call}5f5f5f6001f5503d`)).to.equal(64n);
  });

  it("charges the memory of a call's input again when a precompile was to get value that is not there", async () => {
    const call = (value: string): string => `5f5f6104005f${value}${push(IDENTITY)}${ROOM_FOR_ALL}f150`;
    const load = "6103e05150";
    const costOfLoading = async (value: string): Promise<number> => {
      const [without, with_] = [await lab.run(`${call(value)}00`), await lab.run(`${call(value)}${load}00`)];
      return with_.energy - without.energy;
    };
    expect(await costOfLoading("5f")).to.equal(3 + 1 + 2);
    // 32 words: 3 each, and 1024 / 512.
    expect(await costOfLoading("6001")).to.equal(3 + 1 + 2 + 96 + 2);
  });

  it("ends in UNKNOWN, all energy gone, for a log or an exponent longer than Java can say", async () => {
    const log = await lab.send(await lab.place(`7f80${"00".repeat(31)}5fa0`), "", { feeLimit: 10_000_000 });
    expect(log).to.include({ result: "UNKNOWN", message: "BigInteger out of long range", energy: 100_000 });
    const call = `${TAKE_DATA}5f5f366101005f${push(MODEXP)}${ROOM_FOR_ALL}f100`;
    const lengths = `${word(0)}${word(2n ** 40n)}${word(0)}`;
    const power = await lab.send(await lab.place(call), lengths, { feeLimit: 10_000_000 });
    expect(power).to.include({ result: "UNKNOWN", message: "Unknown Throwable", energy: 100_000 });
    // A log that is merely too dear, and lengths that Osaka refuses.
    expect((await lab.send(await lab.place("635fffffff5fa0"), "", { feeLimit: 10_000_000 })).result).to.equal(
      "OUT_OF_ENERGY",
    );
    expect(await top(newer, call.slice(0, -2), lengths)).to.equal(0n);
  });
});
