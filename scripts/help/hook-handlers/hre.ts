import type { HardhatRuntimeEnvironmentHooks } from "hardhat/types/hooks";
import { say } from "../../../issuer/output/say.ts";
import { asksForHelp, helpLines } from "../help.ts";

/** Hardhat lists all tasks by name and offers no other order, so its list is not reached. */
export default (): Promise<Partial<HardhatRuntimeEnvironmentHooks>> =>
  Promise.resolve({
    created: (_context, hre): Promise<void> => {
      const [, program = "", ...words] = process.argv;
      if (!/\bhardhat(?:$|[/\\.])/.test(program) || !asksForHelp(words)) return Promise.resolve();
      say(...helpLines(hre.tasks.rootTasks, hre.config.plugins));
      process.exit(0);
    },
  });
