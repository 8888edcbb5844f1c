import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import type { ReserveReport } from "../../issuer/reports/reserve-report.ts";
import { ReserveAttestations__factory } from "../../typechain-types/index.js";
import { THRESHOLD, castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { asStruct, submit } from "../support/reports.ts";
import { COIN, DAY, HOUR, ROLES, type System, coins, emptySystem } from "../support/system.ts";

/** What makes a report acceptable, what each flaw is refused with, and what stays readable. */
export function behavesLikeAReserveAttestation(chain: TestChain): void {
  describe("Reserve attestations", () => {
    describe("reports", () => reports(chain));
    describe("history", () => history(chain));
    describe("deployment", () => deployment(chain));
  });
}

function reports(chain: TestChain): void {
  const { guardian } = castActors(chain);
  let system: System;

  /** Signs and posts a report that has one flaw. */
  const flawed = async (changes: Partial<ReserveReport> & { mintable?: bigint }) => {
    const report = await system.nextReport(changes);
    return await submit(system, report, await system.signReport(report));
  };
  const refuses = async (
    changes: Partial<ReserveReport> & { mintable?: bigint },
    error: string,
    args: readonly unknown[],
  ): Promise<void> => {
    const before = await system.attestations.latestSequence();
    await chain.expectRevert(flawed(changes), error, args);
    expect(await system.attestations.latestSequence()).to.equal(before);
  };

  beforeEach(async () => {
    system = await chain.fixture(emptySystem);
  });

  it("are accepted from anyone who brings the signatures, and told whole", async () => {
    const report = await system.nextReport();
    const digest = await system.attestations.reportDigest(asStruct(report));
    const { sequence, epoch, revision, asOf, validFrom, validUntil, reserves, supply, evidence, allocations } = report;
    await chain.expectEvents(submit(system, report, await system.signReport(report)), [
      [
        system.attestations,
        "ReportAccepted",
        [
          sequence,
          digest,
          [
            sequence,
            epoch,
            revision,
            asOf,
            validFrom,
            validUntil,
            reserves,
            supply,
            evidence,
            allocations.map(({ chainId, mintable }) => [chainId, mintable]),
          ],
        ],
      ],
    ]);
    expect(await system.attestations.issuanceWindow()).to.deep.equal([1n, coins(1_000_000), reserves]);
  });

  it("may skip a sequence number and leave a gap between windows", async () => {
    await system.submitReport(await system.nextReport({ sequence: 7n }));
    const { validUntil } = await system.attestations.report(7n);
    await system.submitReport(await system.nextReport({ sequence: 9n, validFrom: validUntil + HOUR }));
    expect(await system.attestations.latestSequence()).to.equal(9n);
  });

  it("may be posted ahead by anyone without cutting the open window short, and use reserves to the last unit", async () => {
    const first = await system.openWindow({ reserves: coins(100), supply: coins(40), mintable: coins(60) });
    const next = await system.nextReport({ validFrom: first.validUntil, validUntil: first.validUntil + DAY });
    await system.submitReport(next);
    expect(await system.attestations.issuanceWindow()).to.deep.equal([1n, coins(60), coins(100)]);
    await chain.timeTravel(first.validUntil - (await chain.now()));
    expect((await system.attestations.issuanceWindow()).sequence).to.equal(2n);
  });

  it("take their place whatever order they are posted in: nobody stops issuance by posting one early", async () => {
    const first = await system.openWindow({ mintable: coins(60) });
    const second = await system.nextReport({ validFrom: first.validUntil, mintable: coins(70) });
    const third = await system.nextReport({ sequence: 3n, validFrom: second.validUntil, mintable: coins(80) });
    await system.submitReport(third);
    await system.submitReport(second);
    const overlapping = { ...second, sequence: 2n, revision: 0n, validUntil: second.validUntil + 1n };
    expect((await system.attestations.report(1n)).next).to.equal(2n);
    await refuses(overlapping, "RevisionNotNewer", [2n, 0n, 0n]);
    for (const [sequence, mintable, begin] of [
      [2n, coins(70), second.validFrom],
      [3n, coins(80), third.validFrom],
    ] as const) {
      await chain.timeTravel(begin - (await chain.now()));
      const window = await system.attestations.issuanceWindow();
      expect([window.sequence, window.mintable]).to.deep.equal([sequence, mintable]);
    }
  });

  it("are replaced by a revision that only lowers them, and by none that raises", async () => {
    const first = await system.openWindow({ reserves: coins(100), supply: coins(40), mintable: coins(60) });
    const lower = {
      ...first,
      revision: 1n,
      reserves: coins(90),
      allocations: [{ chainId: chain.chainId, mintable: coins(50) }],
    };
    await system.submitReport(lower);
    expect(await system.attestations.issuanceWindow()).to.deep.equal([1n, coins(50), coins(90)]);
    await chain.expectRevert(submit(system, first, await system.signReport(first)), "RevisionNotNewer", [1n, 0n, 1n]);
    const higher = { ...lower, revision: 2n, reserves: coins(91) };
    await chain.expectRevert(submit(system, higher, await system.signReport(higher)), "RevisionNotLower", [1n, 2n]);
  });

  it("are refused when they promise more than there is, over all chains (incident 5: pegged tokens beyond the collateral)", async () => {
    const allocations = [
      { chainId: 56n, mintable: coins(30) },
      { chainId: chain.chainId, mintable: coins(30) },
      { chainId: chain.chainId + 1n, mintable: coins(31) },
    ].sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
    await refuses({ reserves: coins(100), supply: coins(10), allocations }, "OverAllocated", [coins(101), coins(100)]);
    await refuses({ reserves: coins(9), supply: coins(10), allocations: [] }, "OverAllocated", [coins(10), coins(9)]);
    await refuses({ reserves: coins(100), supply: coins(40), mintable: (1n << 256n) - 1n }, "OverAllocated", [
      (1n << 256n) - 1n,
      coins(100),
    ]);
  });

  it("are refused unless the allocations rise by chain, each once", async () => {
    const reserves = coins(100);
    const first = { chainId: chain.chainId, mintable: 1n };
    const second = { chainId: chain.chainId + 1n, mintable: 1n };
    await refuses({ reserves, allocations: [second, first] }, "AllocationsNotAscending", [
      second.chainId,
      first.chainId,
    ]);
    await refuses({ reserves, allocations: [first, first] }, "AllocationsNotAscending", [first.chainId, first.chainId]);
    await refuses({ reserves, allocations: [{ chainId: 0n, mintable: 1n }] }, "AllocationsNotAscending", [0n, 0n]);
  });

  it("are refused with reserves that price feeds could not tell", async () => {
    const limit = (1n << 128n) - 1n;
    await refuses({ reserves: limit + 1n }, "ReservesOutOfRange", [limit + 1n]);
    await chain.send(flawed({ reserves: limit }));
    expect((await system.attestations.latestRoundData()).answer).to.equal(limit);
  });

  describe("of the wrong number (incident 35: replayed and reordered attestations)", () => {
    it("old or equal, are refused, also when they were never posted here", async () => {
      await system.openWindow({ sequence: 5n });
      const later = (await system.nextReport()).validFrom;
      await refuses({ sequence: 0n, validFrom: later }, "SequenceResolved", [0n, 0n]);
      await refuses({ sequence: 4n, validFrom: later }, "SequenceNotNewer", [4n, 5n]);
      await refuses({ sequence: 5n, validFrom: later }, "RevisionNotNewer", [5n, 0n, 0n]);
    });

    it("are refused when replayed", async () => {
      const report = await system.openWindow();
      const signatures = await system.signReport(report);
      await chain.expectRevert(submit(system, report, signatures), "RevisionNotNewer", [1n, 0n, 0n]);
      await system.openWindow();
      await chain.expectRevert(submit(system, report, signatures), "WindowExpired", [1n, report.validUntil]);
    });
  });

  describe("of the wrong time (incident 35: expired and future attestations)", () => {
    it("counted in the future, are refused", async () => {
      const asOf = (await chain.now()) + HOUR;
      await refuses({ asOf, validFrom: asOf }, "AsOfInFuture", [asOf]);
    });

    it("counted after their window begins, are refused", async () => {
      const now = await chain.now();
      await refuses({ asOf: now, validFrom: now - 1n }, "AsOfAfterWindow", [now, now - 1n]);
    });

    it("counted longer ago than the end of the window allows, are refused", async () => {
      const asOf = (await chain.now()) - COIN.maximumAge;
      const { validFrom } = await system.nextReport();
      await refuses({ asOf, validFrom, validUntil: validFrom + DAY }, "ReportTooOld", [asOf, validFrom + DAY]);
    });

    it("with a window that is empty, turned round or too long, are refused", async () => {
      const validFrom = await chain.now();
      for (const validUntil of [validFrom, validFrom - 1n, validFrom + COIN.maximumWindow + 1n]) {
        await refuses({ validFrom, validUntil }, "InvalidWindow", [validFrom, validUntil]);
      }
      await chain.send(flawed({ validFrom, validUntil: validFrom + COIN.maximumWindow }));
    });

    it("whose window overlaps the last one, are refused by a second", async () => {
      const { validUntil } = await system.openWindow();
      await refuses({ validFrom: validUntil - 1n }, "WindowOverlap", [validUntil - 1n, validUntil]);
      await chain.send(flawed({ validFrom: validUntil }));
    });

    it("whose window overlaps one a guardian closed early, are refused as well", async () => {
      const { validUntil } = await system.openWindow();
      await chain.send(system.attestations.connect(guardian).closeWindow(1n));
      await refuses({ validFrom: validUntil - 1n }, "WindowOverlap", [validUntil - 1n, validUntil]);
    });

    it("whose window begins too far ahead, are refused", async () => {
      const validFrom = (await chain.now()) + COIN.maximumWindow + HOUR;
      await refuses({ validFrom }, "WindowTooFarAhead", [validFrom]);
    });

    it("whose window is over already, are refused", async () => {
      const now = await chain.now();
      const times = { asOf: now - 2n * DAY, validFrom: now - 2n * DAY, validUntil: now - DAY };
      await refuses(times, "WindowExpired", [1n, times.validUntil]);
    });
  });

  it("are checked for their own flaws before any signature is looked at", async () => {
    const report = await system.nextReport({ validUntil: 0n });
    await chain.expectRevert(submit(system, report, []), "InvalidWindow", [report.validFrom, 0n]);
  });
}

function history(chain: TestChain): void {
  const { guardian } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(emptySystem);
  });

  it("is empty before the first report, and says so", async () => {
    const { attestations } = system;
    await chain.expectRevert(attestations.report(0n), "ReportUnknown", [0n]);
    await chain.expectRevert(attestations.coverage(), "ReportUnknown", [0n]);
    await chain.expectRevert(attestations.latestRoundData(), "ReportUnknown", [0n]);
    await chain.expectRevert(attestations.getRoundData(0n), "ReportUnknown", [0n]);
    await chain.expectRevert(attestations.issuanceWindow(), "ReportUnknown", [0n]);
    await chain.expectRevert(attestations.report(1n), "ReportUnknown", [1n]);
    expect(await attestations.latestSequence()).to.equal(0n);
  });

  it("keeps every report", async () => {
    const first = await system.openWindow({ reserves: coins(500), mintable: coins(20) });
    const second = await system.openWindow({ reserves: coins(900), mintable: coins(30) });
    for (const [report, mintable] of [
      [first, coins(20)],
      [second, coins(30)],
    ] as const) {
      const { asOf, validFrom, validUntil, reserves, supply, evidence } = report;
      const digest = await system.attestations.reportDigest(asStruct(report));
      expect(await system.attestations.report(report.sequence)).to.deep.equal([
        asOf,
        validFrom,
        validUntil,
        1n,
        0n,
        false,
        report === first ? 2n : 0n,
        reserves,
        supply,
        mintable,
        evidence,
        digest,
      ]);
    }
    expect(await system.attestations.latestSequence()).to.equal(2n);
    expect(await system.attestations.coverage()).to.deep.equal([coins(900), 0n, second.asOf]);
  });

  it("reads like a price feed (AggregatorV3), round by round", async () => {
    const first = await system.openWindow({ reserves: coins(500), mintable: 0n });
    const second = await system.openWindow({ reserves: coins(900), mintable: 0n });
    const { attestations } = system;
    expect(await attestations.latestRoundData()).to.deep.equal([2n, coins(900), second.asOf, second.asOf, 2n]);
    expect(await attestations.getRoundData(1n)).to.deep.equal([1n, coins(500), first.asOf, first.asOf, 1n]);
    expect(await attestations.decimals()).to.equal(6n);
    expect(await attestations.description()).to.equal(`${COIN.name} reserves`);
    expect(await attestations.version()).to.equal(1n);
    await chain.expectRevert(attestations.getRoundData(3n), "ReportUnknown", [3n]);
    await chain.expectRevert(attestations.getRoundData(1n << 64n), "ReportUnknown", [(1n << 64n) - 1n]);
  });

  it("goes on being read after a window is closed", async () => {
    await system.openWindow({ reserves: coins(500), mintable: 0n });
    await chain.send(system.attestations.connect(guardian).closeWindow(1n));
    expect((await system.attestations.latestRoundData()).answer).to.equal(coins(500));
    await chain.expectRevert(system.attestations.issuanceWindow(), "WindowClosedEarly", [1n]);
    await chain.expectRevert(system.attestations.connect(guardian).closeWindow(1n), "WindowClosedEarly", [1n]);
    await chain.expectRevert(system.attestations.connect(guardian).closeWindow(2n), "ReportUnknown", [2n]);
  });
}

function deployment(chain: TestChain): void {
  const { admin, guardian, deployer } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(emptySystem);
  });

  it("tells its domain (ERC-5267): name, version and the coin, neither chain nor address", async () => {
    expect(await system.attestations.eip712Domain()).to.deep.equal([
      "0x13",
      COIN.name,
      "1",
      0n,
      ZeroAddress,
      COIN.tokenId,
      [],
    ]);
    expect(await system.attestations.tokenId()).to.equal(COIN.tokenId);
    expect(await system.attestations.maximumWindow()).to.equal(COIN.maximumWindow);
    expect(await system.attestations.maximumAge()).to.equal(COIN.maximumAge);
    expect(await system.attestations.epoch()).to.equal(1n);
  });

  it("continues the sequence of the contract it replaces", async () => {
    const until = (await chain.now()) + DAY;
    const successor = await chain.deploy(ReserveAttestations__factory, deployer, {
      name: COIN.name,
      tokenId: COIN.tokenId,
      decimals: COIN.decimals,
      maximumWindow: COIN.maximumWindow,
      maximumAge: COIN.maximumAge,
      epoch: 1n,
      attestors: system.attestors.map(({ address }) => address),
      threshold: THRESHOLD,
      defaultAdmin: admin.address,
      defaultAdminDelay: COIN.adminDelay,
      guardians: [guardian.address],
      council: [],
      previousSequence: 41n,
      previousValidUntil: until,
    });
    const send = async (changes: Partial<ReserveReport>) => {
      const report = await system.nextReport({ sequence: 42n, validFrom: until, ...changes });
      return await successor.submit(asStruct(report), await system.signReport(report));
    };
    await chain.expectRevert(send({ sequence: 41n }), "SequenceNotNewer", [41n, 41n]);
    await chain.expectRevert(send({ validFrom: until - 1n }), "WindowOverlap", [until - 1n, until]);
    await chain.send(send({}));
    expect(await successor.hasRole(ROLES.guardian, guardian.address)).to.equal(true);
    expect(await successor.hasRole(ZeroHash, deployer.address)).to.equal(false);
  });
}
