import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalOf } from "../lib/refusals/refusals.ts";
import type { JournalOptions } from "../lib/engine/journal.ts";
import { developmentWallets } from "../lib/engine/keys.ts";
import { type Store, fileStore } from "../lib/engine/store.ts";
import { operationStore } from "../lib/operations/ledger.ts";
import type { Given } from "../lib/operations/operation.ts";
import { operationNamed } from "../lib/operations/operations.ts";
import { type OperationOutcome, operate } from "../lib/operations/run.ts";
import { referenceOf } from "../lib/references/reference.ts";
import type { Site } from "./site.ts";

/** How long a run waits for its transaction before it gives up, in milliseconds. */
const PATIENCE = 1_500;
/** A run that does not end after so many more is lost. */
const RUNS = 5;
const RECEIVER = developmentWallets()[17]?.address ?? "";

const AMOUNT = "1.25";
const DEPOSITS = "deposits.csv";

/** A run was stopped on purpose. */
export class Stopped extends Error {}

/** Deposits, each of which has to be issued exactly once, whatever happens to the runs that do it. */
export class Trial {
  readonly site: Site;
  /** One deposit is issued by itself, several through a file, so that their transactions are on the way together. */
  readonly references: readonly string[];
  readonly root = mkdtempSync(join(tmpdir(), "kgst-faults-"));
  /** Runs that ended in an error. */
  interrupted = 0;
  /** What the last of them said. */
  #reason: unknown;

  constructor(site: Site, references: readonly string[]) {
    this.site = site;
    this.references = references;
    const rows = references.map((reference) => `${RECEIVER},${AMOUNT},"${reference}"`);
    writeFileSync(join(this.root, DEPOSITS), ["account,amount,reference", ...rows, ""].join("\n"));
    fileStore(site.network, "kgst", { root: this.root }).saveRecord(site.record);
  }

  /** Arguments of the operation. */
  get given(): Given {
    const [reference = "", ...others] = this.references;
    if (others.length > 0) return { csv: join(this.root, DEPOSITS) };
    return { to: RECEIVER, amount: AMOUNT, reference };
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return operationStore(this.site.network, "kgst", "mint", { root: this.root, ...options });
  }

  /** One run of the operation, as a process of its own would make it. */
  async run({ store = this.store(), confirmations = 1, patience = PATIENCE } = {}): Promise<OperationOutcome> {
    const coin = await this.site.attach(confirmations);
    try {
      return await operate({
        coin,
        operation: operationNamed("mint"),
        given: this.given,
        store,
        patience,
        confirm: () => Promise.resolve(),
      });
    } finally {
      await coin.close();
    }
  }

  /** A run that may be disturbed: whether it came to its end. */
  async attempt(options: Parameters<Trial["run"]>[0] = {}): Promise<boolean> {
    try {
      return (await this.run(options)).state === "finished";
    } catch (error) {
      // Whatever is neither the stop that was asked for nor a refusal for people is a fault of the engine.
      if (!(error instanceof Stopped)) refusalOf(error);
      this.interrupted += 1;
      this.#reason = error;
      return false;
    }
  }

  /** Runs again until the operation says that it is done. */
  async finish(options: Parameters<Trial["run"]>[0] = {}): Promise<void> {
    for (let runs = 0; runs < RUNS; runs += 1) if (await this.attempt(options)) return;
    throw new Error(`${this.references.join(", ")} was not finished on ${this.site.title} after ${RUNS} runs.`, {
      cause: this.#reason,
    });
  }

  /** How often each deposit was issued, as the chain says. */
  effects(): Promise<number[]> {
    const { token } = this.site.contracts;
    return Promise.all(
      this.references.map(async (reference) => {
        const issued = token.filters.Minted(undefined, undefined, undefined, referenceOf(reference).hash);
        return (await token.queryFilter(issued)).length;
      }),
    );
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
