import { expect } from "chai";
import { decodeText } from "../../../issuer/text/decode.ts";
import { ENCODINGS, type Encoding, parseEncoding } from "../../../issuer/text/encodings.ts";
import { ParseError } from "../../../issuer/text/parse-error.ts";
import { encode } from "./encode.ts";

/** What is said when bytes are refused. */
function refusal(bytes: Uint8Array, named: Encoding | null = null): ParseError {
  try {
    return expect.fail(`decoded as ${JSON.stringify(decodeText(bytes, named))}`);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

describe("Decoding of files", () => {
  const russian = "account,amount,reference\r\n0x1,10,Оплата по счёту 17\r\n";

  it("takes UTF-8, and marks of UTF-8 and UTF-16", () => {
    expect(decodeText(encode(russian, "utf-8"))).to.equal(russian);
    for (const encoding of ["utf-8", "utf-16le", "utf-16be"] as const) {
      expect(decodeText(encode(`\ufeff${russian}`, encoding)), encoding).to.equal(russian);
      expect(decodeText(encode(`\ufeff${russian}`, encoding), encoding), encoding).to.equal(russian);
    }
  });

  it("takes the encoding that is named", () => {
    for (const encoding of ENCODINGS) {
      const text = /1250|1252|1254|1257|8859-2|8859-15/.test(encoding) ? "a,b\nGebühr 17,ö" : russian;
      expect(decodeText(encode(text, encoding), encoding), encoding).to.equal(text);
    }
  });

  it("refuses what is not UTF-8, and says which encoding it looks like", () => {
    const texts = [russian, "a\nАида", "a\nЗа обучение, январь", "a,b\n1,ООО Ромашка, договор 17"];
    for (const text of texts) {
      for (const encoding of ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"] as const) {
        const { message, remedy } = refusal(encode(text, encoding));
        expect(message).to.contain(`is not utf-8. It looks like ${encoding}: "`);
        expect(remedy).to.contain(`run again with --encoding ${encoding}`);
      }
    }
    expect(refusal(encode(russian, "windows-1251")).message).to.equal(
      'is not utf-8. It looks like windows-1251: "0x1,10,Оплата по счёту 17".',
    );
    expect(refusal(encode("a\nZürich, Gebühr", "windows-1252")).message).to.contain("It looks like windows-1252");
  });

  it("refuses UTF-16 without a mark unless it is named", () => {
    for (const encoding of ["utf-16le", "utf-16be"] as const) {
      expect(refusal(encode(russian, encoding)).message).to.contain(`It looks like ${encoding}: "0x1,10,Оплата`);
      expect(refusal(encode("account\n0x1\n", encoding)).message).to.contain(`It looks like ${encoding}: "account"`);
      expect(refusal(encode(russian, encoding), "windows-1251").message).to.contain(`It looks like ${encoding}`);
      const other = encoding === "utf-16le" ? "utf-16be" : "utf-16le";
      expect(refusal(encode(russian, encoding), other).message).to.contain(`It looks like ${encoding}`);
    }
  });

  it("refuses a name that the bytes contradict", () => {
    expect(refusal(encode(russian, "utf-8"), "windows-1251").message).to.contain("It looks like utf-8");
    expect(refusal(encode(russian, "utf-8"), "utf-16le").message).to.contain("It looks like utf-8");
    expect(refusal(encode(`\ufeff${russian}`, "utf-16le"), "utf-8").message).to.equal(
      "begins with the mark of utf-16le; it is not utf-8.",
    );
    expect(refusal(encode(russian, "koi8-r"), "windows-1251").message).to.contain("It looks like koi8-r");
    expect(refusal(encode(russian, "windows-1251"), "koi8-r").message).to.contain("It looks like windows-1251");
  });

  it("refuses bytes without a meaning, wherever they are", () => {
    const late = Buffer.concat([encode("a".repeat(200_000), "utf-8"), Buffer.of(0xff)]);
    expect(refusal(late).message).to.contain("is not utf-8");
    expect(refusal(Buffer.of(0x41, 0x98), "windows-1251").message).to.contain("windows-1251");
    expect(refusal(encode("\ufeffab", "utf-16le").subarray(0, 5)).message).to.contain("do not exist in utf-16le");
    expect(refusal(Buffer.of(0x41, 0xc0, 0x80)).message).to.contain("is not utf-8"); // an overlong NUL
    expect(refusal(Buffer.of(0xed, 0xa0, 0x80)).message).to.contain("is not utf-8"); // a surrogate
  });

  it("knows files that are not text", () => {
    const cases: [number[], string][] = [
      [[0x50, 0x4b, 3, 4, 0], "is a workbook or an archive"],
      [[0xd0, 0xcf, 0x11, 0xe0], "older Excel"],
      [[0x25, 0x50, 0x44, 0x46, 0x2d], "is a PDF"],
      [[0x1f, 0x8b, 8], "is compressed"],
      [[0xff, 0xfe, 0, 0, 0x41, 0, 0, 0], "is UTF-32"],
    ];
    for (const [bytes, sentence] of cases) expect(refusal(Buffer.from(bytes)).message).to.contain(sentence);
  });

  it("has names that people use, and no others", () => {
    expect(parseEncoding("")).to.equal(null);
    for (const name of ["windows-1251", "CP1251", "cp-1251", "1251", " Windows-1251 "]) {
      expect(parseEncoding(name), name).to.equal("windows-1251");
    }
    expect([parseEncoding("cp866"), parseEncoding("UTF8"), parseEncoding("utf-16le")]).to.deep.equal([
      "ibm866",
      "utf-8",
      "utf-16le",
    ]);
    for (const name of ["utf-32", "ebcdic", "toString", "__proto__"]) {
      expect(() => parseEncoding(name), name).to.throw(ParseError, `"${name}" is not one of utf-8, utf-16le`);
    }
  });
});
