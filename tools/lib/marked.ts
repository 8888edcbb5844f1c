/** The lines between which a document's generated part stands. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/** Returns a document with another text between its marks; null if they are gone. */
export function betweenMarks(document: string, { begin, end }: Marks, text: string): string | null {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  return from === -1 || to < from ? null : `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
