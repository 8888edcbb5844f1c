import { configVariable } from "hardhat/config";
import { HardhatPluginError } from "hardhat/plugins";
import type { ChainDescriptorsUserConfig, HardhatUserConfig, HttpNetworkUserConfig } from "hardhat/types/config";
import { parseFee } from "../text/parse-units.ts";
import { listCoins, loadCoin } from "./load.ts";
import type { ValidCoinConfig } from "./schema.ts";

/** Enough for the largest contract, at 100 sun per energy; in TRX. */
const FEE_LIMIT = "1500";

type Section = ValidCoinConfig["networks"][string];
type Brought = Section & { readonly rpc: NonNullable<Section["rpc"]> };

/**
 * Hardhat's configuration together with the networks that coins' files bring. A network of `scripts/networks.ts` stays as it
 * is there.
 * @throws HardhatPluginError if two coins' files mean different chains by one name.
 */
export async function withCoinNetworks(config: HardhatUserConfig): Promise<HardhatUserConfig> {
  const networks = Object.fromEntries(
    [...(await broughtNetworks())].filter(([name]) => !(name in (config.networks ?? {}))),
  );
  const added = Object.entries(networks);
  return {
    ...config,
    networks: { ...Object.fromEntries(added.map(([name, section]) => [name, toHardhat(section)])), ...config.networks },
    chainDescriptors: { ...Object.fromEntries(added.flatMap(toDescriptor)), ...config.chainDescriptors },
  };
}

/** By name, from every coin's file that can be read; what is wrong with another one is reported when it is asked for. */
async function broughtNetworks(): Promise<Map<string, Brought>> {
  const found = new Map<string, Brought & { readonly coin: string }>();
  for (const coin of await listCoins()) {
    const config = await loadCoin(coin).catch(() => null);
    for (const [name, section] of Object.entries(config?.networks ?? {})) {
      const { rpc } = section;
      if (rpc === undefined) continue;
      const before = found.get(name);
      if (before !== undefined && meaningOf(before) !== meaningOf(section)) {
        const message = `config/${before.coin}.ts and config/${coin}.ts mean different networks by "${name}". Give it another name in one of them.`;
        throw new HardhatPluginError("issuer-tasks", message);
      }
      found.set(name, { ...section, rpc, coin });
    }
  }
  return found;
}

function meaningOf({ chainId, platform, rpc }: Section): string {
  return JSON.stringify([chainId, platform, rpc]);
}

function toHardhat({ chainId, platform, rpc }: Brought): HttpNetworkUserConfig {
  const options = rpc.default === undefined ? undefined : { default: rpc.default };
  const url = options === undefined ? configVariable(rpc.variable) : configVariable(rpc.variable, options);
  const network: HttpNetworkUserConfig = { type: "http", chainType: "generic", chainId, url };
  if (platform === "evm") return network;
  const apiKey = rpc.apiKey === undefined ? {} : { apiKey: configVariable(rpc.apiKey, { default: "" }) };
  return { ...network, tron: { feeLimit: parseFee(rpc.feeLimit ?? FEE_LIMIT, "tron"), ...apiKey } };
}

/** Name and explorer of a chain, for `verify-sources`. */
function toDescriptor([name, section]: [string, Brought]): [string, ChainDescriptorsUserConfig[string]][] {
  const { chainId, platform, explorer } = section;
  if (platform !== "evm" || explorer === undefined) return [];
  const etherscan = { name: new URL(explorer).hostname, url: explorer };
  return [[`${chainId}`, { name, blockExplorers: { etherscan } }]];
}
