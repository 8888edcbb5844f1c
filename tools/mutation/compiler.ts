import { createRequire } from "node:module";
import compiler from "../../config/compiler.json" with { type: "json" };
import { closure, redirectImports, type Sources } from "./sources.ts";

/** One compiled contract: where it stands, its interface, the code that creates it and the code that stays. */
export interface Built {
  readonly name: string;
  readonly source: string;
  readonly abi: string;
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

/** What the compiler says: contracts, or why there are none. */
export type Outcome = { readonly built: readonly Built[] } | { readonly refusal: string };

interface Solc {
  readonly compile: (input: string) => string;
}

interface Output {
  readonly errors?: readonly {
    readonly severity: string;
    readonly formattedMessage: string;
    readonly sourceLocation?: { readonly file: string };
  }[];
  readonly contracts?: Record<
    string,
    Record<string, { readonly abi: unknown; readonly evm: Record<"bytecode" | "deployedBytecode", Code> }>
  >;
}

interface Code {
  readonly object: string;
}

const SELECTION = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"];

let solc: Solc | undefined;

/**
 * Compiles some sources, quickly: no optimizer and no IR pipeline, as the build compiles the tests. The language is the
 * same, so a mutant means the same.
 * @param roots - The sources whose contracts are wanted.
 * @param optimizer - Optimized code is asked for only to see whether two sources make the same.
 */
export function compile(sources: Sources, roots: readonly string[], optimizer = false): Outcome {
  const needed = new Map([...closure(sources, roots)].map((path) => [path, sources.get(path) ?? ""]));
  const { errors, contracts } = invoke(needed, roots, optimizer);
  const refusal = errors[0];
  return refusal === undefined ? { built: collect(contracts, roots, "") } : { refusal: refusal.formattedMessage };
}

/**
 * Compiles several versions of one file in one go: what depends on the file is copied for each version, everything else
 * is parsed and analysed once for all. That takes half the time.
 * @param versions - The file's texts.
 */
export function compileVersions(
  sources: Sources,
  roots: readonly string[],
  file: string,
  versions: readonly string[],
): Outcome[] {
  const all = [...closure(sources, roots)];
  const copied = new Set(all.filter((path) => closure(sources, [path]).has(file)));
  const outcomes = new Map<number, Outcome>();
  for (;;) {
    const open = versions.flatMap((_, index) => (outcomes.has(index) ? [] : [index]));
    if (open.length === 0) return versions.map((_, index) => outcomes.get(index) ?? { refusal: "" });
    const shared = all.filter((path) => !copied.has(path));
    const needed = new Map(shared.map((path) => [path, sources.get(path) ?? ""]));
    for (const index of open) {
      for (const path of copied) {
        const text = path === file ? versions[index] : sources.get(path);
        needed.set(prefix(index) + path, redirectImports(path, text ?? "", copied, prefix(index)));
      }
    }
    const targets = open.flatMap((index) => roots.map((root) => prefix(index) + root));
    const { errors, contracts } = invoke(needed, targets, false);
    for (const index of open) {
      const own = errors.find(({ sourceLocation }) => sourceLocation?.file.startsWith(prefix(index)));
      if (own !== undefined) outcomes.set(index, { refusal: own.formattedMessage });
      else if (errors.length === 0) outcomes.set(index, { built: collect(contracts, roots, prefix(index)) });
    }
    if (errors.length > 0 && open.every((index) => !outcomes.has(index))) {
      throw new Error(`${file}: ${errors[0]?.formattedMessage ?? ""}`);
    }
  }
}

function prefix(index: number): string {
  return `version${index}/`;
}

function invoke(sources: Sources, roots: readonly string[], optimizer: boolean) {
  solc ??= createRequire(import.meta.url)("solc") as Solc;
  const { evmVersion, metadata } = compiler.settings;
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([...sources].map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion,
      metadata,
      optimizer: { enabled: optimizer, runs: compiler.settings.optimizer.runs },
      outputSelection: Object.fromEntries(roots.map((root) => [root, { "*": SELECTION }])),
    },
  };
  const { errors = [], contracts = {} } = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  return { errors: errors.filter(({ severity }) => severity === "error"), contracts };
}

function collect(contracts: NonNullable<Output["contracts"]>, roots: readonly string[], before: string): Built[] {
  const built = roots.flatMap((source) =>
    Object.entries(contracts[before + source] ?? {}).map(([name, { abi, evm }]) => ({
      name,
      source,
      abi: JSON.stringify(abi),
      bytecode: `0x${evm.bytecode.object}`,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
    })),
  );
  return built.filter(({ bytecode }) => bytecode !== "0x");
}
