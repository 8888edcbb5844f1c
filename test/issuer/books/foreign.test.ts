import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { type BookIdentity, openBooks, openBooksToRead } from "../../../issuer/books/book-file.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { emptyFolder } from "../../support/folders.ts";

const OURS: BookIdentity = { coin: "kgst", environment: "testnet", tokenId: "0x11", decimals: 6 };

describe("A file that is given as books", () => {
  const database = (...statements: string[]): string => {
    const file = join(emptyFolder(), "other.sqlite");
    const db = new DatabaseSync(file);
    for (const statement of statements) db.exec(statement);
    db.close();
    return file;
  };
  const text = (content: string | Uint8Array): string => {
    const file = join(emptyFolder(), "file");
    writeFileSync(file, content);
    return file;
  };
  const pipe = (): string => {
    const file = join(emptyFolder(), "pipe");
    execFileSync("mkfifo", [file]);
    return file;
  };
  const folder = (): string => {
    const path = join(emptyFolder(), "folder");
    mkdirSync(path);
    return path;
  };
  const link = (): string => {
    const path = join(emptyFolder(), "link");
    symlinkSync(text("elsewhere"), path);
    return path;
  };
  const kept = (identity: BookIdentity, ...statements: string[]): string => {
    const file = join(emptyFolder(), "books.sqlite");
    const db = openBooks(file, identity);
    for (const statement of statements) db.exec(statement);
    db.close();
    return file;
  };

  for (const [what, make, code, message] of [
    [
      "another database",
      () => database("CREATE TABLE users (id)"),
      "NOT_BOOKS",
      "is not a file of books, but another database of SQLite",
    ],
    ["a database with a table of that name", () => database("CREATE TABLE meta (x)"), "NOT_BOOKS", "another database"],
    [
      "a database with all names and no content",
      () => database("CREATE TABLE meta (key, value)", "CREATE TABLE chains (x)", "CREATE TABLE events (x)"),
      "NOT_BOOKS",
      "another database",
    ],
    ["a text", () => text("reference,kind,amount\n"), "NOT_BOOKS", "is not an SQLite database"],
    ["zeros", () => text(new Uint8Array(4_096)), "NOT_BOOKS", "is not an SQLite database"],
    ["a link to a text", link, "NOT_BOOKS", "is not an SQLite database"],
    ["a folder", folder, "FILE_REFUSED", "it is a folder"],
    ["a pipe", pipe, "FILE_REFUSED", "it is a pipe or a device"],
    ["a device", () => "/dev/zero", "FILE_REFUSED", "it is a pipe or a device"],
    [
      "books of another coin",
      () => kept({ ...OURS, coin: "usdx" }),
      "BOOKS_OF_ANOTHER_COIN",
      'has coin "usdx", not "kgst"',
    ],
    [
      "books of another environment",
      () => kept({ ...OURS, environment: "mainnet" }),
      "BOOKS_OF_ANOTHER_COIN",
      'has environment "mainnet", not "testnet"',
    ],
    [
      "books of another layout",
      () => kept(OURS, "UPDATE meta SET value = '2' WHERE key = 'schema'"),
      "BOOKS_OF_ANOTHER_COIN",
      "has the layout 2 of books; this version reads and writes layout 3.",
    ],
  ] as const) {
    it(`is refused and left as it is: ${what}`, () => {
      const file = make();
      const before = statSync(file).isFile() ? readFileSync(file) : null;
      for (const open of [openBooks, openBooksToRead]) {
        let refused: unknown = null;
        try {
          open(file, OURS).close();
        } catch (error) {
          refused = error;
        }
        expect(refused).to.be.instanceOf(OperatorError).with.property("code", code);
        expect((refused as OperatorError).message)
          .to.contain(message)
          .and.to.contain(file);
      }
      if (before !== null) expect(readFileSync(file).equals(before)).to.equal(true);
    });
  }

  it("is begun where there is none, or an empty one, and is not written to by whoever only looks", () => {
    const [none, empty] = [join(emptyFolder(), "sub", "books.sqlite"), text("")];
    for (const file of [none, empty]) {
      openBooks(file, OURS).close();
      const before = readFileSync(file);
      const db = openBooksToRead(file, OURS);
      expect(() => {
        db.exec("UPDATE meta SET value = 'x'");
      }).to.throw();
      db.close();
      expect(readFileSync(file).equals(before)).to.equal(true);
    }
  });
});
