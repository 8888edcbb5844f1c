import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonFragment } from "ethers";
import type { CompilationJob, CompilerOutput } from "hardhat/types/solidity";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/** ABI and creation code of a contract in tools/bench/contracts, by its name. */
export type Compiled = (name: string) => { readonly abi: readonly JsonFragment[]; readonly bytecode: string };

/**
 * Compiles tools/bench/contracts with the compiler and settings of contracts/. They are not sources of the project: no artifact
 * is written, so that they appear neither among the typings nor in the scope of an audit. The compiler's output is cached
 * by its input.
 */
export async function compilePeers(hre: HardhatRuntimeEnvironment): Promise<Compiled> {
  const sources = globSync("tools/bench/contracts/*.sol", { cwd: hre.config.paths.root }).sort();
  const jobs = await hre.solidity.getCompilationJobs(
    sources.map((source) => join(hre.config.paths.root, source)),
    { quiet: true, force: true, isolated: false },
  );
  if (!jobs.success) throw new Error(`tools/bench/contracts: ${jobs.formattedReason}`);
  const outputs: CompilerOutput[] = [];
  for (const job of new Set(jobs.compilationJobsPerFile.values())) outputs.push(await run(hre, job));
  return (name) => {
    for (const contracts of outputs.flatMap((output) => Object.values(output.contracts ?? {}))) {
      const contract = contracts[name];
      const bytecode = contract?.evm?.bytecode?.object ?? "";
      if (contract !== undefined && bytecode !== "") {
        return { abi: contract.abi as JsonFragment[], bytecode: `0x${bytecode}` };
      }
    }
    throw new Error(`tools/bench/contracts has no deployable contract ${name}`);
  };
}

async function run(hre: HardhatRuntimeEnvironment, job: CompilationJob): Promise<CompilerOutput> {
  const folder = join(hre.config.paths.cache, "bench");
  const cached = join(folder, `${await job.getBuildId()}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8")) as CompilerOutput;
  const { output } = await hre.solidity.runCompilationJob(job, { quiet: true });
  const errors = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (errors.length !== 0)
    throw new Error(errors.map(({ message, formattedMessage }) => formattedMessage ?? message).join("\n"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(cached, JSON.stringify(output));
  return output;
}
