import type { CoinContracts } from "../coin/connect.ts";
import { revertName } from "../chains/reasons.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { LayerZeroTarget } from "../coin-file/resolve.ts";
import type { Drift, LiveState } from "./state-comparison.ts";

/** What must be the same on every chain of an environment, for one report to hold on all of them. */
const EQUAL_EVERYWHERE = [
  "attestations.tokenId",
  "attestations.decimals",
  "attestations.maximumWindow",
  "attestations.maximumAge",
  "attestations.attestors",
  "attestations.threshold",
  "attestations.signing",
  "token.name",
  "token.symbol",
  "token.currency",
  "token.decimals",
] as const;

/** One chain's part of what all chains have together. */
export interface Outstanding {
  readonly supply: bigint;
  /** Number of the latest report that this chain has accepted; 0 for none. */
  readonly sequence: bigint;
  /** What that report says is in reserve. */
  readonly reserves: bigint;
  /** Digests of accepted reports by number, the latest ones. */
  readonly digests: ReadonlyMap<bigint, string>;
  /** What was minted under the report that the token used last, and this chain's share of it. */
  readonly window: { readonly sequence: bigint; readonly minted: bigint; readonly mintable: bigint };
}

/** One chain as it was read. */
export interface VerifiedChain {
  readonly network: string;
  readonly state: LiveState;
  readonly outstanding: Outstanding;
  /** Where holders can move the coin from here; null if nowhere. */
  readonly layerzero: LayerZeroTarget | null;
}

/** Reports that are compared between chains: one that is late by more is reported by `status`. */
const REPORTS = 8n;

/** Reads what belongs together over all chains. */
export async function readOutstanding({ token, attestations }: CoinContracts): Promise<Outstanding> {
  const [sequence, [used, minted], supply] = await Promise.all([
    attestations.latestSequence(),
    token.mintedInWindow(),
    token.totalSupply(),
  ]);
  const first = sequence > REPORTS ? sequence - REPORTS + 1n : 1n;
  const numbers = Array.from({ length: Number(sequence - first + 1n) }, (_, index) => sequence - BigInt(index));
  const reports = await Promise.all(numbers.map((number) => readReport(attestations, number)));
  const found = numbers.flatMap((number, index) => {
    const report = reports[index];
    return report == null ? [] : [[number, report] as const];
  });
  const known = new Map(found);
  return {
    ...{ supply, sequence, reserves: known.get(sequence)?.reserves ?? 0n },
    digests: new Map(found.map(([number, { digest }]) => [number, digest])),
    window: { sequence: used, minted, mintable: known.get(used)?.mintable ?? 0n },
  };
}

/** Numbers may be left out: such a report is unknown. */
async function readReport(
  attestations: CoinContracts["attestations"],
  sequence: bigint,
): Promise<{ digest: string; reserves: bigint; mintable: bigint } | null> {
  try {
    const { digest, reserves, mintable } = await attestations.report(sequence);
    return { digest, reserves, mintable };
  } catch (error) {
    if (revertName(error) === "ReportUnknown") return null;
    throw error;
  }
}

/**
 * Compares the chains with each other: what must be equal on all of them, the reports they have accepted, and the sum of
 * their supplies against the latest report that any of them has. Pure.
 * @returns Number of lines that were compared, and the differences.
 */
export function compareChains(
  chains: readonly VerifiedChain[],
  decimals: number,
): { readonly checked: number; readonly drifts: readonly Drift[] } {
  const ends = routeEnds(chains);
  const drifts = [
    ...equalEverywhere(chains),
    ...sameReports(chains),
    ...covered(chains, decimals),
    ...ends.flatMap(({ path, here, there }) => compareSaid(path, [here, there]) ?? []),
  ];
  return { checked: EQUAL_EVERYWHERE.length + 2 + ends.length, drifts };
}

/** What two chains say of one thing, each with its network's name. */
interface BothEnds {
  readonly path: string;
  readonly here: readonly [network: string, text: string];
  readonly there: readonly [network: string, text: string];
}

/** What one end of a route says of it, and what the other end must say alike. */
function routeEnds(chains: readonly VerifiedChain[]): BothEnds[] {
  return chains.flatMap(({ network, state, layerzero }) =>
    (layerzero?.routes ?? []).flatMap((route): BothEnds[] => {
      const other = chains.find(({ layerzero: there }) => there?.endpointId === route.endpointId);
      const back = other?.layerzero?.routes.find(({ endpointId }) => endpointId === layerzero?.endpointId);
      if (other === undefined || back === undefined) return [];
      const said = (of: VerifiedChain, path: string): readonly [string, string] => [
        of.network,
        of.state.get(path) ?? "nothing",
      ];
      const own = (path: string): readonly [string, string] => [network, state.get(path) ?? "nothing"];
      const at = `across.layerzero.${network}.${other.network}`;
      const [from, to] = [`layerzero.${route.network}`, `layerzero.${back.network}`];
      return [
        { path: `${at}.verifiers`, here: own(`${from}.verifiersOut`), there: said(other, `${to}.verifiersIn`) },
        { path: `${at}.peer`, here: own(`${from}.peer`), there: said(other, "layerzero.adapter") },
      ];
    }),
  );
}

function* equalEverywhere(chains: readonly VerifiedChain[]): Generator<Drift> {
  for (const path of EQUAL_EVERYWHERE) {
    const said = chains.map(({ network, state }) => [network, state.get(path) ?? "nothing"] as const);
    const drift = compareSaid(`across.${path}`, said);
    if (drift !== null) yield drift;
  }
}

function* sameReports(chains: readonly VerifiedChain[]): Generator<Drift> {
  const numbers = new Set(chains.flatMap(({ outstanding }) => [...outstanding.digests.keys()]));
  for (const number of [...numbers].sort((a, b) => Number(a - b))) {
    const said = chains.flatMap(({ network, outstanding }) => {
      const digest = outstanding.digests.get(number);
      return digest === undefined ? [] : [[network, digest] as const];
    });
    const drift = compareSaid(`across.reports.${number}`, said);
    if (drift !== null) yield drift;
  }
}

/** What all say alike is no drift; otherwise the first chain's word counts as expected. */
function compareSaid(path: string, said: readonly (readonly [string, string])[]): Drift | null {
  const [first, ...others] = said;
  if (first === undefined) return null;
  const different = others.filter(([, line]) => line !== first[1]);
  if (different.length === 0) return null;
  const show = ([network, line]: readonly [string, string]): string => `${network}: ${line}`;
  return { path, expected: show(first), actual: different.map(show).join("; ") };
}

function* covered(chains: readonly VerifiedChain[], decimals: number): Generator<Drift> {
  const latest = chains.reduce<Outstanding | null>(
    (best, { outstanding }) => (best === null || outstanding.sequence > best.sequence ? outstanding : best),
    null,
  );
  if (latest === null) return;
  const supply = chains.reduce((sum, { outstanding }) => sum + outstanding.supply, 0n);
  if (supply > latest.reserves) {
    const expected = `at most ${formatAmount(latest.reserves, decimals)}, reserves of report ${latest.sequence}`;
    yield { path: "across.supply", expected, actual: formatAmount(supply, decimals) };
  }
  for (const { network, outstanding } of chains) {
    const { sequence, minted, mintable } = outstanding.window;
    if (minted <= mintable || !outstanding.digests.has(sequence)) continue;
    const expected = `at most ${formatAmount(mintable, decimals)} under report ${sequence}`;
    yield { path: `across.window.${network}`, expected, actual: formatAmount(minted, decimals) };
  }
}
