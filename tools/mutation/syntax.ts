import type { AstNode } from "../lib/solidity/ast.ts";

/** A node of solc's syntax tree with the fields the operators read. Which are present depends on `nodeType`. */
export interface Syntax extends AstNode {
  readonly name?: string;
  readonly kind?: string;
  readonly visibility?: string;
  readonly operator?: string;
  readonly value?: string | null;
  readonly memberName?: string;
  readonly constant?: boolean;
  readonly scope?: number;
  readonly referencedDeclaration?: number | null;
  readonly functionReturnParameters?: number;
  readonly typeDescriptions?: { readonly typeString?: string | null };
  readonly expression?: Syntax | null;
  readonly leftExpression?: Syntax;
  readonly rightExpression?: Syntax;
  readonly leftHandSide?: Syntax;
  readonly rightHandSide?: Syntax;
  readonly subExpression?: Syntax;
  readonly condition?: Syntax | null;
  readonly initialValue?: Syntax | null;
  readonly initializationExpression?: Syntax | null;
  readonly loopExpression?: Syntax | null;
  readonly body?: Syntax | null;
  readonly trueBody?: Syntax | null;
  readonly arguments?: readonly Syntax[] | null;
  readonly components?: readonly (Syntax | null)[];
  readonly members?: readonly Syntax[];
  readonly statements?: readonly Syntax[];
  readonly declarations?: readonly (Syntax | null)[];
  readonly parameters?: readonly Syntax[];
  readonly nodes?: readonly Syntax[];
  readonly linearizedBaseContracts?: readonly number[];
}

/** One replacement of a piece of source text. Positions are bytes, as the compiler counts them. */
export interface Edit {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** What an operator may ask about the node it is shown. */
export interface Surroundings {
  /** From the source unit down to the node's parent. */
  readonly ancestors: readonly Syntax[];
  /** A declaration by its id. */
  readonly declaration: (id: number | null | undefined) => Syntax | undefined;
  /** Selectors of all functions of deployed contracts that come to a function. */
  readonly selectorsOf: (definition: Syntax) => readonly string[];
  /** The text of a node. */
  readonly text: (node: Syntax) => string;
  /** The text between two positions. */
  readonly slice: (start: number, end: number) => string;
}

/** A mutation operator: every change it can make at one node. */
export type Operator = (node: Syntax, surroundings: Surroundings) => readonly Edit[];

/** Where a node begins and ends. */
export function span(node: AstNode): { readonly start: number; readonly end: number } {
  const [start = 0, length = 0] = node.src.split(":").map(Number);
  return { start, end: start + length };
}

/** Replaces a whole node. */
export function replace(operator: string, node: Syntax, replacement: string): Edit {
  return { operator, ...span(node), replacement };
}

/** The type of an expression, with literals under the type they stand for. */
export function typeOf(node: Syntax): string {
  const type = node.typeDescriptions?.typeString ?? "";
  if (type.startsWith("int_const")) return "uint256";
  if (type.startsWith("literal_string")) return "string memory";
  return type.replace(/ storage pointer$/, " storage ref");
}

/** The expression that a type begins with, or undefined for a type that has no short one. */
export function defaultOf(type: string): string | undefined {
  if (type === "bool") return "false";
  if (/^u?int\d*$/.test(type)) return "0";
  if (type === "address" || /^bytes\d+$/.test(type)) return `${type}(0)`;
  if (type === "string memory" || type === "string") return '""';
  return undefined;
}
