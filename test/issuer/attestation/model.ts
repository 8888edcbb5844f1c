import { id } from "ethers";
import { type ReportRequest, buildReport } from "../../../issuer/attestation/build-report.ts";
import type { KnownReport, Observation, ObservedChain, SeenReport } from "../../../issuer/attestation/observation.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import type { ReserveReport } from "../../../issuer/reports/reserve-report.ts";
import type { Dice } from "../../support/random.ts";

/** What all model chains agree on. */
export const TERMS: ObservedChain["terms"] = {
  domain: { name: "Model", version: "1", salt: id("model") },
  decimals: 0,
  attestors: ["0x0000000000000000000000000000000000000001", "0x0000000000000000000000000000000000000002"],
  threshold: 2,
  epoch: 1n,
  maximumWindow: 2_000n,
  maximumAge: 1_000_000n,
};

const BRIDGE = "0x00000000000000000000000000000000000000b1";
const GENESIS = 1_000_000n;

/** What one chain was at some moment, and can therefore be observed as. */
interface Frame {
  readonly time: bigint;
  readonly supply: bigint;
  readonly minted: ObservedChain["minted"];
  readonly latest: bigint;
  readonly seen: readonly SeenReport[];
  readonly bridged: { readonly minted: bigint; readonly burned: bigint };
  /** Redeemed in total. */
  readonly redeemed: bigint;
}

/** One chain: the rules of `ReserveAttestations` and `Minting`, as short as they can be said. */
export class ModelChain {
  readonly chainId: bigint;
  frames: Frame[] = [];

  constructor(chainId: bigint) {
    this.chainId = chainId;
    const nothing = { minted: 0n, burned: 0n };
    this.frames.push({
      time: GENESIS,
      supply: 0n,
      minted: { sequence: 0n, amount: 0n },
      latest: 0n,
      seen: [],
      bridged: nothing,
      redeemed: 0n,
    });
  }

  get now(): Frame {
    return this.frames.at(-1)!;
  }

  change(time: bigint, change: Partial<Frame>): void {
    this.frames.push({ ...this.now, ...change, time });
  }

  /** The report under which can be minted at this time, if any. */
  open(time: bigint): SeenReport | undefined {
    return this.now.seen.find(({ report, closed }) => !closed && report.validFrom <= time && time < report.validUntil);
  }

  headroom(time: bigint): bigint {
    const open = this.open(time);
    if (open === undefined) return 0n;
    const used = this.now.minted.sequence === open.report.sequence ? this.now.minted.amount : 0n;
    return allocated(open.report, this.chainId) - used;
  }

  accepts({ report }: KnownReport, time: bigint): boolean {
    const last = this.now.seen.find((entry) => entry.report.sequence === this.now.latest);
    const pending = last !== undefined && !last.closed && time < last.report.validFrom;
    return (
      !pending &&
      report.sequence > this.now.latest &&
      report.asOf <= time &&
      report.validFrom >= (last?.report.validUntil ?? 0n) &&
      report.validFrom <= time + TERMS.maximumWindow &&
      time < report.validUntil
    );
  }

  /** As the desk reads it at a moment in the past that is final. */
  observe(frame: Frame, time: bigint, asOf: bigint): ObservedChain {
    const before = this.frames.findLast((entry) => entry.time <= asOf) ?? this.frames[0]!;
    const { supply, minted, latest, seen, bridged, redeemed } = frame;
    return {
      network: `chain ${this.chainId}`,
      chainId: this.chainId,
      block: { number: 0, hash: id(""), timestamp: time },
      terms: TERMS,
      halted: false,
      resolvedThrough: 0n,
      gateIsOurs: true,
      supply,
      minted,
      latest: {
        sequence: latest,
        validUntil: seen.find((entry) => entry.report.sequence === latest)?.report.validUntil ?? 0n,
      },
      seen,
      bridges: [{ bridge: BRIDGE, ...bridged }],
      redeemed: redeemed > before.redeemed ? redeemed - before.redeemed : 0n,
    };
  }
}

export function allocated(report: ReserveReport, chainId: bigint): bigint {
  return report.allocations.find((entry) => entry.chainId === chainId)?.mintable ?? 0n;
}

/** What a desk makes of what it has read. */
export type Desk = (observation: Observation) => Observation;

/** A coin on several chains with its bank, played by dice that always choose against the coin. */
export class ModelCoin {
  readonly chains: readonly ModelChain[];
  readonly dice: Dice;
  /** Everything attestors have ever signed. Anyone may post it to any chain. */
  readonly signed: KnownReport[] = [];
  time = GENESIS;
  /** What the bank holds, and what of it is owed for burned tokens; as it was at each moment. */
  bank = [{ time: GENESIS, held: 0n, owed: 0n }];
  /** Burned on one chain and not minted on another. */
  inFlight = 0n;
  readonly #desk: Desk;

  constructor(dice: Dice, chains: number, desk: Desk = (seen) => seen) {
    this.dice = dice;
    this.#desk = desk;
    this.chains = Array.from({ length: chains }, (_, index) => new ModelChain(BigInt(index + 1)));
  }

  /** One event of any kind, as long as the rules of the chains let it happen. */
  step(): void {
    this.time += BigInt(this.dice.roll(120));
    const chain = this.dice.pick(this.chains);
    const { now } = chain;
    const some = (most: bigint): bigint => (most <= 0n ? 0n : BigInt(this.dice.roll(Number(most))) + 1n);
    switch (this.dice.roll(11)) {
      case 0:
        if (this.bank.length < 3 || this.dice.roll(8) === 0) this.#bank(some(5_000n), 0n);
        break;
      case 1:
      case 2:
        this.mint(chain, some(chain.headroom(this.time)));
        break;
      case 9:
      case 10: // the greatest damage: everything that anyone has signed, used up at once
        for (const known of this.signed) for (const each of this.chains) this.post(each, known);
        for (const each of this.chains) this.mint(each, each.headroom(this.time));
        break;
      case 3: {
        const amount = some(now.supply);
        chain.change(this.time, { supply: now.supply - amount, redeemed: now.redeemed + amount });
        this.#bank(0n, amount);
        break;
      }
      case 4: {
        const paid = some(this.bank.at(-1)!.owed);
        this.#bank(-paid, -paid);
        break;
      }
      case 5: {
        const amount = some(now.supply);
        chain.change(this.time, {
          supply: now.supply - amount,
          bridged: { ...now.bridged, burned: now.bridged.burned + amount },
        });
        this.inFlight += amount;
        break;
      }
      case 6: {
        const amount = some(this.inFlight);
        chain.change(this.time, {
          supply: now.supply + amount,
          bridged: { ...now.bridged, minted: now.bridged.minted + amount },
        });
        this.inFlight -= amount;
        break;
      }
      case 7:
        if (this.signed.length > 0) this.post(chain, this.dice.pick(this.signed));
        break;
      case 8:
        if (this.dice.roll(4) === 0) this.#close(chain);
        break;
    }
  }

  mint(chain: ModelChain, amount: bigint): void {
    const open = chain.open(this.time);
    if (open === undefined || amount === 0n) return;
    const { minted, supply } = chain.now;
    const used = minted.sequence === open.report.sequence ? minted.amount : 0n;
    chain.change(this.time, {
      supply: supply + amount,
      minted: { sequence: open.report.sequence, amount: used + amount },
    });
  }

  post(chain: ModelChain, known: KnownReport): void {
    if (!chain.accepts(known, this.time)) return;
    const seen = [...chain.now.seen, { ...known, closed: false }];
    chain.change(this.time, { latest: known.report.sequence, seen });
  }

  /** The desk builds a report from what was final a while ago, on each chain another while, and the quorum signs it. */
  build(): ReserveReport | null {
    const asOf = this.time - BigInt(this.dice.roll(200));
    const counted = this.bank.findLast((entry) => entry.time <= asOf) ?? this.bank[0]!;
    const observation: Observation = {
      chains: this.chains.map((chain) => {
        const time = this.time - BigInt(this.dice.roll(Number(this.time - asOf) + 1));
        const frame = chain.frames.findLast((entry) => entry.time <= time) ?? chain.frames[0]!;
        return chain.observe(frame, time, asOf);
      }),
      assumed: [],
      signed: this.signed,
      sameBridges: [],
    };
    const shares = this.chains.map(({ chainId }): [string, bigint] => [
      `chain ${chainId}`,
      BigInt(this.dice.roll(5) + 1),
    ]);
    const request: ReportRequest = {
      symbol: "COIN",
      statement: counted.held,
      payoutsOwed: counted.owed,
      asOf,
      validFrom: null,
      length: BigInt(this.dice.roll(400) + 1),
      sequence: null,
      revises: null,
      evidence: id("evidence"),
      division: { kind: "shares", shares, keep: 0n },
    };
    try {
      const { report, digest } = buildReport(this.#desk(observation), request);
      this.signed.push({ report, digest });
      return report;
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      return null;
    }
  }

  /** What exists, what is between chains, and the most that all open windows together let anyone mint at this moment. */
  exposure(): bigint {
    const { chains, time, inFlight } = this;
    const supply = chains.reduce((total, { now }) => total + now.supply, 0n);
    return chains.reduce((total, chain) => total + chain.headroom(time), supply + inFlight);
  }

  /** What backs it: the bank's money that is not owed to those who have burned. */
  backing(): bigint {
    const { held, owed } = this.bank.at(-1)!;
    return held - owed;
  }

  #bank(held: bigint, owed: bigint): void {
    const last = this.bank.at(-1)!;
    this.bank.push({ time: this.time, held: last.held + held, owed: last.owed + owed });
  }

  #close(chain: ModelChain): void {
    const open = chain.open(this.time);
    if (open === undefined) return;
    const seen = chain.now.seen.map((entry) => (entry.digest === open.digest ? { ...entry, closed: true } : entry));
    chain.change(this.time, { seen });
  }
}
