import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { bookIdentity, defaultBooksFile } from "../../../issuer/books/books-of-coin.ts";
import { type OpenCoin } from "../../../issuer/coin/open.ts";
import { allOf, openCoins } from "../../../issuer/coin/open-each.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { deploymentsFolder } from "../../../issuer/files/deployments-folder.ts";
import { acquireLock } from "../../../issuer/journal/lock.ts";
import { Cursors, cursorsFile } from "../../../issuer/moves/cursors.ts";
import { KnownBurns } from "../../../issuer/moves/known-burns.ts";
import { VerifierMetrics } from "../../../issuer/moves/metrics.ts";
import { type Round, Verifier } from "../../../issuer/moves/service.ts";
import { Told } from "../../../issuer/moves/told.ts";
import { sayJson } from "../../../issuer/output/say.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { untilStopped } from "../../../issuer/terminal/guard.ts";
import { type TaskResult, runTask } from "../../../issuer/terminal/task.ts";
import { readOption } from "../../../issuer/text/read-option.ts";
import { readSeconds } from "../../../issuer/text/read-seconds.ts";

interface VerifierArguments {
  readonly coin: string;
  readonly networks: string;
  readonly once: boolean;
  readonly interval: number;
  readonly after: string;
  readonly books: string;
  readonly state: string;
  readonly stopFile: string;
  readonly metrics: number;
  readonly patience: number;
}

/** Confirms moves between chains, as the verifier that every move needs. Lines of JSON are all that goes to stdout. */
const verifier: NewTaskActionFunction<VerifierArguments> = (given, hre) =>
  runTask(false, async () => {
    const pause = readSeconds("--interval", given.interval);
    const after = readOption.duration("--after", given.after);
    const coins = await allOf(await openCoins(hre, given));
    try {
      return await serve(given, coins, { pause, after });
    } finally {
      await Promise.all(coins.map((coin) => coin.close()));
    }
  });

/** Milliseconds between two looks, and seconds that this instance stands by. */
interface Times {
  readonly pause: number;
  readonly after: bigint;
}

async function serve(given: VerifierArguments, coins: readonly OpenCoin[], times: Times): Promise<TaskResult> {
  const [first] = coins;
  if (first === undefined || coins.length < 2) {
    throw new OperatorError("NETWORKS_INCOMPLETE", "A verifier needs every chain that the coin moves between.", {
      remedy: "Name all of them with --networks.",
    });
  }
  const { coin } = first.desired;
  const state = given.state === "" ? cursorsFile(coin) : given.state;
  const lock = acquireLock(`${state}.lock`);
  const db = openBooks(given.books === "" ? defaultBooksFile(first) : given.books, bookIdentity(first));
  const metrics = new VerifierMetrics();
  const server = given.metrics === 0 ? null : await metrics.serve(given.metrics);
  try {
    const service = new Verifier({
      coins,
      burns: new KnownBurns(db),
      cursors: Cursors.open(state),
      stopFile: given.stopFile === "" ? join(deploymentsFolder(), `${coin}.verifier.stop`) : given.stopFile,
      after: times.after,
      patience: given.patience * 1_000,
      store: (network) => operationStore(network, coin, "verifier"),
    });
    const told = new Told((line) => {
      sayJson(line, 0);
    });
    const look = async (): Promise<Round> => {
      const round = await service.round();
      told.tell(round);
      metrics.tell(round, Math.floor(Date.now() / 1_000));
      return round;
    };
    if (given.once) return { json: null, exitCode: isWell(await look()) ? EXIT.done : EXIT.failed };
    await lookOn(look, times.pause);
    return { json: null, exitCode: EXIT.done };
  } finally {
    server?.close();
    db.close();
    lock.release();
  }
}

/** Until somebody stops it; a round that has begun is finished. */
async function lookOn(look: () => Promise<Round>, pause: number): Promise<void> {
  await untilStopped(async (signal) => {
    while (!signal.aborted) {
      await look();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  });
}

function isWell({ failures, moves }: Round): boolean {
  return failures.length === 0 && moves.every(({ judgement }) => judgement.confirm || judgement.kind !== "alarm");
}

export default verifier;
