import type { Draft } from "../chains/chain.ts";
import { explain } from "../chains/reasons.ts";
import type { SafeState } from "../chains/safe.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import type { WaitingRecord } from "../journal/entries.ts";
import type { Action, CallAction } from "../model/plan.ts";
import { toRequest } from "../model/request.ts";
import { unreadableAnswer } from "../refusals/refusals.ts";
import { interfaces } from "./execute.ts";
import { isAlive } from "./sign-here.ts";
import type { SessionOptions, Work } from "./work.ts";

/** Asks others to sign: writes what nobody here can sign into files. */
export class Asker {
  readonly #options: SessionOptions;
  readonly #bundles: string[] = [];
  readonly #notes = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Files with unsigned transactions that were written. */
  get bundles(): readonly string[] {
    return this.#bundles;
  }

  /** What those who wait for a signature should know, in sentences. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Writes what others must sign, and remembers that it was asked for. */
  async ask(work: Work, actions: readonly Action[]): Promise<void> {
    const { bundle, journal, saved, chain } = this.#options;
    const asked: Action[] = [];
    for (const [index, action] of actions.entries()) {
      if (action.kind !== "call") continue;
      const { key, description, by, about } = action;
      const before = this.#waiting(key);
      const draft = await this.#draftFor(action, index === 0);
      const safe = await this.#safeOf(by);
      await this.#noteMissingKey(by);
      asked.push({ ...action, ...(draft === null ? {} : { draft }), ...(safe === null ? {} : { safe }) });
      if (before?.description === description && before.draft?.hash === draft?.hash) continue;
      const details = about === undefined ? {} : { about, since: before?.since ?? (await chain.finalBlock()) };
      const drafted = draft === null ? {} : { draft };
      journal.append({ type: "waiting", step: work.id, key, description, by, ...details, ...drafted });
    }
    this.#bundles.push(...bundle(work, asked));
    saved();
  }

  /** A plain account is one key, and what is written into a file does not bring it here. */
  async #noteMissingKey(accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      if (!(await this.#options.chain.isPlain(account))) return;
    }
    const who = accounts.join(" or ");
    this.#notes.add(
      `The key of ${who} is missing here, and it is a plain account: no multisig. Put the key under its role in \`signers\`, or have whoever has it send what is in the file.`,
    );
  }

  /** Returns the first Safe among the accounts that may act. */
  async #safeOf(accounts: readonly string[]): Promise<SafeState | null> {
    for (const account of accounts) {
      const safe = await this.#options.chain.safe(account);
      if (safe !== null) return safe;
    }
    return null;
  }

  /**
   * Returns the transaction that is out for signatures; a new one only once the one before can have no effect any more.
   */
  async #draftFor(action: CallAction, isFirst: boolean): Promise<Draft | null> {
    const { chain, build } = this.#options;
    const known = this.#waiting(action.key)?.draft;
    if (known !== undefined && (await isAlive(chain, known))) return known;
    const request = toRequest(action, action.by[0] ?? "", build);
    try {
      return await chain.draft(request);
    } catch (error) {
      // What comes after the first may need its effect, and is drafted by a later run.
      if (!isFirst) return null;
      if (asOperatorError(error) !== null) throw error;
      const reason = explain(error, interfaces(build));
      throw (
        unreadableAnswer(error) ??
        new OperatorError("SIMULATION_REVERTED", `"${action.description}" would fail: ${reason}.`, {
          cause: error,
        })
      );
    }
  }

  /** Returns what is out for signatures under a key. */
  #waiting(key: string): WaitingRecord | undefined {
    return this.#options.journal.progress.waiting.get(key);
  }
}
