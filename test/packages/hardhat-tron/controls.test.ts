import { expect } from "chai";
import { account, Lab, RETURN_TOP, word } from "./support/lab.ts";
import type { Recorded } from "./support/recording.ts";

describe("Development controls of the embedded node", function () {
  this.timeout(30_000);
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.open();
  });
  afterEach(async () => {
    await lab.close();
  });

  const pay = async (amount: number): Promise<Recorded> => {
    const body = { owner_address: account(1), to_address: account(2), amount };
    return lab.broadcast(await lab.ask("/wallet/createtransaction", body), 1);
  };
  const tre = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const response = await fetch(`${lab.node.url}/tre`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as Recorded;
    return error === undefined ? result : { error };
  };

  it("a snapshot brings back state, blocks, transactions and clock, once", async () => {
    const contract = await lab.place("5f355f5500");
    await lab.send(contract, word(1));
    const [head, balance] = [lab.node.head, await lab.balance(account(2))];
    const snapshot = await lab.node.snapshot();
    const answer = await pay(1_000);
    await lab.send(contract, word(2));
    await lab.node.increaseTime(1_000);
    await lab.node.mine();
    expect(await lab.node.revert(snapshot)).to.equal(true);
    expect(lab.node.head).to.deep.equal(head);
    expect(await lab.balance(account(2))).to.equal(balance);
    expect(await lab.ask("/wallet/gettransactioninfobyid", { value: answer["txid"] })).to.deep.equal({});
    expect(await lab.node.revert(snapshot)).to.equal(false);
    expect((await pay(1_000))["result"]).to.equal(true);
  });

  it("snapshots nest", async () => {
    const first = await lab.node.snapshot();
    await pay(1);
    const second = await lab.node.snapshot();
    await pay(2);
    await lab.node.revert(second);
    expect(await lab.balance(account(2))).to.equal(1_000_000_000_000_001n);
    await lab.node.revert(first);
    expect(await lab.balance(account(2))).to.equal(1_000_000_000_000_000n);
  });

  it("time jumps forward by at least what is asked, from the newest block on", async () => {
    await lab.node.mine(50);
    const { timestamp } = lab.node.head;
    await lab.node.increaseTime(100);
    await lab.node.mine();
    expect(lab.node.head.timestamp).to.be.within(timestamp + 100_000n, timestamp + 106_000n);
    const next = lab.node.head.timestamp / 1000n + 12_345n;
    await lab.node.setNextBlockTimestamp(next);
    const { ret } = await lab.send(await lab.place(`42${RETURN_TOP}`));
    expect(BigInt(`0x${ret}`)).to.equal(next);
    const error = await lab.node.setNextBlockTimestamp(1).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(RangeError);
  });

  it("a refused transaction does not use up the time fixed for the next block", async () => {
    const next = lab.node.head.timestamp / 1000n + 1_001n;
    await lab.node.setNextBlockTimestamp(next);
    const built = await lab.ask("/wallet/createtransaction", {
      owner_address: account(1),
      to_address: account(2),
      amount: 1,
    });
    expect((await lab.broadcast(built))["code"]).to.equal("SIGERROR");
    await lab.mined(await lab.broadcast(built, 1));
    expect(lab.node.head.timestamp).to.equal(next * 1000n);
  });

  it("manual blocks collect transactions: visible in the state at once, in a block when mined", async () => {
    lab.node.setBlocks("manual");
    const answers = [await pay(1), await pay(2)];
    expect(await lab.balance(account(2))).to.equal(1_000_000_000_000_003n);
    expect(await lab.ask("/wallet/gettransactioninfobyid", { value: answers[0]!["txid"] })).to.deep.equal({});
    expect(await lab.ask("/wallet/getpendingsize")).to.deep.equal({ pendingSize: 2 });
    await lab.node.setBalance(account(7), 5n);
    expect(await lab.balance(account(2))).to.equal(1_000_000_000_000_003n);
    await lab.node.mine();
    const block = await lab.ask("/wallet/getnowblock");
    expect((block["transactions"] as Recorded[]).map(({ txID }) => txID)).to.deep.equal(
      answers.map(({ txid }) => txid),
    );
    expect(await lab.balance(account(7))).to.equal(5n);
  });

  it("contracts see the time zero while a transaction waits for its block, as in java-tron", async () => {
    const clock = await lab.place("425f5500"); // stores the time at 0
    const stored = async (): Promise<bigint> => {
      const body = {
        jsonrpc: "2.0",
        id: 1,
        method: "eth_getStorageAt",
        params: [`0x${clock.slice(2)}`, "0x0", "latest"],
      };
      return BigInt((await lab.ask("/jsonrpc", body))["result"] as string);
    };
    await lab.send(clock);
    const first = await stored();
    expect(first).to.equal(lab.node.head.timestamp / 1_000n);
    lab.node.setBlocks("manual");
    const body = { owner_address: account(1), contract_address: clock, fee_limit: 1_000_000_000 };
    const { transaction } = await lab.ask("/wallet/triggersmartcontract", body);
    await lab.broadcast(transaction, 1);
    expect(await stored()).to.equal(0n);
    await lab.node.mine();
    expect(await stored()).to.equal(lab.node.head.timestamp / 1_000n);
    expect(await stored()).to.be.greaterThan(first);
  });

  it("blocks come by themselves when an interval is set", async () => {
    lab.node.setBlocks(20);
    const { number } = lab.node.head;
    const answer = await pay(1);
    let info: Recorded = {};
    while (info["id"] === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      info = await lab.ask("/wallet/gettransactioninfobyid", { value: answer["txid"] });
    }
    expect(info["id"]).to.equal(answer["txid"]);
    expect(lab.node.head.number > number).to.equal(true);
  });

  it("a transaction that no longer holds when its block is made is dropped", async () => {
    lab.node.setBlocks("manual");
    await pay(1);
    await lab.node.setBalance(account(1), 0n);
    await lab.node.mine();
    expect(await lab.ask("/wallet/getnowblock")).to.not.have.property("transactions");
  });

  it("an unlocked account needs no signature", async () => {
    const body = { owner_address: account(3), to_address: account(2), amount: 1 };
    const built = await lab.ask("/wallet/createtransaction", body);
    expect((await lab.broadcast(built))["code"]).to.equal("SIGERROR");
    await lab.node.unlock([account(3)]);
    expect((await lab.broadcast(built))["result"]).to.equal(true);
  });

  it("offers the same over POST /tre", async () => {
    const { number } = lab.node.head;
    expect(await tre("tre_mine", { blocks: 3 })).to.equal(true);
    expect(lab.node.head.number).to.equal(number + 3n);
    expect(await tre("tre_setAccountBalance", account(4), 12)).to.equal(true);
    expect(await lab.balance(account(4))).to.equal(12n);
    const snapshot = await tre("evm_snapshot");
    const contract = await lab.place(`5f54${RETURN_TOP}`);
    expect(await tre("tre_setAccountStorageAt", contract, "0x0", "0x2a")).to.equal(true);
    expect(BigInt(`0x${(await lab.call(contract)).ret}`)).to.equal(42n);
    expect(await tre("tre_setAccountCode", contract, `0x5f${RETURN_TOP}`)).to.equal(true);
    expect(BigInt(`0x${(await lab.call(contract)).ret}`)).to.equal(0n);
    expect(await tre("evm_revert", snapshot)).to.equal(true);
    expect((await lab.call(contract)).error).to.equal("Smart contract is not exist.");
    expect(await tre("tre_blockTime", 3)).to.equal(true);
    expect(lab.node.blocks).to.equal(3_000);
    expect(await tre("tre_blockTime", 0)).to.equal(true);
    expect(lab.node.blocks).to.equal("instant");
    expect(await tre("tre_nothing")).to.deep.equal({
      error: { code: -32_601, message: "method not found" },
    });
  });

  it("tells TronBox the keys of its accounts", async () => {
    const { privateKeys } = await lab.ask("/admin/accounts-json");
    expect(privateKeys).to.have.length(10);
    expect((privateKeys as string[])[1]).to.equal("2".padStart(64, "0"));
  });
});
