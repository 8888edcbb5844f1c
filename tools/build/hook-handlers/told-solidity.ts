import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import type { SolidityHooks } from "hardhat/types/hooks";
import type { CompilerInput } from "hardhat/types/solidity";
import { telling } from "../../lib/telling.ts";

/** Uses all processors, asks for what is used, and says that it goes on. */
export default (): Promise<Partial<SolidityHooks>> =>
  Promise.resolve({
    build: (context, roots, options, next) => next(context, roots, { concurrency: availableParallelism(), ...options }),
    invokeSolc: (context, compiler, input, config, next) => {
      const work = (): ReturnType<typeof next> => next(context, compiler, ownCodeOf(input), config);
      const isTurning = isatty(1) && process.env.TERM !== "dumb";
      return isTurning ? work() : telling(`Compiling ${Object.keys(input.sources).length} sources`, work);
    },
  });

/**
 * The same input with code asked for the project's own contracts only. Hardhat asks for that of every dependency as well,
 * and throws it away; OpenZeppelin's timelock alone takes longer than ours. What a contract inherits or creates is in its
 * own code, whatever is asked for.
 */
function ownCodeOf(input: CompilerInput): CompilerInput {
  const { "*": everywhere, ...selected } = input.settings.outputSelection;
  if (everywhere === undefined) return input;
  const files = Object.keys(input.sources);
  const outputSelection = Object.fromEntries(
    files.map((file) => [file, file.startsWith("npm/") ? pick(everywhere, "") : everywhere]),
  );
  return { ...input, settings: { ...input.settings, outputSelection: { ...outputSelection, ...selected } } };
}

function pick<T>(of: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(of).filter(([key]) => key === name));
}
