/** Cyrillic and Greek letters that look like Latin ones, in lower case. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      а: "a",
      в: "b",
      е: "e",
      к: "k",
      м: "m",
      н: "h",
      о: "o",
      р: "p",
      с: "c",
      т: "t",
      у: "y",
      х: "x",
      і: "i",
      ѕ: "s",
    },
    ...{
      ј: "j",
      ү: "y",
      һ: "h",
      α: "a",
      β: "b",
      ε: "e",
      κ: "k",
      ο: "o",
      ρ: "p",
      τ: "t",
      υ: "y",
      χ: "x",
      ι: "i",
      ν: "v",
    },
    ...{ ё: "e", ı: "i" },
  }),
);

/**
 * Returns what two references have in common that a person takes for one: letters whatever their case, alphabet or
 * width, dashes and quotation marks of any kind. References with the same likeness may be one payment that was typed
 * twice.
 */
export function likenessOf(reference: string): string {
  const folded = caseless(reference.normalize("NFKC"));
  const signs = folded
    .replace(/\p{Pd}|\u2212/gu, "-")
    .replace(/[«»“”„‟"]/gu, '"')
    .replace(/[‘’‚‛`´]/gu, "'")
    .replace(/^'(?=.)/u, ""); // how a spreadsheet marks a text
  return Array.from(signs, (character) => LOOKALIKES.get(character) ?? character).join("");
}

/** Returns what tells two references apart that look alike, in words. */
export function differenceOf(one: string, other: string): string {
  return caseless(one) === caseless(other) ? "only by case" : "only by letters and signs that look alike";
}

/** Lower case by way of upper case, which alone knows that SS is a large ß; and a large ß is small first. */
function caseless(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll("i\u0307", "i").normalize("NFC");
}
