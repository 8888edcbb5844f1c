import { readFileSync } from "node:fs";
import { type AstNode, isContract, isFunction } from "../lib/solidity/ast.ts";
import type { Compilation } from "../lib/solidity/compilation.ts";

const LONGEST = 80;

/**
 * Names a place in a source without its line, so that an edit elsewhere does not change the name.
 * @param src - Its first byte and its length, as `start:length`.
 * @returns The contract, the function, and what stands there if it is not one of both, such as `Rescuing.rescue: transfer`.
 */
export function nameOfPlace(compilation: Compilation, file: string, src: string): string {
  const { nodes, fileOf } = compilation;
  const [start, length] = range(src);
  const holds = (node: AstNode): boolean => {
    const [from, size] = range(node.src);
    return fileOf(node) === file && from <= start && start + length <= from + size;
  };
  const holding = [...nodes.values()].filter(holds);
  const around = [...holding.filter(isContract), ...holding.filter(isFunction)].map(
    ({ name }) => name || "constructor",
  );
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
