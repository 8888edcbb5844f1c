import type { Judged, Round } from "./service.ts";

/** One line that a verifier prints. */
export type VerifierLine =
  | { readonly kind: "stopped" | "running"; readonly why: string | null }
  | { readonly kind: "confirmed"; readonly message: string }
  | { readonly kind: "failed"; readonly network: string; readonly code: string; readonly message: string }
  | {
      readonly kind: "waiting" | "refused" | "held";
      readonly message: string;
      readonly source: string;
      readonly destination: string;
      readonly amount: string;
      readonly why: string;
    };

/** Prints what a round has found, each thing once until it changes. */
export class Told {
  readonly #print: (line: VerifierLine) => void;
  #before = new Map<string, string>();
  #stopped: string | null | undefined;

  constructor(print: (line: VerifierLine) => void) {
    this.#print = print;
  }

  /** Prints what is new. */
  tell({ stopped, moves, confirmed, failures }: Round): void {
    if (stopped !== this.#stopped) this.#print({ kind: stopped === null ? "running" : "stopped", why: stopped });
    this.#stopped = stopped;
    for (const message of confirmed) this.#print({ kind: "confirmed", message });
    const now = new Map<string, string>();
    const once = (key: string, line: VerifierLine): void => {
      const text = JSON.stringify(line);
      now.set(key, text);
      if (this.#before.get(key) !== text) this.#print(line);
    };
    for (const { network, code, message } of failures)
      once(`failed ${network}`, { kind: "failed", network, code, message });
    for (const judged of moves) {
      const line = lineOf(judged);
      if (line !== null) once(line.message, line);
    }
    this.#before = now;
  }
}

function lineOf({
  source,
  destination,
  move,
  arrival,
  judgement,
}: Judged): Extract<VerifierLine, { source: string }> | null {
  const about = { message: move.packet.messageId, source, destination, amount: `${move.amount}` };
  if (arrival.standing === "held")
    return { kind: "held", ...about, why: `${move.to} cannot receive on ${destination}` };
  if (judgement.confirm) return null;
  // How many blocks or seconds are missing changes with every round: what it waits for does not.
  const why = judgement.kind === "wait" ? judgement.why.replace(/\d+ of |it is \d+ s old, and /g, "") : judgement.why;
  return { kind: judgement.kind === "wait" ? "waiting" : "refused", ...about, why };
}
