import { toBeHex } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { EthereumProvider } from "hardhat/types/providers";
import { type TronNode, createTronNode } from "../packages/hardhat-tron/devnet/node.ts";
import { developmentKeys } from "../packages/hardhat-tron/devnet/options.ts";
import { developmentWallets } from "../issuer/signing/keys.ts";

/** What an embedded chain offers besides its API. */
export interface ChainControls {
  /** Whether each transaction gets a block at once; so it is in the beginning. */
  readonly automine: (on: boolean) => Promise<void>;
  readonly mine: () => Promise<void>;
  /** Moves the chain's clock forward by seconds and makes a block. */
  readonly travel: (seconds: number) => Promise<void>;
  /** Gives an account so much of the native coin, in its smallest unit. */
  readonly setBalance: (account: string, balance: bigint) => Promise<void>;
  /** Replaces the code of an account, whatever its contract says. Hexadecimal, with 0x. */
  readonly setCode: (address: string, code: string) => Promise<void>;
  /** Writes a word of a contract's storage, whatever its contract says. */
  readonly setStorage: (address: string, slot: bigint, word: bigint) => Promise<void>;
  /** Remembers the chain; the function it returns goes back to it, as a re-organisation does. */
  readonly snapshot: () => Promise<() => Promise<void>>;
}

/** A chain of this process, reached over HTTP as any other. */
export interface EmbeddedChain extends ChainControls {
  /** How people call it. */
  readonly title: string;
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly url: string;
  readonly connection: NetworkConnection<string>;
  close(): Promise<void>;
}

/** How an embedded chain begins. */
export interface EmbeddedOptions {
  /** Where it listens; any free port if not given. */
  readonly port?: number;
  /** Time of its first block, ISO 8601; now if not given. */
  readonly start?: string;
}

/** Starts an embedded chain that stands for BNB Chain, as network `localhost`. */
export async function openEmbeddedEvm(
  hre: HardhatRuntimeEnvironment,
  { port = 0, start }: EmbeddedOptions = {},
): Promise<EmbeddedChain> {
  const network = "localhost";
  const override = start === undefined ? {} : { initialDate: start };
  const server = await hre.network.createServer({ network: "default", override }, "127.0.0.1", port);
  const listening = await server.listen();
  const url = `http://${listening.address}:${listening.port}`;
  const connection = await hre.network.create({ network, override: { url } });
  return {
    ...{ title: "BNB Chain", network, url, connection },
    ...evmControls(connection),
    async close() {
      await connection.close();
      await server.close();
    },
  };
}

/** Starts an embedded TRON node, as network `tronEmbedded`. Funded are that network's own accounts and Hardhat's. */
export async function openEmbeddedTron(
  hre: HardhatRuntimeEnvironment,
  { port = 0, start }: EmbeddedOptions = {},
): Promise<EmbeddedChain> {
  const network = "tronEmbedded";
  const opened = Date.now();
  const begin = start === undefined ? opened : Date.parse(start);
  const accounts = developmentWallets().map(({ privateKey }) => privateKey);
  const node = await createTronNode({
    port,
    privateKeys: [...accounts.map((key) => key.slice(2)), ...developmentKeys()],
    now: () => begin + Date.now() - opened,
  });
  const { url } = node;
  const connection = await hre.network.create({ network, override: { url, accounts } });
  return {
    ...{ title: "TRON", network, url, connection },
    ...tronControls(node),
    async close() {
      await connection.close();
      await node.close();
    },
  };
}

/** Controls of Hardhat's own network, in this process or behind a URL. */
export function evmControls({ provider }: { readonly provider: Pick<EthereumProvider, "request"> }): ChainControls {
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> => provider.request({ method, params });
  return {
    async automine(on) {
      await ask("evm_setAutomine", on);
    },
    async mine() {
      await ask("evm_mine");
    },
    async travel(seconds) {
      await ask("evm_increaseTime", seconds);
      await ask("evm_mine");
    },
    async setBalance(account, balance) {
      await ask("hardhat_setBalance", account, toBeHex(balance));
    },
    async setCode(address, code) {
      await ask("hardhat_setCode", address, code);
    },
    async setStorage(address, slot, word) {
      await ask("hardhat_setStorageAt", address, toBeHex(slot, 32), toBeHex(word, 32));
    },
    async snapshot() {
      const snapshot = await ask("evm_snapshot");
      return async () => {
        if ((await ask("evm_revert", snapshot)) !== true) throw new Error("The snapshot is gone.");
      };
    },
  };
}

/** Controls of the embedded TRON node. */
export function tronControls(node: TronNode): ChainControls {
  return {
    automine(on) {
      node.setBlocks(on ? "instant" : "manual");
      return Promise.resolve();
    },
    mine: () => node.mine(),
    async travel(seconds) {
      await node.increaseTime(seconds);
      await node.mine();
    },
    setBalance: (account, balance) => node.setBalance(account, balance),
    setCode: (address, code) => node.setCode(address, code),
    setStorage: (address, slot, word) => node.setStorageAt(address, slot, word),
    async snapshot() {
      const snapshot = await node.snapshot();
      return async () => {
        if (!(await node.revert(snapshot))) throw new Error("The snapshot is gone.");
      };
    },
  };
}
