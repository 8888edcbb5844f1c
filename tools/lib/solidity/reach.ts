import {
  type AstNode,
  type ContractNode,
  type ErrorNode,
  type FunctionNode,
  isContract,
  isError,
  isFunction,
  type MemberAccess,
  type ModifierInvocation,
  type Reference,
  walk,
} from "./ast.ts";
import type { Compilation } from "./compilation.ts";

/** What a function can come to, through every internal call, modifier and library function. */
export interface Reach {
  readonly functions: ReadonlySet<FunctionNode>;
  readonly modifiers: readonly ModifierInvocation[];
  readonly errors: ReadonlySet<ErrorNode>;
  /** Names of the events that are emitted anywhere on the way. */
  readonly events: ReadonlySet<string>;
}

/**
 * Follows the calls of a function of a deployed contract. Virtual functions and `super` are resolved in that contract's
 * linearization, as the compiler does; both branches of every condition count.
 * @param options - `ownCalls`: whether calls of the contract from outside itself are followed too; they have a `msg.sig` of
 * their own.
 */
export function reach(
  compilation: Compilation,
  deployed: ContractNode,
  entry: FunctionNode,
  { ownCalls = true }: { readonly ownCalls?: boolean } = {},
): Reach {
  const { nodes } = compilation;
  const resolve = resolver(nodes, deployed.linearizedBaseContracts);
  const visited = new Set<AstNode>();
  const functions = new Set<FunctionNode>();
  const modifiers: ModifierInvocation[] = [];
  const errors = new Set<ErrorNode>();
  const events = new Set<string>();
  const named = new Set<AstNode>();
  enter(entry);
  return { functions, modifiers, errors, events };

  function enter(root: AstNode): void {
    if (visited.has(root)) return;
    visited.add(root);
    if (isFunction(root)) functions.add(root);
    walk(root, (node) => {
      if (node.nodeType === "EmitStatement") events.add(eventName(nodes, node));
      if (node.nodeType === "ModifierInvocation") modifiers.push(node as ModifierInvocation);
      if (isSelector(node)) named.add(node.expression);
      if (named.has(node)) return; // a selector names a function, and does not call it
      if (!ownCalls && isOfAddress(node)) return;
      const target = nodes.get((node as Reference).referencedDeclaration ?? -1);
      if (isError(target)) errors.add(target);
      else if (isFunction(target)) enter(resolve(target, node, root));
      else if (target?.nodeType === "ModifierDefinition") enter(target);
    });
  }
}

/** Finds the function that a call means in a contract with this linearization. */
function resolver(
  nodes: Compilation["nodes"],
  lineage: readonly number[],
): (target: FunctionNode, reference: AstNode, caller: AstNode) => FunctionNode {
  return resolve;

  function resolve(target: FunctionNode, reference: AstNode, caller: AstNode): FunctionNode {
    if (!lineage.includes(target.scope)) return target; // a library's, a free function, another contract's interface
    if (reference.nodeType === "MemberAccess") {
      const { expression } = reference as MemberAccess;
      if (expression.name === "super") {
        return implementation(target, lineage.indexOf((caller as FunctionNode).scope) + 1);
      }
      const base = nodes.get(expression.referencedDeclaration ?? -1);
      if (isContract(base) && base.contractKind !== "interface") return target; // `Base.f()`
    }
    return implementation(target, 0);
  }

  /** The first contract of the lineage, from an index on, that implements the function. */
  function implementation(target: FunctionNode, from: number): FunctionNode {
    for (const id of lineage.slice(from)) {
      const contract = nodes.get(id);
      if (!isContract(contract)) continue;
      const found = contract.nodes.find(
        (node): node is FunctionNode => isFunction(node) && node.implemented && signature(node) === signature(target),
      );
      if (found !== undefined) return found;
    }
    return target;
  }
}

/** Functions that can be called from outside and may change state, by selector, in the form that runs when deployed. */
export function entryPoints(compilation: Compilation, deployed: ContractNode): FunctionNode[] {
  return externalFunctions(compilation, deployed).filter(
    ({ stateMutability }) => stateMutability === "nonpayable" || stateMutability === "payable",
  );
}

/** Every function that can be called from outside, in the form that runs when deployed, sorted by name. */
export function externalFunctions({ nodes }: Compilation, deployed: ContractNode): FunctionNode[] {
  const found = new Map<string, FunctionNode>();
  for (const id of deployed.linearizedBaseContracts) {
    const contract = nodes.get(id);
    if (!isContract(contract)) continue;
    for (const node of contract.nodes) {
      if (!isFunction(node) || !node.implemented || node.functionSelector === undefined) continue;
      if (!found.has(node.functionSelector)) found.set(node.functionSelector, node);
    }
  }
  return [...found.values()].sort((a, b) => compareText(signature(a), signature(b)));
}

/** Name and parameter types, such as `burn(uint256,bytes32)`. */
export function signature({ name, parameters }: FunctionNode | ErrorNode): string {
  return `${name}(${parameters.parameters.map(({ typeDescriptions }) => plainType(typeDescriptions.typeString)).join(",")})`;
}

/** Order of texts by code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function eventName(nodes: ReadonlyMap<number, AstNode>, statement: AstNode): string {
  const { eventCall } = statement as AstNode & { readonly eventCall: { readonly expression: Reference } };
  const event = nodes.get(eventCall.expression.referencedDeclaration ?? -1) as { readonly name?: string } | undefined;
  return event?.name ?? "";
}

function plainType(type: string): string {
  return type.replace(/ (?:memory|calldata|storage)(?: \w+)*$/, "").replace(/^(?:struct|contract|enum) /, "");
}

/** `IERC3009(address(this)).f` or `this.f`: a call from outside. */
function isOfAddress(node: AstNode): boolean {
  if (node.nodeType !== "MemberAccess") return false;
  const { kind, name } = (node as MemberAccess).expression as Reference & {
    readonly kind?: string;
    readonly name?: string;
  };
  return kind === "typeConversion" || name === "this";
}

function isSelector(node: AstNode): node is MemberAccess {
  return node.nodeType === "MemberAccess" && (node as { readonly memberName?: string }).memberName === "selector";
}
