import type { DatabaseSync, StatementSync } from "node:sqlite";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { fromStored } from "./amounts.ts";
import { hex } from "./book-file.ts";
import type { FindingCode, Findings } from "./findings.ts";

/** Which mints and burns must be in the bank's file, by the time of their block; Unix seconds. */
export interface BankPeriod {
  readonly since: number;
  readonly until: number;
}

type Row = Record<string, unknown>;

/** Event of a line, both ways. */
const WORDS = { Minted: "deposit", Burned: "payout" } as const;

/**
 * Compares the bank's file with mints and burns, reference by reference, over all chains.
 * @returns How many lines of the bank were found on a chain.
 */
export function compareBank(
  db: DatabaseSync,
  networks: ReadonlyMap<number, string>,
  decimals: number,
  period: BankPeriod,
  findings: Findings,
): number {
  useFormerHashes(db);
  const compare = new Comparison(db, networks, decimals, findings);
  compare.placeholders();
  compare.duplicates();
  compare.missingOnChain();
  compare.missingAtBank(period);
  return compare.matches();
}

/** Lines whose reference a chain has under an older spelling are compared under that one, unless it has the right one. */
function useFormerHashes(db: DatabaseSync): void {
  // With the condition of its index, which SQLite does not use otherwise.
  const used = "SELECT 1 FROM events e WHERE e.ref = %.ref AND e.kind = bank.kind AND e.kind IN ('Minted', 'Burned')";
  db.exec(`
    UPDATE temp.bank SET ref = (
      SELECT f.ref FROM bank_former f WHERE f.line = bank.line AND EXISTS (${used.replace("%", "f")}) LIMIT 1)
    WHERE NOT EXISTS (${used.replace("%", "bank")}) AND EXISTS (
      SELECT 1 FROM bank_former f WHERE f.line = bank.line AND EXISTS (${used.replace("%", "f")}))`);
}

class Comparison {
  readonly #db: DatabaseSync;
  readonly #networks: ReadonlyMap<number, string>;
  readonly #decimals: number;
  readonly #findings: Findings;

  constructor(db: DatabaseSync, networks: ReadonlyMap<number, string>, decimals: number, findings: Findings) {
    this.#db = db;
    this.#networks = networks;
    this.#decimals = decimals;
    this.#findings = findings;
  }

  /** Prepares a statement whose amounts may be of any size. */
  #prepare(sql: string): StatementSync {
    const rows = this.#db.prepare(sql);
    rows.setReadBigInts(true);
    return rows;
  }

  placeholders(): void {
    const rows = this.#prepare("SELECT * FROM bank WHERE placeholder IS NOT NULL ORDER BY line");
    for (const { kind, reference, line, placeholder } of rows.iterate()) {
      const subject = `${word(kind)} ${String(reference)} (line ${Number(line)})`;
      this.#add("bank-reference-missing", null, subject, "an id of its own", String(placeholder));
    }
  }

  duplicates(): void {
    const rows = this.#prepare(`
      SELECT reference, kind, group_concat(line, ', ') AS lines FROM (SELECT * FROM bank ORDER BY line)
      GROUP BY ref, kind HAVING count(*) > 1`);
    for (const { reference, kind, lines } of rows.iterate()) {
      const subject = `${word(kind)} ${String(reference)}`;
      this.#add("bank-duplicate", null, subject, "one line", `lines ${String(lines)}`);
    }
  }

  missingOnChain(): void {
    const rows = this.#prepare(`
      SELECT b.* FROM bank b WHERE NOT EXISTS
      (SELECT 1 FROM events e WHERE e.ref = b.ref AND e.kind = b.kind AND e.kind IN ('Minted', 'Burned'))
      ORDER BY b.line`);
    for (const { line, kind, reference, date, amount } of rows.iterate()) {
      const code = kind === "Minted" ? "deposit-unminted" : "payout-unburned";
      const expected = `${this.#show(amount)} ${kind === "Minted" ? "minted" : "burned"}`;
      const subject = `${word(kind)} ${String(reference)} of ${String(date)} (line ${Number(line)})`;
      this.#add(code, null, subject, expected, "nothing on any chain");
    }
  }

  missingAtBank({ since, until }: BankPeriod): void {
    const rows = this.#prepare(`
      SELECT e.* FROM events e WHERE e.kind IN ('Minted', 'Burned') AND e.time >= ? AND e.time < ?
      AND NOT EXISTS (SELECT 1 FROM bank b WHERE b.ref = e.ref AND b.kind = e.kind) ORDER BY e.chain, e.block, e.log`);
    for (const { chain, kind, ref, tx, amount } of rows.iterate(since, until)) {
      const code = kind === "Minted" ? "mint-without-deposit" : "burn-without-payout";
      const subject = `${word(kind)} ${hex(ref)} in ${hex(tx)}`;
      this.#add(code, this.#network(chain), subject, "a line of the bank", this.#show(amount));
    }
  }

  /** Amounts and networks of what is on both sides. A duplicate of the bank is compared once, by its first line. */
  matches(): number {
    const rows = this.#prepare(`
      SELECT b.*, e.chain, e.amount AS done FROM bank b
      JOIN events e ON e.ref = b.ref AND e.kind = b.kind AND e.kind IN ('Minted', 'Burned')
      WHERE b.line = (SELECT min(line) FROM bank f WHERE f.ref = b.ref AND f.kind = b.kind) ORDER BY b.line`);
    let count = 0;
    for (const { kind, reference, amount, done, chain, network, line } of rows.iterate()) {
      count += 1;
      const subject = `${word(kind)} ${String(reference)} (line ${Number(line)})`;
      const found = this.#network(chain);
      if (amount !== done) {
        this.#add("bank-amount-differs", found, subject, this.#show(amount), this.#show(done));
      }
      if (network !== null && network !== found) {
        this.#add("bank-network-differs", found, subject, String(network), found);
      }
    }
    return count;
  }

  #network(chain: unknown): string {
    return this.#networks.get(Number(chain)) ?? "";
  }

  #show(amount: unknown): string {
    return formatAmount(fromStored(amount), this.#decimals);
  }

  #add(code: FindingCode, network: string | null, subject: string, expected: string, actual: string): void {
    this.#findings.add({ code, network, subject, expected, actual });
  }
}

function word(kind: Row[string]): string {
  return WORDS[kind as keyof typeof WORDS];
}

/** References that were used on more than one chain: each chain consumes them once, none knows of the other. */
export function findReferencesUsedTwice(
  db: DatabaseSync,
  networks: ReadonlyMap<number, string>,
  findings: Findings,
): void {
  const rows = db.prepare(`
    SELECT kind, ref, group_concat(chain) AS chains FROM events WHERE kind IN ('Minted', 'Burned')
    GROUP BY ref, kind HAVING count(*) > 1`);
  for (const { kind, ref, chains } of rows.iterate()) {
    const where = String(chains)
      .split(",")
      .map((chain) => networks.get(Number(chain)) ?? chain);
    const subject = `${word(kind)} ${hex(ref)}`;
    findings.add({ code: "reference-twice", network: null, subject, expected: "one chain", actual: where.join(", ") });
  }
}
