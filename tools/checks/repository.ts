/**
 * The rules of this repository that no linter knows, over every file git knows of: `npm run check:repository`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { say, sayAside } from "../../issuer/output/say.ts";
import { LAYERZERO_NETWORKS } from "../../issuer/layerzero/addresses.ts";
import { layerZeroAddress, layerZeroVersion } from "../../issuer/layerzero/package.ts";
import { checkInvariants } from "../lib/invariants.ts";
import { layerZeroDifferences } from "../lib/layerzero.ts";
import { findLoops } from "../lib/loops.ts";
import { type Lockfile, type Manifest, lockfileProblems } from "../lib/lockfile.ts";
import { crowdedFolders } from "../lib/folders.ts";
import { missingForOperators } from "../lib/operators.ts";
import { idleOwners } from "../lib/owners.ts";
import { missingPaths } from "../lib/named-paths.ts";
import { checkThreats } from "../lib/threats.ts";
import { PACKAGES, readPackage } from "../package/packages.ts";

interface Rule {
  readonly applies: (file: string) => boolean;
  readonly forbidden: RegExp;
  readonly sentence: string;
}

const LINE_LIMIT = 400;
const OWNERS = ".github/CODEOWNERS";
const FOLDER_LIMIT = 35;
const CODE = new Set([".sol", ".ts", ".js", ".mjs", ".cjs"]);

const isGenerated = (file: string) => file.startsWith("typechain-types/") || file === "package-lock.json";
const isFixture = (file: string) => file.includes("/fixtures/") || file.includes("/snapshots/");
const isCode = (file: string) => CODE.has(extname(file)) && !isGenerated(file) && !isFixture(file);
const isText = (file: string) => (isCode(file) || /\.(md|json|ya?ml)$/.test(file)) && !isGenerated(file);

// The patterns are written so that none of them matches its own source.
const rules: readonly Rule[] = [
  {
    applies: (file) => file.startsWith("contracts/"),
    forbidden: /hardhat\/console|\bconsole2?\.log/,
    sentence: "deployable code must not log",
  },
  {
    applies: (file) => isCode(file) || file.endsWith(".md"),
    forbidden: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/,
    sentence: "finish it, or file it where work is tracked",
  },
  {
    applies: (file) => file.startsWith("test/"),
    forbidden: /\b(?:it|describe|context|suite|test)\.(?:only|skip)\b|\bx(?:it|describe|context)\(|\bthis\.skip\(/,
    sentence: "no test is skipped or run alone",
  },
  {
    applies: (file) => isText(file) && !isFixture(file),
    forbidden: /(?:^|[\s"'`(=])(?:\/(?:home|Users|root|work|tmp)\/|[A-Z]:\\\\?Users)/,
    sentence: "the path of one machine means nothing on another",
  },
  {
    applies: (file) => /\.[mc]?[jt]s$/.test(file) && !isGenerated(file),
    forbidden: /@param (?:\{.+?\} )?[\w.$[\]]+ (?!- )\S/,
    sentence: "TSDoc has a hyphen between a parameter's name and its text: @param name - Text",
  },
  {
    applies: (file) => file === "package-lock.json",
    forbidden: /"resolved": "(?!packages\/[\w-]+")/,
    sentence: "the lockfile must not name a registry host (omit-lockfile-registry-resolved in .npmrc)",
  },
];

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));

const findings = [
  ...files.flatMap(checkFile),
  ...checkTables(),
  ...checkInstallation(),
  ...checkPackages(),
  ...checkLoops(),
  ...checkNamedPaths(),
  ...checkLayerZero(),
  ...crowdedFolders(
    files.filter((file) => !isGenerated(file)),
    FOLDER_LIMIT,
  ),
  ...idleOwners(readFileSync(OWNERS, "utf8"), files).map((sentence) => `${OWNERS}: ${sentence}`),
];
sayAside(...findings);
say(`repository: ${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

function checkFile(file: string): string[] {
  const matching = rules.filter(({ applies }) => applies(file));
  if (matching.length === 0 && !isCode(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  const found = lines.flatMap((line, index) =>
    matching
      .filter(({ forbidden }) => forbidden.test(line))
      .map(({ sentence }) => `${file}:${index + 1}: ${sentence}: ${line.trim()}`),
  );
  const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  if (isCode(file) && count > LINE_LIMIT) found.push(`${file}: ${count} lines, at most ${LINE_LIMIT}: split it`);
  return found;
}

/** Every dependency and npm script has exactly one line that says what it is for; the list of invariants is the tests'. */
function checkTables(): string[] {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Record<string, string>>;
  const packages = checkedPackages(manifest);
  const commands = Object.keys(manifest.scripts ?? {})
    .filter((name) => name !== "postinstall")
    .map((name) => (name === "start" || name === "test" ? `npm ${name}` : `npm run ${name}`));
  const sources = files
    .filter((file) => file.startsWith("test/") && file.endsWith(".sol"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const invariants = checkInvariants(readFileSync("docs/audit/invariants.md", "utf8"), sources);
  const tests = files
    .filter((file) => file.startsWith("test/") && file.endsWith(".test.ts"))
    .map((path) => ({ path: path.slice("test/".length), text: readFileSync(path, "utf8") }));
  const threats = checkThreats(readFileSync("docs/audit/threat-model.md", "utf8"), tests);
  return [
    ...threats.map((sentence) => `docs/audit/threat-model.md: ${sentence}`),
    ...compare("docs/dependencies.md", packages, /^\| `([^`]+)` \| (?=\S)/gm, "package.json"),
    ...compare("CONTRIBUTING.md", commands, /^\| `(npm [^`]+)` \| (?=\S)/gm, "package.json"),
    ...invariants.map((sentence) => `docs/audit/invariants.md: ${sentence}`),
  ];
}

/** What the repository and its packages depend on; they depend on each other too, which needs no explanation. */
function checkedPackages(root: Record<string, Record<string, string>>): string[] {
  const own = PACKAGES.map(readPackage).map(({ manifest }) => manifest);
  const names = new Set(own.map(({ name }) => name));
  const all = [
    ...Object.keys({ ...root.dependencies, ...root.devDependencies }),
    ...own.flatMap((one) => Object.keys({ ...one.dependencies, ...one.peerDependencies })),
  ];
  return [...new Set(all)].filter((name) => !names.has(name));
}

/** Packages are released together: one version, and each depends on the very one that it was tested with. */
function checkPackages(): string[] {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const own = PACKAGES.map(readPackage);
  const names = new Set(own.map(({ manifest }) => manifest.name));
  return own.flatMap(({ folder, manifest }) => [
    ...(manifest.version === version ? [] : [`${folder}/package.json: the version is ${version}, as the repository's`]),
    ...Object.entries(manifest.dependencies ?? {})
      .filter(([name, asked]) => names.has(name) && asked !== version)
      .map(([name]) => `${folder}/package.json: ${name} must be ${version}`),
  ]);
}

/** Between any two files there is one direction; which rooms may import which is the linter's rule. */
function checkLoops(): string[] {
  const own = files.filter((file) => /\.[mc]?[jt]s$/.test(file) && !isGenerated(file) && !file.startsWith("examples/"));
  const loops = findLoops(new Map(own.map((file) => [file, readFileSync(file, "utf8")])));
  return loops.map((loop) => `these import each other in a loop: ${loop.join(", ")}`);
}

/** What is written about is where the text says; tests name files that there are not, to see what is said of them. */
function checkNamedPaths(): string[] {
  const known = new Set(files);
  const isSetting = (file: string): boolean => /^(package\.json|tsconfig.*\.json|foundry\.toml|\.ci\/.*)$/.test(file);
  const texts = files.filter(
    (file) => (isCode(file) && !file.startsWith("test/")) || file.endsWith(".md") || isSetting(file),
  );
  return texts.flatMap((file) => missingPaths(file, readFileSync(file, "utf8"), known));
}

/** Addresses of LayerZero are those of its package, in the version that they were taken from. */
function checkLayerZero(): string[] {
  const installed = { version: layerZeroVersion(), address: layerZeroAddress };
  const found = layerZeroDifferences(LAYERZERO_NETWORKS, installed);
  return found.map((sentence) => `issuer/layerzero/addresses.ts: ${sentence}`);
}

/** Nothing is installed on trust, and an issuer needs no development dependency. */
function checkInstallation(): string[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
  const manifest = read("package.json") as Manifest;
  const code = new Map(files.filter((file) => file.endsWith(".ts")).map((file) => [file, readFileSync(file, "utf8")]));
  const development = new Set(Object.keys(manifest.devDependencies ?? {}));
  return [
    ...lockfileProblems(read("package-lock.json") as Lockfile, manifest),
    ...missingForOperators(code, "hardhat.config.ts", development),
  ];
}

function compare(document: string, expected: readonly string[], row: RegExp, source: string): string[] {
  const rows = [...readFileSync(document, "utf8").matchAll(row)].map(([, name]) => name ?? "");
  return [
    ...expected
      .filter((name) => rows.filter((other) => other === name).length !== 1)
      .map((name) => `${document}: \`${name}\` needs exactly one line that says what it is for`),
    ...rows.filter((name) => !expected.includes(name)).map((name) => `${document}: \`${name}\` is not in ${source}`),
  ];
}
