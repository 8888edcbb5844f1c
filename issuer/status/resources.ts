import { toHex } from "../../packages/tron/address.ts";
import type { AccountResources } from "../../packages/tron/costs.ts";
import { contractInfo } from "../../packages/tron/provider/reads.ts";
import type { OpenCoin } from "../coin/open.ts";

/** TRON's two resources of the deployer, and who pays for calls of the token. */
export interface Resources {
  /** Left now and at most, in units of energy. */
  readonly energy: { readonly left: number; readonly limit: number };
  /** Left now and at most, in bytes, the free daily allowance included. */
  readonly bandwidth: { readonly left: number; readonly limit: number };
  /** Percent of the energy that callers of the token pay. */
  readonly callersPay: number;
  /** The most energy of the deployer's stake that one call of the token may take. */
  readonly originEnergyLimit: number;
}

/** Reads them; null on other chains. */
export async function readResources({ connection, record, addresses }: OpenCoin): Promise<Resources | null> {
  const client = connection.tron?.client;
  if (client === undefined) return null;
  const found = await client.wallet<AccountResources>("getaccountresource", { address: toHex(record.deployer) });
  const { smart_contract: contract } = await contractInfo(client, addresses.token);
  const { freeNetLimit = 0, freeNetUsed = 0, NetLimit = 0, NetUsed = 0, EnergyLimit = 0, EnergyUsed = 0 } = found;
  const bandwidth = { left: freeNetLimit - freeNetUsed + NetLimit - NetUsed, limit: freeNetLimit + NetLimit };
  return {
    energy: { left: EnergyLimit - EnergyUsed, limit: EnergyLimit },
    bandwidth,
    callersPay: Number(contract?.consume_user_resource_percent ?? 0),
    originEnergyLimit: Number(contract?.origin_energy_limit ?? 0),
  };
}
