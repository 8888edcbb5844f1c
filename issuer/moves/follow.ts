import { setTimeout as sleep } from "node:timers/promises";
import { type Stage, type Way, arrivalsOf, stageOf } from "./message.ts";
import { type NextStep, nextStepOf } from "./next-step.ts";

/** Milliseconds between two looks, at least. */
const PAUSE = 1_000;

/** How a move is followed. */
export interface Following {
  /** Milliseconds after which it is left to itself. */
  readonly patience: number;
  /** Told of each change, and of the first look. */
  readonly tell: (stage: Stage) => void;
}

/** How far a move was when it was looked at last, and what has to happen next. */
export interface Followed {
  readonly stage: Stage;
  readonly next: NextStep;
}

/** Looks at a move until it is delivered or held, or for as long as is waited. */
export async function followMove(way: Way, { patience, tell }: Following): Promise<Followed> {
  const { chain } = way.destination;
  const until = Date.now() + patience;
  let last: Stage | undefined;
  for (;;) {
    const [arrival] = await arrivalsOf(way.destination, [way.move]);
    if (arrival === undefined) throw new Error("A look at one move tells of one.");
    const stage = stageOf(arrival);
    if (stage !== last) tell(stage);
    last = stage;
    if (stage === "delivered" || stage === "held" || Date.now() >= until) {
      return { stage, next: await nextStepOf({ ...way, stage }) };
    }
    await sleep(Math.min(Math.max(PAUSE, chain.pollMilliseconds), Math.max(0, until - Date.now())));
  }
}
