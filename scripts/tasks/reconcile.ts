import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { type BooksAsked, reconcileChecked } from "../../issuer/anchor/checked.ts";
import { type AskedNodes, checkedToJson, showChecked } from "../../issuer/anchor/show.ts";
import { type AnchorAsked, requireNewFile, writeAnchorOf } from "../../issuer/anchor/write.ts";
import { readAccounts } from "../../issuer/attestation/options.ts";
import type { BankPeriod } from "../../issuer/books/bank.ts";
import { IN_MEMORY } from "../../issuer/books/book-file.ts";
import { bookIdentity, defaultBooksFile, reconciledChain } from "../../issuer/books/books-of-coin.ts";
import { plainReferencesIfReadable } from "../../issuer/books/plain-references.ts";
import type { ReconcileOptions } from "../../issuer/books/reconcile.ts";
import type { Progress } from "../../issuer/books/sync.ts";
import { showReconciliation, toJson } from "../../issuer/books/show.ts";
import { confirm } from "../../issuer/terminal/ask.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { ProgressLine } from "../../issuer/terminal/progress-line.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { nodesOf } from "../../issuer/coin/nodes-of.ts";
import type { OpenCoin } from "../../issuer/coin/open.ts";
import { allOf, openCoins } from "../../issuer/coin/open-each.ts";
import { OperatorError } from "../../issuer/errors.ts";
import { showBar, showProgress } from "../../issuer/nodes/log-progress.ts";
import { ConfiguredSigners } from "../../issuer/signing/configured.ts";
import { parseEncoding } from "../../issuer/text/encodings.ts";
import { readField } from "../../issuer/text/parse-error.ts";
import { readOption } from "../../issuer/text/read-option.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

interface ReconcileArguments {
  readonly coin: string;
  readonly networks: string;
  readonly books: string;
  readonly bank: string;
  readonly encoding: string;
  readonly since: string;
  readonly until: string;
  readonly sample: string;
  readonly bridgePatience: string;
  readonly fromChains: boolean;
  readonly fullAudit: boolean;
  readonly expect: string;
  readonly signedBy: string;
  readonly anchor: string;
  readonly signer: string;
  readonly yes: boolean;
  readonly json: boolean;
}

const reconcileTask: NewTaskActionFunction<ReconcileArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    const bank = bankOf(asked);
    const sample = sampleOf(asked);
    const anchor = await anchorOf(hre, asked);
    const bridgePatience = Number(readOption.duration("--bridge-patience", asked.bridgePatience));
    const coins = await allOf(await openCoins(hre, asked));
    const lines = new Map<string, ProgressLine>(); // chains are read at the same time
    try {
      const [first] = coins;
      if (first === undefined) throw new OperatorError("NOT_DEPLOYED", "No network was asked for.");
      const books = booksOf(asked, first);
      const { result, checked } = await reconcileChecked(coins.map(reconciledChain), books, {
        decimals: first.desired.decimals,
        sample,
        bridgePatience,
        ...(bank === undefined ? {} : { bank }),
        references: plainReferencesIfReadable(first.desired.coin, sayAside),
        say: (network, what, progress) => {
          const line = lines.get(network) ?? new ProgressLine();
          lines.set(network, line);
          line.tell(`${network}: ${what}${progress === undefined ? "" : ` ${shown(what, progress)}`}`);
        },
        announce: (sentences) => sayAside(...sentences),
        fullAudit: asked.fullAudit,
      });
      for (const line of lines.values()) line.clear();
      const nodes: AskedNodes = new Map(
        coins.map(({ desired, connection }) => {
          return [desired.network.name, [...new Set(nodesOf(connection).map(({ host }) => host))]];
        }),
      );
      const desired = coins.map((coin) => coin.desired);
      if (!asked.json) {
        say(...showReconciliation(result, desired, { all: asked.fromChains }), ...showChecked(checked, result, nodes));
      }
      const unwritten = anchor === null ? null : await writeAnchorOf(checked, result, anchor);
      if (!asked.json && anchor !== null) say(unwritten ?? `Anchor: ${anchor.file}`);
      const json = {
        ...toJson(result, checked.file ?? IN_MEMORY),
        checked: checkedToJson(checked, result, nodes),
        anchor: anchor === null || unwritten !== null ? null : anchor.file,
      };
      return { json, exitCode: result.findings.differences === 0 ? EXIT.done : EXIT.failed };
    } finally {
      await Promise.all(coins.map((entry) => entry.close()));
    }
  });

/** A bar, where it is, and how long it takes. */
function shown(what: string, progress: Progress): string {
  return `${showBar(progress.share)} ${showProgress(progress, what === "audit" ? "event" : "block")}`;
}

function booksOf({ books, fromChains, expect, signedBy }: ReconcileArguments, coin: OpenCoin): BooksAsked {
  if (fromChains && books !== "" && books !== IN_MEMORY && !existsSync(books)) {
    throw new OperatorError("FILE_REFUSED", `${books} cannot be compared with the chains: it is not there.`, {
      remedy: "Name the file of the books, or :memory: to make them from the chains and compare no file.",
    });
  }
  const signers = signedBy === "" ? [] : readAccounts("--signed-by", signedBy);
  if (signers.length > 1) throw new OperatorError("ARGUMENT_INVALID", "--signed-by names one account.");
  if (signers.length > 0 && expect === "") {
    throw new OperatorError("ARGUMENT_INVALID", "--signed-by is about --expect, and there is no --expect.");
  }
  const named = books === IN_MEMORY ? IN_MEMORY : resolve(books);
  const file = books === "" ? defaultBooksFile(coin) : named;
  return { file, identity: bookIdentity(coin), fromChains, expect, signedBy: signers[0] ?? "" };
}

/** Null for all: what is rebuilt from the chains is also compared with all of their state. */
function sampleOf({ sample, fromChains }: ReconcileArguments): number | null {
  if (sample === "") return fromChains ? null : 200;
  if (sample === "all") return null;
  if (!/^\d{1,9}$/.test(sample)) {
    throw new OperatorError("ARGUMENT_INVALID", `--sample ${sample} is neither a number nor all.`);
  }
  if (!fromChains) return Number(sample);
  throw new OperatorError("ARGUMENT_INVALID", "--from-chains compares everything; leave --sample out.");
}

async function anchorOf(
  hre: HardhatRuntimeEnvironment,
  { anchor, signer: name, yes }: ReconcileArguments,
): Promise<AnchorAsked | null> {
  if (anchor === "") {
    if (name === "") return null;
    throw new OperatorError("ARGUMENT_INVALID", "--signer is about --anchor, and there is no --anchor.");
  }
  const file = resolve(anchor);
  requireNewFile(file);
  const signer = name === "" ? null : await new ConfiguredSigners(hre.config.signers, null).named(name);
  if (name !== "" && signer === null) {
    throw new OperatorError("SIGNER_MISSING", `There is no key under signers.${name}.`, {
      remedy: `Store it with \`npx hardhat keystore set ${name}_PRIVATE_KEY\`, or leave --signer out.`,
    });
  }
  return { file, signer, confirm: (question) => (yes ? Promise.resolve() : confirm(question)) };
}

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
  const period = {
    since: since === "" ? 0 : readOption.day("--since", since),
    until: until === "" ? Number.MAX_SAFE_INTEGER : readOption.day("--until", until) + 86_400,
  };
  if (period.since < period.until) return period;
  throw new OperatorError("ARGUMENT_INVALID", `--since ${since} is later than --until ${until}.`);
}

export default reconcileTask;
