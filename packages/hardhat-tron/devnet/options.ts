import { HDNodeWallet } from "ethers";
import { fromHexString } from "./protocol/bytes.ts";
import { addressOfPrivateKey } from "./protocol/signature.ts";
import type { GenesisAccount } from "./chain/chain.ts";
import { type ChainParameters, MAINNET_PARAMETERS, TRX } from "./chain/parameters.ts";
import type { Version } from "./vm/rules.ts";

/** Genesis block ids of public networks; their last four bytes are the chain ids. */
export const NETWORKS = {
  mainnet: "00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc",
  nile: "0000000000000000d698d4192c56cb6be724a558448e2684802de4d6cd8690dc",
  shasta: "0000000000000000de1aa88295e1fcf982742f773e0419c5a9c134c994a9059e",
} as const;

/** Who seals the blocks of a development node. */
export const PRODUCER_KEY = "5e1f0ad1e57a0000000000000000000000000000000000000000000000000001";

/** Options of {@link createTronNode}; every one has a default. */
export interface TronNodeOptions {
  /** Port to listen on; 0 (default) takes any free one, `false` serves no HTTP. */
  readonly port?: number | false;
  /** Interface to listen on; default 127.0.0.1. */
  readonly hostname?: string;
  /** Rules of this java-tron release; default the one mainnet runs. */
  readonly version?: Version;
  /** Chain id: a number, or a public network to take its genesis id; default that of the node's own genesis. */
  readonly chainId?: bigint | number | keyof typeof NETWORKS;
  /** `"instant"` (default): a block for each transaction; a number: a block each so many milliseconds; `"manual"`: only on request. */
  readonly blocks?: "instant" | "manual" | number;
  /** Private keys (64 hex digits) to fund; default 0x…01 to 0x…0a. */
  readonly privateKeys?: readonly string[];
  /** Sun on each funded account; default a billion TRX. */
  readonly balance?: bigint;
  /** Further genesis accounts, or other balances and names for funded ones. */
  readonly accounts?: readonly GenesisAccount[];
  /** Prices and limits that differ from mainnet's. */
  readonly parameters?: Partial<ChainParameters>;
  /** History `getbandwidthprices` shows; default only the present price. */
  readonly bandwidthPrices?: string;
  /** Wall clock in milliseconds; default `Date.now`. */
  readonly now?: () => number;
  /** Most operations a transaction may execute, in place of java-tron's 80 ms; default unlimited. */
  readonly maxSteps?: number;
  /** Serve `/walletsolidity/` on the same port, as gateways do and a bare java-tron does not; default true. */
  readonly solidity?: boolean;
  /** Serve the event API `/v1/…`, as gateways do and a bare java-tron does not; default true. */
  readonly events?: boolean;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<
  Omit<TronNodeOptions, "parameters" | "maxSteps" | "bandwidthPrices" | "chainId">
> & {
  readonly parameters: ChainParameters;
  readonly maxSteps: number | undefined;
  readonly bandwidthPrices: string | undefined;
  readonly chainId: bigint | undefined;
  readonly genesisId: Uint8Array | undefined;
};

const KEY_COUNT = 10;

/** The keys 0x…01, 0x…02 and so on; ten unless told otherwise. */
export const developmentKeys = (count = KEY_COUNT): string[] =>
  Array.from({ length: count }, (_, index) => (index + 1).toString(16).padStart(64, "0"));

/** Hardhat's public phrase for development: everybody has its keys. */
const PHRASE = "test test test test test test test test test test test junk";

/** The first twenty accounts of Hardhat's own nodes. */
export function hardhatAccounts(): string[] {
  const root = HDNodeWallet.fromPhrase(PHRASE, "", "m/44'/60'/0'/0");
  return Array.from({ length: 20 }, (_, index) => root.deriveChild(index).address);
}

function genesis(options: TronNodeOptions, keys: readonly string[], balance: bigint): GenesisAccount[] {
  const funded = keys.map((key) => ({ address: addressOfPrivateKey(key), balance }));
  return [...funded, ...(options.accounts ?? [])];
}

/** Fills in the defaults. */
export function resolveOptions(options: TronNodeOptions): ResolvedOptions {
  const { chainId } = options;
  const network = typeof chainId === "string" ? NETWORKS[chainId] : undefined;
  const privateKeys = options.privateKeys ?? developmentKeys();
  const balance = options.balance ?? 1_000_000_000n * TRX;
  return {
    port: options.port ?? 0,
    hostname: options.hostname ?? "127.0.0.1",
    version: options.version ?? "4.8.2",
    blocks: options.blocks ?? "instant",
    privateKeys,
    balance,
    accounts: genesis(options, privateKeys, balance),
    parameters: { ...MAINNET_PARAMETERS, ...options.parameters },
    bandwidthPrices: options.bandwidthPrices,
    now: options.now ?? Date.now,
    maxSteps: options.maxSteps,
    solidity: options.solidity ?? true,
    events: options.events ?? true,
    chainId: chainId === undefined || typeof chainId === "string" ? undefined : BigInt(chainId),
    genesisId: network === undefined ? undefined : fromHexString(network),
  };
}
