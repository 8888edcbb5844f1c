import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { loadBankFile } from "../../../issuer/books/bank-csv.ts";
import { hex, openBooks } from "../../../issuer/books/book-file.ts";
import { encode } from "../text/encode.ts";
import { emptyFolder } from "../../support/folders.ts";

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

  it("may have its columns in any order, others besides them, quotes, blanks and a byte order mark", async () => {
    const rows = await read(
      '\ufeffDate, Amount ,kind,purpose,reference,network\r\n2027-01-04, 1000.50 ,deposit,rent,"A, 1",bsc\r\n\r\n' +
        `2027-01-04,2,payout,,${id("x")},\r\n`,
    );
    expect(rows.map(({ ref, ...row }) => ({ ...row, ref: hex(ref) }))).to.deep.equal([
      {
        line: 2,
        ref: id("A, 1"),
        kind: "Minted",
        amount: 1_000_500_000,
        date: "2027-01-04",
        network: "bsc",
        reference: "A, 1",
        placeholder: null,
      },
      {
        line: 4,
        ref: id("x"),
        kind: "Burned",
        amount: 2_000_000,
        date: "2027-01-04",
        network: null,
        reference: id("x"),
        placeholder: null,
      },
    ]);
  });

  it("is refused with the line if it cannot be read", async () => {
    const cases = [
      [
        "reference,amount,date\n",
        ': The file has no column "kind" in row 1, which is 3 columns with commas between them; ' +
          "expected reference,kind,amount,date and, if wanted, network.",
      ],
      [
        `${HEADER}\na,deposit,"1,000",2027-01-04\n`,
        ', row 2, column amount: "1,000" is not an amount in whole coins such as 1000.50; write it without separators of thousands.',
      ],
      [
        `${HEADER}\na,deposit,1,2027-01-04\nb,deposit,1.1234567,2027-01-04\n`,
        ', row 3, column amount: "1.1234567" has more than the coin\'s 6 decimals.',
      ],
      [`${HEADER}\na,refund,1,2027-01-04\n`, ', row 2, column kind: "refund" is neither deposit nor payout.'],
      [
        `${HEADER}\na,deposit,1,4.1.2027\n`,
        ', row 2, column date: "4.1.2027" is not a day such as 2026-11-22 or 22.11.2026.',
      ],
      [
        `${HEADER}\na,deposit,1,2027-02-30\n`,
        ', row 2, column date: "2027-02-30" is not a day such as 2026-11-22 or 22.11.2026.',
      ],
      [`${HEADER}\n,deposit,1,2027-01-04\n`, ", row 2, column reference: there is nothing."],
      [`${HEADER}\na,deposit\n`, ", row 2: there are 2 columns, not 4."],
      [`${HEADER}\na,deposit,1,2027-01-04,9\n`, ", row 2: there are 5 columns, not 4."],
      ["", ": The file is empty; its first row must be reference,kind,amount,date."],
      [
        `${HEADER}\n\n"a\nb",deposit,1,2027-01-04\nc,refund,0.5.1,2027-01-04\n`,
        ` has 3 mistakes:\n- ${file}, row 3, column reference: "a\\u000ab" has U+000A LINE FEED at character 2.\n` +
          `- ${file}, row 4, column kind: "refund" is neither deposit nor payout.\n` +
          `- ${file}, row 4, column amount: "0.5.1" is not an amount in whole coins such as 1000.50; write it without separators of thousands.`,
      ],
    ] as const;
    for (const [content, message] of cases) {
      const refused = await read(content).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "BANK_FILE_INVALID");
      expect(refused).to.have.property("message", `${file}${message}`);
    }
  });

  it("may come from a Russian Excel: semicolons, decimal commas, blanks between thousands, days with points", async () => {
    const rows = await read(
      'reference;kind;amount;date\r\nСчёт 17;deposit;7,00;04.01.2027\r\nb;payout;"1\u00a0234,5";2027-01-04\r\n;;;\r\n',
    );
    expect(rows.map(({ line, reference, amount, date }) => [line, reference, amount, date])).to.deep.equal([
      [2, "Счёт 17", 7_000_000, "2027-01-04"],
      [3, "b", 1_234_500_000, "2027-01-04"],
    ]);
  });

  it("is read piece by piece in the encoding that was named", async () => {
    const text = `${HEADER}\n${Array.from({ length: 3_000 }, (_, n) => `Оплата ${n},deposit,1,2027-01-04\n`).join("")}`;
    const db = openBooks(":memory:", { coin: "c", environment: "e", tokenId: "0x", decimals: 6 });
    try {
      for (const encoding of ["utf-8", "windows-1251", "utf-16le"] as const) {
        writeFileSync(file, encode(text, encoding));
        expect(await loadBankFile(db, file, 6, encoding)).to.equal(3_000);
        const { reference, ref } = db.prepare("SELECT * FROM bank WHERE line = 2001").get() ?? {};
        expect([reference, hex(ref)]).to.deep.equal(["Оплата 1999", id("Оплата 1999")]);
      }
    } finally {
      db.close();
    }
  });

  it("is refused if there is none", async () => {
    const db = openBooks(":memory:", { coin: "c", environment: "e", tokenId: "0x", decimals: 6 });
    const refused = await loadBankFile(db, `${file}.none`, 6).catch((error: unknown) => error);
    db.close();
    expect(refused).to.have.property("message", `${file}.none cannot be read: there is no such file.`);
  });
});
