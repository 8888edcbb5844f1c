import type { ResolvedConfigurationVariable, SensitiveString } from "hardhat/types/config";
import type { ChainType } from "hardhat/types/network";
import type { TronProvider, TronSettings } from "../tron/provider.ts";

/** The `tron` section of a network. What is left out has a default. */
export interface TronNetworkUserConfig {
  /** Serves `/wallet/…`; by default the network's `url`. */
  readonly fullNode?: string;
  /** Serves `/walletsolidity/…`; by default the same, as with TronGrid and TRE. A bare java-tron uses another port. */
  readonly solidityNode?: string;
  /** java-tron's JSON-RPC, for logs and storage; by default `<fullNode>/jsonrpc`. */
  readonly jsonRpc?: string;
  /** TronGrid's API key, sent as `TRON-PRO-API-KEY`. An empty value sends none. */
  readonly apiKey?: SensitiveString;
  /** The most sun that one transaction's energy may cost. Default 1,500 TRX. */
  readonly feeLimit?: bigint | number;
  /** Room above the estimated energy, in percent. Default 20. */
  readonly energyMargin?: number;
  /** Seconds until an unmined transaction expires. Default 60. */
  readonly lifetime?: number;
  /** Percent of a new contract's energy that its callers pay. Default 100. */
  readonly userFeePercentage?: number;
  /** The most energy of the deployer's stake that one call of a new contract may take. Default 10,000,000. */
  readonly originEnergyLimit?: number;
}

/** The `tron` section with its defaults. */
export interface TronNetworkConfig {
  readonly fullNode: string | undefined;
  readonly solidityNode: string | undefined;
  readonly jsonRpc: string | undefined;
  readonly apiKey: ResolvedConfigurationVariable | undefined;
  readonly settings: TronSettings;
}

declare module "hardhat/types/config" {
  interface HttpNetworkUserConfig {
    /** Makes it a TRON network: answered through java-tron's HTTP API. */
    tron?: TronNetworkUserConfig;
  }
  interface HttpNetworkConfig {
    tron?: TronNetworkConfig;
  }
  interface EdrNetworkUserConfig {
    tron?: never;
  }
}

declare module "hardhat/types/network" {
  // The parameter is written as in the interface that this one is merged with.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-redundant-type-constituents
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** The provider behind a TRON network: costs, settings, the node itself. Undefined on other networks. */
    tron?: TronProvider;
  }
}
