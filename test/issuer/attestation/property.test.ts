import { expect } from "chai";
import type { ObservedChain, SeenReport } from "../../../issuer/attestation/observation.ts";
import { Dice } from "../../support/random.ts";
import { type Desk, ModelCoin } from "./model.ts";

const GAMES = 120;
const STEPS = 120;

describe("Reports the desk builds", function () {
  this.timeout(60_000);

  it("never let supply, transit and open headroom of all chains exceed the backing, whatever happens between", () => {
    let built = 0;
    let tight = 0;
    for (let seed = 1; seed <= GAMES; seed++) {
      const game = play(seed);
      expect(game.broken, `game ${seed}`).to.equal(null);
      built += game.built;
      tight += game.tight;
    }
    // The games are worth something only if reports are built and headroom meets the backing to the last unit.
    expect(built).to.be.greaterThan(GAMES);
    expect(tight).to.be.greaterThan(GAMES);
  });

  const forgetful: Record<string, Desk> = {
    "what was redeemed since the reserves were counted": everyChain((chain) => ({ ...chain, redeemed: 0n })),
    "what is between two chains": everyChain((chain) => ({ ...chain, bridges: [] })),
    "headroom that is left of an open window": everyChain((chain) => ({
      ...chain,
      seen: chain.seen.map((entry) => ({ ...entry, closed: true })),
    })),
    "a report that one chain has not got yet": (observation) => {
      const unknown = ({ report }: SeenReport, { chainId, latest }: ObservedChain): boolean =>
        observation.chains.some((chain) => chain.chainId !== chainId && chain.latest.sequence < latest.sequence) &&
        report.sequence === latest.sequence;
      const chains = observation.chains.map((chain) => ({
        ...chain,
        seen: chain.seen.map((entry) => {
          if (!unknown(entry, chain)) return entry;
          const allocations = entry.report.allocations.filter(({ chainId }) => chainId === chain.chainId);
          return { ...entry, report: { ...entry.report, allocations } };
        }),
      }));
      return { ...observation, chains, signed: [] };
    },
  };

  for (const [what, desk] of Object.entries(forgetful)) {
    it(`would be found out if the desk forgot ${what}`, () => {
      let seed = 1;
      while (seed <= GAMES && play(seed, desk).broken === null) seed += 1;
      expect(seed).to.be.at.most(GAMES);
    });
  }
});

interface Game {
  readonly built: number;
  /** Moments at which not one unit more could exist. */
  readonly tight: number;
  /** The step after which the coin was not backed, or null. */
  readonly broken: number | null;
}

function play(seed: number, desk?: Desk): Game {
  const coin = new ModelCoin(new Dice(seed * 7_919), 2 + (seed % 2), desk);
  let built = 0;
  let tight = 0;
  for (let step = 0; step < STEPS; step++) {
    coin.step();
    if (coin.dice.roll(6) === 0 && coin.build() !== null) built += 1;
    const [exposure, backing] = [coin.exposure(), coin.backing()];
    if (exposure > backing) return { built, tight, broken: step };
    if (exposure === backing && exposure > 0n) tight += 1;
  }
  return { built, tight, broken: null };
}

function everyChain(change: (chain: ObservedChain) => ObservedChain): Desk {
  return (observation) => ({ ...observation, chains: observation.chains.map(change) });
}
