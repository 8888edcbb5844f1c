import { posix } from "node:path";
import ts from "typescript";
import { type Package, entriesOf, placeOf } from "./packages.ts";

/** Ends of the paths that sources and declarations import each other by. */
const ENDING = /(?:\.d)?\.[jt]s$/;

/**
 * The text of a compiled file with its imports as they are where it is packed: relative within its package, by name to
 * another package.
 * @param file - Path of the compiled file as if it lay next to its source, in a package's folder.
 * @param packages - All packages, whose `exports` say what may be imported of them.
 * @throws Error for a file that is in no package, or that another package does not export
 */
export function packedText(file: string, text: string, packages: readonly Package[]): string {
  const own = placeOf(file);
  if (own === undefined) throw new Error(`${file} is in no package.`);
  const imported = ts.preProcessFile(text, true, true).importedFiles.filter(({ fileName }) => fileName.startsWith("."));
  let packed = text;
  // From the end, so that the places that are left stay right. A place is that of the opening quote.
  for (const { fileName, pos } of [...imported].sort((one, other) => other.pos - one.pos)) {
    const source = posix.join(posix.dirname(file), fileName).replace(ENDING, "");
    const there = placeOf(source);
    if (there === undefined) throw new Error(`${file} imports ${source}, which is in no package.`);
    const specifier =
      there.folder === own.folder
        ? relative(posix.dirname(own.path), `${there.path}.js`)
        : nameOf(
            file,
            source,
            packages.find(({ folder }) => folder === there.folder),
          );
    const [start, end] = [pos + 1, pos + 1 + fileName.length];
    if (packed.slice(start, end) !== fileName) throw new Error(`${file}: ${fileName} is written with escapes.`);
    packed = `${packed.slice(0, start)}${specifier}${packed.slice(end)}`;
  }
  return packed;
}

function relative(from: string, to: string): string {
  const path = posix.relative(from, to);
  return path.startsWith(".") ? path : `./${path}`;
}

function nameOf(file: string, source: string, target: Package | undefined): string {
  const entry = target && entriesOf(target).find((one) => one.source === `${source}.ts`);
  if (target === undefined || entry === undefined) {
    throw new Error(`${file} imports ${source}, which its package does not export.`);
  }
  return posix.join(target.manifest.name, entry.subpath);
}
