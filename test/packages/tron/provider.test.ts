import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  BrowserProvider,
  SigningKey,
  type TransactionReceipt,
  ZeroAddress,
  ZeroHash,
  computeAddress,
  id,
  isCallException,
  verifyTypedData,
} from "ethers";
import { TronWeb } from "tronweb";
import { TronError } from "../../../packages/tron/error.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { TronClient, httpTransports } from "../../../packages/tron/client.ts";
import { deployContract } from "../../../packages/tron/deploy-contract.ts";
import { createTronNode, inProcessClient, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { TronProvider } from "../../../packages/tron/provider.ts";
import type { TronSettings } from "../../../packages/tron/provider/settings.ts";
import { TronSigner } from "../../../packages/tron/signer.ts";
import {
  type Operation,
  broadcastTransaction,
  buildTransaction,
  createdAddress,
  readTransaction,
  referenceBlock,
  signTransaction,
  transactionStatus,
} from "../../../packages/tron/transactions.ts";
import { type Timelock, Timelock__factory } from "../../../typechain-types/index.js";

const keys = Array.from({ length: 4 }, (_, index) => new SigningKey(`0x${(index + 1).toString(16).padStart(64, "0")}`));
const [deployerKey, proposerKey, strangerKey] = keys as [SigningKey, SigningKey, SigningKey];
const NEWCOMER = computeAddress(id("newcomer"));
const DELAY = 3_600n;
const DELAYS = { upgrade: DELAY, roles: DELAY, attestors: DELAY };

interface Opened {
  readonly tron: TronProvider;
  readonly provider: BrowserProvider;
  readonly client: TronClient;
  signer(key: SigningKey): TronSigner;
}

/** A provider on a node of this process. What `lose` says yes to is answered and goes no further; `missing` paths fail. */
function open(
  node: TronNode,
  settings: Partial<TronSettings> = {},
  { lose = () => false, missing = /(?!)/ }: { lose?: (path: string) => boolean; missing?: RegExp } = {},
): Opened {
  const request: TronNode["request"] = (path, body) => {
    if (missing.test(path)) return Promise.reject(new TronError("TRON_SERVICE_MISSING", path));
    return lose(path) ? Promise.resolve({ result: true }) : node.request(path, body);
  };
  const client = inProcessClient({ request });
  const readKeys = (): Promise<string[]> => Promise.resolve(keys.map(({ privateKey }) => privateKey));
  const tron = new TronProvider({ client, settings, keys: readKeys });
  const provider = new BrowserProvider(tron, Number(node.chainId), { staticNetwork: true, cacheTimeout: -1 });
  return { tron, provider, client, signer: (key) => new TronSigner(key, provider) };
}

async function caught(action: Promise<unknown>): Promise<TronError> {
  const outcome = await action.then(
    () => "accepted",
    (error: unknown) => error,
  );
  if (outcome instanceof TronError) return outcome;
  throw new Error(`Expected a refusal, got ${String(outcome)}`);
}

describe("The TRON provider", function () {
  this.timeout(60_000);
  let node: TronNode;
  let opened: Opened;
  let timelock: Timelock;
  const address = { deployer: computeAddress(deployerKey), stranger: computeAddress(strangerKey) };
  const proposer = computeAddress(proposerKey);

  before(async () => {
    node = await createTronNode({ port: false, privateKeys: keys.map(({ privateKey }) => privateKey.slice(2)) });
    opened = open(node);
    timelock = await deployContract(Timelock__factory, opened.signer(deployerKey), DELAYS, [proposer], []);
  });

  const request = (method: string, ...params: unknown[]): Promise<unknown> => opened.tron.request({ method, params });
  const schedule = (salt: string): readonly [string, bigint, string, string, string, bigint] => [
    address.stranger,
    0n,
    "0x",
    ZeroHash,
    id(salt),
    DELAY,
  ];

  describe("reads", () => {
    it("the chain's id from the genesis block, and the accounts of the keys", async () => {
      expect(await request("eth_chainId")).to.equal(`0x${node.chainId.toString(16)}`);
      expect(await request("net_version")).to.equal(`${node.chainId}`);
      expect(await request("eth_accounts")).to.deep.equal(keys.map((key) => computeAddress(key).toLowerCase()));
      expect(await request("web3_clientVersion")).to.equal("java-tron/4.8.2");
    });

    it("blocks by number, hash and tag", async () => {
      const { provider } = opened;
      const latest = await provider.getBlock("latest");
      expect(latest?.number).to.equal(Number(node.head.number));
      expect(latest?.timestamp).to.equal(Number(node.head.timestamp / 1_000n));
      expect(latest?.transactions).to.have.length(1);
      expect((await provider.getBlock(latest?.hash ?? ""))?.number).to.equal(latest?.number);
      expect((await provider.getBlock((latest?.number ?? 0) - 1))?.hash).to.equal(latest?.parentHash);
      expect((await provider.getBlock("finalized"))?.number).to.equal(latest?.number);
      expect((await provider.getBlock(0))?.hash).to.match(/^0x0{16}/);
      expect(await provider.getBlock(1_000_000)).to.equal(null);
    });

    it("balances in sun, code byte for byte, storage, and no nonces", async () => {
      expect(await opened.provider.getBalance(address.stranger)).to.equal(10n ** 15n);
      expect(await opened.provider.getBalance(NEWCOMER)).to.equal(0n);
      const target = await timelock.getAddress();
      const info = await node.request("/wallet/getcontractinfo", { value: `41${target.slice(2)}` });
      expect(await opened.provider.getCode(target)).to.equal(`0x${(info as { runtimecode: string }).runtimecode}`);
      expect(await opened.provider.getCode(NEWCOMER)).to.equal("0x");
      expect(await opened.provider.getStorage(target, 2n)).to.equal(`0x${DELAY.toString(16).padStart(64, "0")}`);
      expect(await opened.provider.getTransactionCount(address.deployer)).to.equal(0);
    });

    it("refuses older state, which TRON's nodes do not keep", async () => {
      const refused = await request("eth_getBalance", address.deployer, "0x1").catch((error: unknown) => error);
      expect(refused).to.include({
        code: -32_602,
        message: "TRON nodes keep no older state. Ask for the latest block.",
      });
    });

    it("says which methods it has not", async () => {
      const refused = await request("eth_newFilter").catch((error: unknown) => error);
      expect(refused).to.include({ code: -32_601, message: "TRON has no eth_newFilter." });
    });
  });

  describe("calls", () => {
    it("keep the data of a revert, so that ethers decodes the error", async () => {
      const stranger = timelock.connect(opened.signer(strangerKey));
      const attempts = [
        () => stranger.schedule.staticCall(...schedule("a")),
        () => stranger.schedule(...schedule("a")),
      ];
      for (const attempt of attempts) {
        const error: unknown = await attempt().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (!isCallException(error)) throw new Error(`Expected a revert, got ${String(error)}`);
        const decoded = timelock.interface.parseError(error.data ?? "");
        expect(decoded?.name).to.equal("AccessControlUnauthorizedAccount");
        expect(decoded?.args.toArray()).to.deep.equal([address.stranger, await timelock.PROPOSER_ROLE()]);
      }
    });

    it("of accounts without code answer with nothing, as on an EVM chain", async () => {
      expect(await opened.provider.call({ to: NEWCOMER, data: "0x12345678" })).to.equal("0x");
    });

    it("estimate energy with a margin, in prices of sun", async () => {
      const tx = await timelock.connect(opened.signer(proposerKey)).schedule.populateTransaction(...schedule("b"));
      const cost = await opened.tron.estimateCost({ from: proposer, to: tx.to, data: tx.data });
      const gas = await opened.provider.estimateGas({ ...tx, from: proposer });
      expect(gas).to.equal((cost.energy * 120n) / 100n);
      expect((await opened.provider.getFeeData()).gasPrice).to.equal(100n);
      expect(cost.energyFee).to.equal(cost.energy * 100n);
      expect(cost.total).to.equal(cost.energyFee + cost.bandwidthFee);
    });
  });

  describe("transactions", () => {
    it("have receipts with energy, bandwidth, fee and decodable logs", async () => {
      const sent = await timelock.connect(opened.signer(proposerKey)).schedule(...schedule("c"));
      const cost = sent.gasLimit * 100n;
      const receipt = (await sent.wait()) as TransactionReceipt;
      const raw = (await request("eth_getTransactionReceipt", sent.hash)) as Record<string, string>;
      expect(receipt.status).to.equal(1);
      expect(receipt.to).to.equal(await timelock.getAddress());
      expect(receipt.from).to.equal(proposer);
      expect(receipt.gasUsed).to.equal(BigInt(raw.energy ?? 0));
      expect(BigInt(raw.fee ?? 0)).to.equal(receipt.gasUsed * 100n + (await bandwidthFee(sent.hash)));
      expect(receipt.gasUsed * 100n <= cost).to.equal(true);
      expect(raw.result).to.equal("SUCCESS");
      expect(receipt.logs.map((log) => timelock.interface.parseLog(log)?.name)).to.deep.equal([
        "CallScheduled",
        "CallSalt",
      ]);
      expect(receipt.logs.map(({ index, address: emitter }) => [index, emitter])).to.deep.equal([
        [0, await timelock.getAddress()],
        [1, await timelock.getAddress()],
      ]);
    });

    it("number the logs of a block throughout, and find them with and without java-tron's JSON-RPC", async () => {
      node.setBlocks("manual");
      const waiting = open(node, { waitForInclusion: false });
      const hashes: string[] = [];
      for (const salt of ["d", "e"]) {
        const sent = await timelock.connect(waiting.signer(proposerKey)).schedule(...schedule(salt));
        expect(await waiting.provider.getTransactionReceipt(sent.hash)).to.equal(null);
        expect((await waiting.provider.getTransaction(sent.hash))?.blockNumber).to.equal(null);
        hashes.push(sent.hash);
      }
      await node.mine();
      node.setBlocks("instant");
      const receipts = await Promise.all(hashes.map((hash) => opened.provider.getTransactionReceipt(hash)));
      expect(receipts.flatMap((receipt) => receipt?.logs.map(({ index }) => index))).to.deep.equal([0, 1, 2, 3]);
      expect(receipts.map((receipt) => receipt?.index)).to.deep.equal([0, 1]);

      const single = open(node, {}, { missing: /jsonrpc/ });
      const filter = timelock.filters.CallSalt();
      const found = await timelock.queryFilter(filter);
      const alone = await timelock.connect(single.provider).queryFilter(filter);
      expect(found.map(({ args }) => args.salt)).to.deep.equal(["c", "d", "e"].map(id));
      const plain = (logs: typeof found): unknown[] => logs.map((log): unknown => log.toJSON());
      expect(plain(alone)).to.deep.equal(plain(found));
    });

    it("that revert on the chain say so in the receipt, with the contract's error", async () => {
      const stranger = opened.signer(strangerKey);
      const tx = await timelock.schedule.populateTransaction(...schedule("f"));
      const sent = await stranger.sendTransaction({ ...tx, gasLimit: 100_000n });
      const raw = (await request("eth_getTransactionReceipt", sent.hash)) as Record<string, string>;
      expect(raw.status).to.equal("0x0");
      expect(raw.result).to.equal("REVERT");
      expect(raw.message).to.equal("REVERT opcode executed");
      expect(timelock.interface.parseError(raw.returnData ?? "")?.name).to.equal("AccessControlUnauthorizedAccount");
    });

    it("move TRX in sun and open accounts, whose fee is part of the estimate", async () => {
      const before = await opened.provider.getBalance(address.deployer);
      const tx = { from: address.deployer, to: NEWCOMER, value: "0xf4240" };
      const cost = await opened.tron.estimateCost(tx);
      expect(cost.activationFee).to.equal(1_000_000n);
      const hash = (await request("eth_sendTransaction", tx)) as string;
      const raw = (await request("eth_getTransactionReceipt", hash)) as Record<string, string>;
      expect(await opened.provider.getBalance(NEWCOMER)).to.equal(1_000_000n);
      expect(before - (await opened.provider.getBalance(address.deployer))).to.equal(1_000_000n + BigInt(raw.fee ?? 0));
      expect(BigInt(raw.fee ?? 0) >= cost.activationFee).to.equal(true);
    });

    it("differ from each other even if they say the same", async () => {
      const tx = { from: address.deployer, to: address.stranger, value: "0x1" };
      const hashes = await Promise.all([1, 2, 3].map(() => request("eth_sendTransaction", tx)));
      expect(new Set(hashes).size).to.equal(3);
    });

    it("are refused when they cost more than the limit or the balance, with both sums", async () => {
      const capped = open(node, { feeLimit: 1_000_000n });
      const tx = await timelock.schedule.populateTransaction(...schedule("g"));
      const limit = await caught(capped.tron.prepare({ from: proposer, to: tx.to, data: tx.data }));
      expect(limit.code).to.equal("FEE_LIMIT_TOO_LOW");
      expect(limit.message).to.match(/needs \d+ energy, worth [\d.]+ TRX; the network's fee limit is 1\.00 TRX\.$/);

      const poor = { from: NEWCOMER, to: address.deployer, value: "0x1e8480" };
      const balance = await caught(opened.tron.prepare(poor));
      expect(balance.code).to.equal("BALANCE_TOO_LOW");
      expect(balance.message).to.equal(
        `${toBase58(NEWCOMER)} has 1.00 TRX; the transaction takes 2.00 TRX. Missing: 1.00 TRX.`,
      );
    });

    it("are refused without a key, and where TRON lacks the feature", async () => {
      const refused = await caught(request("eth_sendTransaction", { from: NEWCOMER, to: ZeroAddress, value: "0x1" }));
      expect(refused.code).to.equal("SIGNER_MISSING");
      const delegation = { from: address.deployer, to: ZeroAddress, authorizationList: [{}] };
      const type4 = await request("eth_sendTransaction", delegation).catch((error: unknown) => error);
      expect(type4).to.include({ message: "TRON has no EIP-7702: an account cannot carry code." });
    });

    it("that a node takes and loses are reported once they can never be mined", async () => {
      const lost: string[] = [];
      const lossy = open(node, {}, { lose: (path) => path.endsWith("broadcasthex") && lost.push(path) > 0 });
      const tx = { from: address.deployer, to: address.stranger, value: "0x1" };
      const sending = caught(lossy.tron.request({ method: "eth_sendTransaction", params: [tx] }));
      while (lost.length === 0) await new Promise((done) => setTimeout(done, 5));
      await node.increaseTime(60 + 60);
      await node.mine();
      const error = await sending;
      expect(error.code).to.equal("TRANSACTION_EXPIRED");
      expect(error.remedy).to.equal("Nothing happened on the chain, and nothing can any more. Send it again.");
    });

    async function bandwidthFee(hash: string): Promise<bigint> {
      const info = await node.request("/wallet/gettransactioninfobyid", { value: hash.slice(2) });
      return BigInt((info as { receipt: { net_fee?: number } }).receipt.net_fee ?? 0);
    }
  });

  describe("signed transactions", () => {
    const operations: readonly Operation[] = [
      { kind: "transfer", from: address.deployer, to: address.stranger, value: 5n },
      { kind: "trigger", from: address.deployer, to: address.stranger, data: "0x12345678", value: 7n },
      {
        kind: "create",
        from: address.deployer,
        data: "0x600a600c600039600a6000f3602a60005260206000f3",
        value: 0n,
        name: "Answer",
        abi: [{ name: "answer", outputs: [{ type: "uint256" }], type: "Function", stateMutability: "View" }],
        settings: { userFeePercentage: 30, originEnergyLimit: 1_000 },
      },
    ];

    async function sign(operation: Operation, key = deployerKey): Promise<ReturnType<typeof signTransaction>> {
      const reference = await referenceBlock(opened.client);
      const terms = { reference, feeLimit: 100_000_000n, lifetime: 60_000n, timestamp: BigInt(Date.now()) };
      return signTransaction(buildTransaction(operation, terms), key);
    }

    for (const operation of operations) {
      it(`of the kind "${operation.kind}" are read back as they were built`, async () => {
        const transaction = await sign(operation);
        const read = readTransaction(transaction.raw);
        expect(read.operation).to.deep.equal(operation);
        expect(read.hash).to.equal(transaction.hash);
        expect(read.expiration).to.equal(transaction.expiration);
        expect(read.feeLimit).to.equal(operation.kind === "transfer" ? 0n : 100_000_000n);
      });
    }

    it("have one effect however often they are sent, and create where their id says", async () => {
      const creation = operations[2] as Operation;
      const transaction = await sign(creation);
      const before = await transactionStatus(opened.client, transaction.hash, transaction.expiration);
      expect(before).to.deep.equal({ state: "unknown" });
      for (let times = 0; times < 3; times++) await broadcastTransaction(opened.client, transaction.raw);
      const status = await transactionStatus(opened.client, transaction.hash, transaction.expiration);
      expect(status).to.include({ state: "mined", final: true });
      const created = createdAddress(transaction.hash, address.deployer);
      expect(await opened.provider.call({ to: created })).to.equal(`0x${(42).toString(16).padStart(64, "0")}`);
    });

    it("of a foreign key are refused with java-tron's code and words", async () => {
      const error = await caught(
        sign(operations[0] as Operation, strangerKey).then(({ raw }) => broadcastTransaction(opened.client, raw)),
      );
      expect(error.code).to.equal("BROADCAST_REFUSED");
      expect(error.message).to.contain("SIGERROR: Validate signature error");
      expect(error.message).to.contain("is not contained of permission");
    });
  });

  describe("signatures", () => {
    it("of typed data are EIP-712's", async () => {
      const domain = { name: "Test", chainId: node.chainId, verifyingContract: await timelock.getAddress() };
      const types = { Vote: [{ name: "voter", type: "address" }] };
      const value = { voter: address.stranger };
      const direct = await opened.signer(strangerKey).signTypedData(domain, types, value);
      expect(verifyTypedData(domain, types, value, direct)).to.equal(address.stranger);
      const signer = await opened.provider.getSigner(address.stranger);
      expect(await signer.signTypedData(domain, types, value)).to.equal(direct);
    });

    it("of messages are those of TRON's wallets", async () => {
      const direct = await opened.signer(strangerKey).signMessage("Som");
      expect(await new TronWeb({ fullHost: "http://node" }).trx.verifyMessageV2("Som", direct)).to.equal(
        toBase58(address.stranger),
      );
      const signer = await opened.provider.getSigner(address.stranger);
      expect(await signer.signMessage("Som")).to.equal(direct);
    });
  });

  describe("over HTTP", () => {
    it("sends the API key, repeats what was refused for a moment, and keeps large amounts exact", async () => {
      const seen: (string | string[] | undefined)[] = [];
      const server = createServer((incoming, response) => {
        seen.push(incoming.headers["tron-pro-api-key"]);
        response.writeHead(seen.length === 1 ? 429 : 200, { "content-type": "application/json" });
        response.end('{"balance":9007199254740993}');
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const fullNode = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const client = new TronClient(httpTransports({ fullNode, apiKey: () => Promise.resolve("secret") }));
      const account = await client.wallet<{ balance: bigint }>("getaccount");
      expect(account.balance).to.equal(9_007_199_254_740_993n);
      expect(seen).to.deep.equal(["secret", "secret"]);
      server.close();
      server.closeAllConnections();
    });

    it("says which service a node lacks", async () => {
      const bare = await createTronNode({ solidity: false });
      const client = new TronClient(httpTransports({ fullNode: bare.url }));
      const error = await caught(client.solidity("getblock"));
      expect(error.code).to.equal("TRON_SERVICE_MISSING");
      expect(error.message).to.equal("/walletsolidity/getblock is answered with HTTP status 405.");
      await bare.close();
    });
  });
});
