import { expect } from "chai";
import { Signature, ZeroAddress, id, toBeHex } from "ethers";
import { type ReserveReport, signReport } from "../../issuer/reports/reserve-report.ts";
import { THRESHOLD, castActors } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { submit } from "../support/reports.ts";
import { type System, emptySystem } from "../support/system.ts";

/** Who must have signed a report, how, and how the attestors change. */
export function behavesLikeAnAttestorQuorum(chain: TestChain): void {
  describe("Attestor quorum", () => quorum(chain));
}

function quorum(chain: TestChain): void {
  const { stranger, admin } = castActors(chain);
  let system: System;
  let report: ReserveReport;

  const signed = async (signers: readonly Account[]): Promise<string[]> =>
    await Promise.all(signers.map(async (signer) => (await system.signReport(report, [signer]))[0] ?? "0x"));
  const attestor = (index: number): Account => system.attestors[index] as Account;
  const addresses = (): string[] => system.attestors.map(({ address }) => address);

  beforeEach(async () => {
    system = await chain.fixture(emptySystem);
    report = await system.nextReport();
  });

  it("is any majority, or all of them", async () => {
    for (const signers of [system.attestors.slice(0, 3), system.attestors.slice(2, 5), system.attestors]) {
      const undo = await chain.snapshot();
      await system.submitReport(report, [...signers]);
      await undo();
    }
  });

  it("is not reached by fewer: one stolen key opens nothing (incident 6: attested by a single signer)", async () => {
    for (const count of [0, 1, 2]) {
      await chain.expectRevert(
        submit(system, report, await signed(system.attestors.slice(0, count))),
        "QuorumNotReached",
        [count, THRESHOLD],
      );
    }
  });

  it("counts nobody twice (incident 35: a duplicate signer)", async () => {
    const [first, second] = [attestor(0), attestor(1)];
    await chain.expectRevert(submit(system, report, await signed([first, first, second])), "DuplicateAttestor", [
      first,
    ]);
    await chain.expectRevert(submit(system, report, await signed([first, second, second])), "DuplicateAttestor", [
      second,
    ]);
    await chain.expectRevert(submit(system, report, await signed([first, second, first])), "AttestorsNotAscending", [
      second,
      first,
    ]);
  });

  it("comes by rising signer", async () => {
    const [first, second, third] = [attestor(0), attestor(1), attestor(2)];
    await chain.expectRevert(submit(system, report, await signed([second, first, third])), "AttestorsNotAscending", [
      second,
      first,
    ]);
    await chain.expectRevert(submit(system, report, await signed([first, third, second])), "AttestorsNotAscending", [
      third,
      second,
    ]);
  });

  it("takes no stranger, also as one too many", async () => {
    for (const others of [system.attestors.slice(0, 2), system.attestors.slice(0, 3)]) {
      const signers = [...others, stranger].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
      await chain.expectRevert(submit(system, report, await signed(signers)), "UnknownAttestor", [stranger]);
    }
  });

  it("signs this coin's reports: another salt, name or version is somebody else's (incident 35: an attestation for another deployment)", async () => {
    for (const domain of [
      { ...system.reportDomain, salt: id("another coin") },
      { ...system.reportDomain, name: "Another Coin" },
      { ...system.reportDomain, version: "2" },
      { ...system.reportDomain, chainId: chain.chainId },
      { ...system.reportDomain, verifyingContract: addressOf(system.attestations) },
    ]) {
      const signatures = await signReport(domain, report, [attestor(0), attestor(1), attestor(2)]);
      const error = await chain.revertName(submit(system, report, signatures));
      expect(error).to.be.oneOf(["UnknownAttestor", "AttestorsNotAscending"]); // whoever the other digest recovers
    }
  });

  it("signs every field: none can be changed afterwards", async () => {
    const signatures = await system.signReport(report);
    const changes: Partial<ReserveReport>[] = [
      { sequence: report.sequence + 1n },
      { revision: 1n },
      { asOf: report.asOf - 1n },
      { validFrom: report.validFrom + 1n },
      { validUntil: report.validUntil - 1n },
      { reserves: report.reserves + 1n },
      { supply: 1n, reserves: report.reserves },
      { evidence: id("another statement") },
      { allocations: [{ chainId: chain.chainId, mintable: 1n }] },
      { allocations: [] },
    ];
    for (const change of changes) {
      const changed = { ...report, ...change };
      if (change.supply !== undefined) changed.allocations = [];
      const error = await chain.revertName(submit(system, changed, signatures));
      expect(error).to.be.oneOf(["UnknownAttestor", "AttestorsNotAscending"]);
    }
    await chain.send(submit(system, report, signatures));
  });

  it("takes whole ECDSA signatures only: no short form, no high s, no v from zero", async () => {
    const [one = "0x", two = "0x", three = "0x"] = await system.signReport(report);
    const { r, s, v, compactSerialized } = Signature.from(one);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const high = toBeHex(order - BigInt(s), 32);
    await chain.expectRevert(submit(system, report, [compactSerialized, two, three]), "ECDSAInvalidSignatureLength", [
      64n,
    ]);
    await chain.expectRevert(
      submit(system, report, [r + high.slice(2) + toBeHex(v === 27 ? 28 : 27).slice(2), two, three]),
      "ECDSAInvalidSignatureS",
      [high],
    );
    await chain.expectRevert(
      submit(system, report, [r + s.slice(2) + toBeHex(v - 27, 1).slice(2), two, three]),
      "ECDSAInvalidSignature",
    );
    await chain.expectRevert(submit(system, report, ["0x", two, three]), "ECDSAInvalidSignatureLength", [0n]);
  });

  it("changes with the attestors, at once and for reports already signed", async () => {
    const signatures = await system.signReport(report, system.attestors.slice(0, 3));
    const rest = addresses().slice(1);
    await chain.expectEvents(system.attestations.connect(admin).setAttestors(rest, 3n, false), [
      [system.attestations, "AttestorsSet", [2n, rest, 3n]],
    ]);
    expect(await system.attestations.attestors()).to.have.members(rest);
    expect(await system.attestations.threshold()).to.equal(3n);
    await chain.expectRevert(submit(system, report, signatures), "EpochNotCurrent", [1n, 2n]);
    report = { ...report, epoch: 2n };
    const former = await system.signReport(report, system.attestors.slice(0, 3));
    await chain.expectRevert(submit(system, report, former), "UnknownAttestor", [attestor(0)]);
    await system.submitReport(report, system.attestors.slice(1, 4));
  });

  it("closes what was signed before, if that is wanted, as after a theft of keys", async () => {
    const open = await system.openWindow();
    const rest = addresses().slice(1);
    await chain.expectEvents(system.attestations.connect(admin).setAttestors(rest, 3n, true), [
      [system.attestations, "AttestorsSet", [2n, rest, 3n]],
      [system.attestations, "WindowClosed", [open.sequence, admin]],
    ]);
    await chain.expectRevert(system.attestations.issuanceWindow(), "WindowClosedEarly", [open.sequence]);
  });

  it("must be a majority of at least two, of at most 32 attestors by rising address", async () => {
    const governed = system.attestations.connect(admin);
    const all = addresses();
    for (const threshold of [0n, 1n, 2n, 6n]) {
      await chain.expectRevert(governed.setAttestors(all, threshold, false), "InvalidThreshold", [threshold, 5n]);
    }
    await chain.expectRevert(governed.setAttestors(all.slice(0, 4), 2n, false), "InvalidThreshold", [2n, 4n]);
    await chain.expectRevert(governed.setAttestors([], 0n, false), "InvalidThreshold", [0n, 0n]);
    await chain.expectRevert(governed.setAttestors([...all].reverse(), 3n, false), "InvalidAttestors");
    const [first = ""] = all;
    await chain.expectRevert(governed.setAttestors([first, first, ...all.slice(1)], 4n, false), "InvalidAttestors");
    await chain.expectRevert(governed.setAttestors([ZeroAddress, ...all], 4n, false), "InvalidAttestors");
    const many = Array.from({ length: 33 }, (_, index) => toBeHex(index + 1, 20));
    await chain.expectRevert(governed.setAttestors(many, 17n, false), "InvalidAttestors");
    await chain.send(governed.setAttestors(many.slice(0, 32), 17n, false));
    expect(await system.attestations.attestors()).to.have.length(32);
  });
}
