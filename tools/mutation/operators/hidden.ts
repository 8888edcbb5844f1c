import { type Edit, type Operator, replace, span, type Surroundings, type Syntax } from "../syntax.ts";

/*
 * Faults as somebody would hide them: a rule that is there and holds almost always. Coverage sees it, and so does every test
 * that does not try the one case.
 */

/** Values that a rule might quietly let pass, and the comparisons of a number that each of them meets in any case. */
const SENTINELS = [
  ["zero", () => "0", /^(<=|== 0$)/],
  ["one", () => "1", /^!= 0$/],
  ["the maximum", (type: string) => `type(${type}).max`, /^(>=|!= 0$)/],
] as const;

/** A rule that lets nothing, dust, or "unlimited" pass. */
export const sentinel: Operator = (node, surroundings) => {
  const rule = ruleOf(node);
  if (rule === undefined) return [];
  return parametersIn(rule.condition, surroundings).flatMap(({ name, type }) =>
    SENTINELS.filter(([, , met]) => !met.test(comparisonOf(name, rule.condition, surroundings))).map(([what, value]) =>
      weakened(`sentinel: ${what}`, rule, `${name} == ${value(type)}`, surroundings),
    ),
  );
};

/** A rule in shared code that holds for some of the functions that come to it: one overload, the single form, one plane. */
export const entrance: Operator = (node, surroundings) => {
  const rule = ruleOf(node);
  const enclosing = surroundings.ancestors.findLast(({ nodeType }) => nodeType === "FunctionDefinition");
  const selectors = enclosing === undefined ? [] : surroundings.selectorsOf(enclosing);
  if (rule === undefined || selectors.length < 2) return [];
  return selectors.map((selector) => weakened("entrance", rule, `msg.sig == 0x${selector}`, surroundings));
};

/** A loop that stops after sixteen rounds. */
export const longBatch: Operator = (node, { text }) => {
  const { condition, initializationExpression } = node;
  const [counter] = initializationExpression?.declarations ?? [];
  if (node.nodeType !== "ForStatement" || condition == null || counter?.name === undefined) return [];
  return [replace("long batch", condition, `(${text(condition)}) && ${counter.name} < 16`)];
};

/** A step of a loop that is taken only where the same round also meets a condition of another step. */
export const borrowedCondition: Operator = (node, surroundings) => {
  const { ancestors, slice, text } = surroundings;
  const block = ancestors.at(-1);
  const loop = ancestors.at(-2)?.nodeType;
  if (node.nodeType !== "ExpressionStatement" || block?.nodeType !== "Block") return [];
  if (loop !== "ForStatement" && loop !== "WhileStatement") return [];
  return (block.statements ?? []).flatMap((other): Edit[] => {
    if (other.nodeType !== "IfStatement" || other.condition == null || other === node) return [];
    const { start, end } = span(node);
    const whole = slice(end, end + 1) === ";" ? end + 1 : end;
    return [
      {
        operator: "borrowed condition",
        start,
        end: whole,
        replacement: `if (${text(other.condition)}) ${text(node)};`,
      },
    ];
  });
};

/** A rule of a statement: what `require(…)` demands, or on what `if (…) revert …` refuses. */
interface Rule {
  readonly condition: Syntax;
  readonly refuses: boolean;
}

function ruleOf(node: Syntax): Rule | undefined {
  const call = node.nodeType === "ExpressionStatement" ? node.expression : undefined;
  const [demand] =
    call?.nodeType === "FunctionCall" && call.expression?.name === "require" ? (call.arguments ?? []) : [];
  if (demand !== undefined) return { condition: demand, refuses: false };
  const reverts = node.nodeType === "IfStatement" && node.trueBody?.nodeType === "RevertStatement";
  return reverts && node.condition != null ? { condition: node.condition, refuses: true } : undefined;
}

function weakened(operator: string, { condition, refuses }: Rule, unless: string, { text }: Surroundings): Edit {
  const rule = text(condition);
  return replace(operator, condition, refuses ? `!(${unless}) && (${rule})` : `${unless} || (${rule})`);
}

/** What a name is compared with if a rule is one comparison of it: `!= 0` of `amount != 0`. */
function comparisonOf(name: string, { nodeType, operator, ...sides }: Syntax, { text }: Surroundings): string {
  const { leftExpression: left, rightExpression: right } = sides;
  if (nodeType !== "BinaryOperation" || left?.name !== name || right === undefined) return "";
  return `${operator ?? ""} ${text(right)}`;
}

/** The unsigned parameters of the function that stand in an expression. */
function parametersIn(
  expression: Syntax,
  { ancestors, declaration }: Surroundings,
): { readonly name: string; readonly type: string }[] {
  const enclosing = ancestors.findLast(({ nodeType }) => nodeType === "FunctionDefinition");
  const found = new Map<string, string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { nodeType, name, referencedDeclaration } = node as Syntax;
    const declared = nodeType === "Identifier" ? declaration(referencedDeclaration) : undefined;
    const type = declared?.typeDescriptions?.typeString ?? "";
    if (declared?.scope === enclosing?.id && name !== undefined && /^uint\d+$/.test(type)) found.set(name, type);
    for (const value of Object.values(node)) visit(value);
  };
  visit(expression);
  return [...found].map(([name, type]) => ({ name, type }));
}
