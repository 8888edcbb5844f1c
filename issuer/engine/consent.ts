import { OperatorError } from "../errors.ts";
import type { Build } from "../model/build.ts";
import type { Chain, Estimate, Request, Signed } from "../chains/chain.ts";
import { toRequest } from "../model/request.ts";
import { type Action, PLACEHOLDERS } from "../model/plan.ts";
import type { Progress } from "../journal/progress.ts";
import type { Overview } from "./overview.ts";

/** How much more than was shown a transaction may take: prices and estimates move between a look and a signature. */
const MOST_TIMES = 2n;

/** Stands for the key of what is sent later: it may depend on addresses, as the calldata does. */
const UNKNOWN_KEY = "";

/** What a transaction was shown to take. Null where that was not known. */
interface Shown {
  readonly gas: bigint | null;
  /** For one unit of gas. */
  readonly price: bigint | null;
}

/**
 * What was confirmed, as the bytes that are signed for it: sender, receiver, calldata and what goes along, of each action
 * under its key.
 * Addresses of contracts that did not exist yet stand in them as placeholders, and mean only what our own signed
 * transactions have created. Each is good for one signature.
 */
export class Consent {
  readonly #chain: Chain;
  readonly #build: Build;
  readonly #shown = new Map<string, Shown>();

  constructor(chain: Chain, build: Build) {
    this.#chain = chain;
    this.#build = build;
  }

  /** Takes in what was shown and confirmed, at the price of then: a node may name another one once it was. */
  agree({ transactions, price }: Pick<Overview, "transactions" | "price">): void {
    for (const { action, sender, gas, later } of transactions) {
      const key = later === true ? UNKNOWN_KEY : action.key;
      const alike = action.kind === "deploy" ? (action.alike ?? []) : [];
      for (const meant of [action, ...alike.map((args) => ({ ...action, args }))]) {
        this.#shown.set(this.#textOf(meant, sender, key), { gas, price }); // also of what is sent later, at this price
      }
    }
  }

  /** Takes in transactions of earlier runs, which were confirmed then: one that can have no effect may be signed again. */
  agreeToSigned(signed: readonly (Signed & { readonly key: string })[]): void {
    for (const entry of signed) {
      this.#shown.set(textOf(entry.key, entry.from, this.#chain.decode(entry)), { gas: null, price: null });
    }
  }

  /** Returns whether an action is one that was confirmed, and is not signed yet. */
  covers(action: Action, sender: string | null, progress: Progress): boolean {
    return this.#find(this.#textOf(action, sender), progress) !== undefined;
  }

  /**
   * Uses a confirmation up, right before the signature.
   * @returns The most that may be offered for one unit of gas; null where nothing was shown.
   * @throws OperatorError `PLAN_CHANGED` if it is not what was confirmed, or takes more than twice of what was shown.
   */
  take(action: Action, request: Request, estimate: Estimate, progress: Progress): bigint | null {
    const found = this.#find(textOf(action.key, request.from, request), progress);
    if (found === undefined) {
      throw new OperatorError("PLAN_CHANGED", `"${action.description}" is not what was confirmed.`);
    }
    const { gas, price } = this.#shown.get(found) ?? { gas: null, price: null };
    if (gas !== null && estimate.gas > gas * MOST_TIMES) {
      const message = `"${action.description}" would take ${estimate.gas} of gas or energy; ${gas} were shown.`;
      throw new OperatorError("PLAN_CHANGED", message);
    }
    this.#shown.delete(found);
    return price === null ? null : price * MOST_TIMES;
  }

  #find(text: string, progress: Progress): string | undefined {
    if (this.#shown.has(text)) return text;
    const own = this.#created(progress);
    const meant = [text, `${UNKNOWN_KEY}${text.slice(text.indexOf("|"))}`];
    return [...this.#shown.keys()].find((shown) => meant.includes(withAddresses(shown, own)));
  }

  #textOf(action: Action, sender: string | null, key = action.key): string {
    const from = sender ?? (action.kind === "call" ? action.by.join() : "");
    return textOf(key, from, toRequest(action, from, this.#build));
  }

  /**
   * Returns where contracts stand that were created here: as follows from what was signed, whatever a receipt says.
   */
  #created({ created }: Progress): [placeholder: string, address: string][] {
    return created.flatMap(({ intent }) => {
      if (intent.creates === undefined) return [];
      return [[hex(PLACEHOLDERS[intent.creates.contract]), hex(this.#chain.createdAddress(intent))]];
    });
  }
}

function textOf(key: string, from: string, { to, data, value = 0n }: Pick<Request, "to" | "data" | "value">): string {
  const parts = [key.replaceAll("|", "/"), from.toLowerCase(), to?.toLowerCase() ?? "", data.toLowerCase()];
  return [...parts, value].join("|");
}

function withAddresses(text: string, addresses: readonly (readonly [string, string])[]): string {
  return addresses.reduce((changed, [placeholder, address]) => changed.replaceAll(placeholder, address), text);
}

function hex(address: string): string {
  return address.slice(2).toLowerCase();
}
