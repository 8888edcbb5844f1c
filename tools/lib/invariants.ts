import { basename } from "node:path";

/** A Solidity source of the tests. */
export interface TestSource {
  readonly path: string;
  readonly text: string;
}

/** One line of a table in docs/audit/invariants.md: its id, and the functions it names. */
interface Row {
  readonly id: string;
  readonly names: readonly string[];
}

/** What must stand in the list: properties of campaigns, campaigns, and proofs. Single tests may. */
const LISTED = /\bfunction ((?:property|invariant|check)_\w+)\s*\(/g;
const DECLARED = /\bfunction (\w+)\s*\(/g;
const NOTED = /_note\(\s*\w+,\s*(property_\w+)\(\),\s*"(\w+)"\s*\)/g;
const ID = /^\| ((?:[A-Z]{3}\d{2})|(?:ERC20-[A-Z]+-\d{3})) \|/;

/**
 * Compares the list of invariants with the tests.
 *
 * @param document - The text of docs/audit/invariants.md.
 * @param sources - All Solidity sources below test/.
 * @returns One sentence for each thing that does not agree.
 */
export function checkInvariants(document: string, sources: readonly TestSource[]): string[] {
  const rows = document.split("\n").flatMap((line): Row[] => {
    const id = ID.exec(line)?.[1];
    return id === undefined ? [] : [{ id, names: namesIn(line) }];
  });
  const listed = sources.flatMap(({ text }) => matches(text, LISTED));
  const known = new Set([...listed, ...sources.flatMap(({ path, text }) => singleTests(path, text))]);
  const noted = new Map(sources.flatMap(({ text }) => [...text.matchAll(NOTED)].map(([, name, id]) => [name, id])));
  const named = new Set(namesIn(document));
  return [
    ...duplicates(rows.map(({ id }) => id)).map((id) => `${id} stands in more than one row`),
    ...duplicates(listed).map((name) => `\`${name}\` is declared twice`),
    ...[...named].filter((name) => !known.has(name)).map((name) => `\`${name}\` is not in the tests`),
    ...listed.filter((name) => !named.has(name)).map((name) => `\`${name}\` has no row`),
    ...rows.filter(({ names, id }) => names.length === 0 && !id.startsWith("ERC20-")).map(({ id }) => `${id} is empty`),
    ...listed.filter((name) => name.startsWith("property_")).flatMap((name) => checkProperty(name, noted, rows)),
  ];
}

/** A property belongs to the id in its name: in the campaign that asks it, and in its row. */
function checkProperty(name: string, noted: ReadonlyMap<unknown, unknown>, rows: readonly Row[]): string[] {
  const id = /^property_([A-Z]{3}\d{2})_/.exec(name)?.[1];
  if (id === undefined) return [`\`${name}\` has no id in its name`];
  const found = [];
  if (noted.get(name) !== id) found.push(`\`${name}\` is asked by no campaign as "${id}"`);
  if (!rows.some((row) => row.id === id && row.names.includes(name))) found.push(`${id} does not name \`${name}\``);
  return found;
}

/** The functions that a text names in backticks: bare ones that must be listed, and single tests as `File.test_name`. */
function namesIn(text: string): string[] {
  return matches(text, /`((?:property|invariant|check)_\w+|\w+\.test\w+)`/g);
}

function singleTests(path: string, text: string): string[] {
  if (!path.endsWith(".t.sol")) return [];
  const file = basename(path, ".t.sol");
  return matches(text, DECLARED).flatMap((name) => [`${file}.${name}`, `${file}Test.${name}`]);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
