import { readFile } from "node:fs/promises";
import { type InterfaceAbi, Interface, concat, keccak256, toUtf8Bytes } from "ethers";
import type { ArtifactManager } from "hardhat/types/artifacts";
import { type StoredAbi, storedAbi } from "../../packages/tron/stored-abi.ts";
import { OperatorError } from "../errors.ts";
import type { CoinKey, ContractKey, ContractName } from "./contracts.ts";
import type { Compiled } from "./compiled.ts";
import { isLayerZeros, layerZeroCompiled } from "./layerzero-build.ts";

/** Which artifact each contract that every coin has is made from. */
export const ARTIFACTS = {
  timelock: "Timelock",
  attestations: "ReserveAttestations",
  controls: "IssuerControls",
  token: "Stablecoin",
} as const satisfies Record<CoinKey, ContractName>;

/** Returns which artifact one of a coin's contracts is made from on a kind of chain. */
export function artifactOf(key: ContractKey, platform: "evm" | "tron"): ContractName {
  if (key === "adapter") return "LayerZeroAdapter";
  if (key === "verifier") return platform === "tron" ? "TronDVN" : "DVN";
  return ARTIFACTS[key];
}

/** Contracts that do more than their own code says: the token's address also has what its issuer plane does. */
const FACES: Partial<Readonly<Record<ContractName, ContractName>>> = { Stablecoin: "IStablecoin" };

/** Returns what a chain that keeps an ABI with a contract is to keep: all that its address can do. */
export function shownAbi(build: Build, name: ContractName): StoredAbi {
  return storedAbi(build.contract(FACES[name] ?? name).abi);
}

/** Artifacts that are compiled here, besides those of every coin. */
const OTHERS = ["IStablecoin", "LayerZeroAdapter"] as const;

/** The one compiler run everything is deployed from and compared with. */
export interface Build {
  /** Long version of the compiler, such as `0.8.29+commit.ab55807c`. */
  readonly compiler: string;
  /** Hash of the compiler's settings, as far as they change code. */
  readonly settingsHash: string;
  /** Whether all of it came from one compiler run. Code can depend on what else is compiled, so deployments want this. */
  readonly isWhole: boolean;
  contract(name: ContractName): Compiled;
}

interface BuildInfo {
  readonly solcLongVersion: string;
  readonly userSourceNameMap: Record<string, string>;
  readonly input: { readonly settings: Record<string, unknown> };
}

/**
 * Reads the build from Hardhat's artifacts. Build first.
 * @throws OperatorError `BUILD_MIXED` if the contracts were compiled with different compilers or settings.
 */
export async function loadBuild(artifacts: ArtifactManager): Promise<Build> {
  const compiled = new Map<ContractName, Compiled>();
  const runs = new Map<string, BuildInfo>();
  for (const name of [...Object.values(ARTIFACTS), ...OTHERS]) {
    const artifact = await artifacts.readArtifact<string>(name);
    const id = artifact.buildInfoId ?? "";
    const info = runs.get(id) ?? (await readBuildInfo(artifacts, id));
    runs.set(id, info);
    const source = info.userSourceNameMap[artifact.sourceName] ?? artifact.sourceName;
    compiled.set(name, {
      name,
      qualifiedName: `${source}:${name}`,
      abi: new Interface(artifact.abi as InterfaceAbi),
      creationCode: artifact.bytecode,
      runtimeCode: artifact.deployedBytecode,
      immutables: artifact.immutableReferences ?? {},
      input: info.input,
    });
  }
  const [compiler, ...otherCompilers] = new Set([...runs.values()].map((info) => info.solcLongVersion));
  const [settingsHash, ...otherSettings] = new Set([...runs.values()].map(hashSettings));
  if (compiler === undefined || settingsHash === undefined || otherCompilers.length + otherSettings.length > 0) {
    throw new OperatorError("BUILD_MIXED", "The contracts were compiled with different compilers or settings.");
  }
  return {
    compiler,
    settingsHash,
    isWhole: runs.size === 1,
    contract(name) {
      const found = compiled.get(name) ?? (isLayerZeros(name) ? layerZeroCompiled(name) : undefined);
      if (found === undefined) throw new Error(`${name} is not part of the build.`);
      return found;
    },
  };
}

async function readBuildInfo(artifacts: ArtifactManager, id: string): Promise<BuildInfo> {
  const path = await artifacts.getBuildInfoPath(id);
  if (path === undefined) throw new OperatorError("BUILD_MIXED", "An artifact has lost its build info.");
  return JSON.parse(await readFile(path, "utf8")) as BuildInfo;
}

/** What is written out, and where imports are looked up, changes no code. */
function hashSettings({ input }: BuildInfo): string {
  return keccak256(toUtf8Bytes(canonical({ ...input.settings, outputSelection: null, remappings: null })));
}

/** Creation code with its arguments, ready to be sent. */
export function creationData(contract: Compiled, args: readonly unknown[]): string {
  return concat([contract.creationCode, contract.abi.encodeDeploy(args)]);
}

/**
 * Returns hash of runtime code with the values of its immutables blanked out, equal for every instance of one build.
 */
export function maskedCodeHash(contract: Compiled, runtimeCode: string): string {
  const bytes = Buffer.from(runtimeCode.slice(2), "hex");
  for (const { start, length } of Object.values(contract.immutables).flat()) {
    bytes.subarray(start, start + length).fill(0); // other code may be shorter
  }
  return keccak256(bytes);
}

/** JSON with sorted keys: equal values, equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(",")}}`;
}
