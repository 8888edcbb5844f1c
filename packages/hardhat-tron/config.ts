import type {
  ConfigurationVariableResolver,
  HardhatConfig,
  HardhatUserConfig,
  HttpNetworkConfig,
  HttpNetworkUserConfig,
  SensitiveString,
} from "hardhat/types/config";
import type { HardhatUserConfigValidationError } from "hardhat/types/hooks";
import { z } from "zod";
import { readUrls } from "../tron/client.ts";
import { DEFAULT_SETTINGS } from "../tron/provider.ts";
import type { TronNetworkConfig, TronNetworkUserConfig } from "./type-extensions.ts";

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
