import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { telling } from "../lib/telling.ts";

/**
 * Compiles on all processors, Hardhat would leave one idle; and says that it goes on where Hardhat's own sign of it, which
 * turns on a terminal, cannot be seen.
 */
export const toldBuild: HardhatPlugin = {
  id: "told-build",
  hookHandlers: {
    solidity: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            build: (context, roots, options, next) =>
              next(context, roots, { concurrency: availableParallelism(), ...options }),
            invokeSolc: (context, compiler, input, config, next) => {
              const work = (): ReturnType<typeof next> => next(context, compiler, input, config);
              const isTurning = isatty(1) && process.env.TERM !== "dumb";
              return isTurning ? work() : telling(`Compiling ${Object.keys(input.sources).length} sources`, work);
            },
          }),
      }),
  },
};
