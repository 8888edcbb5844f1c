import { posix } from "node:path";

/** An import with code behind it, at the beginning of a line; types alone are gone when it runs. */
const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^"';]*?\bfrom\s+)?"([^"]+)"/gm;
/** Where an import is deferred, the package is needed all the same, where an issuer's code asks for it. */
const DEFERRED = /\bimport\(\s*"([^"]+)"\s*\)/g;
const PACKAGE = /^(?!node:)(?:@[\w.-]+\/)?[\w.-]+/;
const ISSUER_ROOM = /^(?:issuer|deploy|scripts)\//;

/**
 * Finds imports that fail on an issuer's machine, where development dependencies are left out: those of the issuer's rooms,
 * and those of whatever Hardhat loads whenever it starts.
 * @param sources - Text of each file by its path from the repository's root, with forward slashes.
 * @param entry - What Hardhat loads first.
 * @param development - Names of the development dependencies.
 * @returns A sentence for each.
 */
export function missingForOperators(
  sources: ReadonlyMap<string, string>,
  entry: string,
  development: ReadonlySet<string>,
): string[] {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file) || !sources.has(file)) return;
    loaded.add(file);
    for (const specifier of specifiersOf(sources.get(file) ?? "", IMPORT)) {
      if (specifier.startsWith(".")) load(posix.join(posix.dirname(file), specifier));
    }
  };
  load(entry);
  return [...sources].flatMap(([file, text]) => {
    const isIssuers = ISSUER_ROOM.test(file);
    if (!isIssuers && !loaded.has(file)) return [];
    const wanted = [...specifiersOf(text, IMPORT), ...(isIssuers ? specifiersOf(text, DEFERRED) : [])];
    const missing = wanted
      .map((specifier) => PACKAGE.exec(specifier)?.[0] ?? "")
      .filter((name) => development.has(name));
    return [...new Set(missing)].map(
      (name) => `${file}: ${name} is missing where an issuer works: move it to dependencies in package.json`,
    );
  });
}

function specifiersOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, specifier = ""]) => specifier);
}
