import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { loadCoin } from "../coin-file/load.ts";
import { type Desired, resolveCoin } from "../coin-file/resolve.ts";
import { addressesOf, requireRecordOf } from "./record-of-chain.ts";
import { type Build, loadBuild } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import { type Keys, networkKeys } from "../signing/keys.ts";
import type { CoinAddresses } from "../model/contracts.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import type { Store } from "../journal/store.ts";
import { OperatorError } from "../errors.ts";
import { buildContracts } from "./build.ts";
import { type CoinContracts, connectChain, connectContracts, requireChain, storeFor } from "./connect.ts";
import { chosenCoin } from "./chosen-coin.ts";
import { recordsOf, withPeers } from "./peers.ts";
import type { FeeArguments } from "./fee-terms.ts";
import { chooseNetworks } from "./networks.ts";

/** A deployed coin on one network. Reading needs no key. */
export interface OpenCoin {
  /** The coin's file on this network. What the chain says may differ: see `verifyDeployment`. */
  readonly desired: Desired;
  readonly hre: HardhatRuntimeEnvironment;
  readonly connection: NetworkConnection<string>;
  readonly chain: Chain;
  readonly build: Build;
  /** The deployment's record and everything else that is kept of it. */
  readonly store: Store;
  readonly record: DeploymentRecord;
  readonly addresses: CoinAddresses;
  readonly contracts: CoinContracts;
  /** Read when something has to be signed, not before. */
  readonly keys: Keys;
  close(): Promise<void>;
}

/** What is opened, and how if not as usual. */
export interface OpenOptions {
  /** Name of a file under `config/`; may be left out or empty where it is clear, see `chosenCoin`. */
  readonly coin?: string;
  /** Hardhat's name of the network; that of `--network` by default. */
  readonly network?: string;
  /** An open connection instead of a new one. */
  readonly connection?: NetworkConnection<string>;
  /** Records instead of those in `deployments/<network>/`. */
  readonly store?: Store;
  /** Keys instead of those of network and config. */
  readonly keys?: Keys;
  /** What may be offered for gas or energy. */
  readonly fees?: FeeArguments;
}

/**
 * Opens a coin that is deployed on a network: builds, connects, reads its file and its record, and makes sure that the
 * node has the chain of both. The platform makes no difference.
 * @example
 * const { contracts, chain, keys } = await openCoin(hre, { coin: "kgst" });
 * const supply = await contracts.token.totalSupply();
 * @throws OperatorError `NOT_DEPLOYED`, `CHAIN_MISMATCH`, `CHAIN_UNREACHABLE` or `RECORD_OF_ANOTHER_CHAIN`, besides those
 * of the coin's file.
 */
export async function openCoin(hre: HardhatRuntimeEnvironment, options: OpenOptions = {}): Promise<OpenCoin> {
  await buildContracts(hre);
  return connectCoin(hre, options, await loadBuild(hre.artifacts));
}

/** A coin on one network that is being opened, whatever happens to the others. */
export interface Opening {
  readonly desired: Desired;
  readonly opened: Promise<OpenCoin>;
}

/**
 * Begins to open a coin on several networks of one environment, each for itself: a node that is dead, slow or lies does
 * not fail the others.
 * @param networks - See {@link chooseNetworks}; empty for `--network`, and without that for all networks with a record.
 * @throws OperatorError those of the coin's file, or `NETWORKS_MIXED`; what a network refuses is in its own promise.
 */
export async function beginToOpen(
  hre: HardhatRuntimeEnvironment,
  options: Pick<OpenOptions, "coin" | "fees"> & { readonly networks?: string } = {},
): Promise<Opening[]> {
  const { networks = "", fees } = options;
  const coin = await chosenCoin(hre, options.coin ?? "");
  const config = await loadCoin(coin);
  const names = chooseNetworks(hre, coin, config, networks);
  const targets = names.map((network) => resolveCoin(coin, config, network));
  await buildContracts(hre);
  const build = await loadBuild(hre.artifacts);
  return targets.map((desired) => {
    const { name: network } = desired.network;
    const opened = connectCoin(hre, { coin, network, ...(fees === undefined ? {} : { fees }) }, build);
    opened.catch(() => undefined); // the error reaches the caller that asks for it
    return { desired, opened };
  });
}

/** As {@link openCoin}, with a build that is loaded already. */
export async function connectCoin(
  hre: HardhatRuntimeEnvironment,
  options: OpenOptions,
  build: Build,
): Promise<OpenCoin> {
  const { network } = options;
  const coin = await chosenCoin(hre, options.coin ?? "", options.connection?.networkName ?? network);
  const connection = options.connection ?? (await hre.network.create(network === undefined ? {} : { network }));
  try {
    const file = resolveCoin(coin, await loadCoin(coin), connection.networkName);
    const desired = withPeers(file, recordsOf(coin));
    const store = options.store ?? storeFor(connection, coin);
    const record = store.readRecord();
    const addresses = addressesOf(record);
    if (record === null || addresses === null) {
      throw new OperatorError("NOT_DEPLOYED", `${coin} is not deployed completely on ${desired.network.name}.`);
    }
    const chain = connectChain(connection, desired, options.fees);
    await requireChain(chain, desired);
    await requireRecordOf(chain, record);
    return {
      desired,
      hre,
      connection,
      chain,
      build,
      store,
      record,
      addresses,
      contracts: connectContracts(addresses, chain),
      keys: options.keys ?? networkKeys(connection, desired.network, hre.config.signers),
      close: () => connection.close(),
    };
  } catch (error) {
    if (options.connection === undefined) await connection.close();
    throw error;
  }
}
