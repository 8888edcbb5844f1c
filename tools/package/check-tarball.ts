import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { formatMessage } from "publint/utils";
import { publint } from "publint";
import ts from "typescript";
import { type Package, entriesOf } from "./packages.ts";
import { strayWords, undeclaredModules } from "./words.ts";

/** Reads a tarball of npm. @returns The text of each file, by its path in the package. */
export function readTarball(tarball: string): Map<string, string> {
  return unpacked(tarball, (folder) => {
    const paths = globSync("**/*", { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
    return new Map(paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")]));
  });
}

/**
 * Looks at a tarball as those who install it meet it: publint, attw for each entrance, words that belong elsewhere, and
 * modules that it imports without declaring them.
 * @returns A sentence for each finding.
 */
export async function checkTarball(
  one: Package,
  tarball: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { name, dependencies, peerDependencies } = one.manifest;
  const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
  return [
    ...missing(one, files),
    ...strayWords(name, files),
    ...undeclaredModules(name, files, declared, importsOf),
    ...(await lint(name, tarball)),
    ...checkTypes(one, tarball),
  ];
}

/** What npm puts into a tarball without being told: it must be there. */
function missing({ manifest }: Package, files: ReadonlyMap<string, string>): string[] {
  return ["LICENSE", "README.md", "package.json"]
    .filter((file) => !files.has(file))
    .map((file) => `${manifest.name}: ${file} is not in the tarball`);
}

/** Modules by name that a file imports, those of Node left out. */
function importsOf(text: string): string[] {
  const solidity = [...text.matchAll(/^import .*"(@[^"]+)";$/gm)].map(([, path = ""]) => path);
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...specifiers, ...solidity].filter((specifier) => !/^(\.|node:)/.test(specifier));
}

async function lint(name: string, tarball: string): Promise<string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: readFileSync(tarball).buffer },
    strict: true,
  });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg) ?? message.code}`);
}

/** Are the types wrong? Says so for each entry and each way of resolving it; the packages are ESM alone. */
function checkTypes(one: Package, tarball: string): string[] {
  const args = ["attw", tarball, "--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"];
  const entrypoints = entriesOf(one).map(({ subpath }) => subpath);
  try {
    execFileSync("npx", ["--no-install", ...args, "--entrypoints", ...entrypoints], {
      encoding: "utf8",
      stdio: "pipe",
    });
    return [];
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return [`${one.manifest.name}: attw: ${stdout}${stderr}`];
  }
}

function unpacked<T>(tarball: string, look: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "kgst-tarball-"));
  try {
    execFileSync("tar", ["-xzf", resolve(tarball), "-C", folder]);
    return look(join(folder, "package"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
