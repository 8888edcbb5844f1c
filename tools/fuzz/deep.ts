/**
 * The campaigns of docs/audit/invariants.md for as long as it takes to make a million calls: `npm run fuzz:deep`.
 * Options, after `--`:
 *
 *     --seed N     where chance begins; without it a new one is drawn and printed
 *     --runs N     runs of each campaign
 *     --depth N    acts of each run
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { Interface } from "ethers";
import selectors from "../../docs/audit/snapshots/selectors.json" with { type: "json" };
import { type Figures, readFigures, total } from "./figures.ts";
import { say } from "../../issuer/output/say.ts";

/** Where hardhat.config.ts lets the campaigns write. */
const RECORDS = "cache/fuzz-records";
const TESTS = ["test/solidity/invariants/Life.t.sol", "test/solidity/invariants/Chains.t.sol"];
const CAMPAIGNS = 3;
/** Every how many calls all properties are asked; what an act itself breaks is noted with it and found then. */
const INTERVAL = "8";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: "1650" },
    depth: { type: "string", default: "256" },
  },
});
const seed = whole("seed", values.seed ?? String(randomInt(2 ** 32)));
const [runs, depth] = [whole("runs", values.runs), whole("depth", values.depth)];

say(`seed ${seed}: ${runs} runs of ${depth} acts in ${CAMPAIGNS} campaigns`);
rmSync(RECORDS, { recursive: true, force: true });
mkdirSync(RECORDS, { recursive: true });
const started = Date.now();
const code = await campaign();
const seconds = Math.round((Date.now() - started) / 1000);

const figures = readFigures(RECORDS, Number(runs));
for (const [name, sums] of figures) say(`${name}: ${describe(sums)}`);
const sums = total(figures.values());
for (const [error, count] of [...sums.refusals].sort(([, one], [, two]) => two - one)) {
  say(`    refused ${count} times: ${errorName(error)}`);
}
const complete = code === 0 && figures.size === CAMPAIGNS;
say(
  `fuzz:deep: ${complete ? "all hold" : "FAILED"}; seed ${seed}, ${describe(sums)} ` +
    `by ${sums.refusals.size} errors, ${properties()} properties, ${seconds} s`,
);
process.exitCode = complete ? 0 : 1;

/** Runs the campaigns and nothing else, with what Hardhat prints. */
function campaign(): Promise<number> {
  const child = spawn("hardhat", ["test", "solidity", ...TESTS, "--test-profile", "deep", "--grep", "invariant_"], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      FUZZ_RECORD: RECORDS,
      FUZZ_INTERVAL: INTERVAL,
      FUZZ_SEED: seed.toString(),
      FUZZ_RUNS: runs.toString(),
      FUZZ_DEPTH: depth.toString(),
    },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (status) => {
      resolve(status ?? 1);
    });
  });
}

function describe({ runs, calls, successes, refusals }: Figures): string {
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  const [all, done, not] = [calls, successes, refused].map((count) => count.toLocaleString("en-US"));
  return `${runs} runs, ${all ?? ""} calls, ${done ?? ""} succeeded, ${not ?? ""} refused`;
}

/** How many properties the campaigns ask. */
function properties(): number {
  const sources = globSync("test/solidity/invariants/**/*.sol").map((path) => readFileSync(path, "utf8"));
  return sources.flatMap((text) => [...text.matchAll(/_note\(\s*\w+,\s*property_/g)]).length;
}

/** The error behind a selector, in words. */
function errorName(selector: string): string {
  for (const contract of Object.values(selectors)) {
    for (const [name, found] of Object.entries("errors" in contract ? contract.errors : {})) {
      if (found === selector) return name;
    }
  }
  // What stray tokens answer is in no contract of this repository.
  const known = new Interface(["error ERC20InsufficientBalance(address,uint256,uint256)"]);
  return known.getError(selector)?.format() ?? selector;
}

function whole(name: string, text: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new Error(`--${name} takes a whole number, not "${text}".`);
}
