import { HardhatError } from "@nomicfoundation/hardhat-errors";
import type { ContractRunner } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import {
  type IStablecoin,
  IStablecoin__factory,
  type ReserveAttestations,
  ReserveAttestations__factory,
  type Timelock,
  Timelock__factory,
} from "../../typechain-types/index.js";
import type { Desired } from "../coin-file/resolve.ts";
import type { Chain } from "../chains/chain.ts";
import { type WireEvent, toWireFilter } from "../chains/chain-events.ts";
import { EvmChain, type EvmChainOptions } from "../chains/evm-chain.ts";
import type { EvmNodes } from "../nodes/evm-nodes.ts";
import type { Addresses } from "../model/plan.ts";
import { explain } from "../chains/reasons.ts";
import { type Store, fileStore, memoryStore } from "../journal/store.ts";
import { TronChain } from "../chains/tron-chain.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { type FeeArguments, feeTerms } from "./fee-terms.ts";

const POLL_MILLISECONDS = { mainnet: 1_500, testnet: 1_500, development: 50 } as const;

/** A coin's contracts with their typings, connected for reading. */
export interface CoinContracts {
  readonly token: IStablecoin;
  readonly attestations: ReserveAttestations;
  readonly timelock: Timelock;
}

/**
 * Returns the engine's view of the chain behind a Hardhat connection.
 * @param fees - What may be offered for gas or energy; by default up to the cap of the coin's file.
 * @throws OperatorError `ARGUMENT_INVALID`.
 */
export function connectChain(
  connection: NetworkConnection<string>,
  { network }: Pick<Desired, "network">,
  fees: FeeArguments = {},
): Chain {
  const { tron, ethers } = connection;
  const { provider } = ethers;
  const { confirmations, environment } = network;
  const pollMilliseconds = POLL_MILLISECONDS[environment];
  if (tron === undefined) {
    const events = connection.nodes === undefined ? {} : { eventsOnce: eventsOnceOf(connection.nodes) };
    return new EvmChain({ provider, confirmations, pollMilliseconds, fees: feeTerms(network, fees), ...events });
  }
  return new TronChain({ tron, provider, confirmations, pollMilliseconds, feeLimit: feeTerms(network, fees).most });
}

/** An error of the nodes is thrown as ethers' provider would, for the reader of logs to understand. */
function eventsOnceOf(nodes: EvmNodes): NonNullable<EvmChainOptions["eventsOnce"]> {
  return async (filter, from, to) => {
    const outcome = await nodes.logsOnce(toWireFilter(filter, from, to));
    if ("error" in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
    return outcome.result as readonly WireEvent[];
  };
}

/**
 * Returns the contracts of a complete deployment.
 * @throws OperatorError `NOT_DEPLOYED` if one is missing.
 */
export function connectContracts({ token, attestations, timelock }: Addresses, { provider }: Chain): CoinContracts {
  if (token === undefined || attestations === undefined || timelock === undefined) {
    throw new OperatorError("NOT_DEPLOYED", "The coin is not deployed completely.");
  }
  return {
    token: IStablecoin__factory.connect(token, provider),
    attestations: ReserveAttestations__factory.connect(attestations, provider),
    timelock: Timelock__factory.connect(timelock, provider),
  };
}

/** Returns the same contracts, read through another runner. */
export function readThrough({ token, attestations, timelock }: CoinContracts, runner: ContractRunner): CoinContracts {
  return {
    token: token.connect(runner),
    attestations: attestations.connect(runner),
    timelock: timelock.connect(runner),
  };
}

/** Returns where records are kept: an in-process network forgets everything, so its records are kept in memory. */
export function storeFor(connection: NetworkConnection<string>, coin: string): Store {
  return connection.networkConfig.type === "edr-simulated" ? memoryStore() : fileStore(connection.networkName, coin);
}

/**
 * Asks the node which chain it has.
 * @throws OperatorError `CHAIN_MISMATCH` if it is not the one of the coin's file, `CHAIN_UNREACHABLE` if it does not answer.
 */
export async function requireChain(chain: Chain, { network }: Pick<Desired, "network">): Promise<void> {
  let found: bigint;
  try {
    found = await chain.chainId();
  } catch (error) {
    if (HardhatError.isHardhatError(error, HardhatError.ERRORS.CORE.NETWORK.INVALID_GLOBAL_CHAIN_ID)) {
      throw new OperatorError("CHAIN_MISMATCH", error.message, { cause: error });
    }
    if (asOperatorError(error) !== null) throw error;
    const message = `The node of ${network.name} does not answer: ${explain(error)}`;
    throw new OperatorError("CHAIN_UNREACHABLE", message, { cause: error });
  }
  if (found === network.chainId) return;
  const message = `${network.name} is chain ${network.chainId} in the coin's file, but the node says ${found}.`;
  throw new OperatorError("CHAIN_MISMATCH", message);
}
