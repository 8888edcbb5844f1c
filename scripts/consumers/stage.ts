import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { toBase58 } from "../../tron/address.ts";
import type { Cast } from "../demo/scenes.ts";
import { REPORT_FILE, SCENES } from "../demo/scenes.ts";
import { World } from "../demo/world.ts";
import { developmentWallets } from "../lib/engine/keys.ts";
import { readReportFile } from "../lib/reports/reserve-report.ts";

/** Both embedded chains with the coin on them, money issued, and the settings with which an example finds all that. */
export interface ConsumerStage {
  readonly world: World;
  readonly cast: Cast;
  /** Environment variables of `examples/README.md`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Development accounts without a role: Aida, who was issued the money, Bakyt and the shop. */
const PEOPLE = { KGST_PAYER_KEY: 17, KGST_PAYEE_KEY: 18, KGST_RELAYER_KEY: 19 } as const;

/** Starts both chains, deploys the coin, posts a reserve report and issues money to the payer. */
export async function openStage(hre: HardhatRuntimeEnvironment): Promise<ConsumerStage> {
  const { validFrom } = await readReportFile(REPORT_FILE);
  const world = await World.open(hre, validFrom, false);
  try {
    const cast: Cast = {
      bnb: await world.deploy(world.bnb, undefined),
      tron: await world.deploy(world.tron, undefined),
    };
    for (const scene of SCENES.slice(0, 2)) await scene.play(cast, () => undefined);
    const tokens = await Promise.all([cast.bnb, cast.tron].map(({ contracts }) => contracts.token.getAddress()));
    const keys = Object.entries(PEOPLE).map(([name, index]) => [name, developmentWallets()[index]?.privateKey ?? ""]);
    const settings = {
      KGST_BNB_RPC: world.bnb.url,
      KGST_BNB_CHAIN_ID: String(await cast.bnb.coin.chain.chainId()),
      KGST_BNB_TOKEN: tokens[0] ?? "",
      KGST_TRON_URL: world.tron.url,
      KGST_TRON_TOKEN: toBase58(tokens[1] ?? ""),
      ...(Object.fromEntries(keys) as Record<string, string>),
    };
    return { world, cast, settings };
  } catch (error) {
    await world.close();
    throw error;
  }
}
