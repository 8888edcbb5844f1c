import type { IntentRecord, StoredRecord } from "./entries.ts";
import { type ContractKey, type ContractName, CONTRACT_KEYS, CROSSCHAIN_KEYS } from "../model/contracts.ts";
import { progressOf } from "./progress.ts";

/** One deployed contract, as it is recorded. */
export interface RecordedContract {
  readonly artifact: ContractName;
  readonly address: string;
  readonly transaction: string;
  readonly block: number;
  /** Who created it, where that is not the deployer of the record. */
  readonly deployer?: string;
  readonly constructorArguments: unknown;
  readonly creationCodeHash: string;
  /** With immutables blanked out. */
  readonly runtimeCodeHash: string;
  /** Where the typings of its ABI are. */
  readonly typings: string;
}

/** One call that was made, or seen to have been made. */
export interface RecordedCall {
  readonly key: string;
  readonly description: string;
  /** Null if somebody else has sent it. */
  readonly transaction: string | null;
  readonly block: number | null;
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
export interface DeploymentProgress {
  /** Null before the first `begin`. */
  readonly record: DeploymentRecord | null;
  /** Keys of the actions that are done. */
  readonly done: ReadonlySet<string>;
  /** Whether anything was ever signed. */
  readonly started: boolean;
}

const TYPINGS: Partial<Record<ContractName, string>> = {
  Timelock: "typechain-types/governance/Timelock.ts",
  ReserveAttestations: "typechain-types/reserves/ReserveAttestations.ts",
  IssuerControls: "typechain-types/issuer/IssuerControls.ts",
  Stablecoin: "typechain-types/interfaces/IStablecoin.ts",
  LayerZeroAdapter: "typechain-types/crosschain/LayerZeroAdapter.ts",
};

/** Folds a deployment's journal. Pure: the record file can always be rebuilt from the journal. */
export function recordFrom(journal: readonly StoredRecord[]): DeploymentProgress {
  const progress = progressOf(journal);
  const contracts: Partial<Record<ContractKey, RecordedContract>> = {};
  const began = journal.findLast((entry) => entry.type === "begin")?.deployer;
  for (const { intent, mined, runtimeCodeHash } of progress.created) {
    if (intent.creates === undefined || mined.contractAddress === null) continue;
    const { contract, artifact, args } = intent.creates;
    contracts[contract] = {
      artifact,
      address: mined.contractAddress,
      transaction: mined.hash,
      block: mined.block,
      ...(intent.from === began ? {} : { deployer: intent.from }),
      constructorArguments: args,
      creationCodeHash: creationCode(journal, artifact),
      runtimeCodeHash: runtimeCodeHash ?? "",
      typings: TYPINGS[artifact] ?? "",
    };
  }
  const ordered = Object.fromEntries(
    [...CONTRACT_KEYS, ...CROSSCHAIN_KEYS].flatMap((key) =>
      contracts[key] === undefined ? [] : [[key, contracts[key]]],
    ),
  );
  const { calls, done } = callsOf(journal);
  return { record: recordOf(journal, ordered, calls), done, started: progress.started };
}

/** Returns the calls that were made, in order, and the keys of all that is done. */
function callsOf(journal: readonly StoredRecord[]): { readonly calls: RecordedCall[]; readonly done: Set<string> } {
  const signed = new Map<string, IntentRecord>();
  const blocks = new Map<string, number>();
  const asked = new Map<string, string>();
  const calls = new Map<string, RecordedCall>();
  const done = new Set<string>();
  for (const entry of journal) {
    if (entry.type === "intent") signed.set(entry.hash, entry);
    if (entry.type === "mined") blocks.set(entry.hash, entry.block);
    if (entry.type === "waiting") asked.set(entry.key, entry.description);
    if (entry.type === "observed" || entry.type === "verified") done.add(entry.key);
    if (entry.type === "observed") {
      const { key, n } = entry;
      calls.set(`observed ${n}`, { key, description: asked.get(key) ?? key, transaction: null, block: null });
    }
    if (entry.type === "verified") {
      const { key, hash } = entry;
      const intent = signed.get(hash);
      if (intent === undefined || intent.creates !== undefined) continue;
      calls.set(hash, { key, description: intent.description, transaction: hash, block: blocks.get(hash) ?? null });
    }
    if (entry.type === "reopened") {
      done.delete(entry.key);
      calls.delete(entry.hash);
    }
  }
  return { calls: [...calls.values()], done };
}

function recordOf(
  journal: readonly StoredRecord[],
  contracts: DeploymentRecord["contracts"],
  calls: readonly RecordedCall[],
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
