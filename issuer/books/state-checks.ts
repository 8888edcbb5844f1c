import type { DatabaseSync } from "node:sqlite";
import type { IStablecoin, ReserveAttestations } from "../../typechain-types/index.js";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { fromText } from "./amounts.ts";
import { hex } from "./book-file.ts";
import type { BridgeBook, Figures, MinterBook } from "./figures.ts";
import type { FindingCode } from "./findings.ts";
import type { ChainBook } from "./chain-book.ts";
import type { Ask } from "./source.ts";

/** One figure that chain and books both have. */
export interface StateCheck {
  readonly code: FindingCode;
  readonly subject: string;
  readonly ask: Ask;
  /** What the chain answered, for people and for comparing. */
  readonly show: (answer: unknown) => string;
  /** What the books have now. Asked when the books stand where the answer is from. */
  readonly booked: () => string;
}

/** What checks are made from. */
export interface CheckSources {
  readonly token: IStablecoin;
  readonly attestations: ReserveAttestations;
  readonly decimals: number;
  /** The most balances, freezes and references of each kind that are asked for; null for all. */
  readonly sample: number | null;
}

/** SQLite's word for all. */
const NO_LIMIT = -1;

/** Returns how many there are of what a sample is taken of. */
export function sampledTotals(db: DatabaseSync, chain: number): Record<SampledCode, number> {
  const count = (sql: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${sql}`).get(chain)?.n);
  return {
    "reference-differs": count(
      "events INDEXED BY events_by_reference WHERE kind IN ('Minted', 'Burned') AND chain = ?",
    ),
    "balance-differs": count("accounts WHERE chain = ?"),
    "freeze-differs": count("accounts WHERE chain = ? AND frozen_until != 0"),
  };
}

/** Checks of which there may be too many to ask for all. */
export type SampledCode = "reference-differs" | "balance-differs" | "freeze-differs";

/** The books that the checks read: always those of now. */
export type Books = () => ChainBook;

/** Returns everything about a chain's state that follows from its events: the small figures first, then accounts. */
export function* stateChecks(sources: CheckSources, books: Books): Generator<StateCheck> {
  yield* supplyChecks(sources, books);
  yield* actorChecks(sources, books);
  yield* accountChecks(sources, books);
  yield* referenceChecks(sources, books);
}

function* supplyChecks({ token, attestations, decimals }: CheckSources, books: Books): Generator<StateCheck> {
  const amount = (value: unknown): string => formatAmount(value as bigint, decimals);
  yield {
    code: "supply-differs",
    subject: "total supply",
    ask: (at) => token.totalSupply(at),
    show: amount,
    booked: () => amount(books().figures.totals.supply),
  };
  const minted = (sequence: number, value: bigint): string => `${amount(value)} under report ${sequence}`;
  yield {
    code: "window-differs",
    subject: "minted in the window",
    ask: (at) => token.mintedInWindow(at),
    show: (answer) => {
      const [sequence, value] = answer as [bigint, bigint];
      return minted(Number(sequence), value);
    },
    booked: () => minted(...lastSpent(books().figures)),
  };
  yield {
    code: "report-differs",
    subject: "latest report",
    ask: (at) => attestations.latestSequence(at),
    show: String,
    booked: () => `${[...books().figures.windows.keys()].at(-1) ?? 0}`,
  };
}

/** Returns the latest report that a mint has used: the token learns of a report when it mints under it. */
function lastSpent({ windows }: Figures): [number, bigint] {
  for (const [sequence, { minted }] of [...windows].reverse()) if (minted > 0n) return [sequence, minted];
  return [0, 0n];
}

function* actorChecks({ token, decimals }: CheckSources, books: Books): Generator<StateCheck> {
  const { db, chain, figures } = books();
  const amount = (value: bigint): string => formatAmount(value, decimals);
  const addressOf = (account: number): string => address(db, chain, account);
  for (const account of figures.minters.keys()) {
    const limit = ({ capacity, window }: Pick<MinterBook, "capacity" | "window">): string =>
      `${amount(capacity)} in ${window} s`;
    yield {
      code: "limit-differs",
      subject: `limit of the minter ${addressOf(account)}`,
      ask: (at) => token.minterLimit(addressOf(account), at),
      show: (answer) => {
        const [capacity, window] = answer as [bigint, bigint];
        return limit({ capacity, window: Number(window) });
      },
      booked: () => limit(books().figures.minters.get(account) ?? { capacity: 0n, window: 0 }),
    };
  }
  for (const account of figures.bridges.keys()) {
    const sums = ({ minted, burned }: Pick<BridgeBook, "minted" | "burned">): string =>
      `${amount(minted)} in, ${amount(burned)} out`;
    yield {
      code: "bridge-books-differ",
      subject: `books of the bridge ${addressOf(account)}`,
      ask: (at) => token.bridgeBooks(addressOf(account), at),
      show: (answer) => {
        const [minted, burned] = answer as [bigint, bigint];
        return sums({ minted, burned });
      },
      booked: () => sums(books().figures.bridges.get(account) ?? { minted: 0n, burned: 0n }),
    };
    const limits = (values: Readonly<Record<string, unknown>>): string =>
      LIMITS.map((name) => String(values[name])).join();
    yield {
      code: "limit-differs",
      subject: `limits of the bridge ${addressOf(account)}`,
      ask: (at) => token.bridgeLimits(addressOf(account), at),
      show: (answer) => limits((answer as [Readonly<Record<string, unknown>>])[0]),
      booked: () => limits(JSON.parse(books().figures.bridges.get(account)?.limits ?? "{}") as Record<string, unknown>),
    };
  }
}

const LIMITS = ["inboundCapacity", "inboundWindow", "outboundCapacity", "outboundWindow", "netInflowCap"];

function* accountChecks({ token, decimals, sample }: CheckSources, books: Books): Generator<StateCheck> {
  const { db, chain } = books();
  const entry = db.prepare("SELECT balance, frozen_until FROM accounts WHERE chain = ? AND number = ?");
  const amount = (value: unknown): string => formatAmount(value as bigint, decimals);
  for (const account of sampleFrozen(db, chain, sample)) {
    yield {
      code: "freeze-differs",
      subject: `freeze of ${address(db, chain, account)}`,
      ask: (at) => token.frozenUntil(address(db, chain, account), at),
      show: String,
      booked: () => String(entry.get(chain, account)?.frozen_until),
    };
  }
  for (const account of sampleHolders(db, chain, sample)) {
    yield {
      code: "balance-differs",
      subject: `balance of ${address(db, chain, account)}`,
      ask: (at) => token.balanceOf(address(db, chain, account), at),
      show: amount,
      booked: () => amount(fromText(String(entry.get(chain, account)?.balance))),
    };
  }
}

function* referenceChecks({ token, sample }: CheckSources, books: Books): Generator<StateCheck> {
  const { db, chain } = books();
  const rows = db
    .prepare(
      `SELECT kind, ref FROM events INDEXED BY events_by_reference
      WHERE kind IN ('Minted', 'Burned') AND chain = ? ORDER BY random() LIMIT ?`,
    )
    .all(chain, sample ?? NO_LIMIT);
  for (const { kind, ref } of rows) {
    const reference = hex(ref);
    yield {
      code: "reference-differs",
      subject: `${kind === "Minted" ? "deposit" : "payout"} ${reference}`,
      ask: (at) => (kind === "Minted" ? token.isDepositUsed(reference, at) : token.isPayoutUsed(reference, at)),
      show: (used) => (used === true ? "used" : "unused"),
      booked: () => "used",
    };
  }
}

/** Returns every account if there are few; else the largest ones, and as many that chance picks. */
function sampleHolders(db: DatabaseSync, chain: number, sample: number | null): number[] {
  const pick = (order: string, limit: number): number[] =>
    db
      .prepare(`SELECT number FROM accounts WHERE chain = ? ORDER BY ${order} LIMIT ?`)
      .all(chain, limit)
      .map(({ number }) => Number(number));
  const count = Number(db.prepare("SELECT count(*) AS n FROM accounts WHERE chain = ?").get(chain)?.n);
  if (sample === null || count <= sample) return pick("number", sample ?? NO_LIMIT);
  const half = Math.ceil(sample / 2);
  return [...new Set([...pick("balance DESC", half), ...pick("random()", sample - half)])];
}

function sampleFrozen(db: DatabaseSync, chain: number, sample: number | null): number[] {
  return db
    .prepare("SELECT number FROM accounts WHERE chain = ? AND frozen_until != 0 ORDER BY random() LIMIT ?")
    .all(chain, sample ?? NO_LIMIT)
    .map(({ number }) => Number(number));
}

function address(db: DatabaseSync, chain: number, account: number): string {
  return hex(db.prepare("SELECT address FROM accounts WHERE chain = ? AND number = ?").get(chain, account)?.address);
}
