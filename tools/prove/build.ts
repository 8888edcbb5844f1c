import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { Interface, type InterfaceAbi } from "ethers";
import compiler from "../../config/compiler.json" with { type: "json" };
import { DEPLOYABLES } from "../lib/solidity/compilation.ts";
import type { AstNode } from "../lib/solidity/ast.ts";

/** Where Halmos finds what it reads, under `out/` as Foundry would lay it. */
export const WORK = "cache/prove";

const PROOFS = "test/proofs/*.sol";
const PARTS = "test/proofs/parts/*.sol";
const WITNESS = "bool internal constant WITNESS = false;";

/** A contract as Halmos wants it: Foundry's artifact, of which it reads these fields. */
interface ForgeArtifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: { readonly object: string; readonly linkReferences: object };
  readonly deployedBytecode: { readonly object: string };
  readonly methodIdentifiers: Readonly<Record<string, string>>;
  readonly metadata: object;
  readonly ast: AstNode;
  readonly id: number;
}

interface CompiledContract {
  readonly abi: InterfaceAbi;
  readonly metadata: string;
  readonly evm: {
    readonly bytecode: { readonly object: string; readonly linkReferences: object };
    readonly deployedBytecode: { readonly object: string };
    readonly methodIdentifiers: Readonly<Record<string, string>>;
  };
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources: Readonly<Record<string, { readonly id: number; readonly ast: AstNode }>>;
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

interface Solc {
  readonly compile: (
    input: string,
    callbacks: { readonly import: (path: string) => { readonly contents: string } },
  ) => string;
}

/** What was laid out: the syntax trees of the proofs. */
export interface Layout {
  readonly proofs: readonly AstNode[];
}

/** How a proof is compiled: as it is, or so that reaching its witness is a counterexample. */
export type Mode = "proof" | "witness";

/** Folder that Halmos is given as its root. */
export function root(mode: Mode): string {
  return `${WORK}/${mode}`;
}

/**
 * Lays out, for each mode, all that Halmos reads:
 * - what is deployed, byte for byte from the build's artifacts;
 * - the parts (thin contracts around one library), with the settings of the build;
 * - the proofs, without the optimizer: nothing is proved about their code.
 */
export function layOut(): Layout {
  rmSync(WORK, { recursive: true, force: true });
  const proofs = new Map<string, AstNode>();
  const parts = compile(PARTS, compiler.settings);
  for (const mode of ["proof", "witness"] as const) {
    for (const { name, source } of DEPLOYABLES) write(mode, source, name, deployable(name, source));
    parts.forEach(([source, name, artifact]) => {
      write(mode, source, name, artifact);
    });
    const edit = (text: string) => (mode === "proof" ? text : text.replace(WITNESS, WITNESS.replace("false", "true")));
    const settings = { evmVersion: compiler.settings.evmVersion, metadata: compiler.settings.metadata };
    compile(PROOFS, settings, edit).forEach(([source, name, artifact]) => {
      write(mode, source, name, artifact);
      proofs.set(source, artifact.ast);
    });
  }
  return { proofs: [...proofs.values()] };
}

function write(mode: Mode, source: string, name: string, artifact: ForgeArtifact): void {
  const folder = `${root(mode)}/out/${basename(source)}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(artifact));
}

/** A contract of the build. It has no syntax tree: Halmos only asks it what kind of contract it is. */
function deployable(name: string, source: string): ForgeArtifact {
  const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(`artifacts/${source}/${name}.json`, "utf8")) as {
    readonly abi: InterfaceAbi;
    readonly bytecode: string;
    readonly deployedBytecode: string;
  };
  const methodIdentifiers: Record<string, string> = {};
  new Interface(abi).forEachFunction((entry) => {
    methodIdentifiers[entry.format("sighash")] = entry.selector.slice(2);
  });
  const contract = { id: 1, nodeType: "ContractDefinition", name, contractKind: "contract", nodes: [], src: "0:0:0" };
  return {
    abi,
    bytecode: { object: bytecode, linkReferences: {} },
    deployedBytecode: { object: deployedBytecode },
    methodIdentifiers,
    metadata: { compiler: { version: compiler.version } },
    ast: { id: 0, nodeType: "SourceUnit", absolutePath: source, nodes: [contract], src: "0:0:0" } as unknown as AstNode,
    id: 0,
  };
}

/** Compiles the sources with the lockfile's compiler; gives every contract that lies in them. */
function compile(
  pattern: string,
  settings: object,
  edit: (text: string) => string = (text) => text,
): (readonly [source: string, name: string, artifact: ForgeArtifact])[] {
  const read = (path: string) => edit(readFileSync(path, "utf8"));
  const own = globSync(pattern).map((path) => path.replaceAll("\\", "/"));
  const fields = ["abi", "metadata", "evm.bytecode.object", "evm.bytecode.linkReferences"];
  const wanted = [...fields, "evm.deployedBytecode.object", "evm.methodIdentifiers"];
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(own.map((path) => [path, { content: read(path) }])),
    settings: {
      ...settings,
      outputSelection: Object.fromEntries(own.map((path) => [path, { "": ["ast"], "*": wanted }])),
    },
  };
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path) => ({
        contents: /^(?:contracts|test)\//.test(path) ? read(path) : readFileSync(`node_modules/${path}`, "utf8"),
      }),
    }),
  ) as Output;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return own.flatMap((source) =>
    Object.entries(output.contracts?.[source] ?? {}).map(([name, { abi, metadata, evm }]) => {
      const { id, ast } = output.sources[source] as { readonly id: number; readonly ast: AstNode };
      const artifact: ForgeArtifact = {
        abi,
        bytecode: { object: `0x${evm.bytecode.object}`, linkReferences: evm.bytecode.linkReferences },
        deployedBytecode: { object: `0x${evm.deployedBytecode.object}` },
        methodIdentifiers: evm.methodIdentifiers,
        metadata: JSON.parse(metadata) as object,
        ast,
        id,
      };
      return [source, name, artifact] as const;
    }),
  );
}
