import { likenessOf } from "./alike.ts";

/** Words that banks and people write where there is no reference, in lower case without marks. */
const WORDS = new Set(
  [
    // ISO 20022, SWIFT and bank software
    "notprovided notavailable notapplicable notspecified notgiven notknown nonref noref noreference nref unknown unspecified",
    "undefined null nil none na nan empty blank missing tbd tba ref reference",
    "not provided available applicable specified given known no non reference purpose details remittance information",
    // Russian
    "без назначения назначение платежа номера референса данных нет не указано указан указана указаны неуказано",
    "реф ном безназначения безномера отсутствует отсутствуют неизвестно неизвестен пусто бн предоставлено определено заполнено",
    // what stands before the sum below a table
    "total subtotal итого всего жыйынтыгы бардыгы баары",
    // Kyrgyz
    "жок көрсөтүлгөн эмес белгисиз маалымат тапшырылган толтурулган берилген максаты төлөмдүн аталышы",
  ].flatMap((line) => line.split(" ")),
);

/** Words of {@link WORDS} that say something only together with others: alone they name a kind, not its absence. */
const WEAK = new Set(
  "purpose details remittance information reference ref назначение платежа максаты төлөмдүн аталышы маалымат".split(
    " ",
  ),
);

/** Code words that stand before a reference in statements, and say nothing by themselves. */
const CODES = new Set("eref kref mref cred debt svwz abwa roc ref rfb id e2e endtoendid instrid".split(" "));

/** Letter pairs for "n/a" and "б/н", which are one word each. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/\bn\s*[/\\.]\s*a\b/gu, " na "],
  [/(?<!\p{L})б\s*[/\\.]\s*н(?!\p{L})/gu, " бн "],
];

/** What a spreadsheet shows where it has no value, in English and Russian. */
const SHEET_ERROR =
  /^#(?:(?:value|ref|name|div\/0|num|null|n\/a|spill|calc|знач|ссылка|имя|дел\/0|число|пусто|н\/д)[!?]?|#*)$/u;

/** What a spreadsheet makes of a long number: the digits that told it from others are gone. */
const EXPONENT = /^\d(?:[.,]\d+)?e\+\d+$/u;

/**
 * Returns why a reference does not tell one payment from another; null if it may.
 * @param reference - In canonical form.
 */
export function whyPlaceholder(reference: string): string | null {
  if (/^0x0{64}$/.test(reference)) return "the zero hash stands for no reference";
  if (/\?{2,}|\ufffd/u.test(reference)) return "question marks stand where letters were lost in a conversion";
  const folded = reference.normalize("NFKC").toLowerCase();
  if (SHEET_ERROR.test(folded)) return "a spreadsheet shows it where it has no value";
  if (EXPONENT.test(folded)) return "a spreadsheet has cut a long number short; format the column as text";
  if (folded.startsWith("=")) return "it is a formula of a spreadsheet; save the file with values instead";
  // Latin words with a Cyrillic letter in them say the same.
  return whyNothing(folded) ?? whyNothing(likenessOf(reference));
}

function whyNothing(text: string): string | null {
  const plain = PAIRS.reduce((changed, [pair, word]) => changed.replace(pair, word), text);
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.length === 0) return "it has neither letters nor digits";
  if (/^0+$/.test(words.join(""))) return "it has nothing but zeros";
  if (words.length === 1 && /^(\p{L})\1{2,}$/u.test(words[0])) return "it repeats one letter";
  const telling = words.filter((word) => !CODES.has(word) && !/^0+$/.test(word));
  if (telling.every((word) => WORDS.has(word)) && !(words.length === 1 && isWeakAlone(words[0]))) {
    return "banks and people write it where there is no reference";
  }
  return null;
}

function isWeakAlone(word: string): boolean {
  return WEAK.has(word) && word !== "ref" && word !== "reference";
}
