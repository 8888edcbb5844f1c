import type { DatabaseSync } from "node:sqlite";
import { formatDuration } from "../../text/units.ts";
import { formatAmount } from "../../../packages/integration/reading/format.ts";
import { adaptersOf } from "./adapters.ts";
import { fromStored } from "../amounts.ts";
import { hex } from "../book-file.ts";
import type { Findings } from "../findings.ts";
import { type MessageOptions, matchMessages } from "./messages.ts";

/** How far two chains' clocks, and a bridge that mints at once, may be apart, in seconds. */
const SKEW = 600;

/** What is asked about the flows between chains. */
export type FlowOptions = MessageOptions;

/** What moves between chains, in smallest units. */
export interface Flows {
  readonly matched: number;
  readonly inFlight: bigint;
  readonly inFlightCount: number;
  /** What adapters hold for receivers that cannot be credited: burned on one chain and minted on none. */
  readonly held: bigint;
  readonly heldCount: number;
}

interface Move {
  readonly chain: number;
  readonly mint: boolean;
  readonly amount: bigint;
  readonly time: number;
  readonly tx: string;
}

/** Follows everything that moves between chains: by message what adapters move, by amount and time what other bridges do. */
export function matchFlows(db: DatabaseSync, options: FlowOptions, findings: Findings): Flows {
  const other = matchAmounts(db, options, findings);
  const { delivered, inFlight, inFlightCount, held, heldCount } = matchMessages(db, options, findings);
  return {
    matched: other.matched + delivered,
    inFlight: other.inFlight + inFlight,
    inFlightCount: other.inFlightCount + inFlightCount,
    ...{ held, heldCount },
  };
}

/**
 * Matches what bridges burned on one chain with what they minted on another. ERC-7802 names no message, so that amounts
 * and times have to do: each mint takes the oldest burn of the same amount on another chain that is not younger than
 * itself. One pass in the order of amount and time; only what is still unmatched is held.
 */
function matchAmounts(
  db: DatabaseSync,
  options: FlowOptions,
  findings: Findings,
): Pick<Flows, "matched" | "inFlight" | "inFlightCount"> {
  const ends = new Map(
    db
      .prepare("SELECT chain, block_time FROM chains")
      .all()
      .map((row) => [Number(row.chain), Number(row.block_time)]),
  );
  let [matched, inFlight, inFlightCount] = [0, 0n, 0];
  let open: Move[] = [];
  const leave = (): void => {
    for (const burn of open) {
      inFlight += burn.amount;
      inFlightCount += 1;
      noteBurn(burn, options, ends, findings);
    }
    open = [];
  };
  let amount = -1n;
  for (const move of readMoves(db, options)) {
    if (move.amount !== amount) leave();
    amount = move.amount;
    if (!move.mint) {
      open.push(move);
      continue;
    }
    const index = open.findIndex((burn) => burn.chain !== move.chain);
    if (index === -1) noteMint(move, options, ends, findings);
    else {
      open.splice(index, 1);
      matched += 1;
    }
  }
  leave();
  return { matched, inFlight, inFlightCount };
}

/** Burns and mints of bridges that are no adapters. */
function* readMoves(db: DatabaseSync, { networks }: FlowOptions): Generator<Move> {
  const adapters = new Set(adaptersOf(db).map(({ network, address }) => `${network} ${address}`));
  const rows = db.prepare(`
    SELECT chain, kind, account, amount, time, tx FROM events INDEXED BY events_by_move
    WHERE kind IN ('CrosschainMint', 'CrosschainBurn')
    ORDER BY amount, time + iif(kind = 'CrosschainMint', ${SKEW}, 0), kind, chain, block, log`);
  rows.setReadBigInts(true);
  for (const { chain, kind, account, amount, time, tx } of rows.iterate()) {
    if (adapters.size > 0 && adapters.has(`${networks.get(Number(chain)) ?? ""} ${hex(account)}`)) continue;
    const mint = kind === "CrosschainMint";
    yield { chain: Number(chain), mint, amount: fromStored(amount), time: Number(time), tx: hex(tx) };
  }
}

/** A burn that nobody has minted yet: how old it is, by the youngest clock it could have been minted under. */
function noteBurn(burn: Move, options: FlowOptions, ends: ReadonlyMap<number, number>, findings: Findings): void {
  const others = [...ends].filter(([chain]) => chain !== burn.chain).map(([, time]) => time);
  const age = Math.max(0, ...others.map((time) => time - burn.time));
  const code = age > options.patience ? "bridge-overdue" : "bridge-in-flight";
  const amount = formatAmount(burn.amount, options.decimals);
  findings.add({
    code,
    network: options.networks.get(burn.chain) ?? null,
    subject: burn.tx,
    expected: `${amount} minted on another chain`,
    actual: `nothing ${formatDuration(BigInt(age))} after the burn`,
  });
}

/** A mint that no burn explains, unless the other chains' books do not reach that far yet. */
function noteMint(mint: Move, options: FlowOptions, ends: ReadonlyMap<number, number>, findings: Findings): void {
  const others = [...ends].filter(([chain]) => chain !== mint.chain).map(([, time]) => time);
  const ahead = others.some((end) => end < mint.time);
  const amount = formatAmount(mint.amount, options.decimals);
  findings.add({
    code: ahead ? "bridge-ahead" : "bridge-unmatched",
    network: options.networks.get(mint.chain) ?? null,
    subject: mint.tx,
    expected: `${amount} burned on another chain`,
    actual: "no burn of this amount that is left",
  });
}
