/**
 * The documents that are made from the code: `npm run docs` writes them, `npm run docs -- --check` compares. Either fails
 * when the code does not say what a document needs.
 */
import { globSync } from "node:fs";
import { writeOrCompare } from "../lib/generated.ts";
import { analyse } from "../lib/solidity/compilation.ts";
import { abiModules } from "../package/abi.ts";
import { deploymentLists } from "../package/deployments.ts";
import { errorList } from "../package/errors.ts";
import { vectorFiles } from "../package/vectors.ts";
import { accessControl } from "./access-control.ts";
import { contractReference } from "./api-contracts.ts";
import { packageReference } from "./api-package.ts";
import { errors } from "./errors.ts";
import { guards } from "./guards.ts";
import { scope } from "./scope.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const check = process.argv.includes("--check");
const compilation = analyse();
const documents = [
  accessControl(compilation),
  errors(compilation),
  scope(compilation),
  guards(),
  errorList(compilation),
  ...deploymentLists(),
  ...abiModules(compilation),
  ...vectorFiles(),
  contractReference(compilation),
  ...(await packageReference()),
];
const problems = documents.flatMap((document) => document.problems);
for (const problem of problems) sayAside(problem);

const made = new Map(documents.map(({ path, content }) => [path, content]));
const stale = globSync("{docs/integration/api,test/vectors,packages/integration/generated}/**/*.{md,json,ts}")
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !made.has(path));
const { differing, count } = writeOrCompare(made, stale, check);
if (check && differing.length > 0) sayAside("docs: run `npm run docs` and commit the result.");
say(`docs: ${count} documents, ${differing.length} ${check ? "differ" : "changed"}, ${problems.length} problems`);
process.exitCode = problems.length > 0 || (check && differing.length > 0) ? 1 : 0;
