import { expect } from "chai";
import { dataLength } from "ethers";
import hre from "hardhat";
import type { Estimate, Request, TransactionLimits } from "../../../issuer/chains/chain.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { type Build, loadBuild } from "../../../issuer/model/build.ts";
import { batched } from "../../../issuer/operations/batches.ts";
import type { Context } from "../../../issuer/operations/context.ts";
import { onBothChains } from "./support.ts";

const ADDRESS = `0x${"11".repeat(20)}`;
const CASE = `0x${"22".repeat(32)}`;
const BASE = 21_000;

/** An account whose number says what it costs. */
const row = (index: number, gas = 30_000): string =>
  `0x${gas.toString(16).padStart(20, "0")}${`${index}`.padStart(20, "0")}`;
const rowsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => row(index));

describe("Groups of a batch", () => {
  let build: Build;
  before(async () => {
    build = await loadBuild(hre.artifacts);
  });

  /** Groups accounts on a chain where each costs what its number says. */
  const grouped = async (
    rows: readonly string[],
    most: number,
    {
      gas = 10_000_000n,
      bytes = 1_000_000,
      fails,
    }: Partial<TransactionLimits> & { fails?: (row: string) => Error | undefined } = {},
  ): Promise<{ sizes: number[]; asked: number; groups: readonly (readonly string[])[] }> => {
    let asked = 0;
    const simulate = ({ data }: Request): Promise<Estimate> => {
      asked += 1;
      const [accounts] = build.contract("IStablecoin").abi.decodeFunctionData("freezeBatch", data) as unknown as [
        string[],
      ];
      const failed = accounts.map((account) => fails?.(account.toLowerCase())).find((error) => error !== undefined);
      if (failed !== undefined) return Promise.reject(failed);
      const used = accounts.reduce((sum, account) => sum + Number(`0x${account.slice(2, 22)}`), BASE);
      // As a node does that runs a call with no more gas than a block has.
      if (used > 16_000_000) return Promise.reject(new Error("out of gas"));
      return Promise.resolve({ gas: BigInt(used), fee: 0n, bandwidth: 0n });
    };
    const chain = { simulate, transactionLimits: () => Promise.resolve({ gas, bytes }) };
    const context = { coin: { chain, build }, address: () => ADDRESS } as unknown as Context;
    const calls = await batched(context, rows, most, (group) => ({
      ...{ key: "key", contract: "token", method: "freezeBatch", args: [group, CASE], power: null, by: [ADDRESS] },
      ...{ description: "freeze", emits: [] },
    }));
    const groups = calls.map(({ args }) => args[0] as readonly string[]);
    expect(groups.flat()).to.deep.equal(rows);
    return { sizes: groups.map(({ length }) => length), asked, groups };
  };

  it("is the whole where that fits, in one look", async () => {
    expect(await grouped(rowsOf(10), 100)).to.include({ asked: 1 });
    expect((await grouped(rowsOf(10), 100)).sizes).to.deep.equal([10]);
    expect(await grouped([], 100)).to.deep.equal({ sizes: [], asked: 0, groups: [] });
    expect((await grouped(rowsOf(1), 100)).sizes).to.deep.equal([1]);
  });

  it("is even, and never more than was said", async () => {
    expect((await grouped(rowsOf(101), 100)).sizes).to.deep.equal([51, 50]);
    expect((await grouped(rowsOf(7), 3)).sizes).to.deep.equal([3, 2, 2]);
    for (const [rows, most] of [
      [250, 100],
      [999, 37],
      [5, 2],
      [300, 299],
    ] as const) {
      const { sizes } = await grouped(rowsOf(rows), most);
      expect(sizes.length, `${rows}/${most}`).to.equal(Math.ceil(rows / most));
      expect(Math.max(...sizes) - Math.min(...sizes), `${rows}/${most}`).to.be.at.most(1);
      expect(Math.max(...sizes)).to.be.at.most(most);
    }
  });

  it("fits a block, whatever was said, in about as many looks as there are groups", async () => {
    const { sizes, asked } = await grouped(rowsOf(5_000), 5_000);
    expect(sizes.length).to.equal(17); // 300 accounts are expected to take nine tenths of the limit
    expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
    expect(asked).to.equal(17 + 2);
  });

  it("fits a fee limit, and the bytes that a node takes", async () => {
    const { sizes } = await grouped(rowsOf(400), 400, { gas: 700_000n });
    expect(Math.max(...sizes) * 30_000 + BASE).to.be.at.most(700_000);
    expect(sizes).to.deep.equal(Array(20).fill(20));
    const { groups } = await grouped(rowsOf(400), 400, { bytes: 2_000 });
    for (const group of groups)
      expect(
        dataLength(build.contract("IStablecoin").abi.encodeFunctionData("freezeBatch", [group, CASE])),
      ).to.be.at.most(2_000);
  });

  it("is smaller where a row costs more than others, and the others stay as they are", async () => {
    const rows = rowsOf(600).map((one, index) => (index === 451 ? row(index, 6_000_000) : one));
    const { sizes, groups } = await grouped(rows, 300);
    expect(sizes.slice(0, 2)).to.deep.equal([200, 200]);
    const group = groups.find((one) => one.includes(row(451, 6_000_000)));
    const gas = (group ?? []).reduce((sum, account) => sum + Number(`0x${account.slice(2, 22)}`), BASE);
    expect(gas).to.be.at.most(10_000_000);
  });

  it("takes a row alone that is too much with any other, and goes on behind it", async () => {
    const rows = rowsOf(40).map((one, index) => (index % 10 === 3 ? row(index, 9_970_000) : one));
    const { groups } = await grouped(rows, 10);
    for (const one of groups.filter((group) => group.length > 1)) {
      expect(one.some((account) => account.startsWith(row(0, 9_970_000).slice(0, 22)))).to.equal(false);
    }
  });

  it("leaves a row that fails by itself to the simulation, without looking at each row", async () => {
    const bad = row(300);
    const fails = (account: string): Error | undefined =>
      account === bad ? new Error("execution reverted") : undefined;
    const { groups, asked } = await grouped(rowsOf(1_000), 100, { fails });
    expect(groups.some((group) => group.length === 1 && group[0] === bad)).to.equal(true);
    expect(asked).to.be.below(20);
    const all = await grouped(rowsOf(1_000), 100, { fails: () => new Error("execution reverted") });
    expect(all.asked).to.be.below(15);
  });

  it("halves where a chain says only that the fee limit is too low", async () => {
    const many = new OperatorError("FEE_LIMIT_TOO_LOW", "too low");
    let left = 18; // one row, sixteen of them, and the first of all
    const fails = (): Error | undefined => (left-- > 0 ? many : undefined);
    const { sizes } = await grouped(rowsOf(64), 64, { fails });
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(64);
    expect(sizes.length).to.be.greaterThan(1);
  });
});

onBothChains("Groups of a batch", (bench) => {
  it("never end in a simulation that is out of gas", async () => {
    const isTron = bench().coin.desired.network.platform === "tron";
    const count = isTron ? 90 : 560;
    const accounts = Array.from({ length: count }, (_, index) => `0x${(index + 4_096).toString(16).padStart(40, "0")}`);
    await bench().run("limits", { guardian: bench().holder("GUARDIAN"), capacity: "5000", window: "1d" });
    const csv = bench().file("accounts.csv", "account", ...accounts);
    const { state, sent, settled } = await bench().run("freeze", { csv, case: "case 9", batch: "5000" });
    expect([state, settled.length]).to.deep.equal(["finished", sent]);
    const sizes = settled.map(({ description }) => Number(/freeze (\d+) accounts/.exec(description)?.[1]));
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(count);
    expect(sizes.length).to.be.within(2, 5);
    expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
    for (const account of [accounts[0], accounts.at(-1)]) expect(await bench().token.isFrozen(account!)).to.equal(true);
  });
});
