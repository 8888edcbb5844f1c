import { getAddress } from "ethers";
import type { At } from "../chains/final-state.ts";
import type { ReportFile } from "../reports/report-file.ts";
import { orNull, showUnits } from "./compare-chain.ts";
import type { Comparison } from "./compared.ts";
import type { Observation } from "./observation.ts";
import type { Readable } from "./observe.ts";
import type { Verdict } from "./rules.ts";

/** The books of one bridge over all chains. */
interface Books {
  readonly burned: bigint;
  readonly minted: bigint;
}

/**
 * Compares each bridge that a file counts with its books at the blocks that the file names, and finds those with books that
 * the file leaves out.
 */
export async function compareBridges(
  file: ReportFile,
  coins: readonly Readable[],
  { chains }: Observation,
): Promise<Comparison> {
  const { bridges } = file.workings;
  const named = bridges.flatMap((entry) => entry.bridges.map((bridge) => getAddress(bridge)));
  const known = chains.flatMap((chain) => chain.bridges.map(({ bridge }) => bridge));
  const all = [...new Set([...named, ...known])];
  const then = new Map<string, Books>();
  for (const bridge of all) {
    const books = await booksThen(bridge, file, coins);
    if (books === null) {
      const why = "a node no longer serves the state of the block that the file names";
      return { verdicts: [], unchecked: [{ what: "what was on its way over bridges", why }] };
    }
    then.set(bridge, books);
  }
  const verdicts = bridges.map((entry): Verdict => {
    const own = entry.bridges.map((bridge) => then.get(getAddress(bridge)) ?? NONE);
    const burned = own.reduce((total, books) => total + books.burned, 0n);
    const minted = own.reduce((total, books) => total + books.minted, 0n);
    const open = burned > minted ? burned - minted : 0n;
    const found = [burned, minted, open].map(String);
    return {
      code: "REPORT_FILE_INVALID",
      rule: `the books of bridge ${entry.bridges.join(" ")} are as the file says`,
      holds: [entry.burned.units, entry.minted.units, entry.inFlight.units].join() === found.join(),
      detail: `${showUnits(file, burned)} burned, ${showUnits(file, minted)} minted on the chains, ${showUnits(file, entry.inFlight.units)} on its way in the file`,
    };
  });
  const missing = all.filter((bridge) => {
    const { burned, minted } = then.get(bridge) ?? NONE;
    return (burned > 0n || minted > 0n) && !named.includes(bridge);
  });
  const twice = named.filter((bridge, index) => named.indexOf(bridge) !== index);
  verdicts.push({
    code: "REPORT_FILE_INVALID",
    rule: "the file counts every bridge once",
    holds: missing.length === 0 && twice.length === 0,
    detail:
      [...missing.map((bridge) => `not ${bridge}`), ...twice.map((bridge) => `${bridge} twice`)].join(", ") ||
      "it does",
  });
  return { verdicts, unchecked: [] };
}

const NONE: Books = { burned: 0n, minted: 0n };

/** Returns what a bridge had burned and minted at the file's blocks; null if a node no longer knows. */
async function booksThen(bridge: string, { workings }: ReportFile, coins: readonly Readable[]): Promise<Books | null> {
  let [burned, minted] = [0n, 0n];
  for (const { network, block } of workings.chains) {
    const coin = coins.find(({ desired }) => desired.network.name === network);
    if (coin === undefined || block === null) continue;
    const at: At = { blockTag: block.number };
    const books = await orNull(coin.contracts.token.bridgeBooks(bridge, at));
    if (books === null) return null;
    minted += books[0];
    burned += books[1];
  }
  return { burned, minted };
}
