import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { refusalOf } from "../../issuer/refusals/refusals.ts";
import { ARTIFACTS, loadBuild, maskedCodeHash } from "../../issuer/model/build.ts";
import type { JournalOptions } from "../../issuer/journal/journal.ts";
import { walletKeys } from "../../issuer/signing/keys.ts";
import { type Store, fileStore } from "../../issuer/journal/store.ts";
import { operationStore } from "../../issuer/subjects/operation-history.ts";
import type { Given } from "../../issuer/operations/operation.ts";
import { operationNamed } from "../../issuer/operations/operations.ts";
import type { OperationName } from "../../issuer/operations/operation-table.ts";
import { operate } from "../../issuer/operations/run.ts";
import type { Act, Item } from "./acts.ts";
import type { Site } from "./site.ts";
import { sayAside } from "../../issuer/output/say.ts";
import { Killed } from "../../test/support/killed.ts";

/** How long a run waits for its transaction before it gives up, in milliseconds. */
const PATIENCE = 2_500;
/** A run that does not end after so many more is lost. */
const RUNS = 6;
const FILE = "rows.csv";

/** How one run is made. */
export interface RunTerms {
  readonly store?: Store;
  readonly confirmations?: number;
  /** In milliseconds. */
  readonly patience?: number;
  /** Whether nobody can sign here, so that others are asked to. */
  readonly away?: boolean;
  /** Options that are written differently this time. */
  readonly changed?: Given;
}

/** Things that have to be done exactly once each, whatever happens to the runs that do them. */
export abstract class Trial {
  readonly site: Site;
  readonly root = mkdtempSync(join(tmpdir(), "kgst-faults-"));
  /** How many things have to be done. */
  abstract readonly together: number;
  /** Runs that ended in an error, or not at all. */
  interrupted = 0;
  /** Runs in which something was spoiled, interrupted ones among them. */
  disturbed = 0;
  /** What the last of the interrupted ones said. */
  #reason: unknown;

  constructor(site: Site) {
    this.site = site;
  }

  /** Where its journal is kept. */
  abstract store(options?: Omit<JournalOptions, "file">): Store;
  /** One run, as a process of its own would make it. @returns Whether it has finished, and what it has signed. */
  abstract run(terms?: RunTerms): Promise<{ readonly finished: boolean; readonly sent: number }>;
  /** How often the chain shows each thing. */
  abstract effects(): Promise<number[]>;
  /** What a process needs to make a run of it: the operation and its arguments, or null for a deployment. */
  abstract readonly command: { readonly operation: OperationName; readonly given: Given } | null;

  /** A run that may be disturbed: whether it came to its end. */
  async attempt(terms: RunTerms = {}): Promise<boolean> {
    try {
      return (await this.run(terms)).finished;
    } catch (error) {
      // What is neither the kill that was asked for nor a refusal for people is a fault of the engine.
      if (!(error instanceof Killed)) refusalOf(error);
      this.interrupted += 1;
      this.#reason = error;
      return false;
    }
  }

  /** Runs again until it says that it is done; then the chain is looked at. */
  async finish(terms: RunTerms = {}): Promise<void> {
    for (let runs = 0; runs < RUNS; runs += 1) if (await this.attempt(terms)) return;
    const { message } = this.#reason as Error;
    sayAside(`not finished on ${this.site.title} after ${RUNS} runs: ${message}`);
  }

  /** How many transactions were signed. */
  signed(): number {
    return this.store()
      .openJournal()
      .records.filter(({ type }) => type === "intent").length;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** An operation. One thing is done by itself, several through a file, so that their transactions are on the way together. */
export class OperationTrial extends Trial {
  readonly command: { readonly operation: OperationName; readonly given: Given };
  readonly #act: Act;
  readonly #items: readonly Item[];

  private constructor(site: Site, act: Act, name: string, items: readonly Item[]) {
    super(site);
    this.#act = act;
    this.#items = items;
    fileStore(site.network, "kgst", { root: this.root }).saveRecord(site.record);
    const [first] = items;
    const file = join(this.root, FILE);
    if (items.length > 1) writeFileSync(file, [act.columns, ...items.map(({ row }) => row), ""].join("\n"));
    const given = items.length > 1 ? { csv: file } : (first?.given ?? {});
    this.command = { operation: act.operation, given: { ...act.beside(name), ...given } };
  }

  /** Makes ready so many things. */
  static async of(site: Site, act: Act, name: string, together: number): Promise<OperationTrial> {
    const items: Item[] = [];
    for (let index = 1; index <= together; index += 1)
      items.push(await act.prepare(site, `${name}: ${index} of ${together}`, name));
    return new OperationTrial(site, act, name, items);
  }

  get together(): number {
    return this.#items.length;
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return operationStore(this.site.network, "kgst", this.#act.operation, { root: this.root, ...options });
  }

  async run(terms: RunTerms = {}): ReturnType<Trial["run"]> {
    const { store = this.store(), confirmations = 1, patience = PATIENCE, away = false, changed = {} } = terms;
    const opened = await this.site.attach(confirmations);
    const coin = away ? { ...opened, keys: walletKeys([]) } : opened;
    try {
      const { operation } = this.command;
      const given = { ...this.command.given, ...changed };
      const confirm = (): Promise<void> => Promise.resolve();
      const { state, sent } = await operate({
        ...{ coin, operation: operationNamed(operation), given, store, patience, confirm },
      });
      return { finished: state === "finished", sent };
    } finally {
      await coin.close();
    }
  }

  /** Does all of it past the spoiled node, as those do who were asked to sign it. */
  async elsewhere(): Promise<void> {
    for (const item of this.#items) await item.elsewhere?.();
  }

  effects(): Promise<number[]> {
    return Promise.all(this.#items.map(({ count }) => count()));
  }
}

/** A deployment: four contracts, each to be created once. */
export class DeploymentTrial extends Trial {
  readonly together = 4;
  readonly command = null;
  readonly #from: number;

  private constructor(site: Site, from: number) {
    super(site);
    this.#from = from;
  }

  /** Begins after the newest block. */
  static async of(site: Site): Promise<DeploymentTrial> {
    return new DeploymentTrial(site, await site.chain.provider.getBlockNumber());
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return fileStore(this.site.network, "kgst", { root: this.root, ...options });
  }

  async run({ store = this.store(), patience = PATIENCE }: RunTerms = {}): ReturnType<Trial["run"]> {
    const { hre, network, node } = this.site;
    const connection = await hre.network.create({ network, override: { url: node.url, timeout: 1_000 } });
    try {
      const { outcome } = await deployCoin({ connection, artifacts: hre.artifacts, store, patience });
      return { finished: outcome.state === "finished", sent: outcome.sent };
    } finally {
      await connection.close();
    }
  }

  /** Counts what was created since by its code, whatever the record says. */
  async effects(): Promise<number[]> {
    const { chain, hre } = this.site;
    const build = await loadBuild(hre.artifacts);
    const created: string[] = [];
    for (let number = this.#from + 1; number <= (await chain.provider.getBlockNumber()); number += 1) {
      for (const hash of (await chain.provider.getBlock(number))?.transactions ?? []) {
        const address = (await chain.provider.getTransactionReceipt(hash))?.contractAddress;
        if (address != null) created.push(await chain.code(address));
      }
    }
    return Object.values(ARTIFACTS).map((name) => {
      const compiled = build.contract(name);
      const wanted = maskedCodeHash(compiled, compiled.runtimeCode);
      return created.filter((code) => maskedCodeHash(compiled, code) === wanted).length;
    });
  }
}
