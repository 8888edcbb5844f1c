import type { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { enterChain, openBooks } from "../../../issuer/books/book-file.ts";
import { sealEvents } from "../../../issuer/books/event-log.ts";
import { Findings } from "../../../issuer/books/findings.ts";
import { type AuditOutcome, auditChain, sealBooks } from "../../../issuer/books/sealed.ts";
import { Reader } from "../../../issuer/books/sync.ts";
import { SYNTHETIC_ATTESTATIONS, SYNTHETIC_TOKEN, SyntheticChain } from "../../../tools/bench/books/synthetic.ts";

const DAY = 86_400;
const NOW = 1_800_000_000;
const [EVENTS, BLOCKS] = [4_000, 400];

describe("The audit of books", () => {
  let db: DatabaseSync;
  let chain: number;
  beforeEach(async () => {
    db = openBooks(":memory:", { coin: "test", environment: "synthetic", tokenId: "0x", decimals: 6 });
    const contracts = { token: SYNTHETIC_TOKEN, attestations: SYNTHETIC_ATTESTATIONS };
    chain = enterChain(db, { network: "s", chainId: 1n, genesis: "0x", ...contracts, firstBlock: 1 });
    const options = { name: "s", chainId: 1n, side: 0, accounts: 50, events: EVENTS, onBank: () => undefined } as const;
    await new Reader(db, chain, 1n, new SyntheticChain(options)).catchUp();
  });
  afterEach(() => db.close());

  /** Seals every forty blocks, as books of millions of events have it every hundred thousand events. */
  const sealParts = (): void => {
    for (let block = 40; block < BLOCKS; block += 40) {
      const { events, digest } = sealEvents(db, chain, block);
      db.prepare("INSERT INTO seals VALUES (?, ?, ?, ?)").run(chain, block, events, digest);
    }
  };
  const audit = (now: number, full = false): { outcome: AuditOutcome; found: string[] } => {
    const findings = new Findings();
    const outcome = auditChain({ db, chain, chainId: 1n, network: "s", decimals: 6 }, { full, now }, findings);
    return { outcome, found: findings.kept.map(({ code, subject }) => `${code} ${subject}`) };
  };
  const sealedBefore = (): void => {
    sealParts();
    const { outcome, found } = audit(NOW);
    expect([outcome, found]).to.deep.equal([{ full: true, lastFull: NOW, events: EVENTS, sound: true }, []]);
    sealBooks({ db, chain, chainId: 1n }, outcome.lastFull);
  };

  it("is in full where nothing was sealed, once a week, on request, and where the clock went back", () => {
    sealedBefore();
    expect(audit(NOW + 6 * DAY).outcome.full).to.equal(false);
    expect(audit(NOW + 7 * DAY).outcome).to.include({ full: true, events: EVENTS });
    expect(audit(NOW + DAY, true).outcome).to.include({ full: true, lastFull: NOW + DAY });
    expect(audit(NOW - DAY).outcome.full).to.equal(true);
  });

  it("adds nothing up with an aggregate of node:sqlite, which keeps every argument it was ever given", () => {
    db.aggregate = () => {
      throw new Error("This aggregate would keep every argument.");
    };
    expect(audit(NOW, true).found).to.deep.equal([]);
  });

  it("reads the newest part and two others otherwise, however many events there are", () => {
    sealedBefore();
    const { outcome } = audit(NOW + DAY);
    expect(outcome.events).to.be.within(400, 1_200);
    expect(outcome).to.include({ full: false, lastFull: NOW, sound: true });
  });

  for (const [what, statement, subject] of [
    ["an event of the newest part", "UPDATE events SET tx = zeroblob(32) WHERE block = 390 AND log = 9", "events"],
    [
      "a transfer that was left out",
      "DELETE FROM events WHERE block = 390 AND kind = 'Transfer' AND log = 9",
      "events",
    ],
    [
      "an address that is too short",
      "UPDATE events SET other = substr(other, 2) WHERE block = 390 AND log = 9",
      "events",
    ],
    [
      "an amount that no word has",
      `UPDATE events SET amount = '${"9".repeat(78)}' WHERE block = 390 AND log = 9`,
      "events",
    ],
    [
      "a transfer to the zero address as if that were somebody",
      "UPDATE events SET other = zeroblob(20) WHERE kind = 'Transfer' AND other IS NULL AND block > 360",
      "events",
    ],
    [
      "a balance",
      "UPDATE accounts SET balance = balance + 1 WHERE address = (SELECT max(address) FROM accounts)",
      "bal",
    ],
    ["a freeze", "UPDATE accounts SET frozen_until = 5 WHERE address = (SELECT max(address) FROM accounts)", "freeze"],
    ["an account", "DELETE FROM accounts WHERE address = (SELECT max(address) FROM accounts)", "account 0x"],
    ["a total", "UPDATE chains SET burned = burned + 1", "burned"],
    ["a minter", "UPDATE minters SET mints = mints + 1", "minters 0x"],
    ["a window", "UPDATE windows SET mintable = mintable + 1", "windows 1"],
  ] as const) {
    it(`finds, without a full audit being due, ${what}`, () => {
      sealedBefore();
      db.exec(statement);
      const { outcome, found } = audit(NOW + DAY);
      expect(outcome).to.include({ full: true, lastFull: NOW, sound: false });
      expect(found[0]).to.match(new RegExp(`^books-damaged ${subject}`));
    });
  }

  it("finds an old event by chance within days, and in full always", () => {
    sealedBefore();
    db.exec("UPDATE events SET tx = zeroblob(32) WHERE block = 50 AND log = 9");
    const found = Array.from({ length: 100 }, (_, day) => audit(NOW + (day % 7) * DAY).found.length > 0);
    expect(found).to.include(true);
    expect(audit(NOW, true).found).to.deep.equal(["books-damaged events"]);
  });

  it("is of parts of a hundred thousand events, however many are entered together", async () => {
    const contracts = { token: SYNTHETIC_TOKEN, attestations: SYNTHETIC_ATTESTATIONS };
    const long = enterChain(db, { network: "t", chainId: 1n, genesis: "0x", ...contracts, firstBlock: 1 });
    const options = { name: "t", chainId: 1n, side: 0, accounts: 50, onBank: () => undefined } as const;
    await new Reader(db, long, 1n, new SyntheticChain({ ...options, events: 115_000 })).catchUp();
    expect(db.prepare("SELECT count(*) AS n FROM checkpoints WHERE chain = ?").get(long)?.n).to.equal(1);
    const parts = db.prepare("SELECT block, events, digest FROM seals WHERE chain = ? ORDER BY block").all(long);
    expect(parts).to.have.length(1);
    const { block, events, digest } = parts[0] ?? {};
    expect(events).to.be.within(100_000, 110_000);
    expect(sealEvents(db, long, Number(block))).to.deep.equal({ events, digest: Buffer.from(digest as Uint8Array) });
  });

  it("believes no seal that was changed, nor one of other books", () => {
    for (const statement of [
      "UPDATE audits SET full = full + 1",
      "UPDATE audits SET derived = zeroblob(32)",
      "UPDATE seals SET digest = zeroblob(32) WHERE block = 40",
      "DELETE FROM seals WHERE block = 40",
      "UPDATE chains SET digest = zeroblob(32)",
    ]) {
      sealedBefore();
      db.exec(statement);
      expect(audit(NOW + DAY).outcome.full, statement).to.equal(true);
      db.exec("DELETE FROM seals; DELETE FROM audits");
      const { digest } = sealEvents(db, chain);
      db.prepare("UPDATE chains SET digest = ?").run(digest);
    }
  });
});
