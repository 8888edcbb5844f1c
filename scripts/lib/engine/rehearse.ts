import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { limits } from "../../../deploy/06-limits.ts";
import { STEPS } from "../../../deploy/steps.ts";
import type { Desired } from "../config/resolve.ts";
import type { Build } from "./build.ts";
import { EvmChain } from "./evm-chain.ts";
import { toRequest } from "./execute.ts";
import { developmentWallets, walletKeys } from "./keys.ts";
import { run } from "./run.ts";
import { memoryStore } from "./store.ts";

/** Hardhat's in-process network. */
const REHEARSAL_NETWORK = "default";

/** Gas limits are a quarter above what was used, as they are when a transaction is signed. */
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/**
 * Deploys the coin on an empty in-process chain with the same chain id, by a public development account, and measures.
 * Whatever would fail there would fail on the real chain, after the first fees were paid.
 * @returns Gas of each action by its key, with the margin of a gas limit.
 */
export async function rehearse(
  hre: HardhatRuntimeEnvironment,
  desired: Desired,
  build: Build,
): Promise<ReadonlyMap<string, bigint>> {
  const override = { chainId: Number(desired.network.chainId) };
  const connection = await hre.network.create({ network: REHEARSAL_NETWORK, override });
  try {
    const { provider } = connection.ethers;
    const chain = new EvmChain({ provider, confirmations: 1, pollMilliseconds: 10 });
    const store = memoryStore();
    const network = { ...desired.network, environment: "development" as const };
    const steps = STEPS.filter((step) => step.id < limits.id);
    const keys = walletKeys(developmentWallets().slice(0, 1));
    const confirm = (): Promise<void> => Promise.resolve();
    const { record } = await run({ desired: { ...desired, network }, chain, build, keys, store, steps, confirm });

    const gas = new Map<string, bigint>();
    for (const entry of store.openJournal().records) {
      if (entry.type !== "mined") continue;
      gas.set(entry.key, (BigInt(entry.gasUsed) * GAS_MARGIN.numerator) / GAS_MARGIN.denominator);
    }
    const contracts = Object.entries(record?.contracts ?? {}).map(([key, { address }]) => [key, address]);
    const known = { deployer: "", addresses: Object.fromEntries(contracts) as object, done: new Set<string>() };
    for (const action of limits.plan(desired, { ...known, state: undefined }).actions) {
      if (action.kind !== "call") continue;
      gas.set(action.key, (await chain.simulate(toRequest(action, action.by[0] ?? "", build))).gas);
    }
    return gas;
  } finally {
    await connection.close();
  }
}
