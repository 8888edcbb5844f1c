/**
 * What the compiler's output must show, for every contract of contracts/: `npm run check:artifacts`, after a build.
 *
 * - Under token/, issuer/ and reserves/ no variable lies outside an ERC-7201 namespace.
 * - The literal slot of a namespace equals its formula, and no two namespaces share an id.
 * - Every deployable fits EIP-170 with room to spare on every chain (strictly below 24,576 bytes).
 * - What a contract's own ABI shares with an interface has the interface's names: libraries read outputs by name.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AbiCoder, id, keccak256, toBeHex } from "ethers";
import { say, sayAside } from "../../issuer/output/say.ts";

interface Artifact {
  readonly contractName: string;
  readonly sourceName: string;
  readonly inputSourceName: string;
  readonly buildInfoId: string;
  readonly deployedBytecode: string;
  readonly abi: readonly AbiEntry[];
}

interface AbiParameter {
  readonly name: string;
  readonly type: string;
}

interface AbiEntry {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly AbiParameter[];
  readonly outputs?: readonly AbiParameter[];
}

interface StorageLayout {
  readonly storage: readonly { readonly label: string; readonly slot: string }[];
}

interface BuildOutput {
  readonly output: { readonly contracts: Record<string, Record<string, { readonly storageLayout: StorageLayout }>> };
}

const SIZE_LIMIT = 24_576;
/** OpenZeppelin's and LayerZero's contracts name these otherwise than their interfaces do. */
const NAMED_ELSEWHERE = new Set([
  ...["crosschainBurn(address,uint256)", "crosschainMint(address,uint256)"],
  ...["quoteOFT(tuple)", "quoteSend(tuple,bool)", "send(tuple,tuple,address)"],
  ...["pendingDefaultAdmin()", "pendingDefaultAdminDelay()", "renounceRole(bytes32,address)"],
]);
const NAMESPACED = /^contracts\/(?:token|issuer|reserves)\//;

const sources = globSync("contracts/**/*.sol");
const artifacts = globSync("artifacts/contracts/**/*.json").map((path) => readJson(path) as Artifact);
const built = new Set(artifacts.map(({ sourceName }) => sourceName));
const outputs = new Map<string, BuildOutput>();

const findings = [
  ...sources.filter((source) => !built.has(source)).map((source) => `${source}: no artifact; run \`npm run build\``),
  ...artifacts.flatMap(checkStorage),
  ...artifacts.flatMap(checkSize),
  ...artifacts.flatMap(checkNames),
  ...checkNamespaces(),
];
for (const finding of findings) sayAside(finding);
say(`artifacts: ${artifacts.length} contracts of ${sources.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

function checkStorage(artifact: Artifact): string[] {
  if (!NAMESPACED.test(artifact.sourceName)) return [];
  const layout = buildOutput(artifact.buildInfoId).output.contracts[artifact.inputSourceName]?.[artifact.contractName];
  if (layout === undefined) return [`${label(artifact)}: no storage layout in the build output`];
  return layout.storageLayout.storage.map(
    (variable) => `${label(artifact)}: \`${variable.label}\` lies at slot ${variable.slot}, outside any namespace`,
  );
}

function checkSize(artifact: Artifact): string[] {
  const size = artifact.deployedBytecode.length / 2 - 1;
  return size < SIZE_LIMIT ? [] : [`${label(artifact)}: ${size} bytes deployed, must stay below ${SIZE_LIMIT}`];
}

function checkNames(artifact: Artifact): string[] {
  if (artifact.sourceName.startsWith("contracts/interfaces/")) return [];
  const interfaces = artifacts.filter(({ sourceName }) => sourceName.startsWith("contracts/interfaces/"));
  return artifact.abi.flatMap((entry) => {
    const others = interfaces.flatMap(({ contractName, abi }) =>
      abi
        .filter((other) => signature(other) === signature(entry))
        .map((other) => [contractName, names(other)] as const),
    );
    if (NAMED_ELSEWHERE.has(signature(entry).split(" ")[1] ?? "")) return [];
    return others
      .filter(([, theirs]) => theirs !== names(entry))
      .map(
        ([other, theirs]) => `${label(artifact)}: ${entry.name ?? ""} names ${names(entry)}, ${other} names ${theirs}`,
      );
  });
}

/** What makes two entries the same call, event or error: kind, name, types in and out. */
function signature({ type, name = "", inputs = [], outputs = [] }: AbiEntry): string {
  const types = (list: readonly AbiParameter[]): string => list.map((parameter) => parameter.type).join();
  return `${type} ${name}(${types(inputs)}) ${types(outputs)}`;
}

function names({ inputs = [], outputs = [] }: AbiEntry): string {
  return [inputs, outputs].map((list) => `(${list.map(({ name }) => name || "_").join(", ")})`).join(" -> ");
}

function checkNamespaces(): string[] {
  const owners = new Map<string, string>();
  return sources.flatMap((source) => {
    const text = readFileSync(source, "utf8");
    const names = [...text.matchAll(/@custom:storage-location erc7201:(\S+)/g)].map(([, name = ""]) => name);
    const literals = [...text.matchAll(/constant\s+\w+\s*=\s*(0x[0-9a-fA-F]{64})\s*;/g)].map(([, slot = ""]) => slot);
    return names.flatMap((name) => {
      const owner = owners.get(name);
      owners.set(name, source);
      if (owner !== undefined) return [`${source}: namespace ${name} is taken by ${owner}`];
      const slot = erc7201(name);
      if (literals.some((literal) => literal.toLowerCase() === slot)) return [];
      return [`${source}: namespace ${name} needs a literal constant ${slot}, found ${literals.join(", ") || "none"}`];
    });
  });
}

/** ERC-7201: `keccak256(abi.encode(uint256(keccak256(id)) - 1)) & ~bytes32(uint256(0xff))`. */
function erc7201(name: string): string {
  const encoded = AbiCoder.defaultAbiCoder().encode(["uint256"], [BigInt(id(name)) - 1n]);
  return toBeHex(BigInt(keccak256(encoded)) & ~0xffn, 32);
}

function buildOutput(buildInfoId: string): BuildOutput {
  const known =
    outputs.get(buildInfoId) ?? (readJson(join("artifacts/build-info", `${buildInfoId}.output.json`)) as BuildOutput);
  outputs.set(buildInfoId, known);
  return known;
}

function label(artifact: Artifact): string {
  return `${artifact.sourceName}:${artifact.contractName}`;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
