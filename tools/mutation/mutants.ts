import { createHash } from "node:crypto";
import type { AstNode } from "../lib/solidity/ast.ts";
import { analyse, type Compilation, DEPLOYABLES, type Target } from "../lib/solidity/compilation.ts";
import { externalFunctions, reach } from "../lib/solidity/reach.ts";
import * as expressions from "./operators/expressions.ts";
import * as hidden from "./operators/hidden.ts";
import * as statements from "./operators/statements.ts";
import * as swaps from "./operators/swaps.ts";
import { type Edit, type Operator, span, type Syntax } from "./syntax.ts";

/** One small change to one file of contracts/. */
export interface Mutant {
  /** Ten hex digits from place and change. It stays the same while the function around it changes. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** `Contract.function`, or `Contract` for what stands outside a function. */
  readonly place: string;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
}

const OPERATORS: readonly Operator[] = [
  ...Object.values(expressions),
  ...Object.values(statements),
  ...Object.values(swaps),
  ...Object.values(hidden),
];

/**
 * Every mutant of contracts/, in the order of the files. Interfaces have no bodies and so no mutants.
 * @param deployed - The contracts whose functions count as ways into shared code.
 */
export function generate(compilation: Compilation = analyse(), deployed: readonly Target[] = DEPLOYABLES): Mutant[] {
  const files = Object.keys(compilation.output.sources).filter(
    (file) => file.startsWith("contracts/") && !file.startsWith("contracts/interfaces/"),
  );
  const entrances = entrancesOf(compilation, deployed);
  return files.sort().flatMap((file) => ofFile(file, compilation, entrances));
}

/** A file's text with a mutant in it. */
export function mutate(text: string, { start, end, after }: Pick<Mutant, "start" | "end" | "after">): string {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(after), bytes.subarray(end)]).toString("utf8");
}

/** By which selectors each function can be come to, over all deployed contracts. */
function entrancesOf(compilation: Compilation, targets: readonly Target[]): ReadonlyMap<AstNode, readonly string[]> {
  const found = new Map<AstNode, Set<string>>();
  for (const target of targets) {
    const deployed = compilation.contract(target);
    for (const entry of externalFunctions(compilation, deployed)) {
      for (const inner of reach(compilation, deployed, entry, { ownCalls: false }).functions) {
        const selectors = found.get(inner) ?? new Set();
        found.set(inner, selectors.add(entry.functionSelector ?? ""));
      }
    }
  }
  return new Map([...found].map(([inner, selectors]) => [inner, [...selectors].sort()]));
}

function ofFile(file: string, compilation: Compilation, entrances: ReadonlyMap<AstNode, readonly string[]>): Mutant[] {
  const unit = compilation.output.sources[file]?.ast as Syntax;
  // The source unit begins at its licence, which is at zero.
  const bytes = Buffer.from(
    compilation.textOf({ ...unit, src: `0:${span(unit).end}:${unit.src.split(":")[2] ?? ""}` }),
  );
  const slice = (start: number, end: number) => bytes.subarray(start, end).toString("utf8");
  const text = (node: Syntax) => slice(span(node).start, span(node).end);
  const declaration = (id: number | null | undefined) => compilation.nodes.get(id ?? -1) as Syntax | undefined;
  const selectorsOf = (definition: Syntax) => entrances.get(definition) ?? [];
  const mutants: Mutant[] = [];
  const seen = new Set<string>();
  const ordinals = new Map<string, number>();
  visit(unit, []);
  return mutants.sort((left, right) => left.start - right.start || left.end - right.end);

  function visit(node: Syntax, ancestors: readonly Syntax[]): void {
    if (node.nodeType === "ContractDefinition" && node.kind === "interface") return;
    if (isMutable(node, ancestors)) {
      for (const operator of OPERATORS) {
        for (const edit of operator(node, { ancestors, declaration, selectorsOf, text, slice })) add(edit, ancestors);
      }
    }
    for (const child of children(node)) visit(child, [...ancestors, node]);
  }

  function add({ operator, start, end, replacement }: Edit, ancestors: readonly Syntax[]): void {
    const before = slice(start, end);
    const key = `${start}:${end}:${replacement}`;
    if (before === replacement || seen.has(key)) return;
    seen.add(key);
    const place = ancestors
      .filter(
        ({ nodeType }) => /^(Contract|Function|Modifier|VariableD)/.test(nodeType) && !/Invocation$/.test(nodeType),
      )
      .map(({ name, kind }) => (name === "" ? kind : name))
      .slice(0, 2)
      .join(".");
    const identity = [file, place, operator, before, replacement].join("\n");
    const ordinal = ordinals.get(identity) ?? 0;
    ordinals.set(identity, ordinal + 1);
    const id = createHash("sha256").update(`${identity}\n${ordinal}`).digest("hex").slice(0, 10);
    const line = slice(0, start).split("\n").length;
    mutants.push({ id, file, line, place, operator, before, after: replacement, start, end });
  }
}

/** Bodies, modifiers and values count; types, names and documentation do not. */
function isMutable(node: Syntax, ancestors: readonly Syntax[]): boolean {
  if (!ancestors.some(({ nodeType }) => nodeType === "ContractDefinition")) return false;
  return (
    !ancestors.some(
      ({ nodeType }) => /TypeName$/.test(nodeType) || nodeType === "OverrideSpecifier" || nodeType === "InlineAssembly",
    ) && node.nodeType !== "InheritanceSpecifier"
  );
}

function children(node: Syntax): Syntax[] {
  return Object.entries(node)
    .filter(([key]) => key !== "documentation")
    .flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Syntax => typeof value === "object" && value !== null && "nodeType" in value)
    .sort((left: AstNode, right: AstNode) => span(left).start - span(right).start);
}
