/** A test file of TypeScript. */
export interface TestFile {
  /** Below test/, such as `books/anchor.test.ts`. */
  readonly path: string;
  readonly text: string;
}

const ROW = /^\| (D\d+) \|/;
/** `file`: "title", with as many titles as there are. */
const NAMED = /`([\w/-]+\.test\.ts)`((?:,? ?:? "(?:[^"])+")+)/g;
const FILE = /`([\w/-]+\.test\.ts)`/g;
const TITLE = /\b(?:it|describe|onBothChains)\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/**
 * Compares the attacks on the desk in docs/audit/threat-model.md with the tests that they name.
 * @param document - The text of docs/audit/threat-model.md.
 * @returns A sentence for each row without a test, and for each file or title that there is not.
 */
export function checkThreats(document: string, files: readonly TestFile[]): string[] {
  const titles = new Map(files.map(({ path, text }) => [path, titlesOf(text)]));
  const rows = document.split("\n").flatMap((line) => {
    const id = ROW.exec(line)?.[1];
    return id === undefined ? [] : [{ id, line }];
  });
  const ids = rows.map(({ id }) => id);
  return [
    ...(rows.length === 0 ? ["there is no attack on the desk"] : []),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands in more than one row`),
    ...rows.flatMap(({ id, line }) => checkRow(id, line, titles)),
  ];
}

function checkRow(id: string, line: string, titles: ReadonlyMap<string, readonly RegExp[]>): string[] {
  const named = [...line.matchAll(NAMED)].map(([, path = "", list = ""]) => {
    return { path, wanted: [...list.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title) };
  });
  const bare = [...line.matchAll(FILE)].map(([, path = ""]) => path);
  const untitled = bare.filter((path) => !named.some((entry) => entry.path === path));
  return [
    ...(named.length === 0 ? [`${id} names no test`] : []),
    ...untitled.map((path) => `${id}: no test of \`${path}\` is named`),
    ...named.flatMap(({ path, wanted }) => {
      const known = titles.get(path);
      if (known === undefined) return [`${id}: there is no \`${path}\``];
      const missing = wanted.filter((title) => !known.some((pattern) => pattern.test(title)));
      return missing.map((title) => `${id}: \`${path}\` has no test "${title}"`);
    }),
  ];
}

/** What a title may be: word for word, with anything where a template is filled in. */
function titlesOf(text: string): RegExp[] {
  return [...text.matchAll(TITLE)].map(([, , title = ""]) => {
    const parts = title.replace(/\\(["'`])/g, "$1").split(/\$\{[^}]*\}/);
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`);
  });
}
