import type { SolidityHooks } from "hardhat/types/hooks";

/** Stops at promoted warnings, and hands artifacts on in a fixed order. */
export default (): Promise<Partial<SolidityHooks>> =>
  Promise.resolve({
    invokeSolc: async (context, compiler, input, config, next) => {
      const output = await next(context, compiler, input, config);
      if (context.globalOptions.coverage) return output;
      for (const error of output.errors ?? []) {
        if (error.severity === "error" && error.type === "Warning") error.type = "Error";
      }
      return output;
    },
    processArtifactsAfterSuccessfulBuild: (_context, artifactPaths) => {
      (artifactPaths as string[]).sort();
      return Promise.resolve();
    },
  });
