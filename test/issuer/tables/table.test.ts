import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { loadBankFile } from "../../../issuer/books/bank-csv.ts";
import type { NetworkTarget } from "../../../issuer/coin-file/resolve.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { accountCell, amountCell, referenceCell } from "../../../issuer/operations/cells.ts";
import { type Delimiter, plainAmount } from "../../../issuer/tables/amount-cell.ts";
import { readTable } from "../../../issuer/tables/table.ts";
import type { Encoding } from "../../../issuer/text/encodings.ts";
import { ParseError } from "../../../issuer/text/parse-error.ts";
import { emptyFolder } from "../../support/folders.ts";

const AIDA = "0xbDA5747bFD65F08deb54cb465eB87D40e51B197E";
const network = {
  ...{ name: "default", environment: "development", platform: "evm", chainId: 31_337n, nativeCoin: "ETH" },
  ...{ explorer: null, confirmations: 1 },
} as NetworkTarget;
const cells = { account: accountCell(network), amount: amountCell(6), reference: referenceCell };

type Deposit = [account: string, amount: bigint, reference: string];

function read(file: string, encoding: Encoding | null = null): Deposit[] {
  const rows = readTable(file, encoding, cells, ({ reference }) => `reference ${reference.plain}`);
  return rows.map(({ values: { account, amount, reference } }) => [account, amount, reference.plain]);
}

function refused(file: string, encoding: Encoding | null = null): OperatorError {
  try {
    return expect.fail(`was read: ${JSON.stringify(read(file, encoding).map(([, , reference]) => reference))}`);
  } catch (error) {
    if (error instanceof OperatorError && error.code === "CSV_INVALID") return error;
    throw error;
  }
}

describe("Files that banks and Excel have written", () => {
  const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

  it("in windows-1251 are two deposits, and read only when that is said", () => {
    for (const [name, reference] of [
      ["mint-1-cp1251.csv", "Оплата 17"],
      ["mint-2-cp1251.csv", "Взносы 17"],
    ] as const) {
      expect(read(fixture(name), "windows-1251")).to.deep.equal([[AIDA, 10_000_000n, reference]]);
      const { message, remedy } = refused(fixture(name));
      expect(message).to.contain(`is not utf-8. It looks like windows-1251: "5eB87D40e51B197E,10,${reference}"`);
      expect(remedy).to.contain("--encoding windows-1251");
    }
    expect(read(fixture("mint-1-utf8.csv"))).to.deep.equal([[AIDA, 10_000_000n, "Оплата 17"]]);
  });

  it("in either normal form are the same deposit", () => {
    const [nfc, nfd] = [read(fixture("mint-nfc.csv")), read(fixture("mint-nfd.csv"))];
    expect(nfc).to.deep.equal([[AIDA, 10_000_000n, "Платёж Мамытовой 17"]]);
    expect(nfd).to.deep.equal(nfc);
  });

  it("with plain references are what they say", () => {
    expect(read(fixture("mint-plain.csv"))).to.deep.equal([
      [AIDA, 10_000_000n, "Credit 17/1"],
      [AIDA, 10_000_000n, "Credit 17/2"],
    ]);
    expect(read(fixture("mint-case.csv")).map(([, , reference]) => reference)).to.deep.equal(["Ref-A1", "Ref-a1"]);
  });

  it("with a placeholder are refused by its name", () => {
    const { message, remedy, problems } = refused(fixture("mint-notprovided.csv"));
    expect(message).to.contain('row 2, column reference: "NOTPROVIDED" does not tell one payment from another');
    expect(remedy).to.contain("AcctSvcrRef");
    expect(problems.map(({ code }) => code)).to.deep.equal(["REFERENCE_INVALID"]);
  });

  it("are the bank's: empty, with semicolons, with empty rows at the end", async () => {
    const db = openBooks(":memory:", { coin: "c", environment: "e", tokenId: "0x", decimals: 6 });
    const lines = async (name: string): Promise<unknown[]> => {
      await loadBankFile(db, fixture(name), 6);
      return db.prepare("SELECT line, reference, kind, CAST(amount AS INTEGER) AS units, date FROM bank").all();
    };
    const line = { line: 2, reference: "x", kind: "Minted", units: 7_000_000, date: "2027-01-04" };
    expect(await lines("bank-semicolons.csv")).to.deep.equal([line]);
    expect(await lines("bank-trailing-rows.csv")).to.deep.equal([line]);
    const empty = await lines("bank-empty.csv").catch((error: unknown) => error);
    db.close();
    expect(empty).to.have.property("code", "BANK_FILE_INVALID");
    expect((empty as Error).message).to.match(/The file is empty; its first row must be reference,kind,amount,date\.$/);
  });
});

describe("Tables", () => {
  const file = join(emptyFolder(), "deposits.csv");
  const reading = (content: string): Deposit[] => {
    writeFileSync(file, content);
    return read(file);
  };
  const refusing = (content: string): OperatorError => {
    writeFileSync(file, content);
    return refused(file);
  };

  it("have commas, semicolons or tabs, columns in any order, quotes, and any ends of lines", () => {
    const row = (delimiter: string, amount: string): string => [AIDA, "a 17", amount].join(delimiter);
    const expected: Deposit[] = [[AIDA, 7_500_000n, "a 17"]];
    const head = ["account", "reference", "amount"];
    expect(reading(`${head.join(",")}\n${row(",", "7.5")}`)).to.deep.equal(expected);
    expect(reading(`${head.join(";")}\r\n${row(";", "7,5")}\r\n`)).to.deep.equal(expected);
    expect(reading(`${head.join("\t")}\n${row("\t", "7,5")}\n`)).to.deep.equal(expected);
    expect(reading(`${head.join(";")}\r${row(";", "7.5")}\r`)).to.deep.equal(expected);
    expect(reading(`\ufeff"${head.join('";"')}"\r\n${row(";", "7,50")}\n`)).to.deep.equal(expected);
    expect(reading(`sep=;\r\n${head.join(";")}\r\n${row(";", "7,50")}`)).to.deep.equal(expected);
    expect(reading(`ACCOUNT, Reference ,amount,,\n${row(",", "7.5")},,\n,,,,\n  \n`)).to.deep.equal(expected);
    expect(reading(`${head.join(",")}\n${AIDA},"a ""17"", b",7.5\n`)).to.deep.equal([[AIDA, 7_500_000n, 'a "17", b']]);
  });

  it("tell all mistakes at once, by the rows of a spreadsheet", () => {
    const { message, problems } = refusing(
      `account,amount,reference\n${AIDA},1,"two\nlines"\n\n0x12,0,n/a\n${AIDA},1\n${AIDA},=1+1,b\n${AIDA},1,c\n${AIDA},2, c\n`,
    );
    expect(message.split("\n")).to.deep.equal([
      `${file} has 7 mistakes:`,
      `- ${file}, row 2, column reference: "two\\u000alines" has U+000A LINE FEED at character 4.`,
      `- ${file}, row 4, column account: "0x12" is not an address on default, or its checksum is wrong.`,
      `- ${file}, row 4, column amount: the amount is zero.`,
      `- ${file}, row 4, column reference: "n/a" does not tell one payment from another: banks and people write it where there is no reference.`,
      `- ${file}, row 5: there are 2 columns, not 3.`,
      `- ${file}, row 6, column amount: "=1+1" is not an amount in whole coins such as 1000.50; save the file with values instead of formulas.`,
      `- ${file}, row 8: is the same as row 7: reference c.`,
    ]);
    expect(problems.map(({ code }) => code)).to.deep.equal([
      ...["REFERENCE_INVALID", "ARGUMENT_INVALID", "AMOUNT_INVALID", "REFERENCE_INVALID", "CSV_INVALID"],
      ...["AMOUNT_INVALID", "CSV_INVALID"],
    ]);
  });

  it("tell fifty mistakes, and how many more there are", () => {
    const { message, problems } = refusing(`account,amount,reference\n${`${AIDA},x,1\n`.repeat(60)}`);
    expect(message)
      .to.contain("has 60 mistakes:")
      .and.match(/\n- and 10 more$/);
    expect(problems).to.have.length(50);
  });

  it("are refused with a sentence if they are none", () => {
    const head = "account,amount,reference\n";
    const cases: [string, string][] = [
      ["", "The file is empty; its first row must be account,amount,reference."],
      ["\ufeff\r\n \n", "The file is empty; its first row must be account,amount,reference."],
      [head, "there is no row after the header."],
      [`${head},,\n`, "there is no row after the header."],
      ["a|b\n1|2\n", 'has no column "account", "amount", "reference" in row 1, which is one column;'],
      ["account;amount\n", 'has no column "reference" in row 1, which is 2 columns with semicolons between them;'],
      ["account,amount,reference,amount\n", 'has the column "amount" twice;'],
      ["account,amount,reference,note\n", 'has a column "note" in row 1 that is unknown;'],
      [`${head}${AIDA},7,00,ref\n`, "row 2: there are 4 columns, not 3."],
      [`account,amount,reference,\n${AIDA},7,00,ref\n`, "row 2: column 4 has no name in row 1, and is not empty."],
      [`${head}${AIDA}\n`, "row 2: there is 1 column, not 3."],
      [`${head}${AIDA},7,a\u0000b\n`, 'column reference: "a\\u0000b" has U+0000 NULL at character 2.'],
      [`${head}"${AIDA},7,a\n`, "row 2: a quotation mark is opened and never closed."],
      [`${head}${AIDA},7,a "b"\n`, "row 2: there is a quotation mark inside of a cell"],
      [`${head}${AIDA},7,"a"b\n`, "row 2: something follows a closing quotation mark"],
      [`${head}${AIDA},7,${"a".repeat(1_048_576)}\n`, "row 2: it is longer than 65536 characters."],
      [`${head}${AIDA},7,${"a".repeat(1_000)}\n`, "has 1000 characters; at most 500 make sense."],
    ];
    for (const [content, sentence] of cases)
      expect(refusing(content).message, content.slice(0, 50)).to.contain(sentence);
  });
});

describe("Amounts of a file", () => {
  const reads = (text: string, delimiter: Delimiter): string => {
    try {
      return plainAmount(text, delimiter);
    } catch (error) {
      if (error instanceof ParseError) return "refused";
      throw error;
    }
  };

  it("are read as they are meant, or refused", () => {
    // text, with commas between cells, with semicolons or tabs
    const cases: [string, string, string][] = [
      ["1000", "1000", "1000"],
      ["1000.50", "1000.50", "1000.50"],
      ["7,00", "refused", "7.00"],
      ["7.00", "7.00", "7.00"],
      ["1,000", "refused", "refused"],
      ["1.000", "1.000", "refused"],
      ["12,345", "refused", "refused"],
      ["0,500", "refused", "0.500"],
      ["1234,567", "refused", "1234.567"],
      ["1,0005", "refused", "1.0005"],
      ["1,000,000", "refused", "refused"],
      ["1.000.000", "refused", "refused"],
      ["1.000,50", "refused", "refused"],
      ["1,000.50", "refused", "refused"],
      ["1 234,50", "1234.50", "1234.50"],
      ["1\u00a0234\u00a0567,5", "1234567.5", "1234567.5"],
      ["1\u202f234.50", "1234.50", "1234.50"],
      ["1\u00a0234 567", "refused", "refused"],
      ["12 34", "refused", "refused"],
      ["1234 567", "refused", "refused"],
      ["1'000.50", "refused", "refused"],
      [" 7.5\u00a0", "7.5", "7.5"],
      ["１７", "refused", "refused"],
      ["٧", "refused", "refused"],
      ["1e3", "refused", "refused"],
      ["1,0E+06", "refused", "refused"],
      ["-1", "refused", "refused"],
      ["+1", "refused", "refused"],
      ["(1)", "refused", "refused"],
      ["=1+1", "refused", "refused"],
      ["7.", "refused", "refused"],
      [".5", "refused", "refused"],
      ["0x10", "refused", "refused"],
      ["7 сом", "refused", "refused"],
      ["", "refused", "refused"],
    ];
    for (const [text, commas, others] of cases) {
      expect([reads(text, ","), reads(text, ";"), reads(text, "\t")], text).to.deep.equal([commas, others, others]);
    }
  });

  it("that have two meanings are refused with both", () => {
    expect(() => plainAmount("1,000", ";")).to.throw('"1,000" may be 1000 or 1.000: write 1000 or 1.0000.');
    expect(() => amountCell(6).read("9".repeat(80), ",")).to.throw("is more than a chain can count.");
    expect(() => amountCell(6).read(`${2n ** 256n}`, ",")).to.throw("is more than a chain can count.");
    expect(() => amountCell(6).read("unlimited", ",")).to.throw("is not an amount in whole coins");
  });
});
