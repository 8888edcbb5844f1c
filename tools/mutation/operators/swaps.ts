import { type Edit, type Operator, replace, span, type Surroundings, type Syntax, typeOf } from "../syntax.ts";

/** Functions whose arguments can be swapped without a difference. */
const COMMUTATIVE = new Set(["min", "max", "saturatingAdd"]);

/** Two neighbours of one type change places: arguments of calls, events and errors, and the parts of a tuple. */
export const argumentsSwapped: Operator = (node, surroundings) => {
  const call = node.nodeType === "FunctionCall" || node.nodeType === "ModifierInvocation";
  const parts = node.nodeType === "TupleExpression" ? node.components : undefined;
  const list = call ? node.arguments : parts;
  if (list == null || COMMUTATIVE.has(node.expression?.memberName ?? "")) return [];
  const values = list.filter((value) => value !== null);
  const edits: Edit[] = [];
  values.forEach((left, index) => {
    const right = values.slice(index + 1).find((other) => typeOf(other) === typeOf(left));
    if (right === undefined || surroundings.text(left) === surroundings.text(right)) return;
    edits.push(exchange(left, right, surroundings));
  });
  return edits;
};

/** A constant in place of another of its type and place: roles, scopes, type hashes. */
export const constant: Operator = (node, { declaration, ancestors, text }) => {
  if (node.nodeType === "MemberAccess") return ofLibrary(node, declaration, text);
  if (node.nodeType !== "Identifier") return [];
  const named = declaration(node.referencedDeclaration);
  if (named?.nodeType !== "VariableDeclaration" || named.constant !== true) return [];
  if (ancestors.some(({ id }) => id === named.id)) return [];
  if (named.name === "DEFAULT_ADMIN_ROLE") return someRole(node, ancestors, declaration);
  const next = following(named, declaration(named.scope)?.nodes ?? [], ({ constant: fixed }) => fixed === true);
  return next === undefined ? [] : [replace("constant", node, next)];
};

/** `Library.CONSTANT`, by the next constant of the library. */
function ofLibrary(
  node: Syntax,
  declaration: Surroundings["declaration"],
  text: Surroundings["text"],
): readonly Edit[] {
  const named = declaration(node.referencedDeclaration);
  if (named?.nodeType !== "VariableDeclaration" || named.constant !== true || node.expression == null) return [];
  const next = following(named, declaration(named.scope)?.nodes ?? [], ({ constant: fixed }) => fixed === true);
  return next === undefined ? [] : [replace("constant", node, `${text(node.expression)}.${next}`)];
}

/** A field of a struct in place of another of its type. */
export const field: Operator = (node, { declaration, text }) => {
  if (node.nodeType !== "MemberAccess") return [];
  const named = declaration(node.referencedDeclaration);
  const struct = declaration(named?.scope);
  if (named?.nodeType !== "VariableDeclaration" || struct?.nodeType !== "StructDefinition") return [];
  const next = following(named, struct.members ?? [], () => true);
  if (next === undefined || node.expression == null) return [];
  return [replace("field", node, `${text(node.expression)}.${next}`)];
};

/** The default admin's role is OpenZeppelin's, so its neighbours are not roles: the first role of the contract's lineage. */
function someRole(
  node: Syntax,
  ancestors: readonly Syntax[],
  declaration: Surroundings["declaration"],
): readonly Edit[] {
  const contract = ancestors.find(({ nodeType }) => nodeType === "ContractDefinition");
  const roles = (contract?.linearizedBaseContracts ?? [])
    .flatMap((id) => declaration(id)?.nodes ?? [])
    .filter(({ constant: fixed, name = "" }) => fixed === true && /_ROLE$/.test(name) && name !== "DEFAULT_ADMIN_ROLE");
  const [role] = roles;
  return role?.name === undefined ? [] : [replace("constant", node, role.name)];
}

/** The name of the next declaration of the same type, after the last again the first. */
function following(named: Syntax, among: readonly Syntax[], eligible: (node: Syntax) => boolean): string | undefined {
  const alike = among.filter(
    (node) => node.nodeType === "VariableDeclaration" && eligible(node) && typeOf(node) === typeOf(named),
  );
  const position = alike.findIndex(({ id }) => id === named.id);
  const next = alike[(position + 1) % alike.length];
  return position < 0 || next === named ? undefined : next?.name;
}

function exchange(left: Syntax, right: Syntax, { text, slice }: Surroundings): Edit {
  const { start } = span(left);
  const { end } = span(right);
  const replacement = text(right) + slice(span(left).end, span(right).start) + text(left);
  return { operator: "swapped values", start, end, replacement };
}
