import type { OpenCoin } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import {
  type SentMove,
  type Stage,
  adapterOf,
  arrivalsOfEach,
  movingCoins,
  requireDestination,
  sentMoves,
  stageOf,
} from "./message.ts";
import { type NextStep, nextStepOf } from "./next-step.ts";

/** A move, how far it is, and what has to happen next. */
export interface MoveStanding {
  /** Names of the networks that it leaves and goes to. */
  readonly source: string;
  readonly destination: string;
  readonly move: SentMove;
  /** Time of its block, Unix seconds. */
  readonly time: number;
  /** Seconds since then, by the clock of the chain that it left. */
  readonly age: number;
  readonly stage: Stage;
  readonly next: NextStep;
}

/** Which moves are looked for. */
export interface Sought {
  /** Id of the only one; null for all that are not delivered. */
  readonly message: string | null;
  /** First block whose moves may not have arrived, by network, where somebody has kept it. */
  readonly from: (network: string) => number;
}

/**
 * Reads moves from the chains that they left, oldest first, and how far each is where it goes to.
 * @param coins - The coin on every chain that it moves between; those without an adapter are left out.
 * @returns All that are not delivered, or the one that is asked for, delivered or not.
 * @throws OperatorError `LAYERZERO_UNKNOWN` if no chain has an adapter, `MOVE_NOT_FOUND`, `NETWORKS_INCOMPLETE` if one goes to
 * a chain that is left out, and as {@link sentMoves} does.
 */
export async function standingMoves(coins: readonly OpenCoin[], { message, from }: Sought): Promise<MoveStanding[]> {
  const moving = movingCoins(coins);
  const [first] = coins;
  if (moving.length === 0 && first !== undefined) adapterOf(first);
  const found = await Promise.all(moving.map((source) => readFrom(source, moving, { message, from })));
  const moves = found.flat().sort((one, other) => one.time - other.time || one.move.block - other.move.block);
  if (message === null || moves.length > 0) return moves;
  const names = moving.map(({ desired }) => desired.network.name).join(" or ");
  throw new OperatorError("MOVE_NOT_FOUND", `No move with the message ${message} has left ${names}.`);
}

async function readFrom(source: OpenCoin, coins: readonly OpenCoin[], sought: Sought): Promise<MoveStanding[]> {
  const { chain, record, desired } = source;
  const { name } = desired.network;
  const first = record.contracts.adapter?.block ?? 0;
  const from = sought.message === null ? Math.max(first, sought.from(name)) : first;
  const latest = await chain.provider.getBlock("latest");
  const moves = await sentMoves(source, from, latest?.number ?? 0, sought.message ?? undefined);
  const ways = moves.map((move) => ({ source, destination: requireDestination(source, move, coins), move }));
  const standing: MoveStanding[] = [];
  for (const [way, arrival] of await arrivalsOfEach(ways)) {
    const { move, destination } = way;
    const stage = stageOf(arrival);
    if (stage === "delivered" && sought.message === null) continue;
    const time = (await chain.provider.getBlock(move.block))?.timestamp ?? 0;
    standing.push({
      ...{ source: name, destination: destination.desired.network.name, move, time, stage },
      age: Math.max(0, (latest?.timestamp ?? time) - time),
      next: await nextStepOf({ ...way, stage }),
    });
  }
  return standing;
}
