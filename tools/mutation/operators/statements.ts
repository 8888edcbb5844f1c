import {
  defaultOf,
  type Edit,
  type Operator,
  replace,
  span,
  type Surroundings,
  type Syntax,
  typeOf,
} from "../syntax.ts";

/** A check that is not made: `require` and `revert` left out. */
export const check: Operator = (node, surroundings) =>
  node.nodeType === "RevertStatement" || isRequire(node) ? [instead("check", node, surroundings)] : [];

/** A statement left out: a call, an assignment, a step. */
export const deletion: Operator = (node, surroundings) => {
  if (node.nodeType !== "ExpressionStatement" || isRequire(node)) return [];
  const header = surroundings.ancestors.at(-1);
  const inHeader = header?.nodeType === "ForStatement" && header.body !== node;
  return [inHeader ? replace("statement", node, "") : instead("statement", node, surroundings)];
};

/** An event that is not emitted. */
export const event: Operator = (node, surroundings) =>
  node.nodeType === "EmitStatement" ? [instead("event", node, surroundings)] : [];

/** A variable that does not get its first value. */
export const initialisation: Operator = (node, { slice, text }) => {
  const [declared] = node.declarations ?? [];
  if (node.nodeType !== "VariableDeclarationStatement" || declared == null || node.initialValue == null) return [];
  if (node.declarations?.length !== 1 || /^(0|false)$/.test(text(node.initialValue))) return [];
  return [replace("initial value", node, slice(span(node).start, span(declared).end))];
};

/** A modifier left out. */
export const modifier: Operator = (node) =>
  node.nodeType === "ModifierInvocation" && node.kind === "modifierInvocation" ? [replace("modifier", node, "")] : [];

/** A return left out, truth turned round, and each returned value replaced by nothing. */
export const returned: Operator = (node, surroundings) => {
  const { declaration, text } = surroundings;
  if (node.nodeType !== "Return" || node.expression == null) return [];
  const { expression } = node;
  const types = declaration(node.functionReturnParameters)?.parameters?.map(typeOf) ?? [];
  const values = types.length > 1 ? (expression.components ?? []) : [expression];
  const edits: Edit[] = [instead("return value", node, surroundings)];
  values.forEach((value, index) => {
    const type = types[index] ?? "";
    const fallback = defaultOf(type);
    if (value === null || value.nodeType === "Literal" || fallback === text(value)) return;
    if (type === "bool") edits.push(replace("return value", value, "true"));
    if (fallback !== undefined && types.length > 1) edits.push(replace("return value", value, fallback));
  });
  // Leaving out `return 0` at a function's end changes nothing, and elsewhere the condition's mutants show the same.
  return expression.nodeType === "Literal" ? edits.slice(1) : edits;
};

/** `unchecked` left out, and set around a statement whose arithmetic was checked. */
export const unchecked: Operator = (node, surroundings) => {
  const { ancestors, text } = surroundings;
  if (node.nodeType === "UncheckedBlock") return [replace("unchecked", node, text(node).replace(/^unchecked\s*/, ""))];
  if (node.nodeType !== "ExpressionStatement" || ancestors.some(isUnchecked)) return [];
  const { expression } = node;
  const compound = expression?.nodeType === "Assignment" && /^[-+*]=$/.test(expression.operator ?? "");
  const sum = expression?.rightHandSide?.nodeType === "BinaryOperation" && expression.rightHandSide.operator === "+";
  return compound || sum ? [instead("unchecked", node, surroundings, `unchecked { ${text(node)}; }`)] : [];
};

/** Another statement, or an empty block, in place of a statement and of the semicolon that the tree leaves out. */
function instead(operator: string, node: Syntax, { slice }: Surroundings, replacement = "{}"): Edit {
  const { start, end } = span(node);
  return { operator, start, end: slice(end, end + 1) === ";" ? end + 1 : end, replacement };
}

function isUnchecked(node: Syntax): boolean {
  return node.nodeType === "UncheckedBlock";
}

function isRequire(node: Syntax): boolean {
  const call = node.nodeType === "ExpressionStatement" ? node.expression : undefined;
  return call?.nodeType === "FunctionCall" && call.expression?.name === "require";
}
