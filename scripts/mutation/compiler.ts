import { createRequire } from "node:module";
import compiler from "../../config/compiler.json" with { type: "json" };
import { closure, type Sources } from "./sources.ts";

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
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
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
 * @param roots The sources whose contracts are wanted.
 * @param optimizer Optimized code is asked for only to see whether two sources make the same.
 */
export function compile(sources: Sources, roots: readonly string[], optimizer = false): Outcome {
  solc ??= createRequire(import.meta.url)("solc") as Solc;
  const { evmVersion, metadata } = compiler.settings;
  const needed = [...closure(sources, roots)];
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(needed.map((path) => [path, { content: sources.get(path) }])),
    settings: {
      evmVersion,
      metadata,
      optimizer: { enabled: optimizer, runs: compiler.settings.optimizer.runs },
      outputSelection: Object.fromEntries(roots.map((root) => [root, { "*": SELECTION }])),
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  const refusal = output.errors?.find(({ severity }) => severity === "error");
  if (refusal !== undefined) return { refusal: refusal.formattedMessage };
  const built = roots.flatMap((source) =>
    Object.entries(output.contracts?.[source] ?? {}).map(([name, { abi, evm }]) => ({
      name,
      source,
      abi: JSON.stringify(abi),
      bytecode: `0x${evm.bytecode.object}`,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
    })),
  );
  return { built: built.filter(({ bytecode }) => bytecode !== "0x") };
}
