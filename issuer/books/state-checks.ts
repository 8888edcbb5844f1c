import type { IStablecoin, LayerZeroAdapter, ReserveAttestations } from "../../typechain-types/index.js";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { fromStored } from "./amounts.ts";
import { bytes, hex } from "./book-file.ts";
import {
  countAccounts,
  countFrozen,
  everyReference,
  sampleFrozen,
  sampleHolders,
  sampleReferences,
} from "./samples.ts";
import { heldOn } from "./flows/messages.ts";
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
  /** None for a coin without one. */
  readonly adapters: readonly LayerZeroAdapter[];
  readonly decimals: number;
  /** The most balances, freezes and references of each kind that are asked for; null for all. */
  readonly sample: number | null;
}

/** Returns how many there are of what a sample is taken of. */
export function sampledTotals({ db, chain, figures }: ChainBook): Record<SampledCode, number> {
  return {
    "reference-differs": Number(figures.totals.referenced),
    "balance-differs": countAccounts(db, chain),
    "freeze-differs": countFrozen(db, chain),
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

function* supplyChecks(sources: CheckSources, books: Books): Generator<StateCheck> {
  const { token, attestations, adapters, decimals } = sources;
  const amount = (value: unknown): string => formatAmount(value as bigint, decimals);
  yield {
    code: "supply-differs",
    subject: "total supply",
    ask: (at) => token.totalSupply(at),
    show: amount,
    booked: () => amount(books().figures.totals.supply),
  };
  if (adapters.length > 0) {
    yield {
      code: "held-differs",
      subject: "held by the adapter",
      ask: async (at) =>
        (await Promise.all(adapters.map((one) => one.heldTotal(at)))).reduce((sum, one) => sum + one, 0n),
      show: amount,
      booked: () => amount(heldOn(books().db, books().chain)),
    };
  }
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
  const { figures } = books();
  const amount = (value: bigint): string => formatAmount(value, decimals);
  for (const account of figures.minters.keys()) {
    const limit = ({ capacity, window }: Pick<MinterBook, "capacity" | "window">): string =>
      `${amount(capacity)} in ${window} s`;
    yield {
      code: "limit-differs",
      subject: `limit of the minter ${account}`,
      ask: (at) => token.minterLimit(account, at),
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
      subject: `books of the bridge ${account}`,
      ask: (at) => token.bridgeBooks(account, at),
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
      subject: `limits of the bridge ${account}`,
      ask: (at) => token.bridgeLimits(account, at),
      show: (answer) => limits((answer as [Readonly<Record<string, unknown>>])[0]),
      booked: () => limits(JSON.parse(books().figures.bridges.get(account)?.limits ?? "{}") as Record<string, unknown>),
    };
  }
}

const LIMITS = ["inboundCapacity", "inboundWindow", "outboundCapacity", "outboundWindow", "netInflowCap"];

function* accountChecks({ token, decimals, sample }: CheckSources, books: Books): Generator<StateCheck> {
  const { db, chain } = books();
  const entry = db.prepare(
    "SELECT CAST(balance AS TEXT) AS balance, frozen_until FROM accounts WHERE chain = ? AND address = ?",
  );
  const amount = (value: unknown): string => formatAmount(value as bigint, decimals);
  for (const account of sampleFrozen(db, chain, sample)) {
    yield {
      code: "freeze-differs",
      subject: `freeze of ${account}`,
      ask: (at) => token.frozenUntil(account, at),
      show: String,
      booked: () => String(entry.get(chain, bytes(account))?.frozen_until),
    };
  }
  for (const account of sampleHolders(db, chain, sample)) {
    yield {
      code: "balance-differs",
      subject: `balance of ${account}`,
      ask: (at) => token.balanceOf(account, at),
      show: amount,
      booked: () => amount(fromStored(entry.get(chain, bytes(account))?.balance)),
    };
  }
}

function* referenceChecks({ token, sample }: CheckSources, books: Books): Generator<StateCheck> {
  const { db, chain, figures } = books();
  const all = sample === null || figures.totals.referenced <= BigInt(sample);
  for (const { kind, ref } of all ? everyReference(db, chain) : sampleReferences(db, chain, sample)) {
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
