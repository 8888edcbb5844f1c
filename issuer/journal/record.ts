import type { ContractName } from "../model/contracts.ts";
import type { StoredRecord } from "./journal.ts";
import { type ContractKey, CONTRACT_KEYS } from "../model/contracts.ts";
import { type Progress, type RecordedCall, progressOf } from "./progress.ts";

/** One deployed contract, as it is recorded. */
export interface RecordedContract {
  readonly artifact: ContractName;
  readonly address: string;
  readonly transaction: string;
  readonly block: number;
  readonly constructorArguments: unknown;
  readonly creationCodeHash: string;
  /** With immutables blanked out. */
  readonly runtimeCodeHash: string;
  /** Where the typings of its ABI are. */
  readonly typings: string;
}

/** `deployments/<network>/<coin>.json`: what stands on the chain, and from what it was made. */
export interface DeploymentRecord {
  readonly schema: 1;
  readonly coin: string;
  readonly network: string;
  readonly chainId: string;
  readonly genesis: string;
  readonly deployer: string;
  readonly compiler: string;
  readonly compilerSettingsHash: string;
  readonly startedAt: string;
  /** Null until every check has passed. */
  readonly finishedAt: string | null;
  readonly contracts: Partial<Readonly<Record<ContractKey, RecordedContract>>>;
  readonly calls: readonly RecordedCall[];
  /** The configuration it was made from. */
  readonly config: unknown;
}

/** What a deployment's journal amounts to. */
export interface DeploymentProgress extends Progress {
  /** Null before the first `begin`. */
  readonly record: DeploymentRecord | null;
}

const TYPINGS: Partial<Record<ContractName, string>> = {
  Timelock: "typechain-types/governance/Timelock.ts",
  ReserveAttestations: "typechain-types/reserves/ReserveAttestations.ts",
  IssuerControls: "typechain-types/issuer/IssuerControls.ts",
  Stablecoin: "typechain-types/interfaces/IStablecoin.ts",
};

/** Folds a deployment's journal. Pure: the record file can always be rebuilt from the journal. */
export function recordFrom(journal: readonly StoredRecord[]): DeploymentProgress {
  const progress = progressOf(journal);
  const contracts: Partial<Record<ContractKey, RecordedContract>> = {};
  for (const { intent, mined, runtimeCodeHash } of progress.created) {
    if (intent.creates === undefined || mined.contractAddress === null) continue;
    const { contract, artifact, args } = intent.creates;
    contracts[contract] = {
      artifact,
      address: mined.contractAddress,
      transaction: mined.hash,
      block: mined.block,
      constructorArguments: args,
      creationCodeHash: creationCode(journal, artifact),
      runtimeCodeHash: runtimeCodeHash ?? "",
      typings: TYPINGS[artifact] ?? "",
    };
  }
  const ordered = Object.fromEntries(
    CONTRACT_KEYS.flatMap((key) => (contracts[key] === undefined ? [] : [[key, contracts[key]]])),
  );
  return { ...progress, record: recordOf(journal, ordered, progress) };
}

function recordOf(
  journal: readonly StoredRecord[],
  contracts: DeploymentRecord["contracts"],
  { calls }: Progress,
): DeploymentRecord | null {
  const begun = journal.findLastIndex((entry) => entry.type === "begin");
  const entry = journal[begun];
  if (entry?.type !== "begin") return null;
  return {
    schema: 1,
    coin: entry.coin,
    network: entry.network,
    chainId: entry.chainId,
    genesis: entry.genesis,
    deployer: entry.deployer,
    compiler: entry.build.compiler,
    compilerSettingsHash: entry.build.settingsHash,
    startedAt: entry.at,
    finishedAt: journal.slice(begun).findLast(({ type }) => type === "finished")?.at ?? null,
    contracts,
    calls,
    config: entry.config,
  };
}

function creationCode(journal: readonly StoredRecord[], artifact: ContractName): string {
  const begin = journal.findLast((entry) => entry.type === "begin");
  return begin?.build.creationCode[artifact] ?? "";
}
