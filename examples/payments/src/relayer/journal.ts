import { DatabaseSync } from "node:sqlite";

/** One payment, from the moment it is claimed. */
export interface Entry {
  readonly network: string;
  readonly payer: string;
  readonly nonce: string;
  /** Digest of what was signed: the same nonce under another order is another payment. */
  readonly digest: string;
  /** What the caller names its request by; who knows it may ask again. */
  readonly caller: string | null;
  readonly state: "sent" | "settled" | "refused";
  /** The call of the token, to be signed again where a transaction can no longer be executed. */
  readonly data: string;
  readonly raw: string;
  readonly hash: string;
  /** The relayer's nonce on BNB Chain, the expiration in milliseconds on TRON. */
  readonly mark: number;
  /** The newest block when it was claimed. */
  readonly block: number;
  readonly reason: string | null;
}

/** What a payment is known by. */
export type Key = Pick<Entry, "network" | "payer" | "nonce">;

/** A signed transaction, made while the journal is locked. */
export interface Signed {
  readonly raw: string;
  readonly hash: string;
  readonly mark: number;
}

/** How many payments a relayer carries in a day, of the calendar in UTC. */
export interface Limits {
  readonly perPayer: number;
  readonly perDay: number;
}

const TABLES = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS payments (
    network TEXT NOT NULL, payer TEXT NOT NULL, nonce TEXT NOT NULL, digest TEXT NOT NULL, caller TEXT, state TEXT NOT NULL,
    data TEXT NOT NULL, raw TEXT NOT NULL, hash TEXT NOT NULL, mark INTEGER NOT NULL, block INTEGER NOT NULL, reason TEXT,
    day TEXT NOT NULL, PRIMARY KEY (network, payer, nonce)
  );
  CREATE INDEX IF NOT EXISTS payments_of_day ON payments (network, day, payer);
  CREATE INDEX IF NOT EXISTS payments_on_their_way ON payments (state) WHERE state = 'sent';
  CREATE TABLE IF NOT EXISTS accounts (network TEXT PRIMARY KEY, next INTEGER NOT NULL);
`;

/**
 * What was claimed, signed and settled, in one database for all instances. A transaction is written here before it is sent, so
 * whoever finds it after a kill sends the same bytes again.
 */
export class Journal {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 10_000 });
    this.#database.exec(TABLES);
  }

  /** The relayer's next nonce is at least this. */
  raise(network: string, next: number): void {
    this.#database
      .prepare("INSERT INTO accounts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET next = max(next, ?2)")
      .run(network, next);
  }

  find({ network, payer, nonce }: Key): Entry | undefined {
    const found = this.#database
      .prepare("SELECT * FROM payments WHERE network = ? AND payer = ? AND nonce = ?")
      .get(network, payer, nonce);
    return found as unknown as Entry | undefined;
  }

  /**
   * Claims a payment and keeps its signed transaction, or tells who has it or which limit it meets.
   * @param sign - makes the transaction with the relayer's next nonce
   */
  claim(
    fresh: Pick<Entry, "network" | "payer" | "nonce" | "digest" | "caller" | "data" | "block">,
    limits: Limits,
    sign: (next: number) => Signed,
  ): { readonly entry: Entry; readonly isNew: boolean } | "payer_limit" | "day_limit" {
    return this.#together(() => {
      const known = this.find(fresh);
      if (known !== undefined) return { entry: known, isNew: false };
      const { network, payer, nonce, digest, caller, data, block } = fresh;
      const day = new Date().toISOString().slice(0, 10);
      const count = (where: string, ...values: string[]): number =>
        (
          this.#database
            .prepare(`SELECT count(*) AS many FROM payments WHERE network = ? AND day = ?${where}`)
            .get(network, day, ...values) as { many: number }
        ).many;
      if (count(" AND payer = ?", payer) >= limits.perPayer) return "payer_limit";
      if (count("") >= limits.perDay) return "day_limit";
      const { raw, hash, mark } = this.#signed(network, sign);
      this.#database
        .prepare("INSERT INTO payments VALUES (?, ?, ?, ?, ?, 'sent', ?, ?, ?, ?, ?, NULL, ?)")
        .run(network, payer, nonce, digest, caller, data, raw, hash, mark, block, day);
      const entry = this.find(fresh);
      if (entry === undefined) throw new Error("What was written is not there.");
      return { entry, isNew: true };
    });
  }

  /** Signs again what can no longer be executed, unless another instance has done so already. */
  again(entry: Entry, sign: (next: number) => Signed): void {
    this.#together(() => {
      if (this.find(entry)?.hash !== entry.hash) return;
      const { raw, hash, mark } = this.#signed(entry.network, sign);
      this.#database
        .prepare("UPDATE payments SET raw = ?, hash = ?, mark = ? WHERE network = ? AND payer = ? AND nonce = ?")
        .run(raw, hash, mark, entry.network, entry.payer, entry.nonce);
    });
  }

  /** Notes how a payment ended. What has ended stays so. */
  end(key: Key, state: "settled" | "refused", hash: string, reason: string | null): void {
    this.#database
      .prepare(
        "UPDATE payments SET state = ?, hash = ?, reason = ? WHERE network = ? AND payer = ? AND nonce = ? AND state = 'sent'",
      )
      .run(state, hash, reason, key.network, key.payer, key.nonce);
  }

  /** What is on its way. */
  open(): Entry[] {
    return this.#database.prepare("SELECT * FROM payments WHERE state = 'sent'").all() as unknown as Entry[];
  }

  /** How many there are by network and state. */
  counts(): { readonly network: string; readonly state: string; readonly many: number }[] {
    const rows = this.#database.prepare(
      "SELECT network, state, count(*) AS many FROM payments GROUP BY network, state",
    );
    return rows.all() as unknown as ReturnType<Journal["counts"]>;
  }

  close(): void {
    this.#database.close();
  }

  #signed(network: string, sign: (next: number) => Signed): Signed {
    const row = this.#database.prepare("SELECT next FROM accounts WHERE network = ?").get(network);
    const { next } = (row ?? { next: 0 }) as { next: number };
    const signed = sign(next);
    this.#database.prepare("UPDATE accounts SET next = ? WHERE network = ?").run(next + 1, network);
    return signed;
  }

  #together<T>(act: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const done = act();
      this.#database.exec("COMMIT");
      return done;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
