/**
 * Whatever is said to a terminal, a log or a pipe passes through issuer/output/say.ts, which shows what cannot be seen:
 * a name from a file or a word of a node must not move the cursor, change a colour or hide a line.
 */
const SENTENCE = "Say it with issuer/output/say.ts: text from outside must not reach a terminal or a log raw.";

/** The edge itself: it writes, or asks what it writes to. */
export const EDGE = [
  "issuer/output/say.ts",
  "issuer/terminal/ask.ts",
  "issuer/terminal/guard.ts",
  "issuer/terminal/progress-line.ts",
  "issuer/terminal/turns.ts",
  "issuer/nodes/log-terminal.ts",
];

/** A refusal may be thrown by the TRON library, which knows nothing of operators. */
const EVERY_REFUSAL =
  "Ask asOperatorError() or isRefusal() of issuer/errors.ts: the TRON library has errors of its own.";

const STREAM = "/^(stdout|stderr)$/";

/** @type {import("eslint").Linter.RulesRecord} */
export const outputRules = {
  "no-restricted-syntax": [
    "error",
    ...[
      "Identifier[name='console']:not(MemberExpression > Identifier.property):not(Property > Identifier.key)",
      "MemberExpression[property.name='console']",
      `MemberExpression[object.name='process'][property.name=${STREAM}]`,
      `MemberExpression[object.name='process'][property.value=${STREAM}]`,
      `VariableDeclarator[init.name='process'] Property[key.name=${STREAM}]`,
      "CallExpression:matches([callee.name=/^(write|writev|append)(File)?(Sync)?$/], [callee.property.name=/^(write|writev|append)(File)?(Sync)?$/]) > Literal.arguments:first-child[raw=/^[12]$/]",
      "CallExpression:matches([callee.name=/^(write|append|createWrite)/], [callee.property.name=/^(write|append|createWrite)/]) > Literal.arguments:first-child[value=/^.dev.(std(out|err)|tty|fd)/]",
    ].map((selector) => ({ selector, message: SENTENCE })),
    { selector: "BinaryExpression[operator='instanceof'][right.name='OperatorError']", message: EVERY_REFUSAL },
  ],
  "no-restricted-imports": [
    "error",
    { paths: ["console", "node:console", "process", "node:process"].map((name) => ({ name, message: SENTENCE })) },
  ],
};
