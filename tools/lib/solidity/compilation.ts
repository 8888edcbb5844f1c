import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import compiler from "../../../config/compiler.json" with { type: "json" };
import { type AstNode, type ContractNode, isContract, walk } from "./ast.ts";

/** What is deployed. */
export const DEPLOYABLES = [
  { name: "Stablecoin", source: "contracts/token/Stablecoin.sol" },
  { name: "IssuerControls", source: "contracts/issuer/IssuerControls.sol" },
  { name: "HolderRepair", source: "contracts/repair/HolderRepair.sol" },
  { name: "ReserveAttestations", source: "contracts/reserves/ReserveAttestations.sol" },
  { name: "Timelock", source: "contracts/governance/Timelock.sol" },
  { name: "LayerZeroAdapter", source: "contracts/crosschain/LayerZeroAdapter.sol" },
] as const;

/** Everything that can be called at the token's address. */
export const UNION = { name: "IStablecoin", source: "contracts/interfaces/IStablecoin.sol" } as const;

/** A contract by name and source. */
export interface Target {
  readonly name: string;
  readonly source: string;
}

/** One entry of a JSON ABI. */
export interface AbiEntry {
  readonly type: string;
  readonly name?: string;
}

/** A variable or a struct's member, as solc lays it out. */
export interface LayoutMember {
  readonly label: string;
  readonly offset: number;
  readonly slot: string;
  readonly type: string;
}

/** A type of a storage layout. */
export interface LayoutType {
  readonly label: string;
  readonly numberOfBytes: string;
  readonly members?: readonly LayoutMember[];
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources: Record<string, { readonly id: number; readonly ast: AstNode }>;
  readonly contracts: Record<
    string,
    Record<
      string,
      {
        readonly abi: readonly AbiEntry[];
        readonly storageLayout: {
          readonly storage: readonly LayoutMember[];
          readonly types: Readonly<Record<string, LayoutType>> | null;
        };
      }
    >
  >;
}

interface Solc {
  readonly compile: (
    input: string,
    callbacks: { readonly import: (path: string) => { readonly contents: string } | { readonly error: string } },
  ) => string;
}

/** Every contract of contracts/ as the compiler understands it, with its syntax trees indexed. */
export interface Compilation {
  readonly output: CompilerOutput;
  readonly nodes: ReadonlyMap<number, AstNode>;
  readonly contracts: readonly ContractNode[];
  readonly contract: (target: Target) => ContractNode;
  readonly abi: (target: Target) => readonly AbiEntry[];
  /** Source of a node: `contracts/…` or a package's path. */
  readonly fileOf: (node: AstNode) => string;
  /** Text of a node. */
  readonly textOf: (node: AstNode) => string;
}

/**
 * Analyses contracts/ with the lockfile's compiler and the build's settings. No code is generated, so this takes seconds
 * and needs no build.
 * @param extra - Further sources by path, in memory only; one of a path that exists takes its place.
 */
export function analyse(extra: Readonly<Record<string, string>> = {}): Compilation {
  const texts = new Map<string, string>();
  for (const path of globSync("contracts/**/*.sol")) {
    texts.set(path.replaceAll("\\", "/"), readFileSync(path, "utf8"));
  }
  for (const [path, text] of Object.entries(extra)) texts.set(path, text);
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([...texts].map(([path, content]) => [path, { content }])),
    settings: { ...compiler.settings, outputSelection: { "*": { "": ["ast"], "*": ["abi", "storageLayout"] } } },
  };
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path) => {
        const contents = readFileSync(`node_modules/${path}`, "utf8");
        texts.set(path, contents);
        return { contents };
      },
    }),
  ) as CompilerOutput;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return index(output, texts);
}

function index(output: CompilerOutput, texts: ReadonlyMap<string, string>): Compilation {
  const nodes = new Map<number, AstNode>();
  const files = new Map<number, string>();
  for (const [file, { id, ast }] of Object.entries(output.sources)) {
    files.set(id, file);
    walk(ast, (node) => {
      // Yul nodes have no id.
      if (typeof node.id === "number") nodes.set(node.id, node);
    });
  }
  const contracts = [...nodes.values()].filter(isContract);
  const fileOf = (node: AstNode) => files.get(Number(node.src.split(":")[2])) ?? "";
  return {
    output,
    nodes,
    contracts,
    fileOf,
    contract({ name, source }) {
      const found = contracts.find((node) => node.name === name && fileOf(node) === source);
      if (found === undefined) throw new Error(`${source} has no contract ${name}.`);
      return found;
    },
    abi({ name, source }) {
      const found = output.contracts[source]?.[name];
      if (found === undefined) throw new Error(`${source} has no contract ${name}.`);
      return found.abi;
    },
    textOf(node) {
      const [start = 0, length = 0] = node.src.split(":").map(Number);
      const bytes = Buffer.from(texts.get(fileOf(node)) ?? "", "utf8");
      return bytes.subarray(start, start + length).toString("utf8");
    },
  };
}
