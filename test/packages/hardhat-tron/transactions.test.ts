import { expect } from "chai";
import { toBase58 } from "../../../packages/tron/address.ts";
import { sign } from "../../../packages/hardhat-tron/devnet/protocol/signature.ts";
import { account, key, Lab, text } from "./support/lab.ts";
import type { Recorded } from "./support/recording.ts";

const TRX = 1_000_000n;
const FRESH = `41${"ee".repeat(20)}`;
const ALLOWED = "7fff1fc0033e0000000000000000000000000000000000000000000000000000";

describe("Transactions on the embedded node", function () {
  this.timeout(30_000);
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.open();
  });
  afterEach(async () => {
    await lab.close();
  });

  const transfer = async (from: number, to: string, amount: bigint, extra = {}): Promise<Recorded> =>
    lab.ask("/wallet/createtransaction", {
      owner_address: account(from),
      to_address: to,
      amount: Number(amount),
      ...extra,
    });
  const signatureOf = (built: Recorded, number: number): string => {
    const made = Buffer.from(sign(Buffer.from(built["txID"] as string, "hex"), Buffer.from(key(number), "hex")));
    return `${made.subarray(0, 64).toString("hex")}${(27 + made[64]!).toString(16)}`;
  };
  const refusal = async (answer: Promise<Recorded>): Promise<[unknown, string]> => {
    const { code, message } = await answer;
    return [code, message === undefined ? "" : text(message)];
  };

  describe("fees", () => {
    it("a transfer uses the free bandwidth of the day, then burns 1000 sun a byte", async () => {
      const first = await lab.mined(await lab.broadcast(await transfer(1, account(2), 1n), 1));
      const size = (first.info["receipt"] as Recorded)["net_usage"] as number;
      expect(size).to.be.within(265, 268);
      await lab.mined(await lab.broadcast(await transfer(1, account(2), 2n), 1));
      const third = await lab.mined(await lab.broadcast(await transfer(1, account(2), 3n), 1));
      expect(third.info["receipt"]).to.deep.equal({ net_fee: size * 1000 });
      expect(third.info["fee"]).to.equal(size * 1000);
    });

    it("free bandwidth comes back within a day", async () => {
      for (const amount of [1n, 2n, 3n]) await lab.mined(await lab.broadcast(await transfer(1, account(2), amount), 1));
      await lab.node.increaseTime(86_400);
      await lab.node.mine();
      const { info } = await lab.mined(await lab.broadcast(await transfer(1, account(2), 4n), 1));
      expect(info["receipt"]).to.have.key("net_usage");
    });

    it("opening an account costs 0.1 TRX of bandwidth and 1 TRX, and gives default permissions", async () => {
      const { info } = await lab.mined(await lab.broadcast(await transfer(1, FRESH, 5n * TRX), 1));
      expect([info["fee"], info["receipt"]]).to.deep.equal([1_100_000, { net_fee: 100_000 }]);
      const opened = await lab.ask("/wallet/getaccount", { address: FRESH });
      expect(opened).to.include({ address: FRESH, balance: 5_000_000 });
      const keys = [{ address: FRESH, weight: 1 }];
      expect(opened["owner_permission"]).to.deep.equal({ permission_name: "owner", threshold: 1, keys });
      expect(opened["active_permission"]).to.deep.equal([
        {
          type: "Active",
          id: 2,
          permission_name: "active",
          threshold: 1,
          operations: "7fff1fc0033efb0f000000000000000000000000000000000000000000000000",
          keys,
        },
      ]);
    });

    it("a memo costs 1 TRX", async () => {
      const { info } = await lab.mined(
        await lab.broadcast(await transfer(1, account(2), 1n, { extra_data: "6d656d6f" }), 1),
      );
      expect(info["fee"]).to.equal(1_000_000);
    });

    it("the fee limit caps the energy, not the bandwidth", async () => {
      const { result, energy, info } = await lab.send(await lab.place("5b5f56"), "", { feeLimit: 1_234_500 });
      expect([result, energy]).to.deep.equal(["OUT_OF_ENERGY", 12_345]);
      expect((info["receipt"] as Recorded)["energy_fee"]).to.equal(1_234_500);
    });

    it("staked energy pays before sun does", async () => {
      const stake = { owner_address: account(3), frozen_balance: 1_000_000_000, resource: "ENERGY" };
      await lab.mined(await lab.broadcast(await lab.ask("/wallet/freezebalancev2", stake), 3));
      const { info } = await lab.send(await lab.place("60015f55"), "", { from: 3 });
      expect(info["receipt"]).to.include({ energy_usage: 20_005, energy_usage_total: 20_005 });
      const resources = await lab.ask("/wallet/getaccountresource", { address: account(3) });
      // One slot has passed since: a 28,800th has come back.
      expect(resources).to.include({ EnergyUsed: 20_004, EnergyLimit: 50_000_000_000, TotalEnergyWeight: 1_000 });
    });

    it("unfrozen stake is paid out after fourteen days", async () => {
      const owner_address = account(3);
      const act = async (path: string, body: Recorded): Promise<Recorded> =>
        lab.broadcast(await lab.ask(`/wallet/${path}`, { owner_address, ...body }), 3);
      await act("freezebalancev2", { frozen_balance: 5_000_000, resource: "ENERGY" });
      await act("unfreezebalancev2", { unfreeze_balance: 5_000_000, resource: "ENERGY" });
      expect(await lab.ask("/wallet/withdrawexpireunfreeze", { owner_address })).to.deep.equal({
        Error: "class org.tron.core.exception.ContractValidateException : no unFreeze balance to withdraw ",
      });
      await lab.node.increaseTime(14 * 86_400);
      await lab.node.mine();
      const { info } = await lab.mined(await act("withdrawexpireunfreeze", {}));
      expect(info["withdraw_expire_amount"]).to.equal(5_000_000);
    });

    it("lent energy pays for its receiver until it is taken back", async () => {
      const [owner_address, receiver_address] = [account(3), account(2)];
      const resource = "ENERGY";
      const ask = async (path: string, body: Recorded): Promise<Recorded> =>
        lab.ask(`/wallet/${path}`, { owner_address, resource, ...body });
      const act = async (path: string, body: Recorded): Promise<unknown> =>
        lab.mined(await lab.broadcast(await ask(path, body), 3));
      await act("freezebalancev2", { frozen_balance: 5_000_000 });
      await act("delegateresource", { receiver_address, balance: 2_000_000 });
      const { info } = await lab.send(await lab.place("60015f55"), "", { from: 2 });
      expect(info["receipt"]).to.include({ energy_usage_total: 20_005 }).and.not.have.property("energy_fee");
      const validate = "class org.tron.core.exception.ContractValidateException : ";
      expect(await ask("undelegateresource", { receiver_address: account(1), balance: 1 })).to.deep.equal({
        Error: `${validate}delegated Resource does not exist`,
      });
      expect(await ask("undelegateresource", { receiver_address, balance: 2_000_001 })).to.deep.equal({
        Error: `${validate}insufficient delegateFrozenBalance(Energy), request=2000001, unlock_balance=2000000`,
      });
      await act("undelegateresource", { receiver_address, balance: 2_000_000 });
      const resources = await lab.ask("/wallet/getaccountresource", { address: receiver_address });
      expect(resources).to.not.have.property("EnergyLimit");
    });
  });

  describe("refusals", () => {
    it("insufficient bandwidth and balance", async () => {
      await lab.node.setBalance(FRESH, 1n);
      await lab.node.setBalance(account(9), 0n);
      const contract = await lab.place("00");
      const body = { owner_address: account(9), contract_address: contract, fee_limit: 0, data: "00".repeat(600) };
      const { transaction } = await lab.ask("/wallet/triggersmartcontract", body);
      expect(await refusal(lab.broadcast(transaction, 9))).to.deep.equal([
        "BANDWITH_ERROR",
        "Account resource insufficient error.",
      ]);
    });

    it("a transaction above 500 KB", async () => {
      const body = { owner_address: account(1), bytecode: "00".repeat(513_000), origin_energy_limit: 1, fee_limit: 1 };
      const [code, message] = await refusal(lab.broadcast(await lab.ask("/wallet/deploycontract", body), 1));
      expect(code).to.equal("TOO_BIG_TRANSACTION_ERROR");
      expect(message).to.match(/^Too big transaction, TxId [0-9a-f]{64}, the size is \d+ bytes, maxTxSize 512000$/);
    });

    it("a signature that is too short, and one of a wrong shape", async () => {
      const built = await transfer(1, account(2), 1n);
      expect(await refusal(lab.broadcast({ ...built, signature: ["ab".repeat(64)] }))).to.deep.equal([
        "SIGERROR",
        "Validate signature error: Signature size is 64",
      ]);
      expect(await refusal(lab.broadcast({ ...built, signature: [`${"00".repeat(64)}1b`] }))).to.deep.equal([
        "SIGERROR",
        "Validate signature error: java.security.SignatureException: Could not recover public key from signature",
      ]);
    });

    it("a contract this node does not know counts as none", async () => {
      const built = await transfer(1, account(2), 1n);
      const raw = built["raw_data"] as { contract: Recorded[] };
      const strange = { ...built, raw_data: { ...raw, contract: [{ ...raw.contract[0], type: "NoSuchContract" }] } };
      expect(await refusal(lab.broadcast(strange))).to.deep.equal([
        "CONTRACT_VALIDATE_ERROR",
        "Contract validate error : No contract!",
      ]);
    });

    it("deployments with impossible settings", async () => {
      const deploy = async (settings: Recorded): Promise<[unknown, string]> => {
        const body = { owner_address: account(1), bytecode: "00", origin_energy_limit: 1, ...settings };
        return refusal(lab.broadcast(await lab.ask("/wallet/deploycontract", body), 1));
      };
      expect(await deploy({ origin_energy_limit: 0 })).to.deep.equal([
        "CONTRACT_VALIDATE_ERROR",
        "Contract validate error : The originEnergyLimit must be > 0",
      ]);
      expect(await deploy({ call_value: 2e15 })).to.deep.equal([
        "CONTRACT_VALIDATE_ERROR",
        "Contract validate error : Validate InternalTransfer error, balance is not sufficient.",
      ]);
      const named = { owner_address: account(1), bytecode: "00", origin_energy_limit: 1, name: "n".repeat(33) };
      expect(await lab.ask("/wallet/deploycontract", named)).to.deep.equal({
        Error:
          "class org.tron.core.exception.ContractValidateException : contractName's length cannot be greater than 32",
      });
    });

    it("settings of a contract by anyone but its origin", async () => {
      const { info } = await lab.deploy("60015ff3");
      const contract_address = info["contract_address"] as string;
      const body = { owner_address: account(2), contract_address, consume_user_resource_percent: 50 };
      expect(await lab.ask("/wallet/updatesetting", body)).to.deep.equal({
        Error: `class org.tron.core.exception.ContractValidateException : Account[${account(2)}] is not the owner of the contract`,
      });
      const own = { owner_address: account(1), contract_address, origin_energy_limit: 7 };
      await lab.mined(await lab.broadcast(await lab.ask("/wallet/updateenergylimit", own), 1));
      expect(await lab.ask("/wallet/getcontract", { value: contract_address })).to.include({ origin_energy_limit: 7 });
    });
  });

  describe("permissions", () => {
    const update = async (owner: number, change: Recorded): Promise<Recorded> => {
      const keys = [1, 2, 3].map((number) => ({ address: account(number), weight: number }));
      const body = {
        owner_address: account(owner),
        owner: { type: 0, permission_name: "owner", threshold: 1, keys: [{ address: account(owner), weight: 1 }] },
        actives: [{ type: 2, permission_name: "ops", threshold: 4, operations: ALLOWED, keys }],
        ...change,
      };
      return lab.ask("/wallet/accountpermissionupdate", body);
    };
    const problem = (message: string): Recorded => ({
      Error: `class org.tron.core.exception.ContractValidateException : ${message}`,
    });
    const active = { type: 2, permission_name: "ops", threshold: 1, operations: ALLOWED };
    const keyed = (...weights: number[]): Recorded => ({
      keys: weights.map((weight, index) => ({ address: account(index + 1), weight })),
    });

    it("weights must reach the threshold, and each key counts once", async () => {
      const { info } = await lab.mined(await lab.broadcast(await update(4, {}), 4));
      expect(info["fee"]).to.equal(100_000_000);
      const built = await transfer(4, account(5), 1n, { Permission_id: 2 });
      expect(await refusal(lab.broadcast(built, 3))).to.deep.equal(["SIGERROR", "Validate signature error: sig error"]);
      const one = (await lab.tronWeb.trx.multiSign(built as never, key(1))) as unknown as { signature: string[] };
      const twice = { ...one, signature: [one.signature[0], one.signature[0]] };
      expect(await refusal(lab.broadcast(twice))).to.deep.equal([
        "SIGERROR",
        `Validate signature error: ${toBase58(account(1))} has signed twice!`,
      ]);
      const mined = await lab.mined(await lab.broadcast(built, 1, 3));
      const { net_fee } = mined.info["receipt"] as { net_fee: number };
      expect(mined.info["fee"]).to.equal(1_000_000 + net_fee);
    });

    it("an active permission acts only where its bitmap allows", async () => {
      const none = { ...active, ...keyed(1), operations: "00".repeat(32) };
      await lab.mined(await lab.broadcast(await update(4, { actives: [none] }), 4));
      const built = await transfer(4, account(5), 1n, { Permission_id: 2 });
      const signed = { ...built, signature: [signatureOf(built, 1)] };
      expect(await refusal(lab.broadcast(signed))).to.deep.equal([
        "SIGERROR",
        "Validate signature error: Permission denied",
      ]);
      const weight = await lab.ask("/wallet/getsignweight", signed);
      expect(weight["result"]).to.deep.equal({ code: "PERMISSION_ERROR", message: "Permission denied!" });
    });

    it("more signatures than keys are refused, and more than five in any case", async () => {
      const built = await transfer(1, account(2), 1n);
      const signature = signatureOf(built, 1);
      expect(await refusal(lab.broadcast({ ...built, signature: [signature, signature] }))).to.deep.equal([
        "SIGERROR",
        "Validate signature error: Signature count is 2 more than key counts of permission : 1",
      ]);
      expect(await refusal(lab.broadcast({ ...built, signature: Array(6).fill(signature) }))).to.deep.equal([
        "SIGERROR",
        "Validate signature error: too many signatures",
      ]);
    });

    const bad: readonly (readonly [name: string, change: () => Recorded, message: string])[] = [
      ["no owner", () => ({ owner: undefined }), "owner permission is missed"],
      ["no actives", () => ({ actives: [] }), "active permission is missed"],
      ["nine actives", () => ({ actives: Array(9).fill({ ...active, ...keyed(1) }) }), "active permission is too many"],
      ["no keys", () => ({ actives: [active] }), "key's count should be greater than 0"],
      [
        "a threshold of zero",
        () => ({ actives: [{ ...active, ...keyed(1), threshold: 0 }] }),
        "permission's threshold should be greater than 0",
      ],
      [
        "a weight of zero",
        () => ({ actives: [{ ...active, ...keyed(1, 0) }] }),
        "key's weight should be greater than 0",
      ],
      [
        "a threshold out of reach",
        () => ({ actives: [{ ...active, ...keyed(1, 1), threshold: 3 }] }),
        "sum of all key's weight should not be less than threshold in permission Active",
      ],
      [
        "a short bitmap",
        () => ({ actives: [{ ...active, ...keyed(1), operations: "00" }] }),
        "operations size must 32",
      ],
      [
        "a bit without meaning",
        () => ({ actives: [{ ...active, ...keyed(1), operations: "ff".repeat(32) }] }),
        "7 isn't a validate ContractType",
      ],
      [
        "a witness permission",
        () => ({ witness: { ...active, type: 1, ...keyed(1) } }),
        "account isn't witness can't set witness permission",
      ],
    ];
    for (const [name, change, message] of bad) {
      it(`${name}: ${message}`, async () => {
        expect(await update(4, change())).to.deep.equal(problem(message));
      });
    }
  });

  it("broadcasthex refuses bytes that are no transaction", async () => {
    const { Error: words } = await lab.ask("/wallet/broadcasthex", { transaction: "0aff" });
    expect(words).to.match(
      /^class com\.google\.protobuf\.InvalidProtocolBufferException : While parsing a protocol message/,
    );
  });

  it("constant calls need an owner, and a contract or data", async () => {
    const ask = async (body: Recorded): Promise<string> => {
      const { result } = await lab.ask("/wallet/triggerconstantcontract", body);
      return text((result as Recorded)["message"]);
    };
    const kind = "class java.security.InvalidParameterException : ";
    expect(await ask({})).to.equal(`${kind}owner_address isn't set.`);
    expect(await ask({ owner_address: account(1) })).to.equal(
      `${kind}At least one of contract_address and data must be set.`,
    );
    expect(await ask({ owner_address: account(1), data: "00", function_selector: "x()" })).to.equal(
      `${kind}While trying to deploy, function_selector and data can not be both set.`,
    );
  });

  it("broadcasthex takes the protobuf bytes and answers with the transaction", async () => {
    const built = await transfer(1, account(2), 1n);
    const signature = signatureOf(built, 1);
    const raw = built["raw_data_hex"] as string;
    const length = (raw.length / 2).toString(16).padStart(2, "0");
    const size = raw.length / 2;
    const prefix =
      size < 128
        ? `0a${length}`
        : `0a${((size & 0x7f) | 0x80).toString(16)}${(size >> 7).toString(16).padStart(2, "0")}`;
    const answer = await lab.ask("/wallet/broadcasthex", { transaction: `${prefix}${raw}1241${signature}` });
    expect(answer).to.include({ result: true, code: "SUCCESS", txid: built["txID"], message: "" });
  });
});
