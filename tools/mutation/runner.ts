import {
  EdrContext,
  FsAccessPermission,
  L1_CHAIN_TYPE,
  l1SolidityTestRunnerFactory,
  type SolidityTestRunnerConfigArgs,
  type SuiteResult,
  TestStatus,
} from "@nomicfoundation/edr";
import compiler from "../../config/compiler.json" with { type: "json" };
import { LAYER_ZERO_BUILDS } from "../fuzz/profile.ts";
import type { Built } from "./compiler.ts";

/** Which tests a run consists of. */
export type Phase = keyof typeof PHASES;

/** A failed test as `Suite.test`. */
export interface Failure {
  readonly suite: string;
  readonly test: string;
  readonly reason: string;
}

/** What a run of tests came to. */
export interface Results {
  readonly count: number;
  readonly failures: readonly Failure[];
}

/** Runs Solidity tests in this process, as Hardhat does, from code in memory: every suite, or those of some names. */
export type Runner = (contracts: readonly Built[], phase: Phase, only?: ReadonlySet<string>) => Promise<Results>;

/** From the quickest to the slowest. */
export const PHASES = { units: /^test(?!Fuzz)/, fuzz: /^testFuzz/, invariants: /^invariant/ } as const;

/** What a phase leaves out, in the words of the engine, which knows no look-ahead. */
const EXCLUDED = { units: "^(testFuzz|invariant)", fuzz: "^(test[^F]|invariant)", invariants: "^test" } as const;

/** Fewer runs than `npm test` makes: what chance alone would kill counts as survived. */
const FUZZ_RUNS = 16;
const INVARIANTS = { runs: 4, depth: 16, failOnRevert: true };

/** A mutant that loops for ever runs out of gas, which fails its test. No test needs three quarters of this. */
const GAS_LIMIT = 1n << 30n;

/** Prepares EDR. */
export async function createRunner(): Promise<Runner> {
  const context = new EdrContext();
  await context.registerSolidityTestRunnerFactory(L1_CHAIN_TYPE, l1SolidityTestRunnerFactory());
  return async (contracts, phase, only) => {
    const suites = contracts.filter((contract) => isSuite(contract, phase) && (only?.has(contract.name) ?? true));
    const needed = contracts.filter((contract) => suites.includes(contract) || !isAnySuite(contract));
    const artifacts = needed.map(({ name, source, abi, bytecode, deployedBytecode }) => ({
      id: { name, source, solcVersion: compiler.version },
      contract: { abi, bytecode, deployedBytecode, linkReferences: {}, deployedLinkReferences: {} },
    }));
    const results = { count: 0, failures: [] as Failure[] };
    const ids = suites.map(({ name, source }) => ({ name, source, solcVersion: compiler.version }));
    const settings = configuration(phase);
    await new Promise<void>((resolve, reject) => {
      // The run may be over before its last suites have reported, so these are waited for.
      let pending = ids.length;
      if (pending === 0) resolve();
      const onSuite = ({ id, testResults }: SuiteResult) => {
        results.count += testResults.length;
        for (const { name, status, reason } of testResults) {
          if (status === TestStatus.Success) continue;
          const test = name.replace(/\(.*$/, "");
          results.failures.push({ suite: id.name, test, reason: reason ?? "" });
        }
        pending -= 1;
        if (pending === 0) resolve();
      };
      context
        .runSolidityTests(L1_CHAIN_TYPE, artifacts, ids, settings, { ignoreContracts: true }, onSuite)
        .catch(reject);
    });
    return results;
  };
}

/** Returns whether a contract has tests of a phase. */
export function isSuite({ source, abi }: Built, phase: Phase): boolean {
  return source.startsWith("test/") && functions(abi).some((name) => PHASES[phase].test(name));
}

/** Handing over a suite takes time even when it is not run. */
function isAnySuite(contract: Built): boolean {
  return (Object.keys(PHASES) as Phase[]).some((phase) => isSuite(contract, phase));
}

function configuration(phase: Phase): SolidityTestRunnerConfigArgs {
  return {
    projectRoot: process.cwd(),
    fsPermissions: [{ path: LAYER_ZERO_BUILDS, access: FsAccessPermission.ReadDirectory }],
    hardfork: "prague",
    gasLimit: GAS_LIMIT,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    fuzz: { runs: FUZZ_RUNS, seed: "0x6b677374" },
    invariant: INVARIANTS,
    excludeTestPattern: EXCLUDED[phase],
  };
}

const names = new Map<string, readonly string[]>();

function functions(abi: string): readonly string[] {
  let known = names.get(abi);
  if (known === undefined) {
    const entries = JSON.parse(abi) as readonly { readonly type: string; readonly name?: string }[];
    known = entries.flatMap(({ type, name }) => (type === "function" && name !== undefined ? [name] : []));
    names.set(abi, known);
  }
  return known;
}
