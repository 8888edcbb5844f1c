import type { Said } from "./classify.ts";
import type { Verdict } from "./verdict.ts";

/** A node did not give what it was asked for. */
export class NodeTrouble extends Error {
  override readonly name = "NodeTrouble";
  /** Host and port of the node. */
  readonly host: string;
  readonly verdict: Verdict;
  /** What the node said; undefined if it said nothing that can be read. */
  readonly said: Said | undefined;

  constructor(host: string, verdict: Verdict, message: string, options: { said?: Said; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.host = host;
    this.verdict = verdict;
    this.said = options.said;
  }
}
