/**
 * One measurement of `load.ts`, in a process of its own so that its memory is its own: `FOLDER EVENTS ACCOUNTS BASE`.
 * FOLDER is a checkout of this repository, of now or of an earlier revision, whose books are measured with its own
 * synthetic chains; BASE says `base` to leave out what an earlier one does not have. Prints one line of JSON.
 */
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { getHeapStatistics } from "node:v8";
import type { openBooks as OpenBooks } from "../../../issuer/books/book-file.ts";
import type { ReconcileOptions, reconcile as Reconcile } from "../../../issuer/books/reconcile.ts";
import { formatAmount } from "../../../packages/integration/reading/format.ts";
import type * as Typings from "../../../typechain-types/index.js";
import { plainInserts } from "./plain-inserts.ts";
import type * as Synthetic from "./synthetic.ts";

const DECIMALS = 6;
const IDENTITY = { coin: "load", environment: "synthetic", tokenId: "0x", decimals: DECIMALS };

/** Seconds of the processor that a part took, without what the synthetic chains took. */
export type Part = "replay" | "again" | "full" | "bank";

/** What a process has measured. */
export interface Measured {
  readonly events: number;
  readonly seconds: Readonly<Partial<Record<Part, number>>>;
  /** By the clock, all of it. */
  readonly took: number;
  /** Bytes. */
  readonly file: number;
  readonly resident: number;
  readonly heap: number;
  readonly lines: number;
  readonly differences: number;
  /** Rows per second that are inserted by themselves; null for an earlier revision. */
  readonly plain: number | null;
}

/** The parts of a checkout that are measured. */
interface Library {
  readonly openBooks: typeof OpenBooks;
  readonly reconcile: typeof Reconcile;
  readonly typings: typeof Typings;
  readonly synthetic: typeof Synthetic;
  /** How ranges are cut, where a revision needs to be told. */
  readonly chunks: ReconcileOptions["chunks"];
}

if (import.meta.main) {
  const [folder = "", events = "0", accounts = "0", base = ""] = process.argv.slice(2);
  const measured = await measure(await load(folder), Number(events), Number(accounts), base === "base");
  console.log(JSON.stringify(measured));
}

async function load(folder: string): Promise<Library> {
  const [books, bench] = existsSync(join(folder, "issuer", "books"))
    ? [join(folder, "issuer", "books"), join(folder, "tools", "bench", "books")]
    : [join(folder, "scripts", "lib", "books"), join(folder, "bench", "books")];
  const take = async <T>(...path: string[]): Promise<T> => (await import(pathToFileURL(join(...path)).href)) as T;
  const chunks = existsSync(join(books, "chunks.ts"))
    ? (await take<{ CHUNKS: ReconcileOptions["chunks"] }>(books, "chunks.ts")).CHUNKS
    : undefined;
  return {
    openBooks: (await take<{ openBooks: typeof OpenBooks }>(books, "book-file.ts")).openBooks,
    reconcile: (await take<{ reconcile: typeof Reconcile }>(books, "reconcile.ts")).reconcile,
    typings: await take<typeof Typings>(folder, "typechain-types", "index.js"),
    synthetic: await take<typeof Synthetic>(bench, "synthetic.ts"),
    chunks,
  };
}

async function measure(library: Library, events: number, accounts: number, base: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "kgst-load-"));
  const begun = performance.now();
  const [bank, file] = [join(folder, "bank.csv"), join(folder, "books.sqlite")];
  const output = openSync(bank, "w");
  try {
    writeSync(output, "reference,kind,amount,date\n");
    const chains = chainsOf(library, events, accounts, (kind, reference, amount) => {
      const whole = formatAmount(amount, DECIMALS).replaceAll(",", "");
      writeSync(output, `${reference},${kind},${whole},2027-01-15\n`);
    });
    const run = (options: Partial<ReconcileOptions>): ReturnType<typeof timed> => timed(library, chains, file, options);
    const replay = await run({ sample: 0 });
    const again = await run({ sample: 1_000 });
    const full = base ? null : await run({ sample: 1_000, fullAudit: true });
    const plain = base ? null : inserted(library, join(folder, "plain.sqlite"));
    const period = { since: 0, until: Number.MAX_SAFE_INTEGER };
    const last = await run({ sample: 1_000, bank: { file: bank, period } });
    return {
      events: last.result.chains.reduce((sum, chain) => sum + chain.events, 0),
      seconds: {
        ...{ replay: replay.seconds, again: again.seconds, bank: last.seconds },
        ...(full === null ? {} : { full: full.seconds }),
      },
      took: (performance.now() - begun) / 1_000,
      file: statSync(file).size,
      resident: process.resourceUsage().maxRSS * 1_024,
      heap: Math.max(...chains.map(({ clock }) => clock.heap)),
      lines: last.result.bank?.lines ?? 0,
      plain,
      differences: [replay, again, full, last].reduce((sum, one) => sum + (one?.result.findings.differences ?? 0), 0),
    };
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true });
  }
}

function inserted({ openBooks }: Library, file: string): number {
  const db = openBooks(file, IDENTITY);
  try {
    return plainInserts(db);
  } finally {
    db.close();
  }
}

async function timed(
  { openBooks, reconcile, chunks }: Library,
  chains: readonly Measurable[],
  file: string,
  options: Partial<ReconcileOptions>,
) {
  const made = chains.reduce((sum, { clock }) => sum + clock.spent, 0);
  const before = process.cpuUsage();
  const db = openBooks(file, IDENTITY);
  try {
    const result = await reconcile(
      db,
      chains.map(({ chain }) => chain),
      {
        ...{ decimals: DECIMALS, sample: 0, bridgePatience: 3_600, ...options },
        ...(chunks === undefined ? {} : { chunks }),
      },
    );
    const { user, system } = process.cpuUsage(before);
    const own = chains.reduce((sum, { clock }) => sum + clock.spent, 0) - made;
    return { result, seconds: (user + system - own) / 1_000_000 };
  } finally {
    db.close();
  }
}

/** Microseconds of the processor that a chain took itself, and the most heap that was in use when it was asked. */
interface Clock {
  spent: number;
  heap: number;
}

interface Measurable {
  readonly chain: Parameters<typeof Reconcile>[1][number];
  readonly clock: Clock;
}

function chainsOf(
  { synthetic, typings }: Library,
  events: number,
  accounts: number,
  onBank: Synthetic.SyntheticOptions["onBank"],
): Measurable[] {
  const { SYNTHETIC_TOKEN: token, SYNTHETIC_ATTESTATIONS: attestations, SyntheticChain } = synthetic;
  return ([0, 1] as const).map((side) => {
    const [name, chainId] = [`synthetic-${side}`, BigInt(side + 1)];
    const clock: Clock = { spent: 0, heap: 0 };
    const made = new SyntheticChain({ name, chainId, side, accounts, events: events / 2, onBank });
    const chain = new Proxy(made, { get: (target, key) => clocked(target, key, clock) });
    return {
      clock,
      chain: {
        identity: { network: name, chainId, genesis: "0x", token, attestations, firstBlock: 1 },
        ...{ logs: chain, state: chain },
        token: typings.IStablecoin__factory.connect(token, chain),
        attestations: typings.ReserveAttestations__factory.connect(attestations, chain),
        adapters: [],
      },
    };
  });
}

/** What a chain does itself when it is asked, on the clock. It answers without waiting. */
function clocked(target: Synthetic.SyntheticChain, key: string | symbol, clock: Clock): unknown {
  const member: unknown = Reflect.get(target, key, target);
  if (typeof member !== "function") return member;
  if (!["logs", "block", "call"].includes(String(key))) return member.bind(target) as unknown;
  return (...args: unknown[]): unknown => {
    if (key === "logs") clock.heap = Math.max(clock.heap, getHeapStatistics().used_heap_size);
    const begun = process.cpuUsage();
    try {
      return Reflect.apply(member, target, args) as unknown;
    } finally {
      const { user, system } = process.cpuUsage(begun);
      clock.spent += user + system;
    }
  };
}
