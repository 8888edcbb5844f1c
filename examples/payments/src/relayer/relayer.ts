import { setTimeout as sleep } from "node:timers/promises";
import {
  type SignedOrder,
  callOf,
  digestOf,
  readDomain,
  simulateOrder,
  toAccount,
  verifySignature,
} from "@kgst/integration";
import { Interface } from "ethers";
import type { Entry, Journal, Limits } from "./journal.js";
import type { Rail } from "./rails.js";
import { type Payment, Refusal, orderIn } from "./request.js";

/** What came of a payment. */
export interface Settled {
  readonly success: boolean;
  readonly transaction: string;
  readonly errorReason?: string;
  readonly errorMessage?: string;
}

/** Seconds that must be left, so that a payment does not expire on its way. */
const MARGIN = 6n;
/** Milliseconds that an answer waits for a block. */
const PATIENCE = 60_000;
const LOOKS = [20, 40, 80, 160, 320];
const LAST_LOOK = 1_000;

/** Carries signed transfers to the token, each once, whatever is killed in between. It can neither change nor keep a payment. */
export class Relayer {
  readonly rails: readonly Rail[];
  readonly #journal: Journal;
  readonly #limits: Limits;
  /** What this process follows already. */
  readonly #followed = new Map<string, Promise<Entry>>();

  constructor(rails: readonly Rail[], journal: Journal, limits: Limits) {
    this.rails = rails;
    this.#journal = journal;
    this.#limits = limits;
  }

  /** Goes on with what another instance, or this one before it was killed, has left behind. */
  async resume(): Promise<void> {
    for (const rail of this.rails) this.#journal.raise(rail.network, await rail.next());
    for (const entry of this.#journal.open()) {
      const rail = this.rails.find(({ network }) => network === entry.network);
      if (rail !== undefined) void this.#follow(rail, entry).catch(() => undefined);
    }
  }

  /** Returns the rail of a payment. @throws Refusal */
  railOf({ version, network, asset }: Pick<Payment, "version" | "network" | "asset">): Rail {
    const rail = this.rails.find((one) => (version === 2 ? one.network === network : one.names.includes(network)));
    if (rail === undefined) throw new Refusal("invalid_network", `${network} is not served here.`);
    if (toAccount(rail.token.target as string) === toAccount(asset)) return rail;
    throw new Refusal("unsupported_asset", "Only the coin is carried here.");
  }

  /** Judges a payment without doing anything. @throws Refusal */
  async verify(payment: Payment): Promise<SignedOrder<"transfer">> {
    const rail = this.railOf(payment);
    const provider = rail.token.runner?.provider ?? null;
    if (provider === null) throw new Error("The token has no provider.");
    const signed = orderIn(payment, await domainOf(rail));
    const { to, value, validBefore, from, nonce } = signed.order.message;
    if (to !== toAccount(payment.payTo)) {
      throw new Refusal("invalid_exact_evm_recipient_mismatch", "The payment is for another payee.");
    }
    if (value !== payment.amount || value === 0n) {
      throw new Refusal("invalid_exact_evm_authorization_value", "The payment is of another amount.");
    }
    const known = this.#journal.find({ network: rail.network, payer: from, nonce });
    if (known !== undefined)
      throw new Refusal("invalid_exact_evm_nonce_already_used", "The payment was presented before.");
    const now = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0);
    if (validBefore < now + MARGIN) {
      throw new Refusal("invalid_exact_evm_payload_authorization_valid_before", "The payment expires too soon.");
    }
    if (!(await verifySignature(signed, provider)).valid) {
      throw new Refusal("invalid_exact_evm_signature", "The signature is not the payer's.");
    }
    // Balance, freezes, pauses, nonce: what the token itself says.
    const refusal = await simulateOrder(signed, provider);
    if (refusal !== undefined) throw new Refusal("invalid_exact_evm_transaction_simulation_failed", refusal.message);
    return signed;
  }

  /**
   * Carries a payment to the token and waits for its block. Who asks again with the same caller's key gets the same answer; anybody
   * else `duplicate_settlement`, so that two who present one payment at once do not both take it for theirs.
   * @throws Refusal
   */
  async settle(payment: Payment, caller: string | null): Promise<Settled> {
    const rail = this.railOf(payment);
    const order = orderIn(payment, await domainOf(rail));
    const { from: payer, nonce } = order.order.message;
    const key = { network: rail.network, payer, nonce };
    const digest = digestOf(order.order);
    const known = this.#journal.find(key);
    if (known !== undefined) return await this.#known(rail, known, digest, caller);
    const { order: signed, signature } = await this.verify(payment);
    const call = callOf({ order: signed, signature });
    const data = new Interface([`function ${call.signature}`]).encodeFunctionData(call.functionName, call.args);
    const { block, sign } = await rail.prepare();
    const claimed = this.#journal.claim({ ...key, digest, caller, data, block }, this.#limits, (next) =>
      sign(data, next),
    );
    if (claimed === "payer_limit") throw new Refusal(claimed, "The payer has used up its payments of the day.");
    if (claimed === "day_limit") throw new Refusal(claimed, "The payments of the day are used up.");
    if (!claimed.isNew) return await this.#known(rail, claimed.entry, digest, caller);
    return answerOf(await this.#follow(rail, claimed.entry));
  }

  async #known(rail: Rail, entry: Entry, digest: string, caller: string | null): Promise<Settled> {
    if (entry.digest !== digest) {
      throw new Refusal("invalid_exact_evm_nonce_already_used", "The nonce belongs to another payment.");
    }
    if (caller !== null && entry.caller === caller) return answerOf(await this.#follow(rail, entry));
    const errorMessage = "The payment was presented before; ask again with the first caller's Idempotency-Key.";
    return { success: false, transaction: entry.hash, errorReason: "duplicate_settlement", errorMessage };
  }

  /** Sends and watches a claimed payment until it has ended, once in this process. */
  #follow(rail: Rail, entry: Entry): Promise<Entry> {
    if (entry.state !== "sent") return Promise.resolve(entry);
    const name = `${entry.network} ${entry.payer} ${entry.nonce}`;
    const running = this.#followed.get(name) ?? this.#drive(rail, entry).finally(() => this.#followed.delete(name));
    this.#followed.set(name, running);
    return running;
  }

  async #drive(rail: Rail, first: Entry): Promise<Entry> {
    const until = Date.now() + PATIENCE;
    for (let look = 0, entry = first; ; look++) {
      if (look % LOOKS.length === 0) {
        // Sent again now and then: the same bytes can be executed once only. What the node says is told by the outcome.
        await rail.broadcast(entry.raw).catch(() => undefined);
      }
      const outcome = await rail.outcome(entry).catch(() => "missing" as const);
      if (outcome === "executed") this.#journal.end(entry, "settled", entry.hash, null);
      if (outcome === "failed" || outcome === "lost") await this.#afterFailure(rail, entry, outcome);
      entry = this.#journal.find(entry) ?? entry;
      if (entry.state !== "sent" || Date.now() > until) return entry;
      if (outcome === "missing") await sleep(LOOKS[look] ?? LAST_LOOK);
    }
  }

  /** It may have been carried by somebody else, since a payment on its way is public; otherwise the token says why not. */
  async #afterFailure(rail: Rail, entry: Entry, outcome: "failed" | "lost"): Promise<void> {
    const { token } = rail;
    if (await token.authorizationState(entry.payer, entry.nonce)) {
      const used = await token.queryFilter(token.filters.AuthorizationUsed(entry.payer, entry.nonce), entry.block);
      const elsewhere = used[0]?.transactionHash;
      if (elsewhere === undefined) this.#journal.end(entry, "refused", entry.hash, "The payer cancelled the payment.");
      else this.#journal.end(entry, "settled", elsewhere, null);
      return;
    }
    if (outcome === "failed") {
      this.#journal.end(entry, "refused", entry.hash, "The token refused the payment.");
      return;
    }
    this.#journal.raise(rail.network, await rail.next());
    const { sign } = await rail.prepare();
    this.#journal.again(entry, (next) => sign(entry.data, next));
  }
}

function answerOf({ state, hash, reason }: Entry): Settled {
  if (state === "settled") return { success: true, transaction: hash };
  const pending = state === "sent";
  return {
    success: false,
    transaction: hash,
    errorReason: pending ? "settlement_pending" : "invalid_exact_evm_transaction_failed",
    errorMessage: reason ?? "No block holds the payment yet; ask again with the same Idempotency-Key.",
  };
}

const domains = new WeakMap<Rail, ReturnType<typeof readDomain>>();

/** The signing domain, which never changes. */
function domainOf(rail: Rail): ReturnType<typeof readDomain> {
  const known = domains.get(rail) ?? readDomain(rail.token);
  domains.set(rail, known);
  known.catch(() => domains.delete(rail));
  return known;
}
