import type { JsonRpcApiProvider } from "ethers";
import { type TestChain, addressOf } from "../../test/support/chain.ts";
import { deploySystem } from "../../test/support/system.ts";
import type { ChainKey } from "./chains.ts";

/** The contracts of one system. */
export const CONTRACTS = ["Timelock", "ReserveAttestations", "IssuerControls", "Stablecoin"] as const;

/** What it costs to deploy one contract: gas; or energy, and the sun burned for it and for the bandwidth. */
export type DeploymentCost = Readonly<Record<"gas", number> | Record<"energy" | "sun", number>>;

/** Costs by contract. */
export type DeploymentCosts = Readonly<Record<string, DeploymentCost>>;

/** Costs by chain. */
export type DeploymentsByChain = Readonly<Partial<Record<ChainKey, DeploymentCosts>>>;

/** Deploys the system on a fresh chain and takes the costs from the receipts, found by the addresses they created. */
export async function measureDeployments(chain: TestChain): Promise<DeploymentCosts> {
  const { timelock, attestations, controls, token } = await deploySystem(chain);
  const costs = new Map<string, DeploymentCost>();
  const addresses = [timelock, attestations, controls, token].map(addressOf);
  for (let number = await chain.provider.getBlockNumber(); number > 0; number -= 1) {
    const block = await chain.provider.getBlock(number);
    for (const hash of block?.transactions ?? []) {
      const receipt = await chain.provider.getTransactionReceipt(hash);
      const name = CONTRACTS[addresses.indexOf(receipt?.contractAddress ?? "")];
      if (receipt === null || name === undefined) continue;
      const used = Number(receipt.gasUsed);
      const sun = await burnedSun(chain, hash);
      costs.set(name, sun === undefined ? { gas: used } : { energy: used, sun });
    }
  }
  return Object.fromEntries(
    CONTRACTS.map((name) => {
      const cost = costs.get(name);
      if (cost === undefined) throw new Error(`No transaction of ${chain.name} created ${name}`);
      return [name, cost];
    }),
  );
}

/** What TRON's receipts say besides the usual fields. */
async function burnedSun(chain: TestChain, hash: string): Promise<number | undefined> {
  const raw = (await (chain.provider as JsonRpcApiProvider).send("eth_getTransactionReceipt", [hash])) as {
    readonly fee?: string;
  };
  return raw.fee === undefined ? undefined : Number(raw.fee);
}
