import { expect } from "chai";
import { TronWeb } from "tronweb";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { type Exchange, exchanges, type Recorded } from "./support/recording.ts";
import { Replayer } from "./support/replayer.ts";

const BLOCK_ONE = 1_795_330_788_000;
/** The recorded chain's first accounts; balances in sun. */
const GENESIS = [
  { address: "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC", balance: 90_000_000_000_000_000n, name: "Zion" },
  { address: "TDvSsdrNM5eeXNL3czpa6AxLDHZA9nwe9K", balance: 1_000_000_000_000_000n, name: "Acc2" },
  { address: "TKTX96CBxr5kvhjsDHcqoiPWZageGxoTW3", balance: 1_000_000_000_000_000n, name: "Acc3" },
];

/**
 * What cannot be equal on two chains, by the last part of a path, and nothing else: hashes of blocks and what is
 * computed from them, the block producer, and the clock of the node that builds a transaction.
 */
const EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  blocks: ["blockID", "txTrieRoot", "witness_address", "parentHash", "witness_signature"],
  building: ["txID", "ref_block_hash", "timestamp", "raw_data_hex"],
};
const BLOCK_PATHS = /getblock|getnowblock/;
const BUILD_PATHS = /trigger/;

/** Further fields that differ, by label, each for a reason that lies in the recording. */
const BY_LABEL: Readonly<Record<string, readonly string[]>> = {
  // The recorded owner did other things between the recorded ones.
  getaccount: ["balance", "latest_opration_time", "latest_consume_free_time", "latest_consume_time_for_energy"],
  getburntrx: ["burnTrxAmount"],
  // Cycles are counted from another genesis.
  getcontractinfo: ["update_cycle"],
  // The address follows from the id of a transaction that is never sent.
  "constant deploy (no contract_address)": ["contract_address"],
  "transfer with memo": ["raw_data_hex"],
  "multisig trigger": ["raw_data_hex"],
  listwitnesses: ["address"],
};
/** The machine java-tron ran on. */
const NODE_INFO = ["machineInfo", "p2pVersion", "block", "solidityBlock"];

function volatileOf({ label, path = "" }: Exchange): Set<string> {
  const fields = [...(BY_LABEL[label] ?? [])];
  if (BLOCK_PATHS.test(path)) fields.push(...(EVERYWHERE["blocks"] ?? []), "raw_data_hex", "ref_block_hash");
  if (BUILD_PATHS.test(path)) fields.push(...(EVERYWHERE["building"] ?? []));
  if (path.endsWith("getnodeinfo")) fields.push(...NODE_INFO);
  return new Set(fields);
}

/** Replaces volatile values by their type and readable messages by their text. */
function normal(value: unknown, volatile: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => normal(item, volatile));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (volatile.has(key)) return [key, typeof item];
      const isText = (key === "message" || key === "resMessage") && typeof item === "string";
      return [key, isText ? Buffer.from(item, "hex").toString("utf8") : normal(item, volatile)];
    }),
  );
}

/** Blocks of the recording also hold transactions of others; only the known ones are compared. */
function withoutStrangers(answer: unknown, known: (id: string) => boolean): unknown {
  const { transactions } = (answer ?? {}) as { transactions?: Recorded[] };
  if (transactions === undefined) return answer;
  return { ...(answer as Recorded), transactions: transactions.filter((tx) => known(tx["txID"] as string)) };
}

describe("Recorded exchanges between tronweb and java-tron 4.8.0", function () {
  this.timeout(60_000);
  let node: TronNode;
  let replayer: Replayer;
  let tronWeb: TronWeb;
  const recorded = exchanges();
  const sent = new Set(recorded.map(({ request }) => ((request ?? {}) as Recorded)["txID"]));

  before(async () => {
    node = await createTronNode({
      version: "4.8.0",
      blocks: "manual",
      privateKeys: [],
      accounts: GENESIS,
      now: () => BLOCK_ONE,
      bandwidthPrices: "0:10,1795330830000:1000",
      solidity: false,
      events: false,
    });
    replayer = new Replayer(node);
    await replayer.begin();
    tronWeb = new TronWeb({ fullHost: node.url });
  });
  after(async () => {
    await node.close();
  });

  const ask = async (exchange: Exchange): Promise<{ status: number; body: unknown }> => {
    const request = replayer.request(exchange);
    const body = typeof request === "string" ? request : JSON.stringify(request);
    const options = exchange.method === "POST" ? { method: "POST", body } : {};
    const response = await fetch(`${node.url}${replayer.translate(exchange.path ?? "")}`, options);
    const text = await response.text();
    return { status: response.status, body: text.startsWith("<") ? text : (JSON.parse(text) as unknown) };
  };

  const learnFrom = (exchange: Exchange, body: unknown): void => {
    const [then, now] = [exchange.response, body] as [Recorded, Recorded];
    replayer.learn(then["blockID"], now["blockID"]);
    replayer.learn(
      (then["blockID"] as string | undefined)?.slice(16, 32),
      (now["blockID"] as string | undefined)?.slice(16, 32),
    );
    const outer = [then, now].map((answer) => answer["transaction"] as Recorded | undefined);
    replayer.learn(outer[0]?.["txid"], outer[1]?.["txid"]);
    const inner = outer.map(
      (tx) => ((tx?.["transaction"] as Recorded | undefined) ?? tx)?.["raw_data"] as Recorded | undefined,
    );
    replayer.learn(inner[0]?.["ref_block_hash"], inner[1]?.["ref_block_hash"]);
  };

  recorded.forEach((exchange, index) => {
    const { label, path, thrown } = exchange;
    if (thrown !== undefined) {
      it(`${index} ${label}: tronweb throws "${thrown}"`, async () => {
        const before = replayer.request(recorded[index - 1]!) as Recorded;
        const call = path === undefined && label.startsWith("estimate") ? "estimateEnergy" : "triggerConstantContract";
        const [contract, owner] = [before["contract_address"] as string, before["owner_address"] as string];
        const words = (before["parameter"] as string).match(/.{64}/g)!;
        const parameters = [
          { type: "address", value: `0x${words[0].slice(24)}` },
          { type: "address", value: `0x${words[1]!.slice(24)}` },
          { type: "uint256", value: BigInt(`0x${words[2]!}`).toString() },
        ];
        const builder = tronWeb.transactionBuilder;
        const error = await builder[call](contract, before["function_selector"] as string, {}, parameters, owner).then(
          () => undefined,
          (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
        );
        expect(error).to.equal(thrown);
      });
      return;
    }
    it(`${index} ${label}: ${exchange.method} ${path}`, async () => {
      await replayer.catchUp(exchange);
      const { status, body } = await ask(exchange);
      learnFrom(exchange, body);
      expect(status).to.equal(exchange.status);
      const volatile = volatileOf(exchange);
      const expected = withoutStrangers(exchange.response, (id) => sent.has(id));
      expect(normal(body, volatile)).to.deep.equal(replayer.translate(normal(expected, volatile)));
      if (label === "deploy" && path === "/wallet/gettransactioninfobyid") await useFreeBandwidth();
    });
  });

  /** A transaction of the recorded owner, not in the recording, that took its free bandwidth of the day. */
  const useFreeBandwidth = async (): Promise<void> => {
    const transfer = recorded.find(
      ({ path, label }) => label === "transfer new" && path?.endsWith("triggersmartcontract"),
    )!;
    const call = replayer.request(transfer) as Recorded;
    const request = { ...call, function_selector: "approve(address,uint256)", fee_limit: 1_000_000_000 };
    const built = (await node.request("/wallet/triggersmartcontract", request)) as { transaction: Recorded };
    const signed = await tronWeb.trx.sign(built.transaction as never, "1".padStart(64, "0"));
    expect(await node.request("/wallet/broadcasttransaction", signed)).to.include({ result: true });
  };
});
