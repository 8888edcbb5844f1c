import { addressesOf, requireRecordOf } from "../coin/record-of-chain.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { configOf, differences } from "../engine/baseline.ts";
import type { Build } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import { OperatorError } from "../errors.ts";
import { expectedState } from "./expected-state.ts";
import { type Drift, type LiveState, compareStates } from "./state-comparison.ts";
import { readLiveState } from "./live-state.ts";

/** The result of comparing a deployment with what it should be. */
export interface Verification {
  /** Number of lines that were compared. */
  readonly checked: number;
  readonly drifts: readonly Drift[];
  /** What the chain says, line by line. */
  readonly state: LiveState;
  /** What the node could not answer. */
  readonly notes: readonly string[];
}

/**
 * Compares a recorded deployment with its configuration, with the build and with its own record.
 * @throws OperatorError `NOT_DEPLOYED` or `RECORD_OF_ANOTHER_CHAIN`.
 */
export async function verifyDeployment(
  chain: Chain,
  desired: Desired,
  record: DeploymentRecord | null,
  build: Build,
): Promise<Verification> {
  const addresses = addressesOf(record);
  if (record === null || addresses === null) {
    throw new OperatorError("NOT_DEPLOYED", `${desired.coin} is not deployed completely on ${desired.network.name}.`);
  }
  const expected = expectedState(desired, addresses, build);
  const located = { addresses, deployer: record.deployer, timelock: creationOf(record) };
  const [, { state, notes }] = await Promise.all([
    requireRecordOf(chain, record),
    readLiveState(chain, desired, located, build),
  ]);
  const changed = differences(record.config, configOf(desired)).map(({ path, before, now }): Drift => {
    return { path: `config.${path}`, expected: `as deployed: ${before}`, actual: `in the file: ${now}` };
  });
  return { checked: expected.size, drifts: [...changed, ...compareStates(expected, state)], state, notes };
}

/** Creation of the timelock, from where its events are read. */
export function creationOf(record: DeploymentRecord): { transaction: string; block: number } {
  const { transaction, block } = record.contracts.timelock ?? { transaction: "", block: 0 };
  return { transaction, block };
}
