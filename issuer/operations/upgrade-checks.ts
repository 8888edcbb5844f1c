import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { tmpdir } from "node:os";
import { type InterfaceAbi, Interface, Contract, toBeHex } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { IUpgrading__factory, IssuerControls__factory } from "../../typechain-types/index.js";
import type { Compiled } from "../model/compiled.ts";
import { explain } from "../chains/reasons.ts";
import { OperatorError, asOperatorError } from "../errors.ts";

/** What could replace the issuer controls, and where its build info is. */
export interface Candidate {
  readonly compiled: Compiled;
  /** Source and name as the validator knows them. */
  readonly name: string;
  readonly buildInfo: string;
}

/**
 * Reads a candidate from the artifacts. It becomes `IssuerControls` to the engine.
 * @param contract - Such as `IssuerControls` or `contracts/issuer/IssuerControls.sol:IssuerControls`.
 * @throws OperatorError `ARGUMENT_INVALID` if there is none, or it needs arguments.
 */
export async function readCandidate(
  { artifacts }: HardhatRuntimeEnvironment,
  contract: string,
  deployed: Compiled,
): Promise<Candidate> {
  if (!(await artifacts.artifactExists(contract))) {
    throw new OperatorError("ARGUMENT_INVALID", `--contract: there is no artifact ${contract}; build first.`);
  }
  const artifact = await artifacts.readArtifact<string>(contract);
  const abi = new Interface(artifact.abi as InterfaceAbi);
  if (abi.deploy.inputs.length > 0) {
    throw new OperatorError("ARGUMENT_INVALID", `--contract: the constructor of ${contract} must take no arguments.`);
  }
  const buildInfo = (await artifacts.getBuildInfoPath(artifact.buildInfoId ?? "")) ?? "";
  const compiled: Compiled = {
    ...deployed,
    abi,
    creationCode: artifact.bytecode,
    runtimeCode: artifact.deployedBytecode,
    immutables: artifact.immutableReferences ?? {},
  };
  return { compiled, name: `${artifact.sourceName}:${artifact.contractName}`, buildInfo };
}

/**
 * OpenZeppelin's upgrade-safety validation: no constructor, `selfdestruct` or `delegatecall` that endangers the token, and
 * the storage fits that of the reference.
 * @param reference - Folder with the build info of the deployed version, to compare the storage with; empty for none.
 * @throws OperatorError `UPGRADE_UNSAFE` in the validator's words.
 */
export async function requireSafe({ name, buildInfo }: Candidate, reference: string): Promise<void> {
  const { validateUpgradeSafety } = await import("@openzeppelin/upgrades-core");
  // The validator looks at every build info of a folder, so it gets one with the one that made the contract.
  const folder = join(mkdtempSync(join(tmpdir(), "upgrade-")), "candidate");
  const release = silence();
  try {
    mkdirSync(folder);
    for (const file of [buildInfo, buildInfo.replace(/\.json$/, ".output.json")]) {
      copyFileSync(file, join(folder, basename(file)));
    }
    const earlier = reference === "" ? [] : [reference];
    const against = reference === "" ? undefined : `${basename(reference)}:IssuerControls`;
    // The token is initialised already: a successor that adds nothing to initialise needs no initializer.
    const options = { unsafeAllow: ["missing-initializer" as const] };
    const report = await validateUpgradeSafety(folder, name, against, options, earlier);
    if (report.ok && report.numTotal > 0) return;
    const why = report.numTotal === 0 ? `${name} is not an upgradeable contract.` : report.explain(false);
    throw new OperatorError("UPGRADE_UNSAFE", why.trim().split("\n"));
  } catch (error) {
    if (asOperatorError(error) !== null) throw error;
    throw new OperatorError("UPGRADE_UNSAFE", `The validator refused: ${(error as Error).message}`, { cause: error });
  } finally {
    release();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps the validator from remarking on every contract of the build; the report is about one. @returns Takes it back. */
function silence(): () => void {
  /* eslint-disable no-restricted-syntax -- it is kept from writing */
  const { error } = console;
  console.error = () => undefined;
  return () => {
    console.error = error;
  };
  /* eslint-enable no-restricted-syntax */
}

/**
 * Creates the candidate on an in-process chain and asks what the token will ask, before anything is paid for.
 * @param current - Version of the controls in force.
 * @returns Its version.
 * @throws OperatorError `UPGRADE_FOREIGN` or `UPGRADE_DOWNGRADE`.
 */
export async function requireSuccessor(
  hre: HardhatRuntimeEnvironment,
  { compiled, name }: Candidate,
  current: bigint,
): Promise<bigint> {
  const connection = await hre.network.create({ network: "default" });
  try {
    const [signer] = await connection.ethers.getSigners();
    const receipt = await (await signer?.sendTransaction({ data: compiled.creationCode }))?.wait();
    const abi = IssuerControls__factory.abi;
    const candidate = new Contract(receipt?.contractAddress ?? "", abi, connection.ethers.provider);
    const version = await ask<bigint>(name, () => candidate.getFunction("controlsVersion")());
    const known = await ask<boolean>(name, () => candidate.getFunction("supportsInterface")(upgradingInterface()));
    if (!known) throw foreign(name, "it does not answer to the interface of issuer controls");
    if (version <= current) {
      const message = `${name} has version ${version}; the token runs ${current}.`;
      throw new OperatorError("UPGRADE_DOWNGRADE", message);
    }
    return version;
  } finally {
    await connection.close();
  }
}

async function ask<T>(name: string, call: () => Promise<unknown>): Promise<T> {
  try {
    return (await call()) as T;
  } catch (error) {
    throw foreign(name, explain(error));
  }
}

function foreign(name: string, why: string): OperatorError {
  return new OperatorError("UPGRADE_FOREIGN", `${name} cannot replace the issuer controls: ${why}.`);
}

/** ERC-165 id of `IUpgrading` as Solidity has it: of all that the interface declares, without what it inherits. */
function upgradingInterface(): string {
  const abi = IUpgrading__factory.createInterface();
  const inherited = abi.getFunction("proxiableUUID").selector;
  let bits = 0n;
  abi.forEachFunction(({ selector }) => {
    if (selector !== inherited) bits ^= BigInt(selector);
  });
  return toBeHex(bits, 4);
}
