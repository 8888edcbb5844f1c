import { expect } from "chai";
import { SigningKey, sha256 } from "ethers";
import { account, key, Lab, push, word } from "./support/lab.ts";

const DIGEST = "22".repeat(32);
/** Calls a precompile with the calldata and a million energy and returns success, then its output. */
const forward = (address: string | number): string =>
  `6104005150365f5f37` + `5f5f365f5f${push(address)}${push(1_000_000)}f1` + "5f52" + "3d5f60203e" + "3d602001" + "5ff3";

describe("Precompiled contracts of the TVM", function () {
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

  const run = async (
    address: string | number,
    data: string,
    on = lab,
  ): Promise<{ ok: boolean; output: string; cost: number }> => {
    const code = await on.place(forward(address));
    const { ret, energy, error } = await on.call(code, data);
    expect(error).to.equal("");
    const plain = await on.call(await on.place(forward(0xffff)), data);
    const copying = 3 * Math.ceil((ret.length - 64) / 64);
    return { ok: BigInt(`0x${ret.slice(0, 64)}`) === 1n, output: ret.slice(64), cost: energy - plain.energy - copying };
  };

  const signature = (number: number, digest = DIGEST): string => {
    const { r, s, v } = new SigningKey(`0x${key(number)}`).sign(`0x${digest}`);
    return `${r.slice(2)}${s.slice(2)}${v.toString(16)}`;
  };

  it("1 recovers a signer and leaves 0x41 above its 20 bytes", async () => {
    const [r, s, v] = [signature(1).slice(0, 64), signature(1).slice(64, 128), signature(1).slice(128)];
    const { ok, output } = await run(1, `${DIGEST}${word(BigInt(`0x${v}`))}${r}${s}`);
    expect([ok, output]).to.deep.equal([true, account(1).padStart(64, "0")]);
    expect((await run(1, `${DIGEST}${word(29)}${r}${s}`)).output).to.equal("");
  });

  it("2 is SHA-256", async () => {
    expect((await run(2, "1234")).output).to.equal(sha256("0x1234").slice(2));
  });

  it("3 is not RIPEMD-160 but SHA-256 of 20 bytes of SHA-256", async () => {
    expect((await run(3, "1234")).output).to.equal(sha256(sha256("0x1234").slice(0, 42)).slice(2));
    expect((await run(3, "1234")).output.slice(24)).to.equal("8c45d88ead9cd576f5c71d35cc0f4a152c4b9a9b");
  });

  it("4 is the identity, 15 and 3 for each word", async () => {
    expect((await run(4, "ab".repeat(40))).output).to.equal("ab".repeat(40));
  });

  it("5 is modular exponentiation; a zero modulus answers nothing before Osaka, zeros after", async () => {
    const input = (base: number, exponent: number, modulus: number): string =>
      word(1) +
      word(1) +
      word(1) +
      [base, exponent, modulus].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect((await run(5, input(3, 5, 7))).output).to.equal("05");
    expect((await run(5, input(3, 5, 0))).output).to.equal("");
    expect((await run(5, input(3, 5, 7), newer)).output).to.equal("05");
    expect((await run(5, input(3, 5, 0), newer)).output).to.equal("00");
    expect((await run(5, word(1025) + word(0) + word(1), newer)).ok).to.equal(false);
  });

  it("6, 7 and 8 are alt_bn128", async () => {
    const point = word(1) + word(2);
    const doubled = (await run(6, point + point)).output;
    expect((await run(7, point + word(2))).output).to.equal(doubled);
    expect((await run(8, "")).output).to.equal(word(1));
    expect((await run(6, word(1) + word(1) + point)).ok).to.equal(false);
  });

  it("9 tells which signatures are right; malformed input answers zeros", async () => {
    const padded = (hex: string): string => word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");
    const signatures = word(2) + word(0x40) + word(0xc0) + padded(signature(1)) + padded(signature(2));
    const addresses = word(2) + account(1).slice(2).padStart(64, "0") + account(3).slice(2).padStart(64, "0");
    const data = DIGEST + word(0x60) + word(0x60 + signatures.length / 2) + signatures + addresses;
    expect(await run(9, data)).to.include({ ok: true, output: `01${"00".repeat(31)}` });
    expect(await run(9, data, newer)).to.include({ ok: true, output: `01${"00".repeat(31)}` });
    expect((await run(9, "ff")).output).to.equal("00".repeat(32));
    expect((await run(9, "ff", newer)).ok).to.equal(false);
  });

  it("0x0a checks an account's permission; malformed input aborts with UNKNOWN and burns everything", async () => {
    const hash = sha256(`0x${account(1)}00000000${DIGEST}`).slice(2);
    const head = account(1).slice(2).padStart(64, "0") + word(0) + DIGEST + word(0x80);
    const proof = signature(1, hash);
    const array = word(1) + word(0x20) + word(65) + proof.padEnd(192, "0");
    expect((await run(10, head + array)).output).to.equal(word(1));
    const wrong = word(1) + word(0x20) + word(65) + signature(2, hash).padEnd(192, "0");
    expect((await run(10, head + wrong)).output).to.equal(word(0));
    const mined = await lab.send(await lab.place(forward(10)), "ff", { feeLimit: 10_000_000 });
    expect(mined).to.include({ result: "UNKNOWN", energy: 100_000 });
    expect((await run(10, head + array, newer)).output).to.equal(word(1));
    expect((await run(10, "ff", newer)).ok).to.equal(false);
  });

  it("0x100 verifies secp256r1 from 4.8.2 on and is an empty account before", async () => {
    const vector = [
      "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d",
      "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac",
      "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60",
      "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3",
      "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e",
    ].join("");
    expect(await run(0x100, vector)).to.include({ ok: true, output: "" });
    expect((await run(0x100, vector, newer)).output).to.equal(word(1));
    expect((await run(0x100, `00${vector.slice(2)}`, newer)).output).to.equal("");
  });

  it("0x0b to 0x11 are plain accounts: no BLS12-381", async () => {
    expect(await run(0x0b, "00")).to.deep.equal({ ok: true, output: "", cost: 0 });
  });

  it("charges what java-tron charges", async () => {
    const cost = async (address: number, data: string): Promise<number> => (await run(address, data)).cost;
    expect(await cost(2, "00".repeat(33))).to.equal(60 + 24);
    expect(await cost(3, "00")).to.equal(600 + 120);
    expect(await cost(6, word(1) + word(2) + word(1) + word(2))).to.equal(150);
    expect(await cost(8, "")).to.equal(45_000);
  });

  it("writes a precompile's whole output, even beyond the space reserved for it", async () => {
    const hashing = `5f5f5f5f5f60025af1505f51` + "5f5260205ff3";
    expect((await lab.run(hashing)).ret).to.equal(sha256("0x").slice(2));
  });

  it("needs a clean address word: dirty upper bytes reach a plain account", async () => {
    const { ret } = await lab.run(`5f5f5f5f5f${push(`41${"00".repeat(19)}02`)}5af1503d` + "5f5260205ff3");
    expect(BigInt(`0x${ret}`)).to.equal(0n);
  });

  it("4.8.2: CLZ exists, and self-destruction deletes only in the creating transaction", async () => {
    const clz = "60011e5f5260205ff3";
    expect((await lab.run(clz)).error).to.equal(
      "class org.tron.core.vm.program.Program$IllegalOperationException : Invalid operation code: opCode[1e];",
    );
    expect(BigInt(`0x${(await newer.run(clz)).ret}`)).to.equal(255n);
    const address = await newer.place(`${push(account(6).slice(2))}ff`);
    await newer.node.setBalance(address, 5n);
    const { energy } = await newer.send(address);
    expect(energy).to.equal(5_003);
    expect(await newer.balance(address)).to.equal(0n);
    expect((await newer.ask("/wallet/getcontract", { value: address }))["contract_address"]).to.equal(address);
  });
});
