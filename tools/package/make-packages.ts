import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { PACKAGES, entriesOf, placeOf, readPackage } from "./packages.ts";
import { packedText } from "./specifiers.ts";

/** Interfaces make no code, so any compiler that reads them will do; custom errors came with 0.8.4. */
const PRAGMA = { exact: "pragma solidity 0.8.29;", open: "pragma solidity ^0.8.4;" } as const;

/** What was made of a package. */
export interface Made {
  readonly folder: string;
  /** Number of compiled files and declarations. */
  readonly files: number;
}

/**
 * Makes `dist/` of packages, and lays the licence and what else they pack next to it. Nothing of it is committed.
 * @param folders - Such as `packages/tron`.
 * @throws Error with the compiler's words, or over an import that would not be found where the package is installed
 */
export function makePackages(folders: readonly string[]): Made[] {
  const packages = PACKAGES.map(readPackage);
  for (const folder of folders) rmSync(join(folder, "dist"), { recursive: true, force: true });
  const count = new Map(folders.map((folder) => [folder, 0]));
  const entries = packages.filter(({ folder }) => folders.includes(folder)).flatMap(entriesOf);
  compile(
    entries.map(({ source }) => source),
    (file, text) => {
      const place = placeOf(file);
      if (place === undefined || !folders.includes(place.folder)) return; // of another package, and packed with that one
      const path = join(place.folder, place.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, packedText(file, text, packages));
      count.set(place.folder, (count.get(place.folder) ?? 0) + 1);
    },
  );
  for (const folder of folders) cpSync("LICENSE", join(folder, "LICENSE"));
  if (folders.includes("packages/integration")) copyInterfacesAndVectors("packages/integration");
  return [...count].map(([folder, files]) => ({ folder, files }));
}

/** Compiles files and what they import. @param write - Gets each file's path as if it lay next to its source, and its text. */
function compile(files: readonly string[], write: (file: string, text: string) => void): void {
  const { config } = ts.readConfigFile("tsconfig.package.json", (path) => ts.sys.readFile(path)) as { config: object };
  const { options, errors } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, ".");
  const root = resolve(".");
  const program = ts.createProgram([...files], { ...options, noEmit: false, rootDir: root, outDir: root });
  const found = [...errors, ...ts.getPreEmitDiagnostics(program)];
  if (found.length > 0) {
    throw new Error(ts.formatDiagnostics(found, { ...HOST, getCurrentDirectory: () => root }));
  }
  program.emit(undefined, (file, text) => write(relative(root, resolve(file)).replaceAll("\\", "/"), text));
}

const HOST = { getCanonicalFileName: (file: string): string => file, getNewLine: (): string => "\n" };

/** The ABIs as JSON, for other languages: one entry a line, as the modules have them. */
function copyAbis(folder: string): void {
  rmSync(join(folder, "abi"), { recursive: true, force: true });
  mkdirSync(join(folder, "abi"), { recursive: true });
  for (const path of globSync(join(folder, "generated/abi/*.ts"))) {
    const [, entries] = /= \[\n([\s\S]*),\n\] as const;/.exec(readFileSync(path, "utf8")) ?? [];
    if (entries === undefined) throw new Error(`${path} has another form than \`npm run docs\` gives it.`);
    const abi = JSON.parse(`[${entries}]`) as unknown[];
    writeFileSync(join(folder, "abi", `${basename(path, ".ts")}.json`), `${JSON.stringify(abi, null, 1)}\n`);
  }
}

function copyInterfacesAndVectors(folder: string): void {
  for (const path of globSync("contracts/interfaces/*.sol")) {
    const text = readFileSync(path, "utf8");
    if (!text.includes(PRAGMA.exact)) throw new Error(`${path} has another pragma than \`${PRAGMA.exact}\`.`);
    mkdirSync(join(folder, "contracts/interfaces"), { recursive: true });
    writeFileSync(join(folder, path), text.replace(PRAGMA.exact, PRAGMA.open));
  }
  rmSync(join(folder, "vectors"), { recursive: true, force: true });
  cpSync("test/vectors", join(folder, "vectors"), { recursive: true });
  copyAbis(folder);
}
