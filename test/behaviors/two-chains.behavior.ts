import { expect } from "chai";
import type { ReserveReport } from "../../issuer/reports/reserve-report.ts";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { asStruct, submit } from "../support/reports.ts";
import { DAY, HOUR, type System, coins, standardSystem, emptySystem } from "../support/system.ts";

/** One report for several chains, and what happens when attestors sign two that contradict each other. */
export function behavesLikeOneCoinOnTwoChains(chain: TestChain): void {
  describe("Two chains", () => twoChains(chain));
  describe("Equivocation", () => equivocation(chain));
}

function twoChains(chain: TestChain): void {
  let here: System;
  let other: TestChain;
  let there: System;

  before(async () => {
    other = await chain.sibling();
  });
  after(async () => {
    await other.close();
  });

  beforeEach(async () => {
    here = await chain.fixture(emptySystem);
    there = await other.fixture(emptySystem);
    const lead = (await chain.now()) - (await other.now());
    if (lead > 0n) await other.timeTravel(lead);
    else if (lead < 0n) await chain.timeTravel(-lead);
  });

  const mint = async (system: System, amount: bigint) =>
    system.as(system.actors.minter).mint(system.actors.alice.address, amount, system.reference());

  const shared = async (hereMintable: bigint, thereMintable: bigint, changes: Partial<ReserveReport> = {}) => {
    const allocations = [
      { chainId: chain.chainId, mintable: hereMintable },
      { chainId: other.chainId, mintable: thereMintable },
    ].sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
    const supply = (await here.token.totalSupply()) + (await there.token.totalSupply());
    const reserves = supply + hereMintable + thereMintable;
    const [a, b] = [await here.nextReport(), await there.nextReport()];
    const later = a.validFrom > b.validFrom ? a : b;
    const earlier = a.asOf < b.asOf ? a : b;
    const { validFrom, validUntil } = later;
    return { ...later, asOf: earlier.asOf, validFrom, validUntil, supply, reserves, allocations, ...changes };
  };

  it("take the same bytes: one report, signed once", async () => {
    const report = await shared(coins(70), coins(30));
    const signatures = await here.signReport(report);
    expect(await here.attestations.reportDigest(asStruct(report))).to.equal(
      await there.attestations.reportDigest(asStruct(report)),
    );
    await chain.send(submit(here, report, signatures));
    await other.send(submit(there, report, signatures));
    expect(await here.token.headroom()).to.equal(coins(70));
    expect(await there.token.headroom()).to.equal(coins(30));
  });

  it("mint together no more than the reserves (incident 5: issued on one chain against what was locked on another)", async () => {
    const report = await shared(coins(70), coins(30));
    const signatures = await here.signReport(report);
    await chain.send(submit(here, report, signatures));
    await chain.send(mint(here, coins(70)));
    await chain.expectRevert(mint(here, 1n), "IssuanceWindowExceeded", [1n, 1n, 0n]);
    await other.expectRevert(mint(there, 1n), "ReportUnknown", [0n]);
    await other.send(submit(there, report, signatures)); // late, and still its own share only
    await other.expectRevert(mint(there, coins(31)), "IssuanceWindowExceeded", [1n, coins(31), coins(30)]);
    await other.send(mint(there, coins(30)));
    const outstanding = (await here.token.totalSupply()) + (await there.token.totalSupply());
    expect(outstanding).to.equal(report.reserves);
  });

  it("shift headroom only between windows: the later report cannot be used before the earlier one is over", async () => {
    const first = await shared(coins(100), 0n);
    await chain.send(submit(here, first, await here.signReport(first)));
    const second = await shared(0n, coins(100), {
      sequence: 2n,
      validFrom: first.validUntil,
      validUntil: first.validUntil + DAY,
    });
    await other.send(submit(there, second, await here.signReport(second)));
    await other.expectRevert(mint(there, 1n), "WindowNotBegun", [2n, first.validUntil]);
    await chain.send(mint(here, coins(100)));

    // The other chain never saw the first report; this one never sees the second.
    await chain.timeTravel(DAY + HOUR);
    await other.timeTravel(DAY + HOUR);
    await chain.expectRevert(mint(here, 1n), "WindowExpired", [1n, first.validUntil]);
    await other.send(mint(there, coins(100)));
    await other.expectRevert(submit(there, first, await here.signReport(first)), "WindowExpired", [
      1n,
      first.validUntil,
    ]);
  });
}

function equivocation(chain: TestChain): void {
  const { admin, guardian, minter, alice, burner, relayer } = castActors(chain);
  let system: System;
  let first: ReserveReport;
  let second: ReserveReport;

  const prove = async (
    one: ReserveReport,
    another: ReserveReport,
    signers = system.attestors.slice(0, 3),
    others = system.attestors.slice(2, 5),
  ) =>
    system.attestations
      .connect(relayer)
      .proveEquivocation(
        asStruct(one),
        await system.signReport(one, signers),
        asStruct(another),
        await system.signReport(another, others),
      );
  const mint = () => system.as(minter).mint(alice.address, 1n, system.reference());

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
    first = await system.nextReport();
    second = { ...first, reserves: first.reserves + 1n };
  });

  it("with one number and two contents halts issuance, whoever proves it", async () => {
    await chain.expectEvents(prove(first, second), [
      [
        system.attestations,
        "EquivocationProven",
        [
          await system.attestations.reportDigest(asStruct(first)),
          await system.attestations.reportDigest(asStruct(second)),
        ],
      ],
    ]);
    expect(await system.attestations.halted()).to.equal(true);
    expect(await system.token.headroom()).to.equal(0n);
    await chain.expectRevert(mint(), "IssuanceHalted");
    await chain.expectRevert(submit(system, first, await system.signReport(first)), "IssuanceHalted");
    await chain.expectRevert(prove(first, second), "IssuanceHalted");
  });

  it("with two numbers and overlapping windows halts it too", async () => {
    const overlapping = {
      ...first,
      sequence: 9n,
      validFrom: first.validUntil - 1n,
      validUntil: first.validUntil + DAY,
    };
    await chain.send(prove(first, overlapping));
    expect(await system.attestations.halted()).to.equal(true);
  });

  it("against a report that was accepted here halts the open window", async () => {
    const accepted = await system.openWindow({ mintable: coins(5) });
    await chain.send(prove({ ...accepted, evidence: first.evidence, reserves: accepted.reserves * 2n }, accepted));
    await chain.expectRevert(mint(), "IssuanceHalted");
  });

  it("leaves redemption and transfers alone", async () => {
    await system.issue(burner, coins(10));
    await chain.send(prove(first, second));
    await chain.send(system.as(burner).burn(coins(5), system.reference()));
    await chain.send(system.as(burner).transfer(alice.address, coins(5)));
    expect((await system.attestations.latestRoundData()).roundId).to.equal(1n);
  });

  it("is none between equal reports, or windows that only touch", async () => {
    await chain.expectRevert(prove(first, first), "NoConflict");
    const next = { ...first, sequence: 9n, validFrom: first.validUntil, validUntil: first.validUntil + DAY };
    await chain.expectRevert(prove(first, next), "NoConflict");
    await chain.expectRevert(prove(next, first), "NoConflict");
  });

  it("needs a quorum under each of the two", async () => {
    const few = system.attestors.slice(0, 2);
    await chain.expectRevert(prove(first, second, few), "QuorumNotReached", [2n, 3n]);
    await chain.expectRevert(prove(first, second, system.attestors.slice(0, 3), few), "QuorumNotReached", [2n, 3n]);
    expect(await system.attestations.halted()).to.equal(false);
  });

  it("is lifted by the default admin, with the window closed and old contradictions settled", async () => {
    await chain.send(prove(first, second));
    await chain.expectRevert(system.attestations.connect(admin).resolveHalt(1n), "ResolutionTooLow", [1n, 2n]);
    await chain.expectRevert(system.attestations.connect(admin).resolveHalt((1n << 64n) - 1n), "SequenceTooFarAhead", [
      (1n << 64n) - 1n,
      1n,
    ]);
    await chain.expectEvents(system.attestations.connect(admin).resolveHalt(5n), [
      [system.attestations, "WindowClosed", [1n, admin]],
      [system.attestations, "HaltResolved", [5n]],
    ]);
    expect(await system.attestations.halted()).to.equal(false);
    expect(await system.attestations.resolvedThrough()).to.equal(5n);
    await chain.expectRevert(mint(), "WindowClosedEarly", [1n]);
    await chain.expectRevert(prove(first, second), "ConflictResolved", [first.sequence, 5n]);
    for (const disputed of [first, second]) {
      await chain.expectRevert(submit(system, disputed, await system.signReport(disputed)), "SequenceResolved", [
        2n,
        5n,
      ]);
    }

    const { validUntil } = await system.attestations.report(1n);
    const next = { ...first, sequence: 6n, validFrom: validUntil, validUntil: validUntil + DAY };
    await chain.send(prove(next, { ...next, reserves: next.reserves + 1n }));
    await chain.expectRevert(system.attestations.connect(admin).resolveHalt(4n), "ResolutionTooLow", [4n, 6n]);
    await chain.send(system.attestations.connect(admin).resolveHalt(6n));
    await system.openWindow({ sequence: 7n, mintable: coins(1) });
    await chain.send(mint());
  });

  it("is not lifted by a guardian, who can only close", async () => {
    await chain.send(prove(first, second));
    await chain.expectRevert(
      system.attestations.connect(guardian).resolveHalt(5n),
      "AccessControlUnauthorizedAccount",
      [guardian, `0x${"00".repeat(32)}`],
    );
    await chain.send(system.attestations.connect(guardian).closeWindow(1n));
  });
}
