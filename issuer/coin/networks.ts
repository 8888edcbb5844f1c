import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { resolveCoin } from "../coin-file/resolve.ts";
import type { ValidCoinConfig } from "../coin-file/schema.ts";
import { recordedNetworks } from "../journal/store.ts";
import { OperatorError } from "../errors.ts";

const ENVIRONMENTS = new Set(["mainnet", "testnet", "development"]);

/** Returns the network of `--network`; undefined if it was not given. */
export function chosenNetwork({ globalOptions }: Pick<HardhatRuntimeEnvironment, "globalOptions">): string | undefined {
  return (globalOptions as { network?: string }).network; // Hardhat types the option as always set
}

/**
 * Which networks a task is about that looks at several.
 * @param asked - What `--networks` says: names with commas between them, or `mainnet`, `testnet` or `development` for all
 * deployed ones of that kind. Empty for `--network`, and without that for all deployed ones.
 * @returns Hardhat's names of the networks.
 * @throws OperatorError `NOT_DEPLOYED` if there are none, `NETWORKS_MIXED` if they are of several kinds: supplies on
 * chains of one environment belong together, and no others.
 */
export function chooseNetworks(
  hre: Pick<HardhatRuntimeEnvironment, "globalOptions" | "config">,
  coin: string,
  config: ValidCoinConfig,
  asked: string,
): string[] {
  const environmentOf = (network: string): string => resolveCoin(coin, config, network).network.environment;
  const names = asked
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const single = chosenNetwork(hre);
  if (names.length === 0 && single !== undefined) return [single];

  const recorded = recordedNetworks(coin).filter((network) => Object.hasOwn(hre.config.networks, network));
  const found = names.flatMap((name) =>
    ENVIRONMENTS.has(name) ? recorded.filter((network) => environmentOf(network) === name) : [name],
  );
  const networks = [...new Set(names.length === 0 ? recorded : found)];
  if (networks.length === 0) throw new OperatorError("NOT_DEPLOYED", `${coin} has no record on any network asked for.`);
  const kinds = new Set(networks.map(environmentOf));
  if (kinds.size > 1) {
    const list = networks.map((network) => `${network} (${environmentOf(network)})`).join(", ");
    throw new OperatorError("NETWORKS_MIXED", `The networks are of different environments: ${list}.`);
  }
  return networks;
}
