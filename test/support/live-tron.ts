import { setTimeout as sleep } from "node:timers/promises";
import { BrowserProvider, Network, SigningKey, type TransactionReceipt, concat, keccak256, toBeHex } from "ethers";
import { TronClient, httpTransports } from "../../packages/tron/client.ts";
import { TronProvider } from "../../packages/tron/provider.ts";
import { TronSigner } from "../../packages/tron/signer.ts";
import { ACTORS, ATTESTORS } from "./actors.ts";
import { type Account, TestChain } from "./chain.ts";

/** Everyone who acts, and the attestors behind them. */
const ACCOUNTS = ACTORS.length + ATTESTORS;
const FEE_LIMIT = 15_000_000_000n;
/** What an account that sends a few calls is given: 50 TRX. */
const ALLOWANCE = 50_000_000n;
/** Longer than this nobody waits for a real clock. */
const LONGEST_WAIT = 120n;

/** Any TRON node over HTTP: a real one has neither snapshots nor a clock that can be moved. */
export class LiveTronChain extends TestChain {
  readonly name = "TRON node";
  readonly supports = { eip7702: false, sameBlock: false, storage: false };
  readonly chainId: bigint;
  readonly provider: BrowserProvider;
  /** The first has the key that was given; the others are derived from it, so that a second run finds them again. */
  readonly accounts: readonly Account[];

  private constructor(tron: TronProvider, chainId: bigint, key: string) {
    super();
    this.chainId = chainId;
    this.provider = new BrowserProvider(tron, Network.from(chainId), { cacheTimeout: -1, staticNetwork: true });
    const derived = (index: number): string => keccak256(concat([key, toBeHex(index, 32)]));
    this.accounts = Array.from(
      { length: ACCOUNTS },
      (_, index) => new TronSigner(new SigningKey(index === 0 ? key : derived(index)), this.provider),
    );
  }

  /** @param key - private key of a funded account */
  static async open(url: string, key: string): Promise<LiveTronChain> {
    const tron = new TronProvider({
      client: new TronClient(httpTransports({ fullNode: url })),
      settings: { feeLimit: FEE_LIMIT },
    });
    const chainId = BigInt((await tron.request({ method: "eth_chainId" })) as string);
    return new LiveTronChain(tron, chainId, key);
  }

  /** Gives accounts what they need to send a few calls. */
  async fund(accounts: readonly Account[]): Promise<void> {
    for (const { address } of accounts) {
      const balance = await this.provider.getBalance(address);
      if (balance >= ALLOWANCE / 2n) continue;
      await this.send(this.account(0).sendTransaction({ to: address, value: ALLOWANCE - balance }));
    }
  }

  async timeTravel(seconds: number | bigint): Promise<void> {
    if (BigInt(seconds) > LONGEST_WAIT) throw new Error(`A real clock takes ${seconds} s`);
    await sleep(Number(seconds) * 1_000);
  }

  snapshot(): never {
    throw new Error("A real node has no snapshots");
  }

  sibling(): never {
    throw new Error("A real node has no sibling");
  }

  delegate(): never {
    throw new Error("TRON has no EIP-7702");
  }

  mineTogether(): never {
    throw new Error("A real node makes its own blocks");
  }

  close(): Promise<void> {
    this.provider.destroy();
    return Promise.resolve();
  }

  protected async revertDataOf(receipt: TransactionReceipt): Promise<string> {
    const raw = (await this.provider.send("eth_getTransactionReceipt", [receipt.hash])) as {
      readonly returnData: string;
    };
    return raw.returnData;
  }
}
