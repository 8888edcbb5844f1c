import { MaxUint256 } from "ethers";
import { OperatorError } from "../errors.ts";
import { readField } from "../text/parse-error.ts";
import { quote } from "../text/quote.ts";
import { parseCapacity, parseDuration, parseFee } from "../text/parse-units.ts";
import { type LayerZeroSettings, resolveLayerZero } from "./layerzero.ts";
import { ADAPTER } from "./layerzero-schema.ts";
import { ROLE_NAMES, type RoleName, type ValidCoinConfig, coinSchema } from "./schema.ts";

/** Capacity in smallest units that refills over `window` seconds. */
export interface Limit {
  readonly capacity: bigint;
  readonly window: bigint;
}

/** What may pass through a bridge, and the most that it may have brought in less what it took out. */
export interface BridgeLimit {
  readonly inbound: Limit;
  readonly outbound: Limit;
  readonly netInflowCap: bigint;
}

/** Least seconds that an operation of the timelock waits, by its kind. */
export interface Delays {
  readonly upgrade: bigint;
  readonly roles: bigint;
  readonly attestors: bigint;
}

/** How holders move a coin from one network to others through LayerZero. */
export interface LayerZeroTarget extends LayerZeroSettings {
  /** Whether the adapter shall hold BRIDGE. */
  readonly isBridge: boolean;
  /** What may pass through the adapter; null if the coin's file has no limit for it. */
  readonly limit: BridgeLimit | null;
}

/** The network a coin is deployed to. */
export interface NetworkTarget {
  /** Hardhat's name of the network, and the folder of its records. */
  readonly name: string;
  readonly environment: "mainnet" | "testnet" | "development";
  readonly platform: "evm" | "tron";
  readonly chainId: bigint;
  readonly nativeCoin: string;
  readonly explorer: string | null;
  /** Blocks on a transaction, itself included; null for the chain's own finality. */
  readonly confirmations: number | null;
  /** The most that is ever offered: wei for one unit of gas, on TRON sun for one transaction; null for what the network asks. */
  readonly maxFee: bigint | null;
}

/** The state a coin shall have on one network: amounts in smallest units, times in seconds. */
export interface Desired {
  /** Name of the coin's file. */
  readonly coin: string;
  readonly network: NetworkTarget;
  readonly name: string;
  readonly symbol: string;
  /** ISO 4217 code of what the coin is pegged to. */
  readonly currency: string;
  readonly decimals: number;
  readonly tokenId: string;
  readonly attestation: {
    /** By rising address, as the contract asks. */
    readonly attestors: readonly string[];
    readonly threshold: number;
    readonly maximumWindow: bigint;
    /** The most from the count of the reserves to the end of the window. */
    readonly maximumAge: bigint;
    readonly guardians: readonly string[];
  };
  readonly timelock: {
    readonly delays: Delays;
    readonly proposers: readonly string[];
    /** Empty for anyone. */
    readonly executors: readonly string[];
  };
  readonly adminDelay: bigint;
  /** Holders by role; `timelock` stands for the timelock's address. */
  readonly roles: Readonly<Record<RoleName, readonly string[]>>;
  readonly minterLimits: readonly (Limit & { readonly minter: string })[];
  /** Capacities in accounts. */
  readonly guardianLimits: readonly (Limit & { readonly guardian: string })[];
  readonly bridgeLimits: readonly (BridgeLimit & { readonly bridge: string })[];
  /** The most that all bridges together may have brought in less what they took out. */
  readonly inflowCap: bigint;
  /** How holders move it to other networks; null if they cannot. */
  readonly layerzero: LayerZeroTarget | null;
  readonly previousReport: { readonly sequence: bigint; readonly validUntil: bigint; readonly epoch: bigint };
}

/** Hardhat's names of the in-process network and of a local node; coins describe them once, as `embedded`. */
const EMBEDDED_NAMES = ["default", "node", "localhost"];

/** Returns Hardhat's names of the networks that a section of a coin's file is about. */
export function networksOfSection(section: string): readonly string[] {
  return section === "embedded" ? EMBEDDED_NAMES : [section];
}

/**
 * Validates a coin's file.
 * @throws OperatorError `CONFIG_INVALID` naming the path of every wrong field.
 */
export function validateCoin(coin: string, input: unknown): ValidCoinConfig {
  const parsed = coinSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new OperatorError("CONFIG_INVALID", [`config/${coin}.ts is invalid.`, ...lines], {
    problems: lines.map((message) => ({ code: "CONFIG_INVALID", message })),
  });
}

/**
 * Returns what a coin shall be on one network: its file with the network's overrides, in units of the chain.
 * @throws OperatorError `NETWORK_UNKNOWN` or `CONFIG_INVALID`.
 */
export function resolveCoin(coin: string, config: ValidCoinConfig, networkName: string): Desired {
  const own = sectionOf(coin, config, networkName);
  const section = own.section;
  const overrides = section.overrides ?? {};
  const attestation = merge(config.attestation, overrides.attestation);
  const timelock = merge(config.timelock, overrides.timelock);
  const roles = merge(config.roles, overrides.roles);

  const at: Reading = (path, read) => readField("CONFIG_INVALID", `config/${coin}.ts is invalid: ${path}`, read);
  const duration = (path: string, text: string): bigint => at(path, () => parseDuration(text));
  const limits = limitsOf(config, overrides, at);
  const layerzero = resolveLayerZero(coin, config, networkName, own.name);
  return {
    coin,
    network: targetOf(networkName, section, at),
    name: config.name,
    symbol: config.symbol,
    currency: config.currency,
    decimals: config.decimals,
    tokenId: section.environment === "mainnet" ? config.tokenId.mainnet : config.tokenId.test,
    attestation: {
      attestors: sorted(attestation.attestors),
      threshold: attestation.threshold,
      maximumWindow: duration("attestation.maximumWindow", attestation.maximumWindow),
      maximumAge: duration("attestation.maximumAge", attestation.maximumAge),
      guardians: sorted(attestation.guardians),
    },
    timelock: {
      delays: delaysOf(timelock.delays, duration),
      proposers: sorted(timelock.proposers),
      executors: timelock.executors === "anyone" ? [] : sorted(timelock.executors),
    },
    adminDelay: duration("adminDelay", overrides.adminDelay ?? config.adminDelay),
    roles: Object.fromEntries(
      ROLE_NAMES.map((role) => [role, sorted(roles[role].filter((holder) => holder !== ADAPTER))]),
    ) as Record<RoleName, string[]>,
    ...limits,
    bridgeLimits: limits.bridgeLimits.filter(({ bridge }) => bridge !== ADAPTER),
    layerzero: layerzero === null ? null : { ...layerzero, ...adapterOf(roles, limits) },
    previousReport: {
      sequence: BigInt(config.previousReport.sequence),
      validUntil: BigInt(config.previousReport.validUntil),
      epoch: BigInt(config.previousReport.epoch),
    },
  };
}

/** What the coin's file says of the adapter among the bridges. */
function adapterOf(
  { BRIDGE }: ValidCoinConfig["roles"],
  { bridgeLimits }: Limits,
): Pick<LayerZeroTarget, "isBridge" | "limit"> {
  const found = bridgeLimits.find(({ bridge }) => bridge === ADAPTER);
  if (found === undefined) return { isBridge: BRIDGE.includes(ADAPTER), limit: null };
  const { inbound, outbound, netInflowCap } = found;
  return { isBridge: BRIDGE.includes(ADAPTER), limit: { inbound, outbound, netInflowCap } };
}

function delaysOf(
  { upgrade, roles, attestors }: ValidCoinConfig["timelock"]["delays"],
  duration: (path: string, text: string) => bigint,
): Delays {
  return {
    upgrade: duration("timelock.delays.upgrade", upgrade),
    roles: duration("timelock.delays.roles", roles),
    attestors: duration("timelock.delays.attestors", attestors),
  };
}

type Section = ValidCoinConfig["networks"][string];
type Overrides = NonNullable<Section["overrides"]>;
/** Reads a field of the coin's file, and names its path where it is wrong. */
type Reading = <T>(path: string, read: () => T) => T;

type Limits = Pick<Desired, "minterLimits" | "guardianLimits" | "bridgeLimits" | "inflowCap">;

function limitsOf(config: ValidCoinConfig, overrides: Overrides, at: Reading): Limits {
  const duration = (path: string, text: string): bigint => at(path, () => parseDuration(text));
  const amount = (path: string, text: string): bigint => at(path, () => parseCapacity(text, config.decimals));
  const limit = (path: string, entry: { capacity: string; window: string }): Limit => ({
    capacity: amount(path, entry.capacity),
    window: duration(path.replace("capacity", "window"), entry.window),
  });
  return {
    minterLimits: (overrides.minterLimits ?? config.minterLimits).map((entry, index) => ({
      minter: entry.minter,
      ...limit(`minterLimits.${index}.capacity`, entry),
    })),
    guardianLimits: (overrides.guardianLimits ?? config.guardianLimits).map(
      ({ guardian, accounts, window }, index) => ({
        guardian,
        capacity: accounts === "unlimited" ? MaxUint256 : BigInt(accounts),
        window: duration(`guardianLimits.${index}.window`, window),
      }),
    ),
    bridgeLimits: (overrides.bridgeLimits ?? config.bridgeLimits).map((entry, index) => ({
      bridge: entry.bridge,
      inbound: limit(`bridgeLimits.${index}.inbound.capacity`, entry.inbound),
      outbound: limit(`bridgeLimits.${index}.outbound.capacity`, entry.outbound),
      netInflowCap: amount(`bridgeLimits.${index}.netInflowCap`, entry.netInflowCap),
    })),
    inflowCap: amount("inflowCap", overrides.inflowCap ?? config.inflowCap),
  };
}

/** Returns what a coin's file says of a network, and under which name. */
function sectionOf(
  coin: string,
  config: ValidCoinConfig,
  networkName: string,
): { readonly name: string; readonly section: Section } {
  const isEmbedded = !Object.hasOwn(config.networks, networkName) && EMBEDDED_NAMES.includes(networkName);
  const name = isEmbedded ? "embedded" : networkName;
  const section = Object.hasOwn(config.networks, name) ? config.networks[name] : undefined;
  if (section !== undefined) return { name, section };
  const known = Object.keys(config.networks).join(", ");
  throw new OperatorError("NETWORK_UNKNOWN", `config/${coin}.ts has no network ${quote(networkName)}, only ${known}.`);
}

function targetOf(name: string, section: Section, at: Reading): NetworkTarget {
  const { environment, platform, nativeCoin, maxFee, finality } = section;
  return {
    name,
    environment,
    platform,
    chainId: BigInt(section.chainId),
    nativeCoin,
    explorer: section.explorer ?? null,
    confirmations: finality === "finalized" ? null : finality.confirmations,
    maxFee: maxFee === undefined ? null : at("maxFee", () => parseFee(maxFee, platform)),
  };
}

/** Accounts by rising address. */
export function sorted(accounts: readonly string[]): string[] {
  return [...accounts].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function merge<T extends object>(base: T, overrides: { readonly [K in keyof T]?: T[K] | undefined } | undefined): T {
  const set = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}
