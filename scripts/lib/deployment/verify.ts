import type { Desired } from "../config/resolve.ts";
import { configOf, differences, sameGenesis } from "../engine/baseline.ts";
import type { Build } from "../engine/build.ts";
import type { Chain } from "../engine/chain.ts";
import { CONTRACT_KEYS, type ContractKey } from "../engine/plan.ts";
import type { DeploymentRecord } from "../engine/record.ts";
import { OperatorError } from "../errors.ts";
import { expectedState } from "./expected-state.ts";
import { type Drift, type LiveState, compareStates } from "./lines.ts";
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
  await requireRecordOf(chain, record);
  const expected = expectedState(desired, addresses, build);
  const located = { addresses, deployer: record.deployer, timelock: creationOf(record) };
  const { state, notes } = await readLiveState(chain, desired, located, build);
  const changed = differences(record.config, configOf(desired)).map(({ path, before, now }): Drift => {
    return { path: `config.${path}`, expected: `as deployed: ${before}`, actual: `in the file: ${now}` };
  });
  return { checked: expected.size, drifts: [...changed, ...compareStates(expected, state)], state, notes };
}

/**
 * Makes sure that a record is of the chain that the node has: by the chain's id and its first block. A node that has not
 * kept that one must have the recorded contracts instead, created where the record says if it still knows.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN`, or `CONTRACT_MISSING` if only the node can tell.
 */
export async function requireRecordOf(chain: Chain, record: DeploymentRecord): Promise<void> {
  const [chainId, genesis] = [await chain.chainId(), await chain.genesis()];
  if (`${chainId}` === record.chainId && sameGenesis(genesis, record.genesis)) {
    if (genesis === "" || record.genesis === "") await requireContracts(chain, record);
    return;
  }
  const message = `The record is of chain ${record.chainId} with genesis ${record.genesis}, the node has chain ${chainId} with genesis ${genesis}.`;
  throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message);
}

async function requireContracts(chain: Chain, record: DeploymentRecord): Promise<void> {
  for (const contract of Object.values(record.contracts)) {
    const { artifact, address, transaction, block } = contract;
    if ((await chain.code(address)) === "0x") {
      const message = `The node has no code at ${address}, where the record has ${artifact}, and not the chain's first block either.`;
      throw new OperatorError("CONTRACT_MISSING", message);
    }
    const receipt = await chain.provider.getTransactionReceipt(transaction).catch(orNotKept);
    if (receipt === null || receipt.contractAddress === address) continue;
    const message = `The record says that ${transaction} in block ${block} created ${artifact} at ${address}; on the node's chain it did not.`;
    throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message);
  }
}

function orNotKept(error: unknown): null {
  if (error instanceof OperatorError && error.code === "HISTORY_MISSING") return null;
  throw error;
}

/** Creation of the timelock, from where its events are read. */
export function creationOf(record: DeploymentRecord): { transaction: string; block: number } {
  const { transaction, block } = record.contracts.timelock ?? { transaction: "", block: 0 };
  return { transaction, block };
}

/** Addresses of all four contracts, or null if one is missing. */
export function addressesOf(record: DeploymentRecord | null): Record<ContractKey, string> | null {
  const found = CONTRACT_KEYS.map((key) => [key, record?.contracts[key]?.address] as const);
  if (found.some(([, address]) => address === undefined)) return null;
  return Object.fromEntries(found) as Record<ContractKey, string>;
}
