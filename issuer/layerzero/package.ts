import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Interface, type InterfaceAbi } from "ethers";

/** LayerZero's package: its JSON files are read, its JavaScript never is. */
const PACKAGE = "@layerzerolabs/lz-evm-sdk-v2";

/** LayerZero's contracts that are used here, by the folder of their source in the package. */
const SOURCES = {
  EndpointV2: "",
  SendUln302: "uln/uln302/",
  ReceiveUln302: "uln/uln302/",
  DVN: "uln/dvn/",
  DVNFeeLib: "uln/dvn/",
  Executor: "",
  ExecutorFeeLib: "",
  PriceFeed: "",
  Treasury: "",
} as const;

/** Name of a contract of LayerZero, as its package has it. */
export type LayerZeroContract = keyof typeof SOURCES;

/** Which machine a build is for. */
export type Platform = "evm" | "tron";

/** One contract as LayerZero has compiled it for a machine. */
export interface LayerZeroBuild {
  readonly name: LayerZeroContract;
  /** Source and name as its package has them, one after the other with a colon between them. */
  readonly qualifiedName: string;
  readonly abi: Interface;
  readonly creationCode: string;
  /** With zeros where the constructor writes immutables. */
  readonly runtimeCode: string;
}

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

const builds = new Map<string, LayerZeroBuild>();

/**
 * Reads a contract as LayerZero builds it for a machine: TRON's is made by TRON's own compiler and differs from the other.
 * @throws Error if the package is not installed.
 */
export function layerZeroBuild(name: LayerZeroContract, platform: Platform): LayerZeroBuild {
  const key = `${platform}:${name}`;
  const known = builds.get(key);
  if (known !== undefined) return known;
  const source = `contracts/${SOURCES[name]}${name}.sol`;
  const folder = platform === "tron" ? "artifacts-tron" : "artifacts";
  const { abi, bytecode, deployedBytecode } = readJson(`${folder}/${source}/${name}.json`) as Artifact;
  const build: LayerZeroBuild = {
    name,
    qualifiedName: `${source}:${name}`,
    abi: new Interface(abi),
    creationCode: bytecode,
    runtimeCode: deployedBytecode,
  };
  builds.set(key, build);
  return build;
}

/** Returns the interface of a contract of LayerZero, which is the same on every machine. */
export function layerZeroInterface(name: LayerZeroContract): Interface {
  return layerZeroBuild(name, "evm").abi;
}

/**
 * Reads where LayerZero says that a contract stands.
 * @param network - LayerZero's name of the network, such as `bsc-mainnet`.
 * @param contract - The contract's name there, such as `DVN`.
 * @throws Error if the package does not know it.
 */
export function layerZeroAddress(network: string, contract: string): string {
  return (readJson(`deployments/${network}/${contract}.json`) as { readonly address: string }).address;
}

/** Returns the version of the package that is installed. */
export function layerZeroVersion(): string {
  return (readJson("package.json") as { readonly version: string }).version;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(`${PACKAGE}/${path}`)), "utf8"));
}
