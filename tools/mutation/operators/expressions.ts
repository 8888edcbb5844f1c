import { type Edit, type Operator, replace, span, type Surroundings, type Syntax } from "../syntax.ts";

const RELATIONAL: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "<<": ">>",
  ">>": "<<",
};
const BITWISE: Readonly<Record<string, string>> = { "&": "|", "|": "&", "^": "&" };
const CONNECTIVES: Readonly<Record<string, string>> = { "&&": "||", "||": "&&" };
const ASSIGNMENTS: Readonly<Record<string, readonly string[]>> = {
  "+=": ["=", "-="],
  "-=": ["=", "+="],
  "|=": ["=", "&="],
  "&=": ["=", "|="],
};
const STEPS: Readonly<Record<string, string>> = { "++": "--", "--": "++" };

/** Boundaries moved by one, and the comparison turned round. */
export const relational: Operator = (node, surroundings) =>
  binary(node, surroundings, "relational", RELATIONAL[node.operator ?? ""] ?? []);

/** The opposite operation; `++` and `--` as well. */
export const arithmetic: Operator = (node, surroundings) => {
  if (node.nodeType === "UnaryOperation") {
    const step = STEPS[node.operator ?? ""];
    const text = surroundings.text(node);
    return step === undefined ? [] : [replace("arithmetic", node, text.replace(node.operator ?? "", step))];
  }
  return binary(node, surroundings, "arithmetic", listed(ARITHMETIC[node.operator ?? ""]));
};

/** `&` for `|` and the other way round, one side left out, and a complement left out. */
export const bitwise: Operator = (node, surroundings) => {
  if (node.nodeType === "UnaryOperation" && node.operator === "~" && node.subExpression !== undefined) {
    return [replace("bitwise", node, surroundings.text(node.subExpression))];
  }
  const other = BITWISE[node.operator ?? ""];
  if (node.nodeType !== "BinaryOperation" || other === undefined) return [];
  return [...binary(node, surroundings, "bitwise", [other]), ...sides(node, surroundings, "bitwise")];
};

/** `&&` for `||` and the other way round, and one side left out. */
export const connective: Operator = (node, surroundings) => {
  const other = CONNECTIVES[node.operator ?? ""];
  if (node.nodeType !== "BinaryOperation" || other === undefined) return [];
  return [...binary(node, surroundings, "connective", [other]), ...sides(node, surroundings, "connective")];
};

/** A decision that always falls the same way. */
export const condition: Operator = (node) => {
  if (!["IfStatement", "Conditional", "ForStatement", "WhileStatement"].includes(node.nodeType)) return [];
  if (node.condition == null) return [];
  const loop = node.nodeType.endsWith("ForStatement") || node.nodeType === "WhileStatement";
  const answers = loop ? ["false"] : ["true", "false"];
  const asked = node.condition;
  return answers.map((answer) => replace("condition", asked, answer));
};

/** A negation left out, and a plain requirement turned round. */
export const negation: Operator = (node, { ancestors, text }) => {
  if (node.nodeType === "UnaryOperation" && node.operator === "!" && node.subExpression !== undefined) {
    return [replace("negation", node, text(node.subExpression))];
  }
  const parent = ancestors.at(-1);
  const required = parent?.nodeType === "FunctionCall" && parent.expression?.name === "require";
  if (!required || parent.arguments?.[0] !== node) return [];
  const plain = !["BinaryOperation", "UnaryOperation", "TupleExpression"].includes(node.nodeType);
  return plain ? [replace("negation", node, `!${text(node)}`)] : [];
};

/** Numbers one up and one down, truth turned round, other text; the largest number of a type one down. */
export const literal: Operator = (node, { text, slice }) => {
  const original = text(node);
  if (node.nodeType === "MemberAccess" && node.memberName === "max" && original.startsWith("type(")) {
    return [replace("literal", node, `(${original} - 1)`)];
  }
  if (node.nodeType !== "Literal") return [];
  if (node.kind === "bool") return [replace("literal", node, original === "true" ? "false" : "true")];
  if (node.kind === "string") return [replace("literal", node, `${original.slice(0, -1)}x"`)];
  if (node.kind === "hexString") return [replace("literal", node, 'hex"00"')];
  const [number = ""] = /^[0-9a-fA-Fx_]+/.exec(original) ?? [];
  const { start } = span(node);
  const end = start + number.length;
  const value = BigInt(slice(start, end).replaceAll("_", ""));
  const neighbours = value === 0n || number.length > 20 ? [value + 1n] : [value + 1n, value - 1n];
  return neighbours.map((neighbour) => {
    const replacement = number.startsWith("0x")
      ? `0x${neighbour.toString(16).padStart(number.length - 2, "0")}`
      : String(neighbour);
    return { operator: "literal", start, end, replacement };
  });
};

/** A compound assignment that forgets the old value or goes the other way. */
export const assignment: Operator = (node, surroundings) => {
  if (node.nodeType !== "Assignment" || node.leftHandSide === undefined || node.rightHandSide === undefined) return [];
  return between(node.leftHandSide, node.rightHandSide, node.operator ?? "", surroundings).flatMap((position) =>
    (ASSIGNMENTS[node.operator ?? ""] ?? []).map((replacement) => ({
      operator: "assignment",
      ...position,
      replacement,
    })),
  );
};

function listed(other: string | undefined): readonly string[] {
  return other === undefined ? [] : [other];
}

function binary(node: Syntax, surroundings: Surroundings, operator: string, others: readonly string[]): Edit[] {
  if (node.nodeType !== "BinaryOperation") return [];
  if (node.leftExpression === undefined || node.rightExpression === undefined) return [];
  const positions = between(node.leftExpression, node.rightExpression, node.operator ?? "", surroundings);
  return positions.flatMap((position) => others.map((replacement) => ({ operator, ...position, replacement })));
}

function sides(node: Syntax, { text }: Surroundings, operator: string): Edit[] {
  return [node.leftExpression, node.rightExpression].flatMap((side) =>
    side === undefined ? [] : [replace(operator, node, text(side))],
  );
}

/** Where the sign between two operands stands. */
function between(left: Syntax, right: Syntax, sign: string, { slice }: Surroundings) {
  const from = span(left).end;
  const gap = slice(from, span(right).start);
  const offset = gap.indexOf(sign);
  return offset < 0 ? [] : [{ start: from + offset, end: from + offset + sign.length }];
}
