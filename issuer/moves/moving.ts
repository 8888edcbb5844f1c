import type { OpenCoin } from "../coin/open.ts";
import type { Problem } from "../errors.ts";
import type { CallAction, Plan } from "../model/plan.ts";
import type { Context } from "../operations/context.ts";
import { described } from "../operations/described.ts";
import { type Before, doneBefore } from "../operations/done-before.ts";
import { hashesOf, underWay } from "../subjects/spelling.ts";
import { firstKnown } from "../operations/once.ts";
import type { Given, Job, Operation } from "../operations/operation.ts";
import type { HistoryEntry } from "../journal/history.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { type MoveQuote, sendParam } from "../../packages/integration/moving/move.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { accountElsewhere } from "./account-elsewhere.ts";
import { type SentMove, adapterOf, sentMoves } from "./message.ts";
import { feeProblems, moveNotes, moveProblems, quoteOf } from "./move-checks.ts";
import { MOVE_ROW } from "./move-table.ts";
import { type MoveTerms, readTerms } from "./move-terms.ts";

/** How much more than LayerZero asks for goes along: prices move until it is sent. What is left comes back. */
const ROOM = { here: 110n, elsewhere: 150n } as const;
/** States of the history in which somebody else has sent it, or may have. */
const ELSEWHERE: ReadonlySet<string> = new Set(["waiting", "observed"]);

/** An operation that moves coins, and what has become of it. */
export interface Moving extends Operation {
  /** The move as the chain that it left tells of it; null until it has left for certain. */
  sent(): SentMove | null;
}

/**
 * Returns the operation that moves an account's coins from the chain that it is carried out on to another one: lets the
 * adapter burn exactly the amount, and has it send the message.
 * @param destination - The coin on the chain that they go to.
 */
export function moveCoins(destination: OpenCoin): Moving {
  let sent: SentMove | null = null;
  return {
    ...MOVE_ROW,
    sent: () => sent,
    prepare: async (context, given) => {
      const job = new MoveJob(context, await readTerms(context, given, destination), given);
      return {
        ...{ title: job.title, name: job.name, plan: () => job.plan() },
        finish: async () => {
          sent = await job.find();
        },
      };
    },
  };
}

class MoveJob {
  readonly title: string;
  readonly name: string;
  readonly #context: Context;
  readonly #given: MoveTerms;
  readonly #distinct: string;
  /** What goes along: what was confirmed holds as long as it is enough. */
  #along = 0n;

  constructor(context: Context, terms: MoveTerms, { distinct = "" }: Given) {
    this.#context = context;
    this.#given = terms;
    this.#distinct = distinct;
    this.title = `Move ${context.show(terms.amount)} to ${terms.destination.desired.network.name}`;
    this.name = terms.reference.hash.slice(2, 10);
  }

  get #terms(): MoveTerms {
    return { ...this.#given, reference: underWay(this.#given.reference, this.#context.history(), keyOf) };
  }

  async plan(): ReturnType<Job["plan"]> {
    const terms = this.#terms;
    const context = this.#context;
    const history = context.history();
    const known = await firstKnown(hashesOf(terms.reference, history), (hash) => this.#knownUnder(terms, hash));
    if (known.state === "taken") return { actions: [], problems: [known.problem] };
    if (known.state === "lost") return { actions: [], problems: [], lost: [known.transaction] };
    const shown = new Set([keyOf(terms.reference.hash)]);
    if (known.state === "done") return { actions: [], problems: [], shown, notes: [context.text(known.note)] };
    const { reference, to } = terms;
    requireDistinct([{ reference, party: to, where: "--reference" }], history, this.#distinct);
    const problems = [...this.#equalProblems(terms), ...(await moveProblems(context, terms))];
    if (problems.length > 0) return { actions: [], problems };
    return this.#planNew(terms, await quoteOf(context, terms));
  }

  async #planNew(terms: MoveTerms, quote: MoveQuote): Promise<Plan> {
    const context = this.#context;
    const { from, amount } = terms;
    const isHere = (await context.signerFor(from)) !== null;
    if (this.#along < quote.fee) this.#along = withRoom(quote.fee, terms.mostFee, isHere ? ROOM.here : ROOM.elsewhere);
    const problems = await feeProblems(context, terms, quote.fee, this.#along);
    if (quote.most < amount) {
      const message = `The adapter lets ${context.show(quote.most)} leave now, not ${context.show(amount)}.`;
      problems.push({ code: "LIMIT_EXCEEDED", message });
    }
    if (problems.length > 0) return { actions: [], problems };
    const notes = await moveNotes(context, terms, quote, this.#along);
    const send = toSend(context, terms, this.#along);
    // Exactly the amount: what is signed elsewhere cannot be sent a second time, whoever has two copies of it.
    if (quote.allowance === amount) return { actions: [send], problems, notes, shown: new Set() };
    return { actions: [toApprove(context, terms)], later: [send], problems, notes, shown: new Set() };
  }

  /** Returns whether another move that cannot be told from this one on the chain waits for a signature. */
  #equalProblems(terms: MoveTerms): Problem[] {
    const own = keyOf(terms.reference.hash);
    const details = Object.entries(detailsOf(terms));
    const waiting = [...this.#context.progress().waiting.values()].flatMap(({ about }) => about ?? []);
    const equal = waiting.find(({ key, ...rest }) => {
      return key !== own && details.every(([name, value]) => (rest as Record<string, string>)[name] === value);
    });
    if (equal === undefined) return [];
    const message = `Move "${equal.reference}" waits for a signature, and is of the same amount, from and to the same accounts: on the chain both would look alike. Bring that one to its end first.`;
    return [{ code: "MOVE_NOT_READY", message }];
  }

  /** Returns the move once it has left; null before. */
  async find(): Promise<SentMove | null> {
    const terms = this.#terms;
    for (const hash of hashesOf(terms.reference, this.#context.history())) {
      const entry = this.#context.history().get(keyOf(hash));
      const found = entry === undefined ? null : await this.#findSent(terms, entry);
      if (found !== null) return found;
    }
    return null;
  }

  async #knownUnder(terms: MoveTerms, hash: string): Promise<Before> {
    const context = this.#context;
    const entry = context.history().get(keyOf(hash));
    const what = `Move "${terms.reference.plain}"`;
    const holds = async (): Promise<boolean> => entry !== undefined && (await this.#findSent(terms, entry)) !== null;
    const before = await doneBefore(context, { key: keyOf(hash), what, details: detailsOf(terms), holds });
    if (before.state !== "undone" || entry?.state !== "waiting") return before;
    const found = await this.#findSent(terms, entry);
    if (found === null) return before;
    // An equal move that is asked for next is looked for from the last final block on, and must not find this one.
    if (found.block > (await context.coin.chain.finalBlock())) {
      const message = `${what} has left: transaction ${found.transaction}, block ${found.block}, which is not final yet.`;
      return { state: "taken", problem: { code: "MOVE_NOT_READY", message } };
    }
    return { state: "done", note: `${what} has left: transaction ${found.transaction}, block ${found.block}.` };
  }

  /** Finds a move that this machine has signed, or has asked others for. */
  async #findSent(terms: MoveTerms, { state, transaction, block, since }: HistoryEntry): Promise<SentMove | null> {
    const { coin } = this.#context;
    if (transaction !== null && block !== null) {
      const moves = await sentMoves(coin, block, block);
      return moves.find((move) => move.transaction === transaction && isOf(move, terms)) ?? null;
    }
    if (!ELSEWHERE.has(state)) return null;
    const latest = await coin.chain.provider.getBlockNumber();
    const moves = await sentMoves(coin, since + 1, latest);
    return moves.find((move) => isOf(move, terms)) ?? null;
  }
}

function isOf({ from, to, amount, packet }: SentMove, terms: MoveTerms): boolean {
  const same = from === terms.from && to === terms.to && amount === terms.amount;
  return same && packet.destinationId === terms.endpointId;
}

function withRoom(fee: bigint, most: bigint | null, percent: bigint): bigint {
  const roomy = (fee * percent + 99n) / 100n;
  return most !== null && most >= fee && most < roomy ? most : roomy;
}

function toApprove({ coin, show }: Context, { from, amount, reference }: MoveTerms): CallAction {
  const adapter = adapterOf(coin);
  const { token } = coin.addresses;
  return {
    ...{ kind: "call", key: `${keyOf(reference.hash)}:approve`, to: token, artifact: "IStablecoin" },
    ...{ method: "approve", args: [adapter, amount], by: [from], idempotent: true },
    description: `let the adapter burn ${show(amount)} of ${from}`,
    emits: [
      {
        ...{ address: token, artifact: "IStablecoin", event: "Approval" },
        args: { owner: from, spender: adapter, value: `${amount}` },
      },
    ],
    about: [],
  };
}

function toSend({ coin, show }: Context, terms: MoveTerms, along: bigint): CallAction {
  const { from, to, amount, reference, destination, endpointId } = terms;
  const adapter = adapterOf(coin);
  const { network } = destination.desired;
  const param = sendParam({ to: to as Hex, amount, destination: endpointId });
  const key = keyOf(reference.hash);
  const where = accountElsewhere(to, network);
  return {
    ...{ kind: "call", key, to: adapter, artifact: "LayerZeroAdapter", method: "send" },
    ...{ args: [param, { nativeFee: along, lzTokenFee: 0n }, from], value: along, by: [from] },
    ...described(reference, (named) => `move ${show(amount)} of ${from} to ${where}, move ${named}`),
    emits: [
      {
        ...{ address: adapter, artifact: "LayerZeroAdapter", event: "OFTSent" },
        args: {
          ...{ dstEid: `${endpointId}`, fromAddress: from },
          ...{ amountSentLD: `${amount}`, amountReceivedLD: `${amount}` },
        },
      },
    ],
    about: [{ key, operation: "move", reference: reference.plain, hash: reference.hash, ...detailsOf(terms) }],
  };
}

function detailsOf({ from, to, amount, destination }: MoveTerms): Readonly<Record<string, string>> {
  return { account: from, to, amount: `${amount}`, destination: destination.desired.network.name };
}

function keyOf(hash: string): string {
  return `move:${hash}`;
}
