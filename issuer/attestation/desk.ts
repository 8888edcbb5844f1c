import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { chosenCoin } from "../coin/chosen-coin.ts";
import { chooseNetworks } from "../coin/networks.ts";
import type { OpenCoin } from "../coin/open.ts";
import { allOf, openCoins } from "../coin/open-each.ts";
import { loadCoin } from "../coin-file/load.ts";
import { type Desired, resolveCoin } from "../coin-file/resolve.ts";
import { recordedNetworks } from "../journal/store.ts";
import { type ErrorCode, OperatorError, asOperatorError } from "../errors.ts";
import type { AssumedChain, KnownReport, Observation } from "./observation.ts";
import { type Readable, readChain, readRedeemed } from "./observe.ts";
import { splitPairs } from "./options.ts";
import { readOption } from "../text/read-option.ts";

/** A coin on all its chains. */
export interface Desk {
  readonly coin: string;
  readonly coins: readonly OpenCoin[];
  /** What is the same on every chain: symbol, decimals, environment. */
  readonly desired: Desired;
  readonly assumed: readonly AssumedChain[];
  close(): Promise<void>;
}

/** Which chains a desk is about. */
export interface DeskOptions {
  /** Name of a file under `config/`. */
  readonly coin: string;
  /** See `chooseNetworks`; empty for all with a record. */
  readonly networks: string;
  /** `network=supply` with commas between them, for chains that cannot be read. */
  readonly assume: string;
}

/**
 * Opens a coin on every chain it is deployed on.
 * @throws OperatorError `CHAIN_LEFT_OUT` if one is neither chosen nor assumed: its supply would be missing;
 * `CHAIN_UNREACHABLE`, besides the errors of `openCoin`.
 */
export async function openDesk(hre: HardhatRuntimeEnvironment, options: DeskOptions): Promise<Desk> {
  const coin = await chosenCoin(hre, options.coin);
  const config = await loadCoin(coin);
  const resolve = (network: string): Desired => resolveCoin(coin, config, network);
  const assumed = splitPairs(options.assume).map(([network, text]): AssumedChain => {
    const { network: target, decimals } = resolve(network);
    return { network, chainId: target.chainId, supply: readOption.sum(`--assume ${network}=`, text, decimals) };
  });
  const absent = new Set(assumed.map(({ network }) => network));
  const networks = chooseNetworks(hre, coin, config, options.networks).filter((network) => !absent.has(network));
  const [first] = networks;
  if (first === undefined) {
    throw new OperatorError("CHAIN_LEFT_OUT", "At least one chain must be read; not all of them can be assumed.");
  }
  const desired = resolve(first);
  requireAll(networks, absent, recordedNetworks(coin), (network) => resolve(network).network.environment);

  const coins = await open(hre, coin, networks);
  return {
    coin,
    coins,
    desired,
    assumed,
    close: async () => {
      await Promise.all(coins.map((entry) => entry.close()));
    },
  };
}

async function open(hre: HardhatRuntimeEnvironment, coin: string, networks: readonly string[]): Promise<OpenCoin[]> {
  try {
    return await allOf(await openCoins(hre, { coin, networks: networks.join(",") }));
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null || !NO_ANSWER.has(refusal.code)) throw error;
    const remedy =
      "Bring its node back. If the chain stays away, answer for it with --assume NETWORK=SUPPLY: the most that can be outstanding there.";
    throw new OperatorError(refusal.code, refusal.lines, { remedy, cause: error });
  }
}

/** A chain cannot be read, whatever its node says instead. */
const NO_ANSWER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(["CHAIN_UNREACHABLE", "NODE_THROTTLED", "NODE_DENIED", "NODE_ANSWER_INVALID", "NODE_BEHIND"] as const),
]);

function requireAll(
  networks: readonly string[],
  absent: ReadonlySet<string>,
  recorded: readonly string[],
  environmentOf: (network: string) => string,
): void {
  const environment = environmentOf(networks[0] ?? "");
  const others = [...networks, ...absent].filter((network) => environmentOf(network) !== environment);
  if (others.length > 0) {
    throw new OperatorError("NETWORKS_MIXED", `${others.join(", ")}: not ${environment}, as ${networks[0]} is.`);
  }
  const left = recorded.filter(
    (network) => environmentOf(network) === environment && !networks.includes(network) && !absent.has(network),
  );
  if (left.length === 0) return;
  const message = `The coin is deployed on ${left.join(", ")} too; a report that leaves a chain out does not count its supply.`;
  throw new OperatorError("CHAIN_LEFT_OUT", message);
}

/** What is observed besides the chains themselves. */
export interface ObserveOptions {
  readonly assumed: readonly AssumedChain[];
  readonly signed: readonly KnownReport[];
  /** When the reserves were counted; by default at the oldest of the blocks that are read. */
  readonly asOf: bigint | null;
  readonly formerBridges: readonly string[];
  readonly sameBridges: readonly (readonly string[])[];
}

/**
 * Reads all chains.
 * @returns The observation, and when the reserves were counted.
 */
export async function observe(
  coins: readonly Readable[],
  { assumed, signed, asOf, formerBridges, sameBridges }: ObserveOptions,
): Promise<{ readonly observation: Observation; readonly asOf: bigint }> {
  const readings = await Promise.all(coins.map((coin) => readChain(coin, formerBridges)));
  const oldest = readings.map(({ block }) => block.timestamp).reduce((least, time) => (time < least ? time : least));
  const counted = asOf ?? oldest;
  const chains = await Promise.all(
    readings.map(async (reading, index) => {
      const coin = coins[index];
      const redeemed = coin === undefined ? 0n : await readRedeemed(coin, counted, reading.block);
      return { ...reading, redeemed };
    }),
  );
  const systems = withAdapters(sameBridges, coins);
  return { observation: { chains, assumed, signed, sameBridges: systems }, asOf: counted };
}

/** The coin's adapters are one bridge, with an address of its own on each chain, and so is what somebody names with them. */
function withAdapters(systems: readonly (readonly string[])[], coins: readonly Readable[]): (readonly string[])[] {
  const adapters = coins.flatMap(({ addresses }) => addresses.adapter ?? []);
  if (adapters.length === 0) return [...systems];
  const joined = systems.filter((system) => system.some((account) => adapters.includes(account)));
  const others = systems.filter((system) => !joined.includes(system));
  return [...others, [...new Set([...adapters, ...joined.flat()])]];
}
