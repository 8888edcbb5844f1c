import type { Chain } from "../chains/chain.ts";
import { OperatorError, isRefusal } from "../errors.ts";
import { sameGenesis } from "../engine/baseline.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import { type CoinAddresses, CONTRACT_KEYS } from "../model/contracts.ts";

/** Addresses of all contracts, or null if one is missing that every coin has. */
export function addressesOf(record: DeploymentRecord | null): CoinAddresses | null {
  const contracts = Object.entries(record?.contracts ?? {});
  const found = Object.fromEntries(contracts.map(([key, { address }]) => [key, address]));
  return CONTRACT_KEYS.every((key) => found[key] !== undefined) ? (found as unknown as CoinAddresses) : null;
}

/**
 * Makes sure that a record is of the chain that the node has: by the chain's id and its first block. A node that has not
 * kept that one must have the recorded contracts instead, created where the record says if it still knows.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN`, or `CONTRACT_MISSING` if only the node can tell.
 */
export async function requireRecordOf(chain: Chain, record: DeploymentRecord): Promise<void> {
  const [chainId, genesis] = await Promise.all([chain.chainId(), chain.genesis()]);
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
  if (isRefusal(error, "HISTORY_MISSING")) return null;
  throw error;
}
