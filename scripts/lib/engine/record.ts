import type { ContractName } from "./build.ts";
import type { IntentRecord, MinedRecord, StoredRecord, WaitingRecord } from "./journal.ts";
import { type ContractKey, CONTRACT_KEYS } from "./plan.ts";

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

/** An action's transactions that are neither done nor given up, oldest first. */
export interface OpenAction {
  readonly key: string;
  readonly intents: readonly IntentRecord[];
}

/** What a journal amounts to. */
export interface Progress {
  /** Null before the first `begin`. */
  readonly record: DeploymentRecord | null;
  /** Keys of the actions that are done. */
  readonly done: ReadonlySet<string>;
  readonly open: readonly OpenAction[];
  /** Keys that wait for a signature from elsewhere. */
  readonly waiting: ReadonlyMap<string, WaitingRecord>;
  /** Whether anything was ever signed. */
  readonly started: boolean;
}

const TYPINGS: Partial<Record<ContractName, string>> = {
  Timelock: "typechain-types/governance/Timelock.ts",
  ReserveAttestations: "typechain-types/reserves/ReserveAttestations.ts",
  IssuerControls: "typechain-types/issuer/IssuerControls.ts",
  Stablecoin: "typechain-types/interfaces/IStablecoin.ts",
};

/** Folds a journal. Pure: the record file can always be made anew from the journal. */
export function fold(journal: readonly StoredRecord[]): Progress {
  const intents = new Map<string, IntentRecord[]>();
  const mined = new Map<string, MinedRecord>();
  const done = new Set<string>();
  const waiting = new Map<string, WaitingRecord>();
  const calls: RecordedCall[] = [];
  const contracts: Partial<Record<ContractKey, RecordedContract>> = {};
  let record = null as DeploymentRecord | null;

  const close = (key: string, hash: string): IntentRecord | undefined => {
    const list = intents.get(key) ?? [];
    intents.delete(key);
    return list.find((intent) => intent.hash === hash);
  };

  for (const entry of journal) {
    switch (entry.type) {
      case "begin":
        record = {
          schema: 1,
          coin: entry.coin,
          network: entry.network,
          chainId: entry.chainId,
          genesis: entry.genesis,
          deployer: entry.deployer,
          compiler: entry.build.compiler,
          compilerSettingsHash: entry.build.settingsHash,
          startedAt: entry.at,
          finishedAt: null,
          contracts,
          calls,
          config: entry.config,
        };
        break;
      case "intent":
        intents.set(entry.key, [...(intents.get(entry.key) ?? []), entry]);
        break;
      case "mined":
        mined.set(entry.hash, entry);
        if (!entry.succeeded) close(entry.key, entry.hash);
        break;
      case "dropped": {
        const rest = (intents.get(entry.key) ?? []).filter((intent) => intent.hash !== entry.hash);
        if (rest.length === 0) intents.delete(entry.key);
        else intents.set(entry.key, rest);
        break;
      }
      case "verified": {
        const intent = close(entry.key, entry.hash);
        const block = mined.get(entry.hash);
        done.add(entry.key);
        waiting.delete(entry.key);
        if (intent?.creates !== undefined && block?.contractAddress != null) {
          const { contract, artifact, args } = intent.creates;
          contracts[contract] = {
            artifact,
            address: block.contractAddress,
            transaction: entry.hash,
            block: block.block,
            constructorArguments: args,
            creationCodeHash: creationCode(journal, artifact),
            runtimeCodeHash: entry.runtimeCodeHash ?? "",
            typings: TYPINGS[artifact] ?? "",
          };
        } else if (intent !== undefined) {
          const { key, description } = intent;
          calls.push({ key, description, transaction: entry.hash, block: block?.block ?? null });
        }
        break;
      }
      case "waiting":
        waiting.set(entry.key, entry);
        break;
      case "observed":
        calls.push({
          key: entry.key,
          description: waiting.get(entry.key)?.description ?? entry.key,
          transaction: null,
          block: null,
        });
        done.add(entry.key);
        waiting.delete(entry.key);
        break;
      case "finished":
        if (record !== null) record = { ...record, finishedAt: entry.at };
        break;
      case "sent":
        break;
    }
  }
  const ordered = Object.fromEntries(
    CONTRACT_KEYS.flatMap((key) => (contracts[key] === undefined ? [] : [[key, contracts[key]]])),
  );
  return {
    record: record === null ? null : { ...record, contracts: ordered },
    done,
    open: [...intents].map(([key, list]) => ({ key, intents: list })),
    waiting,
    started: journal.some((entry) => entry.type === "intent"),
  };
}

function creationCode(journal: readonly StoredRecord[], artifact: ContractName): string {
  const begin = journal.findLast((entry) => entry.type === "begin");
  return begin?.build.creationCode[artifact] ?? "";
}
