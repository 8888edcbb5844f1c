import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { EDGE, outputRules } from "./eslint-output.mjs";
import { roomZones } from "./eslint-rooms.mjs";

export default defineConfig(
  // The examples are projects of their own: `npm run test:consumer` checks them where the package is installed.
  globalIgnores([
    "artifacts/",
    "build/",
    "cache/",
    "coverage/",
    "examples/",
    "packages/*/dist/",
    "typechain-types/",
    ".venv/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [js.configs.recommended],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.cjs", "migrations/**/*.js"],
    languageOptions: { sourceType: "commonjs", globals: { artifacts: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "no-undef": "off",
      "no-nested-ternary": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off", // ethers' wallets are typed by shape
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["issuer/**/*.ts", "packages/**/*.ts", "scripts/**/*.ts", "tools/**/*.ts", "deploy/**/*.ts"],
    rules: { "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }] },
  },
  {
    // Chai asserts with property expressions, and contract methods are looked up by name.
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["issuer/**/*.ts", "scripts/**/*.ts", "tools/!(bench)/**/*.ts", "deploy/**/*.ts"],
    rules: outputRules,
  },
  ...roomZones(outputRules),
  { files: EDGE, rules: { "no-restricted-syntax": "off" } },
  prettier,
);
