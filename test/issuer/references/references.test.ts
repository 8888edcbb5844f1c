import { expect } from "chai";
import { id } from "ethers";
import { differenceOf, likenessOf } from "../../../issuer/references/alike.ts";
import { LONGEST_REFERENCE, canonicalReference, legacyCanonical } from "../../../issuer/references/canonical.ts";
import { whyPlaceholder } from "../../../issuer/references/placeholders.ts";
import { parseReference, referenceOf } from "../../../issuer/references/reference.ts";
import { ParseError } from "../../../issuer/text/parse-error.ts";

describe("The one form of a reference", () => {
  it("is NFC with single spaces and none at the ends", () => {
    const forms: [string, string][] = [
      ["cafe\u0301", "café"],
      ["Платеж\u0308 Мамытовои\u0306 17", "Платӝ Мамытовой 17".replace("Платӝ", "Платеӝ")],
      ["Плате\u0308ж 17", "Платёж 17"],
      ["Credit\u00a017", "Credit 17"],
      ["Credit \u2003\u202f\u3000 17", "Credit 17"],
      ["  Credit 17 \t\r\n", "Credit 17"],
      ["\u1100\u1161", "가"],
      ["１７", "１７"],
    ];
    for (const [given, form] of forms) {
      expect(canonicalReference(given), given).to.equal(form);
      expect(canonicalReference(form), "a second time").to.equal(form);
    }
  });

  it("refuses what cannot be seen by its name and place", () => {
    const cases: [string, string][] = [
      ["Cred\u200bit", "U+200B ZERO WIDTH SPACE at character 5."],
      ["a\u200d", "U+200D ZERO WIDTH JOINER at character 2."],
      ["\ufeffa", "U+FEFF ZERO WIDTH NO-BREAK SPACE at character 1."],
      ["so\u00adft", "U+00AD SOFT HYPHEN at character 3."],
      ["a\u2060b", "U+2060 WORD JOINER at character 2."],
      ["\u202e71 tiderC", "U+202E RIGHT-TO-LEFT OVERRIDE at character 1."],
      ["a\u2067b", "U+2067 RIGHT-TO-LEFT ISOLATE at character 2."],
      ["a\u200fb", "U+200F RIGHT-TO-LEFT MARK at character 2."],
      ["a\u061cb", "U+061C ARABIC LETTER MARK at character 2."],
      ["a\tb", "U+0009 CHARACTER TABULATION at character 2."],
      ["a\nb", "U+000A LINE FEED at character 2."],
      ["a\u2028b", "U+2028 LINE SEPARATOR at character 2."],
      ["a\u0000b", "U+0000 NULL at character 2."],
      ["a\u001bb", "U+001B ESCAPE at character 2."],
      ["a\u0085b", "U+0085 NEXT LINE at character 2."],
      ["a\u0099b", "U+0099 a control character at character 2."],
      ["a\u034fb", "U+034F COMBINING GRAPHEME JOINER at character 2."],
      ["a\ufe0fb", "U+FE0F VARIATION SELECTOR-16 at character 2."],
      ["a\u{e0101}b", "U+E0101 a variation selector at character 2."],
      ["a\u{e0041}b", "U+E0041 an invisible format character at character 2."],
      ["a\u3164b", "U+3164 HANGUL FILLER at character 2."],
      ["a\u2800b", "U+2800 BRAILLE PATTERN BLANK at character 2."],
      ["a\ufffdb", "U+FFFD REPLACEMENT CHARACTER at character 2."],
      ["a\ue000b", "U+E000 a private-use character at character 2."],
      ["a\ud83d", "U+D83D half of a surrogate pair at character 2."],
      ["😀\u200b", "U+200B ZERO WIDTH SPACE at character 2."],
    ];
    for (const [text, sentence] of cases) {
      expect(() => canonicalReference(text), sentence).to.throw(ParseError, sentence);
    }
    for (const nothing of ["", " ", "\u00a0\t\n"]) {
      expect(() => canonicalReference(nothing)).to.throw(ParseError, "there is nothing.");
    }
    expect(canonicalReference("a".repeat(LONGEST_REFERENCE))).to.have.length(LONGEST_REFERENCE);
    const decomposed = "e\u0301".repeat(LONGEST_REFERENCE);
    expect(canonicalReference(decomposed)).to.equal(canonicalReference(decomposed.normalize("NFC")));
    expect(() => canonicalReference("a".repeat(1_048_576))).to.throw(ParseError, "has 1048576 characters");
  });

  it("has one hash for all spellings, and keeps the older ones in mind", () => {
    const nfc = referenceOf("Платёж 17");
    const nfd = referenceOf("Платёж 17".normalize("NFD"));
    expect([nfc.hash, nfd.hash]).to.deep.equal([id("Платёж 17"), id("Платёж 17")]);
    expect(nfc.former).to.deep.equal([id("Платёж 17".normalize("NFD"))]);
    expect(referenceOf("Credit 17")).to.deep.equal({ plain: "Credit 17", hash: id("Credit 17"), former: [] });
    const blanks = referenceOf(" Credit\u00a0 17 ");
    expect(blanks.hash).to.equal(id("Credit 17"));
    expect(blanks.former).to.deep.equal([id(" Credit\u00a0 17 "), id("Credit\u00a0 17")]);
    const hash = id("x");
    expect(referenceOf(`0x${hash.slice(2).toUpperCase()}`)).to.deep.equal({ plain: hash, hash, former: [] });
  });

  it("is what older records are read as, without what cannot be seen", () => {
    expect(legacyCanonical(" Cre\u200bdit\t\u00a017\ufeff ")).to.equal("Credit 17");
    expect(legacyCanonical("Плате\u0308ж")).to.equal("Платёж");
  });
});

describe("Placeholders", () => {
  it("are known by their kind", () => {
    const texts = [
      ...["NOTPROVIDED", "NotProvided", "NOT PROVIDED", "Not-Provided 0", "EREF+NOTPROVIDED", "/ROC/NOTPROVIDED"],
      ...["NONREF", "//NONREF", "no reference", "REF", "n/a", "N / A", "N.A.", "none", "null", "undefined", "unknown"],
      ...["-", "---", "—", "…", ".", "/", "0", "0000", "0-0", "xxx", "?", "??????", "?????? 17"],
      ...["без назначения", "Без назначения платежа", "б/н", "Б / Н", "нет", "нет данных", "не указано", "Жок"],
      ...["NОTPROVIDED", "Nonе", "без ном.", "тапшырылган эмес", "маалымат жок", "Итого", "Всего:", "Total"],
      ...["#VALUE!", "#N/A", "#ЗНАЧ!", "#Н/Д", "#ССЫЛКА!", "####", "1.23457E+17", "1,2E+11", '="00017"', "=A1"],
      `0x${"0".repeat(64)}`,
    ];
    for (const text of texts) expect(whyPlaceholder(text), text).to.be.a("string");
  });

  it("are no other texts, however short", () => {
    const texts = ["a", "x", "1", "17", "aa", "Credit 17", "REF 17", "E2E-1", "NOTPROVIDED 17", "Rent", "Why?"];
    for (const text of [...texts, "Оплата 17", "назначение", "договор б/н от 3 марта", "order 0", "1E17", "#17"]) {
      expect(whyPlaceholder(text), text).to.equal(null);
    }
  });

  it("are not hashes with a digit too many or too few", () => {
    const digits = id("x").slice(2);
    for (const text of [`0x${digits.slice(1)}`, `0x${digits}0`, `0X${digits}`]) {
      expect(() => parseReference(text, "payment"), text).to.throw(ParseError, "looks like a hash, but is not.");
    }
    expect(parseReference("0xabc", "payment").plain).to.equal("0xabc");
  });

  it("are refused with what to use instead", () => {
    expect(() => parseReference("NOTPROVIDED", "payment")).to.throw(
      ParseError,
      '"NOTPROVIDED" does not tell one payment from another: banks and people write it where there is no reference.',
    );
    try {
      parseReference("n/a", "payment");
    } catch (error) {
      expect((error as ParseError).remedy).to.match(/^Use the bank's own id of the transaction, such as AcctSvcrRef/);
    }
  });
});

describe("References that look alike", () => {
  it("differ by case, alphabet, width and dashes only", () => {
    const pairs: [string, string, string][] = [
      ["Ref-A1", "Ref-a1", "only by case"],
      ["ОПЛАТА 17", "Оплата 17", "only by case"],
      ["STRASSE 1", "Straße 1", "only by case"],
      ["GROẞ 1", "groß 1", "only by case"],
      ["İZMIR 1", "izmir 1", "only by case"],
      ["'0017", "0017", "only by letters and signs that look alike"],
      ["ΟΔΟΣ 1", "οδος 1", "only by case"],
      ["C-17", "С-17", "only by letters and signs that look alike"],
      ["A–17", "A-17", "only by letters and signs that look alike"],
      ["１７", "17", "only by letters and signs that look alike"],
      ["счёт 17", "счет 17", "only by letters and signs that look alike"],
    ];
    for (const [one, other, difference] of pairs) {
      expect(likenessOf(one), other).to.equal(likenessOf(other));
      expect(differenceOf(one, other), other).to.equal(difference);
    }
    expect(likenessOf("advice 17")).to.not.equal(likenessOf("advice 18"));
    expect(likenessOf("advice 17/1")).to.not.equal(likenessOf("advice 171"));
  });
});
