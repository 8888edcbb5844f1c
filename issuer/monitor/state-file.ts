import { existsSync, readFileSync } from "node:fs";
import { AppendOnlyFile, replaceFile } from "../files/durable.ts";
import { LAST, type Reach } from "../files/lines.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { visible } from "../characters/visible.ts";
import { parseJson } from "../text/parse-json.ts";
import { toJsonText } from "../text/json.ts";
import type { Alert } from "./alert.ts";
import { EARLIER, RECORD, Replay, type StateRecord, lookRecord, recordsOf } from "./records.ts";
import { type ChainState, MOST_WAITING, type MonitorState, NEW_CHAIN, type Pending } from "./state.ts";

/** Bytes that are appended before the file is written again with what still counts; more where that is much. */
const ROOM = 1_048_576;
/** Times what still counts that the file may be. */
const MOST_TIMES = 4;

/**
 * The memory of a monitor: a file to which each change is appended, and which is written again now and then with what
 * still counts. A line that a crash has torn is left out: nothing was told of it, and the next look finds it again.
 */
export class StateFile {
  readonly #file: string;
  readonly #coin: string;
  #now: Replay;
  #output: AppendOnlyFile | null;
  #size = 0;
  #room = ROOM;

  private constructor(file: string, coin: string, { now, reach }: Read) {
    this.#file = file;
    this.#coin = coin;
    this.#now = now;
    this.#size = reach?.end ?? 0;
    this.#output = reach === null ? null : new AppendOnlyFile(file, reach);
  }

  /**
   * Opens the memory, or a new one.
   * @throws OperatorError `MONITOR_STATE_INVALID` if something else is in the file.
   */
  static open(file: string, coin: string): StateFile {
    return new StateFile(file, coin, read(file, coin));
  }

  /** What is remembered of a chain. */
  chain(network: string): ChainState {
    return this.#now.chains[network] ?? NEW_CHAIN;
  }

  /** Alerts that not everybody has got yet, oldest first. */
  get outbox(): readonly Pending[] {
    return this.#now.outbox;
  }

  /** Everything, for tests and for whoever looks into it. */
  get state(): MonitorState {
    return { coin: this.#coin, chains: this.#now.chains, outbox: this.#now.outbox };
  }

  /**
   * Remembers what a look at a chain has found, alerts included, at once.
   * @param post - Whether there is a webhook for them.
   * @throws OperatorError `RECORD_NOT_WRITTEN`; everything is as it was.
   */
  looked(network: string, state: ChainState, alerts: readonly Alert[], post: boolean): void {
    const room = post ? Math.max(0, Math.min(alerts.length, MOST_WAITING - this.outbox.length)) : 0;
    const left = post ? alerts.length - room : 0;
    const { first = alerts[room]?.at ?? "", count = 0 } = state.unposted ?? {};
    const now = left === 0 ? state : { ...state, unposted: { first, count: count + left } };
    const record = lookRecord(network, this.chain(network), now, alerts, room);
    if (record !== null) this.#append(record);
  }

  /** Remembers that all alerts were printed; those that are for no webhook are done with. */
  printed(): void {
    if (this.outbox.some(({ printed, post }) => !printed || !post)) this.#append({ printed: this.outbox.length });
  }

  /** Remembers that the webhook has taken the first alerts. */
  taken(count: number): void {
    if (count > 0) this.#append({ taken: count });
  }

  #append(record: StateRecord): void {
    const line = `${toJsonText(record)}\n`;
    if (this.#output === null) {
      this.#rewrite(record);
      return;
    }
    this.#output.append(line);
    this.#size += Buffer.byteLength(line);
    this.#now.apply(record);
    if (this.#size > this.#room) this.#tidy();
  }

  /** What was appended is safe: where there is no room for a second file now, there may be later. */
  #tidy(): void {
    try {
      this.#rewrite(null);
    } catch (error) {
      if (asOperatorError(error) === null) throw error;
      this.#room += ROOM;
    }
  }

  /** Writes what still counts, and one record more. */
  #rewrite(record: StateRecord | null): void {
    const lines = [headOf(this.#coin), ...recordsOf(this.state), ...(record === null ? [] : [record])];
    const text = lines.map((one) => `${toJsonText(one)}\n`).join("");
    replaceFile(this.#file, text);
    const bytes = Buffer.from(text);
    this.#size = bytes.length;
    this.#room = this.#size * MOST_TIMES + ROOM;
    this.#output = new AppendOnlyFile(this.#file, reachOf(bytes));
    if (record !== null) this.#now.apply(record);
  }
}

interface Read {
  readonly now: Replay;
  /** How far its lines reach; null if the file has to be written first. */
  readonly reach: Reach | null;
}

function read(file: string, coin: string): Read {
  if (!existsSync(file)) return { now: new Replay(), reach: null };
  const bytes = readFileSync(file);
  const headEnd = bytes.indexOf("\n") + 1;
  const head = bytes.toString("utf8", 0, headEnd === 0 ? bytes.length : headEnd).trimEnd();
  const schema = parseJson(file, head, "MONITOR_STATE_INVALID") as Readonly<Record<string, unknown>> | null;
  if (schema?.schema === 1) return { now: fromEarlier(file, coin, head), reach: null };
  if (headEnd === 0 || toJsonText(schema) !== toJsonText(headOf(coin))) throw invalid(file, coin);
  return replay(file, coin, bytes, headEnd);
}

/** Applies lines one after the other. */
function replay(file: string, coin: string, bytes: Buffer, begin: number): Read {
  const now = new Replay();
  const whole = bytes.lastIndexOf("\n") + 1;
  let [end, line] = [begin, 2];
  for (; end < whole; line += 1) {
    const next = bytes.indexOf("\n", end) + 1;
    const record = recordIn(bytes.toString("utf8", end, next - 1));
    if (record === null && line > 2 && next === whole) break; // zeros of a power failure, up to the end of the line
    if (record === null || !applies(now, record)) throw invalid(file, coin, line);
    end = next;
  }
  // The first record was written together with the head: where it is not whole, more was lost than a torn line.
  if (line === 2) throw invalid(file, coin);
  return { now, reach: reachOf(bytes.subarray(0, end)) };
}

function reachOf(bytes: Buffer): Reach {
  return { end: bytes.length, identity: null, last: bytes.subarray(-LAST) };
}

const headOf = (coin: string) => ({ schema: 2, coin });

function recordIn(line: string): StateRecord | null {
  try {
    const record = RECORD.safeParse(parseJson("", line, "MONITOR_STATE_INVALID"));
    return record.success ? (record.data as unknown as StateRecord) : null;
  } catch {
    return null;
  }
}

function applies(now: Replay, record: StateRecord): boolean {
  try {
    now.apply(record);
    return true;
  } catch {
    return false;
  }
}

/** Reads the form before this one: one document. */
function fromEarlier(file: string, coin: string, text: string): Replay {
  const state = EARLIER.safeParse(parseJson(file, text, "MONITOR_STATE_INVALID"));
  if (!state.success || state.data.coin !== coin) throw invalid(file, coin);
  const { chains, outbox } = state.data as unknown as MonitorState;
  const now = new Replay();
  for (const record of recordsOf({ coin, chains, outbox: outbox.map((one) => ({ ...one, post: true })) })) {
    now.apply(record);
  }
  return now;
}

function invalid(file: string, coin: string, line?: number): OperatorError {
  const where = line === undefined ? "" : `, from line ${line} on`;
  const message = `${visible(file)} is not the state of a monitor of ${coin}${where}.`;
  return new OperatorError("MONITOR_STATE_INVALID", message);
}
