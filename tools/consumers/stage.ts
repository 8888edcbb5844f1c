import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Cast } from "../../scripts/demo/cast.ts";
import { REPORT_FILE, SCENES } from "../../scripts/demo/scenes.ts";
import { World } from "../../scripts/demo/world.ts";
import { readWrittenReport } from "../../issuer/reports/report-file.ts";
import { exampleSettings } from "../../scripts/demo/example-settings.ts";

/** Both embedded chains with the coin on them, money issued, and the settings with which an example finds all that. */
export interface ConsumerStage {
  readonly world: World;
  readonly cast: Cast;
  /** Environment variables of `examples/README.md`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts both chains, deploys the coin, posts a reserve report and issues money to the payer. */
export async function openStage(hre: HardhatRuntimeEnvironment): Promise<ConsumerStage> {
  const { validFrom } = readWrittenReport(REPORT_FILE);
  const world = await World.open(hre, validFrom, false);
  try {
    const cast = await world.deploy();
    for (const scene of SCENES.slice(0, 2)) await scene.play(cast, () => undefined);
    return { world, cast, settings: await exampleSettings(world, cast) };
  } catch (error) {
    await world.close();
    throw error;
  }
}
