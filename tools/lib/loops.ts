import { posix } from "node:path";

const SPECIFIER = /\b(?:from\s+|import\s*\(\s*|import\s+)"(\.{1,2}\/[^"]+)"/g;

/**
 * Files that import each other in a loop, types and deferred imports included: such files can only be read, moved and
 * tested together.
 * @param sources - Text of each file by its path from the repository's root, with forward slashes.
 * @returns Each loop's files in alphabetical order; none if there is a direction everywhere.
 */
export function findLoops(sources: ReadonlyMap<string, string>): string[][] {
  const imports = new Map(
    [...sources].map(([file, text]) => {
      const found = [...text.matchAll(SPECIFIER)].map(([, specifier = ""]) =>
        posix.join(posix.dirname(file), specifier),
      );
      return [file, [...new Set(found)].filter((target) => sources.has(target))];
    }),
  );
  return stronglyConnected(imports)
    .filter((files) => files.length > 1 || imports.get(files[0] ?? "")?.includes(files[0] ?? "") === true)
    .map((files) => files.sort())
    .sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
}

/** Tarjan's algorithm: groups whose members can all be reached from each other. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): number => {
    let least = index.size;
    index.set(node, least);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      const known = stack.includes(next) ? index.get(next) : Infinity;
      const reached = index.has(next) ? (known ?? 0) : visit(next);
      least = Math.min(least, reached);
    }
    if (least === index.get(node)) groups.push(stack.splice(stack.indexOf(node)));
    return least;
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return groups;
}
