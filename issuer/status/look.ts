import { setTimeout as sleep } from "node:timers/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../coin/build.ts";
import { openOne } from "../coin/open-each.ts";
import { type Opening, beginToOpen } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import { forOneAnswer, withPatience } from "../../packages/tron/nodes/time-limit.ts";
import { type ChainStatus, readStatus } from "./read.ts";

/** What is looked at. */
export interface LookOptions {
  readonly coin: string;
  /** See `chooseNetworks`. */
  readonly networks: string;
  /** Milliseconds that each network gets altogether. */
  readonly patience: number;
}

/**
 * Reads a coin on several networks, each from the first connection on to an end of its own: one that is dead, slow or has no
 * deployment neither ends nor delays what is shown of the others.
 * @throws OperatorError `NOT_DEPLOYED` if it is deployed on none of them, `NETWORKS_MIXED`, and those of the coin's file.
 */
export async function lookAtEach(
  hre: HardhatRuntimeEnvironment,
  { coin, networks, patience }: LookOptions,
): Promise<ChainStatus[]> {
  await buildContracts(hre); // on nobody's time
  const look = async (): Promise<ChainStatus[]> => {
    const openings = await beginToOpen(hre, { coin, networks });
    return Promise.all(openings.map((opening) => inTime(opening, patience)));
  };
  const statuses = await withPatience(patience, () => forOneAnswer(look));
  const refusals = statuses.map(({ refusal }) => refusal);
  const [first] = refusals;
  if (first != null && refusals.every((refusal) => refusal?.code === "NOT_DEPLOYED")) {
    throw new OperatorError(first.code, first.message);
  }
  return statuses;
}

/** Returns a network's end, or a refusal once its time is over. Whatever still comes of it then is nobody's. */
async function inTime(opening: Opening, patience: number): Promise<ChainStatus> {
  const { desired } = opening;
  const over = new AbortController();
  const late = sleep(patience, undefined, { signal: over.signal }).then((): ChainStatus => {
    const message = `${desired.network.name} was not read within ${Math.round(patience / 1_000)} seconds.`;
    return { desired, facts: null, refusal: { code: "CHAIN_UNREACHABLE", message } };
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([lookAtOne(opening), late]);
  } finally {
    over.abort();
  }
}

async function lookAtOne(opening: Opening): Promise<ChainStatus> {
  const opened = await openOne(opening);
  try {
    return await readStatus(opened, Math.floor(Date.now() / 1_000));
  } finally {
    await opened.coin?.close();
  }
}
