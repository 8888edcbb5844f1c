import { expect } from "chai";
import { TronWeb } from "tronweb";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { numberedKey } from "./support/keys.ts";
import { type Recorded, type Refusal, refusals } from "./support/recording.ts";

const TRX = 1_000_000n;
/** What a recording holds instead of a value that is another on each chain. */
const PLACEHOLDER = /^<(string|number|(?:tx|c):[\w-]+)>$/;

/** Creation code that leaves so much code behind. */
const creationOf = (code: string): string =>
  `60${(code.length / 2).toString(16).padStart(2, "0")}8060095f395ff3${code}`;
const RETURNS_SEVEN = "60075f5260205ff3";
const REVERTS_WITH_NINE = "60095f5260205ffd";

/** The chain on which the answers were recorded, as far as they depend on it. */
class Stage {
  readonly node: TronNode;
  readonly contracts = new Map<string, string>();
  readonly transactions = new Map<string, string>();

  constructor(node: TronNode) {
    this.node = node;
  }

  address(number: number): string {
    return TronWeb.address.toHex(TronWeb.address.fromPrivateKey(numberedKey(number)) as string).toLowerCase();
  }

  async send(label: string, path: string, request: Recorded, key: number): Promise<string> {
    const id = await this.submit(label, path, request, key);
    await this.node.mine();
    return id;
  }

  async submit(label: string, path: string, request: Recorded, key: number): Promise<string> {
    const built = (await this.node.request(path, { owner_address: this.address(key), ...request })) as Recorded;
    const unsigned = (built["transaction"] ?? built) as never;
    const signed = await new TronWeb({ fullHost: this.node.url }).trx.sign(unsigned, numberedKey(key));
    expect(await this.node.request("/wallet/broadcasttransaction", signed), label).to.include({ result: true });
    const { txID, contract_address } = signed as { txID: string; contract_address?: string };
    this.transactions.set(label, txID);
    if (contract_address !== undefined) this.contracts.set(label, contract_address);
    return txID;
  }

  deploy(label: string, bytecode: string, more: Recorded = {}): Promise<string> {
    const request = { bytecode, fee_limit: 1_000_000_000, origin_energy_limit: 1, consume_user_resource_percent: 100 };
    return this.send(label, "/wallet/deploycontract", { ...request, ...more }, 3);
  }

  async build(): Promise<void> {
    await this.deploy("leaf-ok", creationOf(RETURNS_SEVEN));
    await this.deploy("leaf-rev", creationOf(REVERTS_WITH_NINE));
    await this.deploy("cr-value", "60018060095f395ff300", { call_value: 1234 });
    await this.deploy("cr-revert", "60055f5260205ffd");
    const pay = (to: number, amount: number): Recorded => ({ to_address: this.address(to), amount });
    await this.submit("trx-new", "/wallet/createtransaction", pay(11, 1), 3);
    await this.submit("second", "/wallet/createtransaction", pay(4, 2), 3);
    await this.submit("third", "/wallet/createtransaction", pay(7, 3), 9);
    await this.submit("fourth", "/wallet/createtransaction", pay(3, 4), 4);
    await this.node.mine();
    const staked = (trx: bigint, resource: string): Recorded => ({ frozen_balance: Number(trx * TRX), resource });
    await this.send("stake", "/wallet/freezebalancev2", staked(50_000n, "BANDWIDTH"), 7);
    await this.send("stake energy", "/wallet/freezebalancev2", staked(100_000n, "ENERGY"), 7);
    const lent = (to: number, trx: bigint): Recorded => ({
      receiver_address: this.address(to),
      balance: Number(trx * TRX),
      resource: "ENERGY",
    });
    const call = { contract_address: this.contracts.get("leaf-ok"), data: "00", fee_limit: 1_000_000 };
    await this.send("call", "/wallet/triggersmartcontract", call, 7);
    await this.send("lend", "/wallet/delegateresource", lent(8, 15_000n), 7);
    await this.send("lend more", "/wallet/delegateresource", lent(9, 5_000n), 7);
    const unstaked = { unfreeze_balance: Number(10_000n * TRX), resource: "ENERGY" };
    await this.send("unstake", "/wallet/unfreezebalancev2", unstaked, 7);
    await this.send("cancel-unstake", "/wallet/cancelallunfreezev2", {}, 7);
    const permission = (name: string, more: Recorded = {}): Recorded => ({
      permission_name: name,
      threshold: 1,
      keys: [{ address: this.address(5), weight: 1 }],
      ...more,
    });
    const operations = "7fff1fc0033efb0f000000000000000000000000000000000000000000000000";
    const update = { owner: permission("owner"), actives: [permission("active", { type: 2, operations })] };
    await this.send("perm-ok", "/wallet/accountpermissionupdate", update, 5);
  }

  /** A recorded request with what its placeholders stand for on this chain. */
  async filled(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.filled(item)));
    if (value !== null && typeof value === "object") {
      const entries = Object.entries(value).map(async ([key, item]) => [key, await this.filled(item)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }
    if (typeof value !== "string") return value;
    const block = async (label: string): Promise<{ blockNumber: number }> =>
      (await this.node.request("/wallet/gettransactioninfobyid", {
        value: this.transactions.get(label),
      })) as { blockNumber: number };
    const whole = /^\$\{num:([\w-]+)\}$/.exec(value);
    if (whole?.[1] !== undefined) return (await block(whole[1])).blockNumber;
    const parts = await Promise.all(
      value.split(/(\$\{[\w:-]+\})/).map(async (part) => {
        const [, kind, label = ""] = /^\$\{(\w+):([\w-]+)\}$/.exec(part) ?? [];
        if (kind === undefined) return part;
        if (kind === "key") return this.address(Number(label));
        if (kind === "key20") return this.address(Number(label)).slice(2);
        if (kind === "c") return this.contracts.get(label) ?? "";
        if (kind === "c20") return this.contracts.get(label)?.slice(2) ?? "";
        if (kind === "tx") return this.transactions.get(label) ?? "";
        const { blockNumber } = await block(label);
        const { blockID } = (await this.node.request("/wallet/getblockbynum", { num: blockNumber })) as Recorded;
        return blockID as string;
      }),
    );
    return parts.join("");
  }
}

/** The answer with placeholders where the recording has them, as far as the kind of value agrees. */
function alike(expected: unknown, actual: unknown): unknown {
  const kind = typeof expected === "string" ? PLACEHOLDER.exec(expected)?.[1] : undefined;
  if (kind !== undefined) {
    const wanted = kind === "number" ? "number" : "string";
    return typeof actual === wanted ? expected : actual;
  }
  if (expected === null || typeof expected !== "object" || actual === null || typeof actual !== "object") return actual;
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (!Array.isArray(expected) || !Array.isArray(actual)) return actual;
    return actual.map((item, index) => alike(expected[index], item));
  }
  return Object.fromEntries(
    Object.entries(actual as Recorded).map(([key, item]) => [key, alike((expected as Recorded)[key], item)]),
  );
}

/** What the recorded chain was otherwise about, by the id of an exchange. */
const OF_ANOTHER_CHAIN: Readonly<Record<string, readonly string[]>> = {
  // A witness since its genesis block; its bandwidth was in use.
  "http-account-9": ["is_witness", "witness_permission", "owner_permission", "active_permission"],
};

function without(value: unknown, names: readonly string[]): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

describe("Answers of java-tron 4.8.0 to what is unusual or wrong", function () {
  this.timeout(60_000);
  let node: TronNode;
  let stage: Stage;

  before(async () => {
    const accounts = Array.from({ length: 9 }, (_, index) => {
      const address = TronWeb.address.fromPrivateKey(numberedKey(index + 1)) as string;
      return { address, balance: 1_000_000_000n * TRX, name: `Account ${index + 1}` };
    });
    node = await createTronNode({ version: "4.8.0", privateKeys: [], accounts, blocks: "manual" });
    stage = new Stage(node);
    await stage.build();
  });
  after(async () => {
    await node.close();
  });

  const ask = async ({ path, body, method, params }: Refusal): Promise<{ status: number; body: unknown }> => {
    const given = await stage.filled(path === undefined ? { jsonrpc: "2.0", id: 1, method, params } : body);
    const text = typeof given === "string" ? given : JSON.stringify(given);
    const response = await fetch(`${node.url}${path ?? "/jsonrpc"}`, { method: "POST", body: text });
    const answer = await response.text();
    return { status: response.status, body: answer.startsWith("<") ? { $text: answer } : JSON.parse(answer) };
  };

  for (const refusal of refusals()) {
    const { id, answer } = refusal;
    it(`${id}: ${refusal.path ?? refusal.method} ${JSON.stringify(refusal.body ?? refusal.params)}`, async () => {
      const { status, body } = await ask(refusal);
      expect(status).to.equal(answer.status);
      if (answer.keys !== undefined) {
        expect(Object.keys(body as object)).to.deep.equal(Object.keys(answer.keys));
        return;
      }
      const page = (answer.body as { $text?: string }).$text;
      if (page !== undefined) {
        expect((body as { $text: string }).$text.slice(0, page.length)).to.equal(page);
        return;
      }
      const names = OF_ANOTHER_CHAIN[id] ?? [];
      const expected = without(answer.body, names);
      expect(alike(expected, without(body, names))).to.deep.equal(expected);
    });
  }

  it("tells with whom an account shares its resources, and how much more of a stake it can lend", async () => {
    const [owner, first, second] = [stage.address(7), stage.address(8), stage.address(9)];
    const request = (path: string, body: Readonly<Record<string, string | number>>): Promise<unknown> =>
      node.request(`/wallet/${path}`, body);
    expect(await request("getdelegatedresourceaccountindexv2", { value: owner })).to.deep.equal({
      account: owner,
      toAccounts: [first, second],
    });
    expect(await request("getdelegatedresourceaccountindexv2", { value: second })).to.deep.equal({
      account: second,
      fromAccounts: [owner],
    });
    const { frozenV2 } = (await request("getaccount", { address: owner })) as { frozenV2: { amount: number }[] };
    const { max_size: most } = (await request("getcandelegatedmaxsize", { owner_address: owner, type: 1 })) as {
      max_size: number;
    };
    // A few sun of the stake back the energy of the one call; for bandwidth, the transaction that lends is counted too.
    expect(frozenV2[1]!.amount - most).to.be.within(1, 100_000);
    const { max_size: bandwidth } = (await request("getcandelegatedmaxsize", { owner_address: owner, type: 0 })) as {
      max_size: number;
    };
    expect(frozenV2[0]!.amount - bandwidth).to.be.within(280, 2_000_000);
    expect(await request("getcandelegatedmaxsize", { owner_address: second, type: 1 })).to.deep.equal({});
    expect(await request("getdelegatedresourcev2", { fromAddress: second, toAddress: owner })).to.deep.equal({});
  });
});
