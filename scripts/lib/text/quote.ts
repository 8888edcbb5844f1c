/** Characters of a foreign text that a message repeats. */
const SHOWN = 60;

/** Quotes a foreign text in a message: shortened, on one line, with everything that cannot be seen as its code point. */
export function quote(text: string): string {
  const characters = Array.from(text);
  const shown = characters.slice(0, SHOWN).map((character) => (isVisible(character) ? character : escape(character)));
  return `"${shown.join("")}${characters.length > SHOWN ? "…" : ""}"`;
}

function isVisible(character: string): boolean {
  return character === " " || !/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character);
}

function escape(character: string): string {
  return `<${codePoint(character)}>`;
}

/** A character's number, such as `U+200B`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
