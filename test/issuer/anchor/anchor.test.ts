import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { Wallet } from "ethers";
import { type AnchorFile, readAnchor, signAnchor, anchorOf, writeAnchor } from "../../../issuer/anchor/anchor-file.ts";
import { type BooksAsked, type Checked, reconcileChecked } from "../../../issuer/anchor/checked.ts";
import { showChecked } from "../../../issuer/anchor/show.ts";
import { headOf, readStanding } from "../../../issuer/anchor/standing.ts";
import { writeAnchorOf } from "../../../issuer/anchor/write.ts";
import { sealEvents } from "../../../issuer/books/event-log.ts";
import { bookIdentity, reconciledChain } from "../../../issuer/books/books-of-coin.ts";
import type { ReconciledChain, Reconciliation } from "../../../issuer/books/reconcile.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { mint, playDay } from "../books/day.ts";
import { type Town, openTown, told } from "../books/support.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("Books that an auditor can rely on", function () {
  this.timeout(120_000);

  let town: Town;
  let undo: (() => Promise<void>)[];
  let sound: string;
  /** What an earlier run has printed, and what it wrote. */
  let head: string;
  let anchor: string;
  before(async () => {
    town = await openTown();
    undo = [await town.bnb.snapshot(), await town.tron.snapshot()];
    await playDay(town.bnb, town.tron);
    sound = join(emptyFolder(), "books.sqlite");
    const { result, checked } = await run({ file: sound });
    expect(told(result)).to.deep.equal([]);
    head = checked.head;
    anchor = join(emptyFolder(), "anchor.json");
    writeAnchor(anchor, anchorOf(checked.standing));
  });
  after(async () => {
    for (const back of undo) await back();
  });

  async function run(
    asked: Partial<BooksAsked>,
    see: (chain: ReconciledChain) => ReconciledChain = (chain) => chain,
  ): Promise<{ result: Reconciliation; checked: Checked }> {
    const chains = [town.bnb, town.tron].map(({ booked }) => see(reconciledChain(booked)));
    const identity = bookIdentity(town.bnb.booked);
    const books = { identity, file: sound, fromChains: false, expect: "", signedBy: "", ...asked };
    return reconcileChecked(chains, books, {
      decimals: town.bnb.coin.desired.decimals,
      sample: 200,
      bridgePatience: 3_600,
    });
  }

  const changed = (change: (db: DatabaseSync) => void): string => {
    const file = join(emptyFolder(), "books.sqlite");
    copyFileSync(sound, file);
    const db = new DatabaseSync(file);
    change(db);
    db.close();
    return file;
  };

  /** What somebody does who can write the file and has this source: the deposits of two mints change places. */
  const rewritten = (): string =>
    changed((db) => {
      const mints = db.prepare("SELECT block, log, ref FROM events WHERE chain = 1 AND kind = 'Minted'").all();
      expect(mints.length).to.be.greaterThan(1);
      const [one, two] = mints as { block: number; log: number; ref: Uint8Array }[];
      const update = db.prepare("UPDATE events SET ref = ? WHERE chain = 1 AND block = ? AND log = ?");
      update.run(two?.ref ?? null, one?.block ?? 0, one?.log ?? 0);
      update.run(one?.ref ?? null, two?.block ?? 0, two?.log ?? 0);
      const { digest } = sealEvents(db, 1);
      db.prepare("UPDATE chains SET digest = ? WHERE chain = 1").run(digest);
      db.prepare("UPDATE checkpoints SET digest = ? WHERE chain = 1").run(digest);
      // What the old head stood for is rewritten as well.
      db.prepare("UPDATE heads SET standing = ?").run(JSON.stringify(readStanding(db)));
    });

  const generic = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace(/0x[0-9a-f]{64}/g, "H").replace(/(block|event) \d+(\/\d+)?/g, "$1 N"));

  describe("against history that was rewritten, with the running hash computed again", () => {
    it("has no difference by the file itself, and says that nothing vouches for it", async () => {
      const { result, checked } = await run({ file: rewritten() });
      expect(told(result)).to.deep.equal([]);
      expect(showChecked(checked, result, new Map()).join("\n")).to.contain("whoever can write the file can have");
    });

    it("is found by an anchor that was kept elsewhere", async () => {
      const { result, checked } = await run({ file: rewritten(), expect: anchor });
      expect(generic(told(result))).to.deep.equal([
        "anchor-differs localhost books up to block N: 32 events, H -> 32 events, H",
      ]);
      expect(showChecked(checked, result, new Map()).join("\n")).to.contain("signed by nobody): THE HISTORY DIFFERS");
    });

    it("does not know the head that was printed any more", () =>
      expectRefusal("ANCHOR_UNKNOWN", () => run({ file: rewritten(), expect: head })));

    it("is found by rebuilding the books from the chains: both events, and nothing else", async () => {
      const file = rewritten();
      const bytes = readFileSync(file);
      const { result } = await run({ file, fromChains: true });
      const found = told(result);
      expect(generic(found).map((line) => line.slice(0, 39))).to.deep.equal(
        [
          'file-differs localhost event N: ["Minted',
          'file-differs localhost event N: ["Minted',
          "file-differs localhost end of the books",
        ].map((line) => line.slice(0, 39)),
      );
      expect(readFileSync(file).equals(bytes), "the file is evidence").to.equal(true);
      const both = await run({ file, fromChains: true, expect: anchor });
      expect(generic(told(both.result)).filter((line) => line.startsWith("anchor-differs"))).to.deep.equal([
        "anchor-differs localhost file up to block N: 32 events, H -> 32 events, H",
      ]);
    });

    it("keeps it from being anchored", async () => {
      const { result, checked } = await run({ file: rewritten(), fromChains: true });
      const file = join(emptyFolder(), "anchor.json");
      const why = await writeAnchorOf(checked, result, { file, signer: null, confirm: () => Promise.resolve() });
      expect([why, existsSync(file)]).to.deep.equal([
        "No anchor was written, since nobody should vouch for books with file-differs.",
        false,
      ]);
    });
  });

  it("finds accounts that have changed places in all events, without asking the chain", async () => {
    const file = changed((db) => {
      const [one, two] = db.prepare("SELECT address FROM accounts WHERE chain = 2 LIMIT 2").all();
      const put = (table: string, column: string): void => {
        const other = `CASE ${column} WHEN ?1 THEN ?2 ELSE ?1 END`;
        const [first, second] = [one?.address, two?.address] as [Uint8Array, Uint8Array];
        db.prepare(`UPDATE ${table} SET ${column} = ${other} WHERE chain = 2 AND ${column} IN (?1, ?2)`).run(
          first,
          second,
        );
      };
      put("events", "account");
      put("events", "other");
    });
    const { result } = await run({ file });
    expect(generic(told(result))[0]).to.equal("books-damaged tronEmbedded events: 32 events, H -> 32 events, H");
  });

  describe("hold", () => {
    it("a head and an anchor after more has happened, and say where they were", async () => {
      const file = changed(() => undefined);
      const back = await town.bnb.snapshot();
      await mint(town.bnb, "later", "1");
      for (const expected of [head, head.toUpperCase().replace("0X", "0x"), anchor]) {
        const { result, checked } = await run({ file, expect: expected });
        expect(told(result)).to.deep.equal([]);
        expect(checked.expected?.head).to.equal(head);
        expect(checked.head).not.to.equal(head);
      }
      await back();
    });

    it("the chains themselves to an anchor, where no file is left", async () => {
      const folder = emptyFolder();
      const { result, checked } = await run({ file: ":memory:", fromChains: true, expect: anchor });
      expect(told(result)).to.deep.equal([]);
      expect([checked.file, checked.head, checked.entries]).to.deep.equal([null, head, null]);
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it("everything of the file to the chains, and count it", async () => {
      const { result, checked } = await run({ file: sound, fromChains: true });
      expect(told(result)).to.deep.equal([]);
      expect(checked.head).to.equal(head);
      const [first] = checked.entries ?? [];
      const chain = result.chains[0];
      expect(first?.compared).to.deep.equal({
        event: 32,
        account: chain?.accounts,
        minter: 1,
        bridge: 1,
        report: 1,
        end: 1,
      });
      for (const { sampled } of result.chains) {
        for (const { asked, of } of Object.values(sampled)) expect(asked).to.equal(of);
        expect(sampled.references.of).to.equal(3);
      }
    });
  });

  describe("with from-chains tell every difference there can be in a file", () => {
    for (const [what, statement, subject] of [
      ["an event that was taken out", "DELETE FROM events WHERE chain = 1 AND kind = 'Wiped'", "event"],
      ["an event's time", "UPDATE events SET time = time + 1 WHERE chain = 1 AND kind = 'Burned'", "event"],
      ["a balance", "UPDATE accounts SET balance = balance + 7 WHERE chain = 1 AND balance = 40000001", "account"],
      ["a freeze", "UPDATE accounts SET frozen_until = 5 WHERE chain = 1 AND balance = 40000001", "account"],
      ["a minter", "UPDATE minters SET mints = 9 WHERE chain = 1", "minter"],
      ["a bridge", "DELETE FROM bridges WHERE chain = 1", "bridge"],
      ["a report", "UPDATE windows SET mintable = reserves WHERE chain = 1", "report"],
      ["a total", "UPDATE chains SET wiped = minted WHERE chain = 1", "end"],
      ["the last block's hash", "UPDATE chains SET block_hash = '0x00' WHERE chain = 1", "end"],
    ] as const) {
      it(what, async () => {
        const file = changed((db) => {
          db.exec(statement);
        });
        const { result } = await run({ file, fromChains: true });
        const found = told(result).filter((line) => line.startsWith("file-differs"));
        expect(found.length, found.join("\n")).to.be.greaterThan(0);
        for (const line of found) expect(line).to.match(new RegExp(`^file-differs localhost ${subject} `));
      });
    }
  });

  describe("signed anchors", () => {
    const signer = localSigner(new Wallet(`0x${"11".repeat(32)}`));
    const path = (): string => join(emptyFolder(), "anchor.json");
    const signed = async (): Promise<AnchorFile> => signAnchor(readAnchor(anchor), signer);

    it("are read back, hold, and say who has signed", async () => {
      const file = path();
      writeAnchor(file, await signed());
      const { result, checked } = await run({ expect: file, signedBy: signer.address });
      expect(told(result)).to.deep.equal([]);
      expect(checked.expected?.signers).to.deep.equal([signer.address]);
      expect(showChecked(checked, result, new Map()).join("\n")).to.contain(
        `signed by ${signer.address}): the history is the same`,
      );
    });

    it("are refused without the signature that was asked for, and are never replaced", async () => {
      const file = path();
      writeAnchor(file, await signed());
      await expectRefusal("ANCHOR_INVALID", () => run({ expect: file, signedBy: Wallet.createRandom().address }));
      await expectRefusal("ANCHOR_INVALID", () => run({ expect: anchor, signedBy: signer.address }));
      await expectRefusal("ARGUMENT_INVALID", () => run({ expect: head, signedBy: signer.address }));
      expect(() => writeAnchor(file, readAnchor(anchor))).to.throw("could not be written");
      expect(readAnchor(file).signatures).to.have.length(1);
    });

    it("are refused when they were changed", async () => {
      const good = await signed();
      const [chain] = good.standing.chains;
      const other = { ...good.standing, chains: [{ ...chain, events: 31 }] };
      const forged: [string, unknown][] = [
        ["another standing", { ...good, standing: other }],
        ["another standing and its head", { ...good, standing: other, head: headOf(other as never) }],
        ["another head", { ...good, head: `0x${"ab".repeat(32)}` }],
        ["another signer", { ...good, signatures: [{ ...good.signatures[0], signer: `0x${"12".repeat(20)}` }] }],
        ["no signature", { ...good, signatures: [{ signer: signer.address, signature: `0x${"00".repeat(65)}` }] }],
        ["something more", { ...good, note: "x" }],
        ["a network with an escape", { ...good, standing: { ...good.standing, coin: "kgst\u001b[2J" } }],
        ["nothing", null],
      ];
      for (const [what, content] of forged) {
        const file = path();
        writeFileSync(file, JSON.stringify(content));
        await expectRefusal("ANCHOR_INVALID", () => run({ expect: file })).catch((error: unknown) => {
          throw new Error(what, { cause: error });
        });
      }
      for (const text of ["not JSON", ""]) {
        const file = path();
        writeFileSync(file, text);
        await expectRefusal("ANCHOR_INVALID", () => run({ expect: file }));
      }
      await expectRefusal("ANCHOR_INVALID", () => run({ expect: emptyFolder() }));
      await expectRefusal("ANCHOR_INVALID", () => run({ expect: "0x1234" }));
    });

    it("are not signed unless that was confirmed", async () => {
      const { result, checked } = await run({});
      const file = path();
      const questions: string[] = [];
      const confirm = (question: string): Promise<void> => {
        questions.push(question);
        return Promise.reject(new Error("no"));
      };
      await writeAnchorOf(checked, result, { file, signer, confirm }).catch(() => undefined);
      expect(questions).to.deep.equal([`Sign the head ${head} as ${signer.address} (${signer.place})?`]);
      expect(existsSync(file)).to.equal(false);
    });
  });
});
