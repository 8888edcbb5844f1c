import { resolve } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../lib/cli/exit.ts";
import { ProgressLine } from "../lib/cli/progress-line.ts";
import { runTask } from "../lib/cli/task.ts";
import type { BankPeriod } from "../lib/books/bank.ts";
import { openBooks } from "../lib/books/book-file.ts";
import { bookIdentity, defaultBooksFile, reconciledChain } from "../lib/books/of-coin.ts";
import { plainReferencesIfReadable } from "../lib/books/plain-references.ts";
import { type ReconcileOptions, reconcile } from "../lib/books/reconcile.ts";
import { showReconciliation, toJson } from "../lib/books/show.ts";
import { openCoins } from "../lib/coin/open.ts";
import { showProgress } from "../lib/nodes/log-progress.ts";
import { OperatorError } from "../lib/errors.ts";
import { parseEncoding } from "../lib/text/encodings.ts";
import { readField } from "../lib/text/parse-error.ts";
import { parseDay, parseDuration } from "../lib/text/parse-units.ts";

interface ReconcileArguments {
  readonly coin: string;
  readonly networks: string;
  readonly books: string;
  readonly bank: string;
  readonly encoding: string;
  readonly since: string;
  readonly until: string;
  readonly sample: number;
  readonly bridgePatience: string;
  readonly json: boolean;
}

const reconcileTask: NewTaskActionFunction<ReconcileArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    const bank = bankOf(asked);
    const bridgePatience = Number(
      readField("ARGUMENT_INVALID", "--bridge-patience", () => parseDuration(asked.bridgePatience)),
    );
    const coins = await openCoins(hre, asked);
    const [first] = coins;
    if (first === undefined) throw new OperatorError("NOT_DEPLOYED", "No network was asked for.");
    const file = asked.books === "" ? defaultBooksFile(first) : resolve(asked.books);
    const db = openBooks(file, bookIdentity(first));
    const lines = new Map<string, ProgressLine>(); // chains are read at the same time
    try {
      const result = await reconcile(db, coins.map(reconciledChain), {
        decimals: first.desired.decimals,
        sample: asked.sample,
        bridgePatience,
        ...(bank === undefined ? {} : { bank }),
        references: plainReferencesIfReadable(first.desired.coin, (sentence) => {
          console.error(sentence);
        }),
        say: (network, what, progress) => {
          const line = lines.get(network) ?? new ProgressLine();
          lines.set(network, line);
          line.tell(`${network}: ${what}${progress === undefined ? "" : `, ${showProgress(progress)}`}`);
        },
      });
      for (const line of lines.values()) line.clear();
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

function bankOf(asked: ReconcileArguments): ReconcileOptions["bank"] {
  const encoding = readField("ARGUMENT_INVALID", "--encoding", () => parseEncoding(asked.encoding));
  const period = periodOf(asked);
  if (asked.bank !== "") return { file: resolve(asked.bank), encoding, period };
  const alone = (["encoding", "since", "until"] as const).find((name) => asked[name] !== "");
  if (alone === undefined) return undefined;
  throw new OperatorError("ARGUMENT_INVALID", `--${alone} is about --bank, and there is no --bank.`);
}

/** Days in UTC, the last one included. */
function periodOf({ since, until }: Pick<ReconcileArguments, "since" | "until">): BankPeriod {
  const day = (option: string, text: string): number => readField("ARGUMENT_INVALID", option, () => parseDay(text));
  const period = {
    since: since === "" ? 0 : day("--since", since),
    until: until === "" ? Number.MAX_SAFE_INTEGER : day("--until", until) + 86_400,
  };
  if (period.since < period.until) return period;
  throw new OperatorError("ARGUMENT_INVALID", `--since ${since} is later than --until ${until}.`);
}

export default reconcileTask;
