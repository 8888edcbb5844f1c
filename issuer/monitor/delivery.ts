import { refusalOf } from "../refusals/refusals.ts";
import type { Alert } from "./alert.ts";
import type { StateFile } from "./state-file.ts";
import { type Webhook, postAlert } from "./webhook.ts";

/** Alerts that are on their way to the webhook at the same time. */
const AT_ONCE = 16;

/**
 * Brings alerts to the webhook while the chains are followed: in their order, and each until it was taken. What is not
 * taken stays for the next time. Alerts without an order among themselves, such as a thousand freezes that end at one
 * block, go several at a time.
 */
export class Delivery {
  readonly #webhook: Webhook;
  readonly #memory: StateFile;
  readonly #warn: (line: string) => void;
  readonly #stop = new AbortController();
  #running: Promise<boolean> | null = null;
  /** A receiver that has failed gets one alert at a time. */
  #healthy = false;

  constructor(webhook: Webhook, memory: StateFile, warn: (line: string) => void) {
    this.#webhook = webhook;
    this.#memory = memory;
    this.#warn = warn;
  }

  /** Begins to deliver if that is not going on. @returns At its end, whether everything was taken; it never fails. */
  kick(): Promise<boolean> {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        const { code, message } = refusalOf(error);
        this.#warn(`${code} ${message}`); // a full disk, mostly: what was taken is posted again, with the same id
        return false;
      })
      .finally(() => (this.#running = null));
    return this.#running;
  }

  /** Ends it after the request that is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<boolean> {
    for (;;) {
      const group = this.#next();
      if (group.length === 0 || this.#isStopped()) return group.length === 0;
      const posts = await Promise.allSettled(group.map((alert) => postAlert(this.#webhook, alert, this.#stop.signal)));
      const failure = posts.find((post) => post.status === "rejected");
      this.#memory.taken(failure === undefined ? group.length : posts.indexOf(failure));
      this.#healthy = failure === undefined;
      if (failure === undefined) continue;
      if (!this.#isStopped()) this.#warn(refusalOf(failure.reason).message);
      return false;
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Returns the first alerts that have no order among themselves: of one kind, of one block, of one transaction or of none. */
  #next(): Alert[] {
    const ready = this.#memory.outbox.slice(0, this.#healthy ? AT_ONCE : 1);
    const [first] = ready;
    if (first === undefined) return [];
    const alike = ({ network, kind, block, transaction }: Alert): string => {
      return [network, kind, block, transaction].join(" ");
    };
    const end = ready.findIndex(({ alert, printed }) => !printed || alike(alert) !== alike(first.alert));
    return ready.slice(0, end === -1 ? ready.length : end).map(({ alert }) => alert);
  }
}
