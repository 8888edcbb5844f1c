import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { exampleCoins, listCoins, loadCoin } from "../coin-file/load.ts";
import { recordedNetworks } from "../journal/store.ts";
import { OperatorError } from "../errors.ts";
import { chosenNetwork } from "./networks.ts";

/**
 * Returns the coin that a task is about: the one of `--coin`; or, where that was left out and it is clear, the only one
 * whose file is not an example, the only one with a record on the network of `--network`, or the only one that has that
 * network.
 * @param asked - What `--coin` says; empty if it was left out.
 * @param network - Instead of the one of `--network`.
 * @throws OperatorError `COIN_UNKNOWN` if there is none, or if several may be meant.
 */
export async function chosenCoin(
  hre: Pick<HardhatRuntimeEnvironment, "globalOptions">,
  asked: string,
  network = chosenNetwork(hre),
): Promise<string> {
  if (asked !== "") return asked;
  const coins = await listCoins();
  const examples = await exampleCoins();
  const own = coins.filter((coin) => !examples.includes(coin));
  const candidates = own.length === 0 ? coins : own;
  const [only, ...others] = candidates;
  if (only === undefined) throw new OperatorError("COIN_UNKNOWN", "There is no coin's file.");
  if (others.length === 0) return only;
  if (network !== undefined) {
    const recorded = candidates.filter((coin) => recordedNetworks(coin).includes(network));
    if (recorded.length === 1) return recorded[0] ?? only;
    const configured = await Promise.all(candidates.map((coin) => hasNetwork(coin, network)));
    const matching = candidates.filter((_, index) => configured[index]);
    if (recorded.length === 0 && matching.length === 1) return matching[0] ?? only;
  }
  throw new OperatorError("COIN_UNKNOWN", `Which coin? Say --coin: there are ${candidates.join(", ")}.`);
}

async function hasNetwork(coin: string, network: string): Promise<boolean> {
  return network in (await loadCoin(coin)).networks;
}
