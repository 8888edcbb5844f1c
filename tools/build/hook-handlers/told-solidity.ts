import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import type { SolidityHooks } from "hardhat/types/hooks";
import { telling } from "../../lib/telling.ts";

/** Uses all processors, and says that it goes on. */
export default (): Promise<Partial<SolidityHooks>> =>
  Promise.resolve({
    build: (context, roots, options, next) => next(context, roots, { concurrency: availableParallelism(), ...options }),
    invokeSolc: (context, compiler, input, config, next) => {
      const work = (): ReturnType<typeof next> => next(context, compiler, input, config);
      const isTurning = isatty(1) && process.env.TERM !== "dumb";
      return isTurning ? work() : telling(`Compiling ${Object.keys(input.sources).length} sources`, work);
    },
  });
