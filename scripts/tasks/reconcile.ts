import { resolve } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../lib/cli/exit.ts";
import { runTask } from "../lib/cli/task.ts";
import type { BankPeriod } from "../lib/books/bank.ts";
import { openBooks } from "../lib/books/book-file.ts";
import { bookIdentity, defaultBooksFile, reconciledChain } from "../lib/books/of-coin.ts";
import { reconcile } from "../lib/books/reconcile.ts";
import { showReconciliation, toJson } from "../lib/books/show.ts";
import { openCoins } from "../lib/coin/open.ts";
import { OperatorError } from "../lib/errors.ts";
import { parseDuration } from "../lib/units.ts";

interface ReconcileArguments {
  readonly coin: string;
  readonly networks: string;
  readonly books: string;
  readonly bank: string;
  readonly since: string;
  readonly until: string;
  readonly sample: number;
  readonly bridgePatience: string;
  readonly json: boolean;
}

const reconcileTask: NewTaskActionFunction<ReconcileArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    const bank = asked.bank === "" ? undefined : { file: resolve(asked.bank), period: periodOf(asked) };
    const bridgePatience = Number(parseDuration(asked.bridgePatience));
    const coins = await openCoins(hre, asked);
    const [first] = coins;
    if (first === undefined) throw new OperatorError("NOT_DEPLOYED", "No network was asked for.");
    const file = asked.books === "" ? defaultBooksFile(first) : resolve(asked.books);
    const db = openBooks(file, bookIdentity(first));
    try {
      const result = await reconcile(db, coins.map(reconciledChain), {
        decimals: first.desired.decimals,
        sample: asked.sample,
        bridgePatience,
        ...(bank === undefined ? {} : { bank }),
        say: (network, what, progress) => {
          const where = progress === undefined ? "" : ` to block ${progress.block} of ${progress.until}`;
          console.error(`${network}: ${what}${where}`);
        },
      });
      if (!asked.json)
        console.log(
          showReconciliation(
            result,
            coins.map(({ desired }) => desired),
            file,
          ),
        );
      return { json: toJson(result, file), exitCode: result.findings.differences === 0 ? EXIT.done : EXIT.failed };
    } finally {
      db.close();
      await Promise.all(coins.map((entry) => entry.close()));
    }
  });

/** Days in UTC, the last one included. */
function periodOf({ since, until }: Pick<ReconcileArguments, "since" | "until">): BankPeriod {
  const day = (text: string): number => {
    const time = Date.parse(`${text}T00:00:00Z`) / 1_000;
    if (/^\d{4}-\d\d-\d\d$/.test(text) && Number.isInteger(time)) return time;
    throw new OperatorError("CONFIG_INVALID", `"${text}" is no date such as 2026-11-22.`);
  };
  return {
    since: since === "" ? 0 : day(since),
    until: until === "" ? Number.MAX_SAFE_INTEGER : day(until) + 86_400,
  };
}

export default reconcileTask;
