import { BrowserProvider, Network, SigningKey, type TransactionReceipt, type TransactionRequest, id } from "ethers";
import {
  createTronNode,
  inProcessClient,
  type TronNode,
  type TronNodeOptions,
} from "../../packages/hardhat-tron/devnet/node.ts";
import { TronProvider } from "../../packages/tron/provider.ts";
import { TronSigner } from "../../packages/tron/signer.ts";
import { type Account, TestChain } from "./chain.ts";

const ACCOUNTS = 40;
const START = Date.parse("2027-01-04T06:00:00Z");
/** The most the network allows: deployments of the whole system in one test. */
const FEE_LIMIT = 15_000_000_000n;

/** The embedded TRON node under java-tron's rules, reached through the same provider as any TRON network. */
class TronTestChain extends TestChain {
  readonly name = "TVM";
  readonly supports = { eip7702: false, sameBlock: true, storage: true };
  readonly chainId: bigint;
  readonly provider: BrowserProvider;
  readonly accounts: readonly Account[];
  readonly #node: TronNode;
  readonly #tron: TronProvider;

  constructor(node: TronNode, keys: readonly SigningKey[]) {
    super();
    this.#node = node;
    this.chainId = node.chainId;
    this.#tron = new TronProvider({
      client: inProcessClient(node),
      settings: { feeLimit: FEE_LIMIT, waitForInclusion: false },
    });
    this.provider = new BrowserProvider(this.#tron, Network.from(node.chainId), {
      cacheTimeout: -1,
      staticNetwork: true,
      polling: false,
    });
    this.accounts = keys.map((key) => new TronSigner(key, this.provider));
  }

  async timeTravel(seconds: number | bigint): Promise<void> {
    const head = this.#node.head.timestamp / 1_000n;
    await this.#node.setNextBlockTimestamp(head + BigInt(seconds));
    await this.#node.mine();
  }

  async snapshot(): Promise<() => Promise<void>> {
    const snapshot = await this.#node.snapshot();
    return async () => {
      if (!(await this.#node.revert(snapshot))) throw new Error("The snapshot is gone");
    };
  }

  async sibling(): Promise<TestChain> {
    return await openTronChain(this.chainId + 1n);
  }

  delegate(): Promise<void> {
    throw new Error("TRON has no EIP-7702");
  }

  async mineTogether(requests: readonly (readonly [Account, TransactionRequest])[]): Promise<TransactionReceipt[]> {
    this.#node.setBlocks("manual");
    const hashes: string[] = [];
    try {
      for (const [from, request] of requests) {
        hashes.push((await from.sendTransaction({ ...request, gasLimit: 500_000n })).hash);
      }
      await this.#node.mine();
    } finally {
      this.#node.setBlocks("instant");
    }
    return await Promise.all(
      hashes.map(async (hash) => {
        const receipt = await this.provider.getTransactionReceipt(hash);
        if (receipt === null) throw new Error(`${hash} was not mined`);
        return receipt;
      }),
    );
  }

  async close(): Promise<void> {
    this.provider.destroy();
    await this.#node.close();
  }

  protected async revertDataOf(receipt: TransactionReceipt): Promise<string> {
    const raw = (await this.provider.send("eth_getTransactionReceipt", [receipt.hash])) as {
      readonly returnData: string;
    };
    return raw.returnData;
  }
}

/** Opens a fresh TRON chain with funded accounts. */
export async function openTronChain(chainId?: bigint): Promise<TestChain> {
  return (await openTronNode({ ...(chainId === undefined ? {} : { chainId }), port: false })).chain;
}

/** The same with its node at hand, and served over HTTP unless `port` is false. */
export async function openTronNode(
  options: Pick<TronNodeOptions, "chainId" | "port"> = {},
): Promise<{ readonly chain: TestChain; readonly node: TronNode }> {
  const keys = Array.from({ length: ACCOUNTS }, (_, index) => new SigningKey(id(`account ${index}`)));
  const node = await createTronNode({
    privateKeys: keys.map(({ privateKey }) => privateKey.slice(2)),
    now: () => START,
    ...options,
  });
  return { chain: new TronTestChain(node, keys), node };
}
