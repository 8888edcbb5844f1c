import type {
  ConfigurationVariableResolver,
  HardhatConfig,
  HardhatUserConfig,
  HttpNetworkConfig,
  HttpNetworkUserConfig,
  ResolvedConfigurationVariable,
  SensitiveString,
} from "hardhat/types/config";
import type { HardhatUserConfigValidationError } from "hardhat/types/hooks";
import { z } from "zod";
import { readUrls } from "../tron/nodes/urls.ts";
import { DEFAULT_SETTINGS, type TronSettings } from "../tron/provider/settings.ts";

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

/** Where TRON's wallets derive their keys (SLIP-44: 195). */
const DERIVATION_PATH = "m/44'/195'/0'/0";

/** The network accepts no higher fee limit than 15,000 TRX. */
const HIGHEST_FEE_LIMIT = 15_000_000_000n;

const variable = z.custom<SensitiveString>(
  (value) => typeof value === "string" || (value as { _type?: unknown } | null)?._type === "ConfigurationVariable",
  "must be a text or a configuration variable",
);

const urls = z.string().refine(isUrlList, "must be one or more http:// or https:// URLs with commas between them");

const section = z.strictObject({
  fullNode: urls.optional(),
  solidityNode: urls.optional(),
  jsonRpc: urls.optional(),
  apiKey: variable.optional(),
  feeLimit: z
    .union([z.bigint(), z.int()])
    .transform(BigInt)
    .refine((sun) => sun > 0n && sun <= HIGHEST_FEE_LIMIT, "must be in sun, above 0 and at most 15,000,000,000")
    .optional(),
  energyMargin: z.int().min(0).max(100).optional(),
  lifetime: z.int().min(10).max(86_000).optional(),
  userFeePercentage: z.int().min(0).max(100).optional(),
  originEnergyLimit: z.int().min(1).max(10_000_000).optional(),
});

function isUrlList(text: string): boolean {
  try {
    return readUrls(text).length > 0;
  } catch {
    return false;
  }
}

/** Names every wrong field of every `tron` section. */
export function validate(config: HardhatUserConfig): HardhatUserConfigValidationError[] {
  return Object.entries(config.networks ?? {}).flatMap(([name, network]) => {
    const { tron, type } = network as HttpNetworkUserConfig | { tron?: unknown; type: string };
    if (tron === undefined) return [];
    const path = ["networks", name, "tron"];
    if (type !== "http") return [{ path, message: 'a TRON network must have the type "http"' }];
    const issues = section.safeParse(tron).error?.issues ?? [];
    return issues.map((issue) => ({ path: [...path, ...issue.path.map(String)], message: issue.message }));
  });
}

/** Fills in the defaults of every `tron` section. */
export function resolve(
  userConfig: HardhatUserConfig,
  resolveVariable: ConfigurationVariableResolver,
  config: HardhatConfig,
): HardhatConfig {
  const networks = { ...config.networks };
  for (const [name, network] of Object.entries(userConfig.networks ?? {})) {
    const resolved = networks[name];
    if (network.type !== "http" || network.tron === undefined || resolved?.type !== "http") continue;
    networks[name] = { ...withTronPath(network, resolved), tron: resolveSection(network.tron, resolveVariable) };
  }
  return { ...config, networks };
}

function resolveSection(
  input: TronNetworkUserConfig,
  resolveVariable: ConfigurationVariableResolver,
): TronNetworkConfig {
  const { fullNode, solidityNode, jsonRpc, apiKey, ...settings } = section.parse(input);
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    fullNode,
    solidityNode,
    jsonRpc,
    apiKey: apiKey === undefined ? undefined : resolveVariable(apiKey),
    settings: { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) },
  };
}

/** A mnemonic without a path means what TRON's wallets mean by it. */
function withTronPath({ accounts }: HttpNetworkUserConfig, resolved: HttpNetworkConfig): HttpNetworkConfig {
  if (typeof accounts !== "object" || Array.isArray(accounts) || accounts.path !== undefined) return resolved;
  if (typeof resolved.accounts !== "object" || Array.isArray(resolved.accounts)) return resolved;
  return { ...resolved, accounts: { ...resolved.accounts, path: DERIVATION_PATH } };
}
