import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Artifact, ArtifactManager } from "hardhat/types/artifacts";

/** Where TronBox looks for artifacts unless told otherwise. */
export const TRONBOX_ARTIFACTS = "build/contracts";

/** Version of TronBox's artifact format. */
const SCHEMA_VERSION = "2.1.0";

/** What solc makes of a library with internal functions only: it reverts, and nobody deploys it. */
const INTERNAL_LIBRARY = /^0x5f(?:5f|80)fd$/;

/** A contract as TronBox keeps it. Without a path to its source TronBox never compiles it again. */
export interface TronBoxArtifact {
  readonly contractName: string;
  readonly abi: readonly unknown[];
  readonly bytecode: string;
  readonly deployedBytecode: string;
  /** Where it was deployed with TronBox, by network id. */
  readonly networks: Readonly<Record<string, unknown>>;
  readonly schemaVersion: string;
  readonly updatedAt: string;
}

/** Returns whether a contract can be deployed: it has code, and is more than a library of internal functions. */
export function isDeployable({ deployedBytecode }: Pick<Artifact, "deployedBytecode">): boolean {
  return deployedBytecode !== "0x" && !INTERNAL_LIBRARY.test(deployedBytecode);
}

/**
 * Writes what the build made of `contracts/` for TronBox: everything that can be deployed, and the interfaces. Addresses
 * that TronBox recorded there before are kept.
 * @returns names of the contracts, sorted
 */
export async function exportForTronBox(artifacts: ArtifactManager, folder: string, now: Date): Promise<string[]> {
  const exported: TronBoxArtifact[] = [];
  for (const name of await artifacts.getAllFullyQualifiedNames()) {
    const artifact = await artifacts.readArtifact<string>(name);
    if (!artifact.sourceName.startsWith("contracts/")) continue;
    if (!isDeployable(artifact) && !artifact.sourceName.startsWith("contracts/interfaces/")) continue;
    const { contractName, abi, bytecode, deployedBytecode } = artifact;
    const networks = recordedNetworks(join(folder, `${contractName}.json`));
    exported.push({
      contractName,
      abi: abi as readonly unknown[],
      bytecode,
      deployedBytecode,
      networks,
      schemaVersion: SCHEMA_VERSION,
      updatedAt: now.toISOString(),
    });
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const artifact of exported) {
    writeFileSync(join(folder, `${artifact.contractName}.json`), `${JSON.stringify(artifact, null, 2)}\n`);
  }
  return exported.map(({ contractName }) => contractName).sort();
}

function recordedNetworks(file: string): TronBoxArtifact["networks"] {
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, "utf8")) as Partial<TronBoxArtifact>).networks ?? {};
}
