import { configVariable } from "hardhat/config";
import type { HttpNetworkUserConfig, NetworkUserConfig } from "hardhat/types/config";
import { developmentKeys } from "../packages/hardhat-tron/devnet/options.ts";

/**
 * Hardhat's networks. Reading a chain needs no key, so those of the issuer have no accounts: each key is read when something
 * is to be signed with it. A coin's file says which of them the coin is on, and can bring networks of its own.
 */
export const networks: Readonly<Record<string, NetworkUserConfig>> = {
  default: { type: "edr-simulated", chainType: "generic", hardfork: "prague", chainId: 31_337 },
  localhost: evmNetwork("LOCALHOST_RPC_URL", { default: "http://127.0.0.1:8545" }),
  bsc: { ...evmNetwork("BSC_RPC_URL"), chainId: 56 },
  bscTestnet: { ...evmNetwork("BSC_TESTNET_RPC_URL"), chainId: 97 },
  // `npx hardhat tron-node` in another terminal. Its accounts are public.
  tronEmbedded: {
    ...tronNetwork("TRON_EMBEDDED_URL", "http://127.0.0.1:9090"),
    accounts: developmentKeys().map((key) => `0x${key}`),
  },
  // TRON's own node for development, in Docker: `docker run -it -p 9090:9090 tronbox/tre`.
  tre: {
    ...tronNetwork("TRE_URL", "http://127.0.0.1:9090"),
    accounts: [configVariable("TRE_PRIVATE_KEY", { default: "" })],
  },
  nile: publicTron(3_448_148_188, "NILE_URL", "https://nile.trongrid.io"),
  shasta: publicTron(2_494_104_990, "SHASTA_URL", "https://api.shasta.trongrid.io"),
  tron: publicTron(728_126_428, "TRON_URL", "https://api.trongrid.io"),
};

/** Chains that Hardhat does not know by itself. */
export const chainDescriptors = {
  56: { name: "BNB Chain", blockExplorers: { etherscan: { name: "BscScan", url: "https://bscscan.com" } } },
  97: {
    name: "BNB Chain Testnet",
    blockExplorers: { etherscan: { name: "BscScan", url: "https://testnet.bscscan.com" } },
  },
};

function evmNetwork(variable: string, options?: { default: string }): HttpNetworkUserConfig {
  return { type: "http", chainType: "generic", url: configVariable(variable, options) };
}

/** A TRON node. The fee limit is enough for the largest contract, the issuer's controls, at 100 sun per energy. */
function tronNetwork(variable: string, url: string): HttpNetworkUserConfig {
  return { ...evmNetwork(variable, { default: url }), tron: { feeLimit: 1_500_000_000n } };
}

/** A public TRON network through TronGrid or, with the variable, through a node of one's own. */
function publicTron(chainId: number, variable: string, url: string): HttpNetworkUserConfig {
  const { tron, ...network } = tronNetwork(variable, url);
  return { ...network, chainId, tron: { ...tron, apiKey: configVariable("TRON_PRO_API_KEY", { default: "" }) } };
}
