import { expect } from "chai";
import { TronWeb } from "tronweb";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { toHex } from "../../../packages/tron/address.ts";
import type { TronClient } from "../../../packages/tron/client.ts";
import type { JsonMap } from "../../../packages/tron/json.ts";
import { Bench, PEOPLE } from "./support.ts";

const TRX = 1_000_000;

describe("What a file costs together on TRON", function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.tron();
  });
  beforeEach(() => bench.reset());
  after(() => bench.close());

  it("is refused before anything is sent where stake and balance are enough for one row only", async () => {
    const minter = bench.holder("MINTER");
    // Energy is shared out by stake: 125,000 units of 50,000,000,000 for one TRX in 400,000.
    await stake(bench, PEOPLE[2], 399_999);
    await stake(bench, minter, 1);
    await bench.setBalance(minter, 2_000_000n); // for bandwidth
    const rows = ["a", "b", "c"].map((reference) => `${PEOPLE[0]},1,${reference}`);
    const csv = bench.file("deposits.csv", "account,amount,reference", ...rows);
    const { overview } = await bench.run("mint", { csv, batch: "1" }, { dryRun: true });
    for (const { fee } of overview.transactions) expect(fee).to.be.lessThan(500_000n); // each by itself
    const message = await bench.refused("BALANCE_TOO_LOW", "mint", { csv, batch: "1" });
    expect(message).to.match(/has 2\.00 TRX; its transactions may cost up to \d+\.\d+ TRX\. Missing: \d+\.\d+ TRX\.$/);
    expect((await bench.run("mint", { to: PEOPLE[0], amount: "1", reference: "a" })).state).to.equal("finished");
  });

  it("counts the free bandwidth once", async () => {
    const { chain } = bench.coin;
    const row = { gas: 0n, fee: 0n, bandwidth: 400n };
    const minter = bench.holder("MINTER");
    expect(await chain.totalCost(minter, [row])).to.equal(0n);
    expect(await chain.totalCost(minter, [row, row])).to.equal(400_000n);
  });
});

/** Stakes whole TRX of an example account for energy. */
async function stake(bench: Bench, account: string, amount: number): Promise<void> {
  const client = bench.coin.connection.tron?.client as TronClient;
  const body = { owner_address: toHex(account), frozen_balance: amount * TRX, resource: "ENERGY" };
  const wallet = developmentWallets().find(({ address }) => address === account);
  const tronWeb = new TronWeb({ fullHost: "http://127.0.0.1" });
  const unsigned = await client.wallet<Parameters<typeof tronWeb.trx.sign>[0]>("freezebalancev2", body);
  const signed = await tronWeb.trx.sign(unsigned, wallet?.privateKey.slice(2));
  const { result } = await client.wallet<{ readonly result?: boolean }>(
    "broadcasttransaction",
    signed as unknown as JsonMap,
  );
  expect(result).to.equal(true);
}
