import {
  EdrContext,
  L1_CHAIN_TYPE,
  l1SolidityTestRunnerFactory,
  type SolidityTestRunnerConfigArgs,
  TestStatus,
} from "@nomicfoundation/edr";
import compiler from "../../config/compiler.json" with { type: "json" };
import type { Built } from "./compiler.ts";

/** Which tests a run consists of: all but the invariants, or the invariants. */
export type Phase = "tests" | "invariants";

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

/** Fewer runs than `npm test` makes: what chance alone would kill counts as survived. */
const FUZZ_RUNS = 32;
const INVARIANTS = { runs: 8, depth: 24, failOnRevert: true };

/** A mutant that loops for ever runs out of gas, which fails its test. No test needs a tenth of this. */
const GAS_LIMIT = 1n << 30n;

/** Prepares EDR. */
export async function createRunner(): Promise<Runner> {
  const context = new EdrContext();
  await context.registerSolidityTestRunnerFactory(L1_CHAIN_TYPE, l1SolidityTestRunnerFactory());
  return async (contracts, phase, only) => {
    const artifacts = contracts.map(({ name, source, abi, bytecode, deployedBytecode }) => ({
      id: { name, source, solcVersion: compiler.version },
      contract: { abi, bytecode, deployedBytecode, linkReferences: {}, deployedLinkReferences: {} },
    }));
    const suites = contracts.filter((contract) => isSuite(contract, phase) && (only?.has(contract.name) ?? true));
    const results = { count: 0, failures: [] as Failure[] };
    await context.runSolidityTests(
      L1_CHAIN_TYPE,
      artifacts,
      suites.map(({ name, source }) => ({ name, source, solcVersion: compiler.version })),
      configuration(phase),
      { ignoreContracts: true },
      ({ id, testResults }) => {
        results.count += testResults.length;
        for (const { name, status, reason } of testResults) {
          if (status === TestStatus.Success) continue;
          const test = name.replace(/\(.*$/, "");
          results.failures.push({ suite: id.name, test, reason: reason ?? "" });
        }
      },
    );
    return results;
  };
}

/** Whether a contract has tests of a phase. */
export function isSuite({ source, abi }: Built, phase: Phase): boolean {
  const wanted = phase === "tests" ? /^test/ : /^invariant/;
  return source.startsWith("test/") && functions(abi).some((name) => wanted.test(name));
}

function configuration(phase: Phase): SolidityTestRunnerConfigArgs {
  return {
    projectRoot: process.cwd(),
    hardfork: "prague",
    gasLimit: GAS_LIMIT,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    fuzz: { runs: FUZZ_RUNS, seed: "0x6b677374" },
    invariant: INVARIANTS,
    excludeTestPattern: phase === "tests" ? "^invariant" : "^test",
  };
}

function functions(abi: string): string[] {
  const entries = JSON.parse(abi) as readonly { readonly type: string; readonly name?: string }[];
  return entries.flatMap(({ type, name }) => (type === "function" && name !== undefined ? [name] : []));
}
