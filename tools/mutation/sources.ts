import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { DEPLOYABLES } from "../lib/solidity/compilation.ts";

/** Every Solidity source that the tests need, by the path the compiler knows it by. */
export type Sources = ReadonlyMap<string, string>;

const IMPORT = /^import\s[^;]*?"([^"]+)";/gm;
const OWN = ["contracts/**/*.sol", "test/solidity/**/*.sol"];

/** Reads contracts/, test/solidity/ and what they import. */
export function readSources(): Sources {
  const sources = new Map<string, string>();
  const pending = OWN.flatMap((pattern) => globSync(pattern)).map((path) => path.replaceAll("\\", "/"));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (sources.has(path)) continue;
    const text = readFileSync(isOwn(path) ? path : `node_modules/${path}`, "utf8");
    sources.set(path, text);
    pending.push(...imports(path, text));
  }
  return sources;
}

/** What a source imports, directly. */
export function imports(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, target = ""]) => absolute(path, target));
}

/** A source's text with absolute imports, those of some sources under another folder. */
export function redirectImports(path: string, text: string, moved: ReadonlySet<string>, folder: string): string {
  return text.replace(IMPORT, (statement, target: string) => {
    const found = absolute(path, target);
    return statement.replace(`"${target}"`, `"${moved.has(found) ? folder : ""}${found}"`);
  });
}

/** Some sources and everything they import. */
export function closure(sources: Sources, roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...roots];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    pending.push(...imports(path, sources.get(path) ?? ""));
  }
  return found;
}

/**
 * The sources whose code a change of one file of contracts/ changes: the deployables that contain it, and the tests and
 * mocks that inherit from it or call it themselves. Those that only take a type from a deployable are left alone.
 */
export function affected(sources: Sources, file: string): string[] {
  const deployables = DEPLOYABLES.map(({ source }) => source);
  const containing = deployables.filter((source) => closure(sources, [source]).has(file));
  if (deployables.some((source) => source === file)) return containing;
  const using = [...sources].filter(([path, text]) => path.startsWith("test/") && imports(path, text).includes(file));
  return [...containing, ...using.map(([path]) => path)];
}

/** The mocks that contain a file of contracts/ by inheritance from a deployable: what the token may be upgraded to. */
export function heirs(sources: Sources, file: string): string[] {
  const own = affected(sources, file);
  return [...sources.keys()].filter(
    (path) => path.startsWith("test/solidity/mocks/") && !own.includes(path) && closure(sources, [path]).has(file),
  );
}

function absolute(path: string, target: string): string {
  return target.startsWith(".") ? posix.join(posix.dirname(path), target) : target;
}

function isOwn(path: string): boolean {
  return path.startsWith("contracts/") || path.startsWith("test/");
}
