import { expect } from "chai";
import { JsonRpcProvider, encodeBytes32String } from "ethers";
import { TronWeb } from "tronweb";
import { createPublicClient, custom } from "viem";
import type { TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { connectToken } from "../../../packages/integration/connect.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import { scanDeposits } from "../../../packages/integration/scanning/ethers.ts";
import type { Scan, ScanCursor, ScanRequest } from "../../../packages/integration/scanning/scan.ts";
import { scanDeposits as scanByTronWeb } from "../../../packages/integration/scanning/tron.ts";
import { scanDeposits as scanByViem } from "../../../packages/integration/scanning/viem.ts";
import type { TestChain } from "../../support/chain.ts";
import { openEvmChain } from "../../support/evm.ts";
import { type System, coins, deploySystem } from "../../support/system.ts";
import { openTronNode } from "../../support/tron.ts";

const INVOICE = encodeBytes32String("invoice 7");
const LAG = 4;

type Send = (method: string, params: unknown[]) => Promise<unknown>;
interface Request {
  readonly method: string;
  readonly params?: unknown[];
}
type Client = (request: ScanRequest) => Promise<Scan>;

interface Stage {
  readonly chain: TestChain;
  readonly clients: Readonly<Record<string, Client>>;
  readonly rehearse: (
    method: "evm_setFinalityLag" | "evm_reorganise" | "evm_mine",
    ...params: unknown[]
  ) => Promise<void>;
  /** Puts something between the first client and its node. */
  spoil: (spoil: ((method: string, answer: unknown) => unknown) | undefined) => void;
  close(): Promise<void>;
}

/** What is between a client and its node. */
function spoiled(ask: Send): { readonly ask: Send; spoil: Stage["spoil"] } {
  let spoiling: Parameters<Stage["spoil"]>[0];
  return {
    ask: async (method, params) => {
      const answer = await ask(method, params);
      return spoiling === undefined ? answer : spoiling(method, answer);
    },
    spoil: (spoil) => (spoiling = spoil),
  };
}

async function openBnb(make: (chain: TestChain) => Promise<System>): Promise<[Stage, System]> {
  const chain = await openEvmChain();
  const system = await make(chain);
  const send: Send = (method, params) => (chain.provider as unknown as { send: Send }).send(method, params);
  const { ask, spoil } = spoiled(send);
  const client = createPublicClient({
    transport: custom({ request: ({ method, params }: Request) => ask(method, params ?? []) }),
  });
  const stage: Stage = {
    chain,
    spoil,
    clients: {
      viem: (request) => scanByViem(client, system.address, request),
      ethers: (request) => scanDeposits(connectToken(system.address, chain.provider), request),
    },
    rehearse: async (method, ...params) => {
      await send(method, params);
    },
    close: () => chain.close(),
  };
  return [stage, system];
}

async function openTron(make: (chain: TestChain) => Promise<System>): Promise<[Stage, System]> {
  const { chain, node }: { chain: TestChain; node: TronNode } = await openTronNode({ port: 0 });
  const system = await make(chain);
  const direct = new JsonRpcProvider(`${node.url}/jsonrpc`, Number(node.chainId), { staticNetwork: true });
  const { ask, spoil } = spoiled((method, params) => direct.send(method, params));
  const client = createPublicClient({
    transport: custom({ request: ({ method, params }: Request) => ask(method, params ?? []) }),
  });
  const tronWeb = new TronWeb({ fullHost: node.url });
  const stage: Stage = {
    chain,
    spoil,
    clients: {
      viem: (request) => scanByViem(client, system.address, request),
      tronweb: (request) => scanByTronWeb(tronWeb, system.address, request),
      "ethers at /jsonrpc": (request) => scanDeposits(connectToken(system.address, direct), request),
      "ethers over TronProvider": (request) => scanDeposits(connectToken(system.address, chain.provider), request),
    },
    rehearse: async (method, ...params) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const answer = await (await fetch(`${node.url}/tre`, { method: "POST", body })).json();
      if ((answer as { error?: object }).error !== undefined) throw new Error(JSON.stringify(answer));
    },
    async close() {
      direct.destroy();
      await chain.close();
    },
  };
  return [stage, system];
}

for (const [name, open] of [
  ["BNB Chain", openBnb],
  ["TRON", openTron],
] as const) {
  describe(`A scan for deposits on ${name}`, function () {
    this.timeout(90_000);
    let stage: Stage;
    let system: System;
    let start: ScanCursor;
    before(async () => {
      [stage, system] = await open(async (chain) => {
        const made = await deploySystem(chain);
        await made.issue(made.actors.alice, coins(1_000));
        return made;
      });
      await stage.rehearse("evm_setFinalityLag", LAG);
      start = { block: await stage.chain.provider.getBlockNumber() };
    });
    after(() => stage.close());
    afterEach(() => {
      stage.spoil(undefined);
    });

    const mine = async (blocks: number): Promise<void> => {
      for (let made = 0; made < blocks; made++) await stage.rehearse("evm_mine");
    };
    const pay = async (amount: number, memo?: string): Promise<string> => {
      const { alice, bob } = system.actors;
      const token = connectToken(system.address, alice);
      const sent =
        memo === undefined
          ? token.transfer(bob.address, coins(amount))
          : token.transferWithMemo(bob.address, coins(amount), memo);
      return (await stage.chain.send(sent)).hash;
    };
    const client = (): Client => stage.clients["viem"]!;
    const accounts = (): string[] => [system.actors.bob.address];
    const codeOf = async (act: Promise<unknown>): Promise<string> =>
      act.then(
        () => "none",
        (error: unknown) => (error instanceof IntegrationError ? `${error.code}: ${error.message}` : String(error)),
      );

    it("finds each deposit once with its memo, in steps, the same with every client", async () => {
      const plain = await pay(3);
      const invoiced = await pay(5, INVOICE);
      await stage.chain.send(system.as(system.actors.alice).transfer(system.actors.bob.address, 0n));
      await mine(LAG);
      const { bob, alice } = system.actors;
      const wanted = [
        { key: `${plain}:0`, from: alice.address, to: bob.address, value: coins(3), memo: undefined },
        { key: `${invoiced}:0`, from: alice.address, to: bob.address, value: coins(5), memo: INVOICE },
      ];
      let end: ScanCursor | undefined;
      for (const [title, scan] of Object.entries(stage.clients)) {
        const found: Scan["deposits"][number][] = [];
        let cursor = start;
        for (let step = await scan({ accounts: accounts(), cursor, blocks: 2 }); ;) {
          found.push(...step.deposits);
          cursor = JSON.parse(JSON.stringify(step.cursor)) as ScanCursor;
          if (cursor.block === step.newest) break;
          step = await scan({ accounts: (account) => account === bob.address, cursor, blocks: 2 });
        }
        const seen = found.map(({ key, from, to, value, memo }) => ({ key, from, to, value, memo }));
        expect(seen, title).to.deep.equal(wanted);
        expect(found.every(({ issued, timestamp }) => !issued && timestamp > 1_600_000_000)).to.equal(true);
        end ??= cursor;
        expect(cursor, title).to.deep.equal(end);
      }
      start = end!;
    });

    it("tells of what is not final only when asked, and a replaced block takes nothing away and adds nothing", async () => {
      const kept = await pay(7);
      const request = { accounts: accounts(), cursor: start };
      expect((await client()(request)).deposits).to.deep.equal([]);
      const open = await client()({ ...request, until: "latest" });
      expect(open.deposits.map(({ key }) => key)).to.deep.equal([`${kept}:0`]);
      await stage.rehearse("evm_reorganise", 1, "again");
      const lost = await pay(9);
      await stage.rehearse("evm_reorganise", 1, "lost");
      // Where an exchange counted unsettled blocks, it is told that they are gone.
      expect(await codeOf(client()({ ...request, cursor: open.cursor }))).to.equal("none");
      expect(await codeOf(client()({ ...request, cursor: open.cursor, until: "latest" }))).to.match(
        /^CURSOR_REPLACED: Block \d+ is not the one that was scanned: 0x[\da-f]{64} was, and 0x[\da-f]{64} stands there now\.$/,
      );
      await mine(LAG);
      const done = await client()(request);
      expect(done.deposits.map(({ key }) => key)).to.deep.equal([`${kept}:0`]);
      expect(done.deposits[0]!.blockHash).to.not.equal(open.deposits[0]!.blockHash);
      expect(done.deposits.some(({ transaction }) => transaction === lost)).to.equal(false);
      start = done.cursor;
    });

    it("refuses short answers, blocks that do not follow one another, and a node that is behind", async () => {
      const hash = await pay(11);
      await mine(LAG);
      const request = { accounts: accounts(), cursor: start };
      type Receipt = { readonly transactionHash: string };
      stage.spoil((method, answer) => {
        if (method === "eth_getTransactionReceipt") return null;
        if (method !== "eth_getBlockReceipts") return answer;
        return (answer as Receipt[]).filter(({ transactionHash }) => transactionHash !== hash);
      });
      expect(await codeOf(client()(request))).to.match(
        /^EVENTS_MISSING: The node left out 1 of the 1 transactions in block \d+\.$/,
      );
      const branch = `0x${"ab".repeat(32)}`;
      stage.spoil((method, answer) =>
        method === "eth_getBlockByNumber" && Number((answer as { number: string }).number) === start.block + 2
          ? { ...(answer as object), parentHash: branch }
          : answer,
      );
      expect(await codeOf(client()(request))).to.match(
        /^EVENTS_MISSING: The node changed to another branch before block \d+\.$/,
      );
      stage.spoil((method, answer) => (method === "eth_getBlockByNumber" ? null : answer));
      expect(await client()(request)).to.deep.equal({ deposits: [], cursor: start, newest: start.block });
      stage.spoil(undefined);
      expect((await client()(request)).deposits.map(({ value }) => value)).to.deep.equal([coins(11)]);
    });

    it("refuses what is no scan", async () => {
      const cursor = start;
      for (const [request, code] of [
        [undefined, "INPUT_INVALID"],
        [{ accounts: "x", cursor }, "INPUT_INVALID"],
        [{ accounts: ["0x12"], cursor }, "ADDRESS_INVALID"],
        [{ accounts: [], cursor: { block: -1 } }, "INPUT_INVALID"],
        [{ accounts: [], cursor, blocks: 0.5 }, "INPUT_INVALID"],
      ] as const) {
        expect(await codeOf(client()(request as never))).to.match(new RegExp(`^${code}`));
      }
    });
  });
}
