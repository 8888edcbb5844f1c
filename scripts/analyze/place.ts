import { readFileSync } from "node:fs";
import type { AstNode } from "../lib/solidity/ast.ts";
import type { Compilation } from "../lib/solidity/compilation.ts";

const LONGEST = 80;

/** What a place in a source can lie in, from the outside to the inside. */
const AROUND = ["ContractDefinition", "FunctionDefinition"] as const;

/**
 * Names a place in a source without its line, so that an edit elsewhere does not change the name.
 * @param src Its first byte and its length, as `start:length`.
 * @returns The contract, the function, and what stands there if it is not one of both, such as `Rescuing.rescue: transfer`.
 */
export function nameOfPlace(compilation: Compilation, file: string, src: string): string {
  const { nodes, fileOf } = compilation;
  const [start, length] = range(src);
  const around = AROUND.flatMap((type) =>
    [...nodes.values()].filter((node) => {
      if (node.nodeType !== type || fileOf(node) !== file) return false;
      const [from, size] = range(node.src);
      return from <= start && start + length <= from + size;
    }),
  ).map((node) => (node as AstNode & { readonly name: string; readonly kind?: string }).name || "constructor");
  const text =
    readFileSync(file)
      .subarray(start, start + length)
      .toString("utf8")
      .split("\n", 1)[0] ?? "";
  const what = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const where = around.join(".");
  return what === around.at(-1) ? where : `${where}: ${what}`;
}

function range(src: string): [number, number] {
  const [start, length] = src.split(":").map(Number);
  return [start ?? 0, length ?? 0];
}
