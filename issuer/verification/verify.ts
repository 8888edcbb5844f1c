import { addressesOf, requireRecordOf } from "../coin/record-of-chain.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { configOf, differences } from "../engine/baseline.ts";
import type { Build } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import { OperatorError } from "../errors.ts";
import type { Creation } from "./timelock-roles.ts";
import type { ContractKey } from "../model/contracts.ts";
import { expectedLayerZero } from "./layerzero-expected.ts";
import { readLayerZero } from "./layerzero-live.ts";
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
 * Compares a recorded deployment with its configuration, with the build and with its own record: the coin, and its moves
 * between chains if it has any.
 * @throws OperatorError `NOT_DEPLOYED` or `RECORD_OF_ANOTHER_CHAIN`.
 */
export async function verifyDeployment(
  chain: Chain,
  desired: Desired,
  record: DeploymentRecord | null,
  build: Build,
): Promise<Verification> {
  const [coin, moves] = await Promise.all([
    verifyCoin(chain, desired, record, build),
    verifyLayerZero(chain, desired, record, build),
  ]);
  const changed = record === null ? [] : changesOfFile(record, desired).filter(({ path }) => isOfMoves(path));
  return {
    checked: coin.checked + moves.checked,
    drifts: [...coin.drifts, ...changed, ...moves.drifts],
    state: new Map([...coin.state, ...moves.state]),
    notes: [...coin.notes, ...moves.notes],
  };
}

/** Compares the moves between chains of a recorded coin with its configuration; nothing if it has none. */
export async function verifyLayerZero(
  chain: Chain,
  desired: Desired,
  record: DeploymentRecord | null,
  build: Build,
): Promise<Verification> {
  const addresses = addressesOf(record);
  if (record === null || addresses === null || desired.layerzero === null) {
    return { checked: 0, drifts: [], state: new Map(), notes: [] };
  }
  const expected = expectedLayerZero(desired, addresses, build);
  const created = { adapter: creationOf(record, "adapter"), verifier: creationOf(record, "verifier") };
  const located = { addresses, created };
  const { state, notes } = await readLayerZero(chain, desired, located, build);
  return { checked: expected.size, drifts: compareStates(expected, state), state, notes };
}

/**
 * Compares a recorded coin with its configuration, with the build and with its own record, without its moves between chains.
 * @throws OperatorError `NOT_DEPLOYED` or `RECORD_OF_ANOTHER_CHAIN`.
 */
export async function verifyCoin(
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
  const located = { addresses, deployer: record.deployer, timelock: creationOf(record, "timelock") };
  const [, { state, notes }] = await Promise.all([
    requireRecordOf(chain, record),
    readLiveState(chain, desired, located, build),
  ]);
  const changed = changesOfFile(record, desired).filter(({ path }) => !isOfMoves(path));
  return { checked: expected.size, drifts: [...changed, ...compareStates(expected, state)], state, notes };
}

/** Where the coin's file is not what was deployed. */
function changesOfFile({ config }: DeploymentRecord, desired: Desired): Drift[] {
  return differences(config, configOf(desired)).map(({ path, before, now }) => {
    return { path: `config.${path}`, expected: `as deployed: ${before}`, actual: `in the file: ${now}` };
  });
}

const isOfMoves = (path: string): boolean => path.split(".")[1] === "layerzero";

/** Where a contract was created, from where its events are read, and by whom. */
export function creationOf(record: DeploymentRecord, key: ContractKey): Creation {
  const { transaction = "", block = 0, deployer = record.deployer } = record.contracts[key] ?? {};
  return { transaction, block, deployer };
}
