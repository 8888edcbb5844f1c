import type { DatabaseSync } from "node:sqlite";
import { formatDuration } from "../../text/units.ts";
import { formatAmount } from "../../../packages/integration/reading/format.ts";
import { adaptersOf } from "./adapters.ts";
import { fromStored } from "../amounts.ts";
import { hex } from "../book-file.ts";
import type { Figures } from "../figures.ts";
import type { FindingCode, Findings } from "../findings.ts";
import { ADAPTER_KIND_LIST, type AdapterKind } from "../kinds.ts";

/** What is asked about messages between the coin's adapters. */
export interface MessageOptions {
  readonly decimals: number;
  /** Seconds after which a message that is not credited is overdue. */
  readonly patience: number;
  /** Hardhat's names of the networks, by their number in the books. */
  readonly networks: ReadonlyMap<number, string>;
  /** LayerZero's endpoint ids of the chains that have an adapter, by their number in the books. */
  readonly endpoints: ReadonlyMap<number, number>;
  /** What follows from the events of each chain, by its number in the books. */
  readonly figures: ReadonlyMap<number, Figures>;
}

/** Messages of the adapters, by what became of them; amounts in smallest units. */
export interface MessageFlows {
  /** Messages that were credited, at once or after they were held. */
  readonly delivered: number;
  readonly inFlight: bigint;
  readonly inFlightCount: number;
  readonly held: bigint;
  readonly heldCount: number;
}

/** An event of an adapter. */
interface Entry {
  readonly kind: AdapterKind;
  readonly chain: number;
  readonly account: string;
  readonly amount: bigint;
  readonly time: number;
  readonly tx: string;
  /** Endpoint id of the other chain; null where the event does not say it. */
  readonly endpoint: number | null;
}

/** Everything that the adapters of all chains have said of one message. */
interface Message {
  readonly id: string;
  readonly entries: readonly Entry[];
}

const NONE: MessageFlows = { delivered: 0, inFlight: 0n, inFlightCount: 0, held: 0n, heldCount: 0 };

/**
 * Follows every message of the coin's adapters by its id: each that was sent is credited with its amount where it goes to, is
 * held there, or is in flight. One pass in the order of ids; only one message is in memory.
 */
export function matchMessages(db: DatabaseSync, options: MessageOptions, findings: Findings): MessageFlows {
  if (adaptersOf(db).length === 0) return NONE;
  const matcher = new Matcher(db, options, findings);
  for (const message of readMessages(db)) matcher.add(message);
  return matcher.end();
}

/** Returns what an adapter holds on a chain, by its events. */
export function heldOn(db: DatabaseSync, chain: number): bigint {
  const rows = db.prepare(`
    SELECT kind, amount FROM events INDEXED BY events_by_message
    WHERE kind IN (${ADAPTER_KIND_LIST}) AND chain = ?
    AND kind IN ('CreditHeld', 'HeldClaimed', 'HeldTaken')`);
  rows.setReadBigInts(true);
  let held = 0n;
  for (const { kind, amount } of rows.iterate(chain)) {
    held += kind === "CreditHeld" ? fromStored(amount) : -fromStored(amount);
  }
  return held;
}

function* readMessages(db: DatabaseSync): Generator<Message> {
  const rows = db.prepare(`
    SELECT ref, chain, kind, account, amount, time, tx, number FROM events INDEXED BY events_by_message
    WHERE kind IN (${ADAPTER_KIND_LIST}) ORDER BY ref`);
  rows.setReadBigInts(true);
  let [id, entries] = ["", [] as Entry[]];
  for (const row of rows.iterate()) {
    const ref = hex(row.ref);
    if (ref !== id && entries.length > 0) yield { id, entries };
    if (ref !== id) [id, entries] = [ref, []];
    entries.push({
      ...{ kind: row.kind as AdapterKind, chain: Number(row.chain), account: hex(row.account) },
      ...{ amount: fromStored(row.amount), time: Number(row.time), tx: hex(row.tx) },
      endpoint: row.number === null ? null : Number(row.number),
    });
  }
  if (entries.length > 0) yield { id, entries };
}

/** What an adapter says that it has sent and credited. */
interface Said {
  sent: bigint;
  credited: bigint;
}

class Matcher {
  readonly #db: DatabaseSync;
  readonly #options: MessageOptions;
  readonly #findings: Findings;
  /** Time of the last block of each chain in the books. */
  readonly #ends: ReadonlyMap<number, number>;
  readonly #chains: ReadonlyMap<number, number>;
  /** By chain and adapter. */
  readonly #said = new Map<string, Said>();
  #delivered = 0;
  #inFlight = 0n;
  #inFlightCount = 0;
  #held = 0n;
  #heldCount = 0;

  constructor(db: DatabaseSync, options: MessageOptions, findings: Findings) {
    this.#db = db;
    this.#options = options;
    this.#findings = findings;
    const rows = db.prepare("SELECT chain, block_time FROM chains").all();
    this.#ends = new Map(rows.map((row) => [Number(row.chain), Number(row.block_time)]));
    this.#chains = new Map([...options.endpoints].map(([chain, endpoint]) => [endpoint, chain]));
  }

  add({ id, entries }: Message): void {
    for (const entry of entries) this.#note(entry);
    const of = (...kinds: AdapterKind[]): Entry[] => entries.filter(({ kind }) => kinds.includes(kind));
    const [sent, credits] = [of("OFTSent"), of("OFTReceived", "CreditHeld")];
    const [held, released] = [of("CreditHeld"), of("HeldClaimed", "HeldTaken")];
    const [burn, credit] = [sent[0], credits[0]];
    const [burned, credited] = [sumOf(sent), sumOf(credits)];
    if (sumOf(released) > sumOf(held)) this.#noteRelease(id, released[0] as Entry, sumOf(held), sumOf(released));
    const holding = sumOf(held) - sumOf(released);
    if (holding > 0n) this.#noteHeld(id, held[0] as Entry, holding);
    if (credit === undefined) {
      if (burn !== undefined) this.#noteBurn(id, burn, burned);
      return;
    }
    const goesThere = burn === undefined || this.#goesTo(burn, credit);
    if (burned === credited && goesThere && credits.length === 1) {
      if (holding === 0n) this.#delivered += 1;
      return;
    }
    this.#noteCredit(id, credit, { burn, burned, credited, goesThere });
  }

  /** Compares what the adapters have said with what the token burned and minted for them. */
  end(): MessageFlows {
    const { figures, networks, decimals } = this.#options;
    const numbers = new Map([...networks].map(([chain, network]) => [network, chain]));
    for (const { network, address } of adaptersOf(this.#db)) {
      const chain = numbers.get(network) ?? -1;
      const said = this.#said.get(`${chain} ${address}`) ?? { sent: 0n, credited: 0n };
      const book = figures.get(chain)?.bridges.get(address) ?? { burned: 0n, minted: 0n };
      const show = (out: bigint, into: bigint): string =>
        `${formatAmount(out, decimals)} sent, ${formatAmount(into, decimals)} credited`;
      const [expected, actual] = [show(book.burned, book.minted), show(said.sent, said.credited)];
      if (expected === actual) continue;
      this.#findings.add({ code: "adapter-unpaired", network, subject: `adapter ${address}`, expected, actual });
    }
    return {
      ...{ delivered: this.#delivered, inFlight: this.#inFlight, inFlightCount: this.#inFlightCount },
      ...{ held: this.#held, heldCount: this.#heldCount },
    };
  }

  #note({ kind, chain, account, amount }: Entry): void {
    const key = `${chain} ${account}`;
    const said = this.#said.get(key) ?? { sent: 0n, credited: 0n };
    this.#said.set(key, said);
    if (kind === "OFTSent") said.sent += amount;
    else if (kind !== "CreditHeld") said.credited += amount;
  }

  /** Whether a message was credited on the chain that it was sent to, from the one that it was sent on. */
  #goesTo(burn: Entry, credit: Entry): boolean {
    const { endpoints } = this.#options;
    return endpoints.get(credit.chain) === burn.endpoint && endpoints.get(burn.chain) === credit.endpoint;
  }

  /** A message that nothing is credited for yet: how old it is, by the clock of where it goes to. */
  #noteBurn(id: string, burn: Entry, amount: bigint): void {
    this.#inFlight += amount;
    this.#inFlightCount += 1;
    const there = this.#chains.get(burn.endpoint ?? -1);
    const age = Math.max(0, (this.#ends.get(there ?? -1) ?? 0) - burn.time);
    const network = this.#options.networks.get(there ?? -1) ?? `the endpoint ${burn.endpoint}`;
    this.#add(age > this.#options.patience ? "bridge-overdue" : "bridge-in-flight", burn.chain, id, {
      expected: `${this.#show(amount)} credited on ${network}`,
      actual: `nothing ${formatDuration(BigInt(age))} after the burn`,
    });
  }

  /** A credit that its burn does not explain, unless the books of the chain that it came from do not reach that far yet. */
  #noteCredit(
    id: string,
    credit: Entry,
    found: {
      readonly burn: Entry | undefined;
      readonly burned: bigint;
      readonly credited: bigint;
      readonly goesThere: boolean;
    },
  ): void {
    const { burn, burned, credited, goesThere } = found;
    const from = this.#chains.get(credit.endpoint ?? -1);
    const ahead = burn === undefined && from !== undefined && (this.#ends.get(from) ?? 0) < credit.time;
    const source = this.#options.networks.get(from ?? -1) ?? `the endpoint ${credit.endpoint}`;
    const actual = goesThere
      ? `${this.#show(burned)} burned`
      : `${this.#show(burned)} burned on ${this.#options.networks.get(burn?.chain ?? -1) ?? ""} for the endpoint ${burn?.endpoint}`;
    this.#add(ahead ? "bridge-ahead" : "credit-without-burn", credit.chain, id, {
      expected: `${this.#show(credited)} burned on ${source}, as it was credited`,
      actual,
    });
  }

  #noteRelease(id: string, { chain }: Entry, held: bigint, released: bigint): void {
    const [expected, actual] = [`${this.#show(held)} released at most, as it was held`, this.#show(released)];
    this.#add("credit-without-burn", chain, id, { expected, actual });
  }

  #noteHeld(id: string, { chain, time }: Entry, amount: bigint): void {
    this.#held += amount;
    this.#heldCount += 1;
    const age = Math.max(0, (this.#ends.get(chain) ?? 0) - time);
    const actual = `held for ${formatDuration(BigInt(age))}`;
    this.#add("credit-held", chain, id, { expected: `${this.#show(amount)} claimed or taken`, actual });
  }

  #add(
    code: FindingCode,
    chain: number,
    id: string,
    what: { readonly expected: string; readonly actual: string },
  ): void {
    const network = this.#options.networks.get(chain) ?? null;
    this.#findings.add({ code, network, subject: `message ${id}`, ...what });
  }

  #show(amount: bigint): string {
    return formatAmount(amount, this.#options.decimals);
  }
}

function sumOf(entries: readonly Entry[]): bigint {
  return entries.reduce((total, { amount }) => total + amount, 0n);
}
