import type { Signer } from "ethers";
import type { ArtifactManager } from "hardhat/types/artifacts";
import type { ResolvedConfigurationVariable } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { stepsOf } from "../deploy/steps.ts";
import { type CoinContracts, connectChain, connectContracts, requireChain, storeFor } from "../issuer/coin/connect.ts";
import { type RecordOf, recordsOf, withPeers } from "../issuer/coin/peers.ts";
import type { FeeArguments } from "../issuer/coin/fee-terms.ts";
import { checkAcrossNetworks, checkDesired } from "../issuer/coin-file/checks.ts";
import { writeBundle } from "../issuer/cosigning/bundle.ts";
import { loadCoin } from "../issuer/coin-file/load.ts";
import { type Desired, resolveCoin } from "../issuer/coin-file/resolve.ts";
import type { RoleName, ValidCoinConfig } from "../issuer/coin-file/schema.ts";
import { loadBuild } from "../issuer/model/build.ts";
import type { Chain } from "../issuer/chains/chain.ts";
import { type Keys, networkKeys } from "../issuer/signing/keys.ts";
import { type Outcome, type RunOptions, run } from "../issuer/engine/run.ts";
import type { Store } from "../issuer/journal/store.ts";
import { OperatorError, refuse } from "../issuer/errors.ts";

/** What a deployment is asked for with. */
export interface DeployCoinOptions {
  /** A connection with `ethers`, such as `await hre.network.create()`. */
  readonly connection: NetworkConnection<string>;
  /** `hre.artifacts`, after a build. */
  readonly artifacts: ArtifactManager;
  /** Name of a file under `config/`; `kgst` by default. */
  readonly coin?: string;
  /** The coin's configuration, if not that of the file. */
  readonly config?: ValidCoinConfig;
  /** Keys of the Hardhat config, `hre.config.signers`. */
  readonly signers?: Readonly<Record<string, ResolvedConfigurationVariable>>;
  /** Instead of the keys of network and config. */
  readonly keys?: Keys;
  /** Instead of `deployments/<network>/`, or of memory on an in-process network. */
  readonly store?: Store;
  /** Where the coin's records on other networks are, instead of `deployments/`: they have the other ends of its routes. */
  readonly recordOf?: RecordOf;
  /** Shows the plan and asks; by default nobody is asked, which is meant for development networks. */
  readonly confirm?: RunOptions["confirm"];
  readonly track?: RunOptions["track"];
  readonly rehearse?: RunOptions["rehearse"];
  readonly dryRun?: boolean;
  readonly patience?: number;
  /** What may be offered for gas or energy. */
  readonly fees?: FeeArguments;
}

/** A deployed coin. */
export interface DeployedCoin {
  readonly desired: Desired;
  readonly chain: Chain;
  readonly keys: Keys;
  readonly outcome: Outcome;
}

/**
 * Deploys a coin as its file says, or goes on where an earlier run ended.
 * @example
 * const connection = await hre.network.create();
 * const coin = await deployCoin({ connection, artifacts: hre.artifacts });
 * const { token } = contractsOf(coin);
 * const minter = await signerOf(coin, "MINTER");
 * @throws OperatorError with the code of the refusal.
 */
export async function deployCoin(options: DeployCoinOptions): Promise<DeployedCoin> {
  const { connection, coin = "kgst", dryRun, patience, track, rehearse } = options;
  const config = options.config ?? (await loadCoin(coin));
  const records = options.recordOf ?? recordsOf(coin);
  const desired = withPeers(resolveCoin(coin, config, connection.networkName), records);
  refuse([...checkAcrossNetworks(coin, config), ...checkDesired(desired)], "PREFLIGHT_REFUSED");
  const chain = connectChain(connection, desired, options.fees);
  await requireChain(chain, desired);
  const keys = options.keys ?? networkKeys(connection, desired.network, options.signers ?? {});
  const store = options.store ?? storeFor(connection, coin);
  const build = await loadBuild(options.artifacts);
  const outcome = await run({
    ...{ desired, chain, build, keys, store, steps: stepsOf(desired) },
    bundle: (step, actions) => writeBundle(store, desired, build, step, actions),
    confirm: options.confirm ?? (() => Promise.resolve()),
    ...(track === undefined ? {} : { track }),
    ...(rehearse === undefined ? {} : { rehearse }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(patience === undefined ? {} : { patience }),
  });
  return { desired, chain, keys, outcome };
}

/**
 * The contracts of a finished deployment.
 * @throws OperatorError `NOT_DEPLOYED`.
 */
export function contractsOf({ outcome, chain }: Pick<DeployedCoin, "outcome" | "chain">): CoinContracts {
  const contracts = Object.entries(outcome.record?.contracts ?? {});
  return connectContracts(Object.fromEntries(contracts.map(([key, { address }]) => [key, address])), chain);
}

/**
 * Somebody who can sign for a role, connected to the chain.
 * @param role - A role of the token, or `ATTESTOR` or `PROPOSER`; the holder at `index` of the configuration.
 * @throws OperatorError `SIGNER_MISSING` if the key is not on this machine.
 */
export async function signerOf(
  { desired, keys, chain }: Pick<DeployedCoin, "desired" | "keys" | "chain">,
  role: RoleName | "ATTESTOR" | "PROPOSER",
  index = 0,
): Promise<Signer> {
  const { attestation, timelock, roles } = desired;
  const lists = { ...roles, ATTESTOR: attestation.attestors, PROPOSER: timelock.proposers };
  const account = lists[role][index];
  const key = account === undefined ? null : await keys.find(account);
  if (key === null) throw new OperatorError("SIGNER_MISSING", `The key of ${role} ${index} (${account}) is not here.`);
  return chain.signer(key);
}
