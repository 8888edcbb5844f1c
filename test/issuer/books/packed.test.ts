import { expect } from "chai";
import { AccountTable } from "../../../issuer/books/memory/account-table.ts";
import { Accounts } from "../../../issuer/books/accounts.ts";
import { inOrder } from "../../../issuer/books/memory/address-order.ts";
import { fromStored, toStored } from "../../../issuer/books/amounts.ts";
import { enterChain, hex, openBooks } from "../../../issuer/books/book-file.ts";
import { decodeLogs, packLogs } from "../../../issuer/books/decode.ts";
import { KIND_OF_TOPIC } from "../../../issuer/books/kinds.ts";
import { PART, PackedEvents } from "../../../issuer/books/memory/packed-events.ts";
import { Seal } from "../../../issuer/books/running-hash.ts";
import type { RawLog } from "../../../issuer/books/source.ts";
import { Dice } from "../../support/random.ts";

const TRANSFER = [...KIND_OF_TOPIC].find(([, kind]) => kind === "Transfer")?.[0] ?? "";
const MOST = 2n ** 256n - 1n;
/** Around every border of what a double, SQLite's integers, and a row's words have. */
const BORDERS = [31n, 32n, 47n, 48n, 53n, 63n, 64n, 80n, 95n, 96n, 100n, 101n, 128n, 215n, 216n, 255n].flatMap((bits) =>
  [-1n, 0n, 1n].map((more) => 2n ** bits + more),
);
const AMOUNTS = [0n, 1n, 9n, 10n, 999_999_999_999_999n, 10n ** 15n, 10n ** 18n, ...BORDERS, MOST];

const word = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
const transfer = (from: bigint, to: bigint, amount: bigint, blockNumber = 7, index = 0): RawLog => ({
  ...{ address: "0x", blockNumber, index, topics: [TRANSFER, word(from), word(to)], data: word(amount) },
  transactionHash: word((amount + BigInt(index)) & MOST),
});

describe("Packed events", () => {
  it("are what the logs say, and what the books keep, for every size of amount", () => {
    const logs = AMOUNTS.map((amount, index) => transfer(BigInt(index), BigInt(index % 3), amount, 2 ** 40, index));
    const packed = packLogs(logs);
    for (const [row, event] of decodeLogs(logs).entries()) {
      const { block, log, tx, account, other, amount } = event;
      const stored = packed.storedAmountOf(row);
      expect([packed.blockOf(row), packed.logOf(row), packed.txOf(row)]).to.deep.equal([block, log, tx]);
      expect(packed.amountOf(row)).to.equal(amount);
      expect(stored).to.equal(toStored(amount ?? 0n));
      expect(packed.smallAmountOf(row)).to.equal((amount ?? 0n) < 2n ** 53n ? Number(amount) : -1);
      expect((packed.partsOf(row) & PART.account) === 0 ? null : packed.accountOf(row)).to.equal(account);
      expect((packed.partsOf(row) & PART.other) === 0).to.equal(other === null);

      const again = new PackedEvents(1);
      const bytes = `${tx}${(account ?? word(0n)).slice(-40)}${(other ?? word(0n)).slice(-40)}`.slice(2);
      const parts = { account: account === null ? 0 : 1, other: other === null ? 0 : 1 };
      expect(again.addStored({ block, log, bytes, ...parts, amount: fromStored(stored).toString() })).to.equal(true);
      expect(again.words).to.deep.equal(packed.words.slice(row * 30, (row + 1) * 30));
    }
  });

  it("have the running hash of the same events one by one, in blocks of any length", () => {
    for (const size of [1, 3, AMOUNTS.length, 2_000]) {
      const logs = Array.from({ length: 2 * size }, (_, index) =>
        transfer(BigInt(index % 4), BigInt(index % 3), AMOUNTS[index % AMOUNTS.length] ?? 0n, ~~(index / size), index),
      );
      const [packed, plain] = [new Seal(), new Seal()];
      packed.addAll(packLogs(logs));
      for (const event of decodeLogs(logs)) plain.add(event);
      packed.close();
      plain.close();
      expect(hex(packed.digest)).to.equal(hex(plain.digest));
    }
  });

  it("come in the order of the chain, whatever the node's", () => {
    const packed = packLogs([transfer(1n, 2n, 3n, 9, 0), transfer(1n, 2n, 4n, 8, 5), transfer(1n, 2n, 5n, 8, 1)]);
    expect([0, 1, 2].map((row) => packed.amountOf(row))).to.deep.equal([5n, 4n, 3n]);
  });

  for (const [what, change] of [
    ["a hash that is too short", { transactionHash: `0x${"1".repeat(63)}` }],
    ["a hash that is no hex", { transactionHash: `0x${"g".repeat(64)}` }],
    ["an address that is too short", { topics: [TRANSFER, word(1n).slice(0, -1), word(2n)] }],
    ["no receiver", { topics: [TRANSFER, word(1n)] }],
    ["an amount that is too short", { data: word(1n).slice(0, -1) }],
    ["an amount that is too long", { data: `${word(1n)}0` }],
    ["an amount that is no hex", { data: word(1n).replace("0x0", "0x-") }],
    ["no amount", { data: "0x" }],
    ["another event", { topics: [word(1n)] }],
  ] as const) {
    it(`are refused with ${what}`, () => {
      const log = { ...transfer(1n, 2n, 3n), ...change };
      expect(() => packLogs([log])).to.throw(`The node tells an event of ${log.transactionHash} that is none`);
    });
  }
});

describe("Accounts in memory", () => {
  const addressOf = (account: number): Uint32Array =>
    Uint32Array.of(account * 7_919, account, account >> 3, 5, account);

  it("are found by their address, however many there are", () => {
    const table = new AccountTable();
    for (let account = 0; account < 40_000; account++) {
      expect(table.find(addressOf(account), 0)).to.equal(-1);
      expect(table.add(addressOf(account), 0)).to.equal(account);
    }
    for (let account = 0; account < 40_000; account += 7) {
      expect(table.find(addressOf(account), 0)).to.equal(account);
    }
    table.clear();
    expect([table.size, table.find(addressOf(5), 0)]).to.deep.equal([0, -1]);
  });

  it("have exact balances for amounts of every size, negative ones too", () => {
    const table = new AccountTable();
    const dice = new Dice(1);
    const balances = Array.from({ length: 8 }, (_, account) => {
      table.add(addressOf(account), 0);
      return 0n;
    });
    for (let round = 0; round < 6_000; round++) {
      const account = dice.roll(balances.length);
      // The first ones never have an amount that takes more than two doubles.
      const amount = AMOUNTS[dice.roll(account < 4 ? AMOUNTS.indexOf(2n ** 96n - 1n) : AMOUNTS.length)] ?? 0n;
      const events = packLogs([transfer(1n, 2n, amount)]);
      const owed = dice.roll(2) === 0;
      const balance = (balances[account] ?? 0n) + (owed ? -amount : amount);
      balances[account] = balance;
      if (owed) expect(table.debit(account, events, 0)).to.equal(balance >= 0n);
      else table.credit(account, events, 0);
      expect(table.balanceOf(account)).to.equal(balance);
    }
  });

  it("stay exact where the upper double would not be", () => {
    const table = new AccountTable();
    table.add(addressOf(1), 0);
    for (const balance of [2n ** 100n - 1n, 2n ** 100n, 2n ** 101n, -(2n ** 100n), -(2n ** 101n), 2n ** 300n, 5n]) {
      table.setBalance(0, balance);
      table.credit(0, packLogs([transfer(1n, 2n, 2n ** 96n - 1n)]), 0);
      expect(table.balanceOf(0)).to.equal(balance + 2n ** 96n - 1n);
    }
  });

  it("are written in the order of their addresses, each that was changed once", () => {
    const table = new AccountTable();
    const count = 3_000;
    const dice = new Dice(2);
    const texts = Array.from({ length: count }, () => {
      const words = Uint32Array.from({ length: 5 }, (_, place) => (place === 0 ? 17 : dice.roll(2 ** 32)));
      table.change(table.add(words, 0));
      return hex(new Uint8Array(words.buffer));
    });
    table.change(5);
    const order = [...inOrder(table)];
    const sorted = texts.map((text, account) => [text, account] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(order).to.deep.equal(sorted.map(([, account]) => account));
    table.settle();
    expect([...inOrder(table)]).to.deep.equal([]);
  });

  it("are read back from the file once they were forgotten, and are the same as those that never were", () => {
    const [few, many] = [3, 1_000].map((cached) => {
      const db = openBooks(":memory:", { coin: "test", environment: "synthetic", tokenId: "0x", decimals: 6 });
      const [contract, other] = [`0x${"aa".repeat(20)}`, `0x${"bb".repeat(20)}`];
      const identity = {
        network: "s",
        chainId: 1n,
        genesis: "0x",
        token: contract,
        attestations: other,
        firstBlock: 1,
      };
      const chain = enterChain(db, identity);
      const accounts = new Accounts(db, chain, cached);
      const dice = new Dice(3);
      for (let round = 0; round < 400; round++) {
        const amount = AMOUNTS[dice.roll(AMOUNTS.length - 10)] ?? 0n;
        accounts.move(packLogs([transfer(BigInt(dice.roll(20)), BigInt(dice.roll(20)), amount)]), 0);
        if (round % 50 === 49) accounts.freeze(`0x${"0".repeat(39)}${(round / 50).toFixed()}`, round);
        if (round % 10 === 9) accounts.save();
      }
      const rows = db.prepare("SELECT hex(address) AS a, CAST(balance AS TEXT) AS b, frozen_until AS f FROM accounts");
      const found = rows.all();
      db.close();
      return found;
    });
    expect(few).to.have.length(19);
    expect(few).to.deep.equal(many);
  });
});
