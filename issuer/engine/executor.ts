import { setTimeout as sleep } from "node:timers/promises";
import { LEAST_ANSWER_TIME } from "../../packages/tron/nodes/time-limit.ts";
import type { Chain, EmittedLog } from "../chains/chain.ts";
import type { Sample } from "../chains/sample.ts";
import { OperatorError } from "../errors.ts";
import type { IntentRecord } from "../journal/entries.ts";
import type { Journal } from "../journal/journal.ts";
import type { Lock } from "../journal/lock.ts";
import type { Build } from "../model/build.ts";
import type { Consent } from "./consent.ts";

/** What the executor works with. */
export interface Executor {
  readonly chain: Chain;
  readonly build: Build;
  readonly journal: Journal;
  readonly lock: Lock;
  /** How long to wait for a transaction before giving up this run, in milliseconds. */
  readonly patience: number;
  /** Called with a progress message while waiting. */
  say(text: string): void;
  /** Looks at the chain again: whether it shows what a transaction was to bring about. */
  shows(intent: IntentRecord, logs?: readonly EmittedLog[]): Promise<boolean>;
  /** What was confirmed; without it nothing new is signed. */
  readonly consent?: Consent;
  /** What several transactions take from one look. */
  readonly sample?: Sample;
}

/** Returns an answer, unless it takes longer than the run waits. */
export async function inTime<T>(on: Executor, answer: Promise<T>): Promise<T> {
  const patience = Math.max(on.patience, LEAST_ANSWER_TIME);
  const seconds = Math.round(patience / 1000);
  const late = new OperatorError("CHAIN_UNREACHABLE", `The node has not answered for ${seconds} s.`);
  const timer = new AbortController();
  try {
    return await Promise.race([
      answer,
      sleep(patience, undefined, { signal: timer.signal }).then(() => Promise.reject(late)),
    ]);
  } finally {
    timer.abort();
  }
}
