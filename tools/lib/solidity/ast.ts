/** The parts of solc's syntax tree that this repository's checks read. */
export interface AstNode {
  readonly id: number;
  readonly nodeType: string;
  /** `start:length:file`, in bytes. */
  readonly src: string;
  readonly documentation?: { readonly text?: string } | null;
}

/** An expression that names a declaration. */
export interface Reference extends AstNode {
  readonly referencedDeclaration?: number | null;
}

/** `expression.memberName`. */
export interface MemberAccess extends Reference {
  readonly expression: Reference & { readonly name?: string };
  readonly memberName: string;
}

/** A parameter or a variable. */
export interface Variable extends AstNode {
  readonly name: string;
  readonly typeDescriptions: { readonly typeString: string };
}

/** A list of parameters. */
export interface ParameterList {
  readonly parameters: readonly Variable[];
}

/** A modifier as a function uses it. */
export interface ModifierInvocation extends AstNode {
  readonly modifierName: Reference & { readonly name: string };
  readonly arguments?: readonly AstNode[];
}

/** A function or a constructor. */
export interface FunctionNode extends AstNode {
  readonly nodeType: "FunctionDefinition";
  readonly name: string;
  readonly kind: string;
  readonly visibility: string;
  readonly stateMutability: string;
  readonly implemented: boolean;
  readonly virtual: boolean;
  readonly functionSelector?: string;
  readonly parameters: ParameterList;
  readonly modifiers: readonly ModifierInvocation[];
  readonly baseFunctions?: readonly number[];
  readonly scope: number;
}

/** A custom error. */
export interface ErrorNode extends AstNode {
  readonly nodeType: "ErrorDefinition";
  readonly name: string;
  readonly errorSelector: string;
  readonly parameters: ParameterList;
}

/** A struct. */
export interface StructNode extends AstNode {
  readonly nodeType: "StructDefinition";
  readonly name: string;
  readonly canonicalName: string;
}

/** A contract, an interface or a library. */
export interface ContractNode extends AstNode {
  readonly nodeType: "ContractDefinition";
  readonly name: string;
  readonly contractKind: "contract" | "interface" | "library";
  readonly abstract: boolean;
  /** Itself first, then its bases from the most derived on. */
  readonly linearizedBaseContracts: readonly number[];
  readonly nodes: readonly AstNode[];
}

/** Narrows to a function. */
export function isFunction(node: AstNode | undefined): node is FunctionNode {
  return node?.nodeType === "FunctionDefinition";
}

/** Narrows to a custom error. */
export function isError(node: AstNode | undefined): node is ErrorNode {
  return node?.nodeType === "ErrorDefinition";
}

/** Narrows to a struct. */
export function isStruct(node: AstNode | undefined): node is StructNode {
  return node?.nodeType === "StructDefinition";
}

/** Narrows to a contract. */
export function isContract(node: AstNode | undefined): node is ContractNode {
  return node?.nodeType === "ContractDefinition";
}

/** Calls `visit` for a node and for everything inside it. */
export function walk(node: unknown, visit: (node: AstNode) => void): void {
  if (Array.isArray(node)) {
    for (const entry of node) walk(entry, visit);
  } else if (typeof node === "object" && node !== null) {
    if ("nodeType" in node) visit(node as AstNode);
    for (const value of Object.values(node)) if (typeof value === "object") walk(value, visit);
  }
}

/** A NatSpec text by tags; a tag that occurs twice has its texts joined by a line break. */
export function natspec(node: AstNode): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const text = node.documentation?.text ?? "";
  for (const part of text.split(/(?:^|\n)\s*(?=@)/)) {
    const tag = /^@(\S+)/.exec(part)?.[1];
    const key = tag ?? "notice";
    const sentence = part
      .slice(tag === undefined ? 0 : tag.length + 1)
      .replace(/\s+/g, " ")
      .trim();
    if (sentence === "" && tag === undefined) continue;
    const before = tags.get(key);
    tags.set(key, before === undefined ? sentence : `${before}\n${sentence}`);
  }
  return tags;
}
