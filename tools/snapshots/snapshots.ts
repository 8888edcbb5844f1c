/**
 * What a reviewer of a change must see: ABI, selectors, storage and bytecode, as JSON with one fact on each line.
 * `npm run snapshots` builds and writes it to docs/audit/snapshots/, `npm run snapshots -- --check` compares.
 */
import { globSync } from "node:fs";
import { keccak256 } from "ethers";
import { writeOrCompare } from "../lib/generated.ts";
import { builtCode } from "../lib/solidity/bytecode.ts";
import { analyse, DEPLOYABLES, UNION } from "../lib/solidity/compilation.ts";
import { abiLines, selectors } from "./abi.ts";
import { namespaceLayouts } from "./storage.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const FOLDER = "docs/audit/snapshots";

const check = process.argv.includes("--check");
const compilation = analyse();
const described = [UNION, ...DEPLOYABLES];

const files = new Map<string, string>([
  ...described.map((target) => file(`abi/${target.name}`, abiLines(compilation.abi(target)))),
  file(
    "selectors",
    Object.fromEntries(described.map((target) => [target.name, selectors(compilation.abi(target))])),
  ),
  file("storage", namespaceLayouts(compilation)),
  file("bytecode", Object.fromEntries(DEPLOYABLES.map((target) => [target.name, code(target)]))),
]);
const stale = globSync(`${FOLDER}/**/*.json`)
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !files.has(path));

const { differing, count } = writeOrCompare(files, stale, check);
if (!check) say(`snapshots: ${count} files in ${FOLDER}/, ${differing.length} changed`);
else if (differing.length === 0) say(`snapshots: ${count} files agree with the build`);
else {
  sayAside(`snapshots: ${differing.length} of ${count} files differ.`, "If the change is meant, run `npm run snapshots` and commit the result with it.");
  process.exitCode = 1;
}

function file(name: string, content: unknown): [string, string] {
  return [`${FOLDER}/${name}.json`, `${JSON.stringify(content, null, 2)}\n`];
}

function code(target: (typeof DEPLOYABLES)[number]): object {
  const { bytecode, deployedBytecode } = builtCode(target);
  const sizeAndHash = (hex: string) => ({ bytes: hex.length / 2 - 1, keccak256: keccak256(hex) });
  return { creation: sizeAndHash(bytecode), deployed: sizeAndHash(deployedBytecode) };
}
