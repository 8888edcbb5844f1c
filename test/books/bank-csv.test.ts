import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { loadBankFile } from "../../scripts/lib/books/bank-csv.ts";
import { hex, openBooks } from "../../scripts/lib/books/book-file.ts";
import { emptyFolder } from "./support.ts";

const HEADER = "reference,kind,amount,date";

describe("The bank's file", () => {
  const file = join(emptyFolder(), "bank.csv");
  const read = async (content: string): Promise<Record<string, unknown>[]> => {
    writeFileSync(file, content);
    const db = openBooks(":memory:", { coin: "c", environment: "e", tokenId: "0x", decimals: 6 });
    try {
      await loadBankFile(db, file, 6);
      return db.prepare("SELECT * FROM bank").all();
    } finally {
      db.close();
    }
  };

  it("may have its columns in any order, others beside them, quotes, blanks and a byte order mark", async () => {
    const rows = await read(
      '\ufeffDate, Amount ,kind,purpose,reference,network\r\n2027-01-04, 1000.50 ,deposit,rent,"A, 1",bsc\r\n\r\n' +
        `2027-01-04,2,payout,,${id("x")},\r\n`,
    );
    expect(rows.map(({ ref, ...row }) => ({ ...row, ref: hex(ref) }))).to.deep.equal([
      {
        line: 2,
        ref: id("A, 1"),
        kind: "Minted",
        amount: "1000500000".padStart(78, "0"),
        date: "2027-01-04",
        network: "bsc",
        reference: "A, 1",
      },
      {
        line: 4,
        ref: id("x"),
        kind: "Burned",
        amount: "2000000".padStart(78, "0"),
        date: "2027-01-04",
        network: null,
        reference: id("x"),
      },
    ]);
  });

  it("is refused with the line if it cannot be read", async () => {
    const cases = [
      ["reference,amount,date\n", "line 1: the header has no kind"],
      [
        `${HEADER}\na,deposit,"1,000",2027-01-04\n`,
        'line 2: amount must be an amount in whole coins such as "1000.50"',
      ],
      [
        `${HEADER}\na,deposit,1,2027-01-04\nb,deposit,1.1234567,2027-01-04\n`,
        'line 3: "1.1234567" has more than the coin\'s 6 decimals.',
      ],
      [`${HEADER}\na,refund,1,2027-01-04\n`, 'line 2: kind must be "deposit" or "payout"'],
      [`${HEADER}\na,deposit,1,4.1.2027\n`, "line 2: date must be a date such as 2026-11-22"],
      [`${HEADER}\n,deposit,1,2027-01-04\n`, "line 2: reference must not be empty"],
      [`${HEADER}\na,deposit\n`, "line 2: Invalid Record Length: columns length is 4, got 2 on line 2"],
    ] as const;
    for (const [content, message] of cases) {
      const refused = await read(content).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "BANK_FILE_INVALID");
      expect(refused).to.have.property("message", `${file}, ${message}`);
    }
  });

  it("is refused if there is none", async () => {
    const db = openBooks(":memory:", { coin: "c", environment: "e", tokenId: "0x", decimals: 6 });
    const refused = await loadBankFile(db, `${file}.none`, 6).catch((error: unknown) => error);
    db.close();
    expect(refused).to.have.property("message", `${file}.none, line 0: there is no such file`);
  });
});
