import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { sayAside } from "../output/say.ts";

const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 300;

const builds = new WeakMap<HardhatRuntimeEnvironment, Promise<void>>();

/**
 * Builds the contracts, once in a process. Several tasks may start at the same moment, such as a scheduled mint and an
 * emergency pause; Hardhat's builds then take the file of their cache from each other, so a build that lost it tries again.
 * The first build of a clone takes long, and says so.
 */
export function buildContracts(hre: HardhatRuntimeEnvironment): Promise<void> {
  const known = builds.get(hre);
  if (known !== undefined) return known;
  if (!existsSync(join(hre.config.paths.artifacts, "contracts"))) {
    sayAside("Compiling the contracts, this first time only; it may take some minutes ...");
  }
  const build = attempt(hre, ATTEMPTS);
  builds.set(hre, build);
  build.catch(() => builds.delete(hre));
  return build;
}

async function attempt(hre: HardhatRuntimeEnvironment, left: number): Promise<void> {
  try {
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  } catch (error) {
    if (left <= 1 || !(error instanceof Error) || !error.message.includes("compile-cache")) throw error;
    await sleep(PAUSE_MILLISECONDS * Math.random());
    await attempt(hre, left - 1);
  }
}
