import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** A package of this repository that is published. */
export interface Package {
  /** Its folder, such as `packages/tron`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** What of a `package.json` is read. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** An entrance with types: what is imported, and the source file behind it. */
export interface Entry {
  /** Such as `./provider`. */
  readonly subpath: string;
  /** Path in this repository, such as `packages/tron/provider.ts`. */
  readonly source: string;
}

/** Published packages by folder, lowest first. */
export const PACKAGES = ["packages/tron", "packages/hardhat-tron", "packages/integration"] as const;

/** Sources outside of the packages that one of them brings along, by the folder that they are in. */
const BROUGHT: Readonly<Record<string, string>> = { "typechain-types": "packages/integration" };

/** Reads a package. */
export function readPackage(folder: string): Package {
  return { folder, manifest: JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as PackageManifest };
}

/** What can be imported from a package: its `exports` name compiled files, which lie in `dist/` as their sources do here. */
export function entriesOf({ folder, manifest }: Package): Entry[] {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const file = /^\.\/dist\/(.+)\.js$/.exec(target.default)?.[1];
    if (file === undefined || target.types !== `./dist/${file}.d.ts`) {
      throw new Error(`${folder}/package.json: ${subpath} must name dist/<file>.js and dist/<file>.d.ts.`);
    }
    const brought = Object.keys(BROUGHT).find((one) => BROUGHT[one] === folder && file.startsWith(`${one}/`));
    return [{ subpath, source: brought === undefined ? `${folder}/${file}.ts` : `${file}.ts` }];
  });
}

/** The package that a source file is a part of, and its path in `dist/`; undefined for all other files. */
export function placeOf(file: string): { readonly folder: string; readonly path: string } | undefined {
  const folder = PACKAGES.find((one) => file.startsWith(`${one}/`));
  if (folder !== undefined) return { folder, path: posix.join("dist", file.slice(folder.length + 1)) };
  const brought = Object.keys(BROUGHT).find((one) => file.startsWith(`${one}/`));
  const owner = brought === undefined ? undefined : BROUGHT[brought];
  return owner === undefined ? undefined : { folder: owner, path: posix.join("dist", file) };
}
