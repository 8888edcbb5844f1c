import hre from "hardhat";
import {
  BrowserProvider,
  Network,
  type TransactionReceipt,
  type TransactionRequest,
  Wallet,
  id,
  parseEther,
  toBeHex,
} from "ethers";
import { type Account, TestChain } from "./chain.ts";

const ACCOUNTS = 40;
const START = "2027-01-04T06:00:00Z";

type Connection = Awaited<ReturnType<typeof hre.network.create>>;

/** Hardhat's in-process network under Prague rules, reached like any other JSON-RPC node. */
class EvmTestChain extends TestChain {
  readonly name = "EVM";
  readonly supports = { eip7702: true, sameBlock: true, storage: true };
  readonly chainId: bigint;
  readonly provider: BrowserProvider;
  readonly accounts: readonly Account[];
  readonly #connection: Connection;

  constructor(connection: Connection, chainId: bigint) {
    super();
    this.#connection = connection;
    this.chainId = chainId;
    // Nothing is cached: each test reads the state of now.
    this.provider = new BrowserProvider(connection.provider, Network.from(chainId), {
      cacheTimeout: -1,
      staticNetwork: true,
      polling: false,
    });
    this.accounts = Array.from({ length: ACCOUNTS }, (_, index) => new Wallet(id(`account ${index}`), this.provider));
  }

  async fund(): Promise<void> {
    const balance = toBeHex(parseEther("10000")).replace(/^0x0+/, "0x");
    for (const { address } of this.accounts) await this.#request("hardhat_setBalance", [address, balance]);
  }

  async timeTravel(seconds: number | bigint): Promise<void> {
    await this.#request("evm_increaseTime", [Number(seconds)]);
    await this.#request("evm_mine", []);
  }

  async snapshot(): Promise<() => Promise<void>> {
    const snapshot = await this.#request("evm_snapshot", []);
    return async () => {
      if ((await this.#request("evm_revert", [snapshot])) !== true) throw new Error("The snapshot is gone");
    };
  }

  async sibling(): Promise<TestChain> {
    return await openEvmChain(this.chainId + 1n);
  }

  async delegate(account: Account, code: string): Promise<void> {
    const nonce = await this.provider.getTransactionCount(account.address);
    const authorization = await (account as Wallet).authorize({ address: code, nonce, chainId: this.chainId });
    const bystander = this.account(0);
    await this.send(bystander.sendTransaction({ type: 4, to: bystander.address, authorizationList: [authorization] }));
    const expected = `0xef0100${code.slice(2).toLowerCase()}`;
    if ((await this.provider.getCode(account.address)) !== expected) throw new Error("The delegation did not take");
  }

  async mineTogether(requests: readonly (readonly [Account, TransactionRequest])[]): Promise<TransactionReceipt[]> {
    await this.#request("evm_setAutomine", [false]);
    const hashes: string[] = [];
    try {
      for (const [index, [from, request]] of requests.entries()) {
        const maxPriorityFeePerGas = BigInt(requests.length - index) * 1_000_000_000n; // the higher the earlier
        const sent = await from.sendTransaction({
          ...request,
          gasLimit: 500_000n,
          maxPriorityFeePerGas,
          maxFeePerGas: 100_000_000_000n,
        });
        hashes.push(sent.hash);
      }
      await this.#request("evm_mine", []);
    } finally {
      await this.#request("evm_setAutomine", [true]);
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
    await this.#connection.close();
  }

  protected async revertDataOf(receipt: TransactionReceipt): Promise<string> {
    const trace = (await this.#request("debug_traceTransaction", [receipt.hash, { disableStorage: true }])) as {
      returnValue: string;
    };
    return trace.returnValue.startsWith("0x") ? trace.returnValue : `0x${trace.returnValue}`;
  }

  async #request(method: string, params: unknown[]): Promise<unknown> {
    return await this.#connection.provider.request({ method, params });
  }
}

/** Opens a fresh EVM chain with funded accounts. */
export async function openEvmChain(chainId = 31_337n): Promise<TestChain> {
  const connection = await hre.network.create({
    network: "default",
    override: { chainId: Number(chainId), initialDate: START },
  });
  const chain = new EvmTestChain(connection, chainId);
  await chain.fund();
  return chain;
}
