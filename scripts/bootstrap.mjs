/**
 * Makes a fresh clone ready: `node scripts/bootstrap.mjs`, run by every npm script first.
 *
 * Hardhat's EVM is a native module for Node 22.13 and newer, and npm silently leaves it out when it runs under
 * an older Node. So the dependencies of the lockfile are installed under the Node that package.json pins, which
 * comes from npm too and stands first on the PATH of npm scripts afterwards. Needs Node 20 and npm, nothing else.
 *
 * With `--omit=dev` it leaves out what only developers need: linters, test tools, other makers' TRON libraries. Whatever
 * an issuer runs works without them, and there is less to install and to trust.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { clearInterval, setInterval } from "node:timers";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const stampFile = join(modules, ".kgst-bootstrap");
const localNode = join(modules, ".bin", isWindows() ? "node.cmd" : "node");
const lockText = readFileSync(join(root, "package-lock.json"), "utf8");
const pinnedNode = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.node;
/** Begins the stamp of an installation with the development dependencies. */
const COMPLETE = "complete ";
const omitsDevelopment = process.argv.includes("--omit=dev");

if (process.argv[2] === "--after-install") {
  // npm's postinstall hook: say at once what Hardhat would otherwise say late, and misleadingly.
  const left = unpatched() ?? problem();
  if (left !== undefined) console.warn(`bootstrap: ${left} \`npm start\` and \`npm test\` repair this by themselves.`);
} else if (!isReady()) {
  if (!matchesLockfile() || problem() !== undefined) await install();
  const left = problem() ?? unpatched();
  if (left !== undefined) fail(left);
  writeFileSync(stampFile, `${isComplete() ? COMPLETE : ""}${stamp()}`);
}

/** Whether an earlier run has left all that is asked for, and nothing has changed since. */
function isReady() {
  if (!existsSync(localNode)) return false;
  const found = read(stampFile);
  return found === COMPLETE + stamp() || (omitsDevelopment && found === stamp());
}

/** Changes with the lockfile, the pinned Node, the platform, and whenever npm touches node_modules. */
function stamp() {
  const parts = [
    lockText,
    patchText(),
    pinnedNode,
    process.platform,
    process.arch,
    read(join(modules, ".package-lock.json")),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

async function install() {
  const entries = Object.values(JSON.parse(lockText).packages).filter((entry) => !omitsDevelopment || !entry.dev);
  const what = omitsDevelopment ? "all but the development dependencies" : "the dependencies";
  console.log(`Installing Node ${pinnedNode} and ${what} of package-lock.json (${entries.length} entries) ...`);
  const npm = ["npm", ...installation()];
  const command = canRunEvm() ? npm : ["npx", "-y", "-p", `node@${pinnedNode}`, "--", ...npm];
  const started = Date.now();
  const how = { cwd: root, stdio: "inherit", shell: isWindows(), env: withoutProduction() };
  const child = spawn(command[0], command.slice(1), how);
  // npm turns a sign of life on a terminal, and says nothing anywhere else until it is done.
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const sign = process.stdout.isTTY
    ? undefined
    : setInterval(() => console.log(`Installing ... ${seconds()} s`), 5_000);
  const [status] = await once(child, "exit").catch(() => [null]);
  clearInterval(sign);
  if (status !== 0) {
    fail(`\`${command.join(" ")}\` failed. Check that npm reaches its registry (\`npm ping\`), then run this again.`);
  }
  console.log(`Installed in ${seconds()} s.`);
}

/**
 * npm's arguments. Both kinds are said, so that a machine that is set to production gets what is asked for too. Where all
 * but the development dependencies lies there already, only these are added; `npm ci` would begin with nothing.
 */
function installation() {
  if (omitsDevelopment) return ["ci", "--omit=dev"];
  const isAdding = holds((entry) => !entry.dev) && problem() === undefined;
  return [...(isAdding ? ["install", "--no-save"] : ["ci"]), "--include=dev"];
}

/** The environment without what makes npm leave dependencies out: `npm start` hands its own settings down as variables. */
function withoutProduction() {
  const leaving = /^(NODE_ENV|npm_config_(omit|only|production|also|dev))$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaving.test(name)));
}

/** Whether npm's own record of what lies in node_modules agrees with what is asked for of the lockfile. */
function matchesLockfile() {
  return holds((entry) => !omitsDevelopment || !entry.dev);
}

/** Whether the development dependencies lie in node_modules too. */
function isComplete() {
  return holds(() => true);
}

function holds(isWanted) {
  const installed = read(join(modules, ".package-lock.json"));
  if (installed === undefined) return false;
  const have = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(lockText).packages).every(
    ([path, entry]) => path === "" || entry.optional || !isWanted(entry) || have[path]?.version === entry.version,
  );
}

/**
 * Puts the patches of `patches/` on the installed packages, and says what is wrong if one does not fit. LayerZero's
 * packages hide their contracts behind an `exports` field, so that Hardhat 3 refuses to import them.
 */
function unpatched() {
  const result = spawnSync(process.execPath, [join(modules, "patch-package", "index.js"), "--error-on-fail"], {
    cwd: root,
    encoding: "utf8",
  });
  if (result.status === 0) return undefined;
  return "A patch of patches/ does not fit the installed package. Delete node_modules, run this again.";
}

/** Every patch, one after the other. */
function patchText() {
  const folder = join(root, "patches");
  return (existsSync(folder) ? readdirSync(folder) : [])
    .sort()
    .map((file) => read(join(folder, file)) ?? "")
    .join("\n");
}

/** What keeps Hardhat from running on this installation, as a sentence with a remedy, or undefined. */
function problem() {
  const version = tryNode("process.stdout.write(process.versions.node)");
  if (version.output !== pinnedNode) {
    return (
      `node_modules/.bin/node should be Node ${pinnedNode} but ${version.output || "does not run"}. Its install ` +
      "script may have been kept from running: unset npm's `ignore-scripts`, delete node_modules, run this again."
    );
  }
  const evm = tryNode('import("@nomicfoundation/edr").then((edr) => process.exit(edr.EdrContext ? 0 : 1))');
  if (evm.ok) return undefined;
  return (
    `Hardhat's native EVM (@nomicfoundation/edr) does not load on ${process.platform}-${process.arch}: npm ran under ` +
    "a Node older than 22.13, or no binding is published for this platform. Run `node scripts/bootstrap.mjs`."
  );
}

function tryNode(code) {
  const result = spawnSync(localNode, ["-e", code], { cwd: root, encoding: "utf8", shell: isWindows() });
  return { ok: result.status === 0, output: result.stdout ?? "" };
}

function canRunEvm() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

function isWindows() {
  return process.platform === "win32";
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function fail(message) {
  console.error(`bootstrap: ${message}`);
  process.exit(1);
}
