import { expect } from "chai";
import { TronWeb } from "tronweb";
import { toBase58, toEvm } from "../../../packages/tron/address.ts";
import { account, key, Lab } from "./support/lab.ts";
import { type Recorded, scenario } from "./support/recording.ts";

const { Tok } = scenario().artifacts;

describe("Events and tronweb's reads on the embedded node", function () {
  this.timeout(30_000);
  let lab: Lab;
  let tronWeb: TronWeb;
  let contract: string;

  before(async () => {
    lab = await Lab.open();
    tronWeb = new TronWeb({ fullHost: lab.node.url, privateKey: key(1) });
    const transaction = await tronWeb.transactionBuilder.createSmartContract(
      {
        abi: Tok!.abi as never,
        bytecode: Tok!.bytecode,
        feeLimit: 1e9,
        name: "Tok",
        userFeePercentage: 100,
        originEnergyLimit: 1e7,
      },
      toBase58(account(1)),
    );
    await lab.mined(await lab.broadcast(transaction, 1));
    contract = (transaction as unknown as { contract_address: string }).contract_address;
  });
  after(async () => {
    await lab.close();
  });

  it("tronweb's contract sends, reads and finds its events", async () => {
    const token = tronWeb.contract(Tok!.abi as never, contract) as unknown as Record<
      string,
      (...args: unknown[]) => { send(options: object): Promise<string>; call(): Promise<bigint> }
    >;
    const id = await token["transfer"]!(toBase58(account(2)), 5).send({ feeLimit: 1e8 });
    expect(await token["balanceOf"]!(toBase58(account(2))).call()).to.equal(5n);
    const { data } = (await tronWeb.event.getEventsByContractAddress(contract, {
      eventName: "Transfer",
    })) as unknown as { data: Recorded[] };
    expect(data).to.have.length(2);
    expect(data[0]).to.deep.include({
      contract_address: toBase58(contract),
      event_name: "Transfer",
      event: "Transfer(address indexed from, address indexed to, uint256 value)",
      transaction_id: id,
      result_type: { from: "address", to: "address", value: "uint256" },
    });
    const [from, to] = [toEvm(account(1)).toLowerCase(), toEvm(account(2)).toLowerCase()];
    expect(data[0]!["result"]).to.deep.equal({ 0: from, 1: to, 2: "5", from, to, value: "5" });
    const byTransaction = (await tronWeb.event.getEventsByTransactionID(id)) as unknown as { data: Recorded[] };
    expect(byTransaction.data).to.deep.equal([data[0]]);
  });

  it("pages through events", async () => {
    const first = await lab.ask(`/v1/contracts/${toBase58(contract)}/events?limit=1&order_by=block_timestamp,asc`);
    const { fingerprint } = first["meta"] as { fingerprint: string };
    const second = await lab.ask(
      `/v1/contracts/${toBase58(contract)}/events?limit=1&order_by=block_timestamp,asc&fingerprint=${fingerprint}`,
    );
    const [a, b] = [first, second].map((page) => (page["data"] as Recorded[])[0]!["block_number"] as number);
    expect(a! < b!).to.equal(true);
    expect(await lab.ask(`/v1/contracts/${toBase58(contract)}/events?event_name=Approval`)).to.deep.include({
      data: [],
      success: true,
    });
  });

  it("prints addresses and messages for people when visible", async () => {
    const { data } = (await lab.ask(`/v1/contracts/${toBase58(contract)}/events?limit=1`)) as { data: Recorded[] };
    const info = await lab.ask("/wallet/gettransactioninfobyid", { value: data[0]!["transaction_id"], visible: true });
    expect(info["contract_address"]).to.equal(toBase58(contract));
    expect((info["log"] as Recorded[])[0]!["address"]).to.equal(toBase58(contract));
    const built = await lab.ask("/wallet/createtransaction", {
      owner_address: toBase58(account(1)),
      to_address: toBase58(account(2)),
      amount: 1,
      visible: true,
    });
    const answer = await lab.ask("/wallet/broadcasttransaction", { ...built, signature: ["00".repeat(65)] });
    expect(answer["message"]).to.match(/^Validate signature error: /);
  });

  it("answers GET as POST, and walletsolidity as wallet", async () => {
    const post = await lab.ask("/wallet/getaccount", { address: account(2) });
    expect(await lab.ask(`/wallet/getaccount?address=${account(2)}`)).to.deep.equal(post);
    expect(await lab.ask(`/walletsolidity/getaccount?address=${account(2)}`)).to.deep.equal(post);
  });

  it("prints 64-bit integers as texts when a GET asks for it, others as numbers", async () => {
    const block = await lab.ask("/wallet/getblock?detail=true&int64_as_string=true");
    const { raw_data } = block["block_header"] as { raw_data: Recorded };
    expect(raw_data).to.include({ number: String(lab.node.head.number), version: 32 });
    const rich = await lab.ask(`/wallet/getaccount?address=${account(2)}&int64_as_string=true`);
    expect(rich["balance"]).to.equal("1000000000000000");
  });

  it("lists blocks and chain parameters", async () => {
    const { block } = (await lab.ask("/wallet/getblockbylimitnext", { startNum: 0, endNum: 2 })) as {
      block: Recorded[];
    };
    expect(block).to.have.length(2);
    expect((block[0]!["block_header"] as { raw_data: Recorded }).raw_data).to.not.have.property("number");
    const latest = (await lab.ask("/wallet/getblockbylatestnum", { num: 1 })) as { block: Recorded[] };
    expect(latest.block[0]).to.deep.equal(await lab.ask("/wallet/getnowblock"));
    const parameters = await tronWeb.trx.getChainParameters();
    expect(parameters.find(({ key: name }) => name === "getEnergyFee")?.value).to.equal(100);
    expect(parameters.find(({ key: name }) => name === "getMaxFeeLimit")?.value).to.equal(15_000_000_000);
  });
});
