/**
 * Makes the package for integrators in `build/package` and its tarball beside it, and checks it as those who install it
 * would meet it: `npm run package`. Publishing is the issuer's decision: `npm publish build/<tarball>`.
 */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatMessage } from "publint/utils";
import { publint } from "publint";
import { manifest, typedEntries } from "./manifest.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const OUT = "build/package";
/** Interfaces make no code, so any compiler that reads them will do; custom errors came with 0.8.4. */
const PRAGMA = { exact: "pragma solidity 0.8.29;", open: "pragma solidity ^0.8.4;" } as const;

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
compile();
copySources();
const tarball = pack();
const findings = [...(await lint()), ...checkTypes(tarball)];
for (const finding of findings) sayAside(finding);
const components = writeBillOfMaterials(tarball.replace(/\.tgz$/, ".cdx.json"));
const size = (statSync(tarball).size / 1_024).toFixed(0);
say(
  `package: ${tarball}, ${size} KiB, ${typedEntries().length} typed entries, ${components} components in its bill of materials, ` +
    `${findings.length} findings of publint and attw`,
);
process.exitCode = findings.length === 0 ? 0 : 1;

function compile(): void {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.package.json"], {
    stdio: "inherit",
  });
  // The compiler rewrites `./x.ts` in code and leaves it in declarations, where older resolvers do not find it.
  for (const path of globSync(`${OUT}/dist/**/*.d.ts`)) {
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/((?:from |import\()["']\.{1,2}\/[^"']*)\.ts(["'])/g, "$1.js$2"));
  }
}

function copySources(): void {
  for (const path of globSync("contracts/interfaces/*.sol")) {
    const text = readFileSync(path, "utf8");
    if (!text.includes(PRAGMA.exact)) throw new Error(`${path} has another pragma than \`${PRAGMA.exact}\`.`);
    mkdirSync(join(OUT, "contracts/interfaces"), { recursive: true });
    writeFileSync(join(OUT, path), text.replace(PRAGMA.exact, PRAGMA.open));
  }
  cpSync("test/vectors", join(OUT, "vectors"), { recursive: true });
  cpSync("LICENSE", join(OUT, "LICENSE"));
  cpSync("packages/integration/README.md", join(OUT, "README.md"));
  writeFileSync(join(OUT, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function pack(): string {
  const args = ["pack", "--json", "--pack-destination", "build", `./${OUT}`];
  const answer = execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const filename = /"filename": "([^"]+)"/.exec(answer)?.[1];
  if (filename === undefined) throw new Error("npm pack made nothing.");
  return join("build", filename.replace("@", "").replace("/", "-"));
}

/** Writes what the release was made with, by version and hash, in CycloneDX. @returns The number of components. */
function writeBillOfMaterials(file: string): number {
  const args = ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"];
  const text = execFileSync("npm", args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  const { components } = JSON.parse(text) as { components: readonly { readonly hashes?: readonly unknown[] }[] };
  const bare = components.filter(({ hashes = [] }) => hashes.length === 0);
  if (components.length === 0 || bare.length > 0) throw new Error(`${bare.length} components have no hash.`);
  writeFileSync(file, text);
  return components.length;
}

async function lint(): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: OUT, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

/** Are the types wrong? Says so for each entry and each way of resolving it; the package is ESM alone. */
function checkTypes(tarball: string): string[] {
  const args = ["attw", tarball, "--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"];
  try {
    execFileSync("npx", ["--no-install", ...args, "--entrypoints", ...typedEntries()], {
      encoding: "utf8",
      stdio: "pipe",
    });
    return [];
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return [`attw: ${stdout}${stderr}`];
  }
}
