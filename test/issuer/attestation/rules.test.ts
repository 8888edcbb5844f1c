import { expect } from "chai";
import { Wallet, id } from "ethers";
import { Register } from "../../../issuer/attestation/files.ts";
import type { Observation, ObservedChain } from "../../../issuer/attestation/observation.ts";
import { judge } from "../../../issuer/attestation/rules.ts";
import { signFile } from "../../../issuer/attestation/signatures.ts";
import { supplyNeeded } from "../../../issuer/attestation/supply.ts";
import { type ReportFile, signedReport } from "../../../issuer/reports/report-file.ts";
import { type ReserveReport, reportDigest } from "../../../issuer/reports/reserve-report.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { ModelChain, TERMS } from "./model.ts";
import { emptyFolder } from "../../support/folders.ts";

const NOW = 2_000_000n;
const REPORT: ReserveReport = {
  sequence: 4n,
  epoch: 1n,
  revision: 0n,
  asOf: NOW,
  validFrom: NOW,
  validUntil: NOW + 100n,
  reserves: 100n,
  supply: 0n,
  evidence: id("evidence"),
  allocations: [{ chainId: 1n, mintable: 100n }],
};

function chain(changes: Partial<ObservedChain> = {}, number = 1n): ObservedChain {
  const model = new ModelChain(number);
  return { ...model.observe(model.now, NOW, NOW), ...changes };
}

/** Codes of the rules that are broken. */
function broken(
  chains: readonly ObservedChain[],
  changes: Partial<Observation> = {},
  report: ReserveReport = REPORT,
): string[] {
  const observation = { chains, assumed: [], signed: [], sameBridges: [], ...changes };
  const digest = reportDigest(TERMS.domain, report);
  const needed = supplyNeeded(observation, report);
  const verdicts = judge({ report, digest, observation, needed, symbol: "COIN" });
  return verdicts.filter(({ holds }) => !holds).map(({ code }) => code);
}

describe("What the desk asks of chains", () => {
  it("is kept by two equal ones", () => {
    expect(broken([chain(), chain({}, 2n)])).to.deep.equal([]);
  });

  const changed = {
    attestors: [TERMS.attestors[0]!],
    threshold: 3,
    decimals: 18,
    maximumWindow: 1_999n,
    maximumAge: 999_999n,
    domain: { ...TERMS.domain, salt: id("another coin") },
  };
  for (const [what, value] of Object.entries(changed)) {
    it(`is the same ${what} everywhere`, () => {
      expect(broken([chain(), chain({ terms: { ...TERMS, [what]: value } }, 2n)])).to.deep.equal(["CHAINS_DISAGREE"]);
    });
  }

  it("is that none is halted, and that the token asks the gate that was read", () => {
    expect(broken([chain({ halted: true })])).to.deep.equal(["GATE_HALTED"]);
    expect(broken([chain({ gateIsOurs: false })])).to.deep.equal(["GATE_REPLACED"]);
  });

  it("is not a report that contradicts, unless the timelock has settled it", () => {
    const other = { ...REPORT, sequence: 3n, validFrom: NOW - 50n, validUntil: NOW - 10n };
    const twin = { ...other, evidence: id("twin") };
    const known = [other, twin].map((report) => ({ report, digest: reportDigest(TERMS.domain, report) }));
    expect(broken([chain()], { signed: known })).to.deep.equal(["REPORTS_CONTRADICT"]);
    expect(broken([chain({ resolvedThrough: 3n })], { signed: known })).to.deep.equal([]);
  });

  it("is of the attestors that sign now, and not too old at its end", () => {
    expect(broken([chain({ terms: { ...TERMS, epoch: 2n } })])).to.deep.equal(["EPOCH_DIFFERS"]);
    expect(broken([chain({ terms: { ...TERMS, maximumAge: 99n } })])).to.deep.equal(["COUNT_TOO_OLD"]);
    expect(broken([chain({ terms: { ...TERMS, maximumAge: 100n } })])).to.deep.equal([]);
  });

  it("has a place among what a chain has: before what waits, and not before what has begun", () => {
    const having = (validFrom: bigint, changes: Partial<ObservedChain> = {}): ObservedChain => {
      const report = { ...REPORT, sequence: 6n, asOf: NOW - 20n, validFrom, validUntil: validFrom + 100n };
      const seen = [{ report, digest: reportDigest(TERMS.domain, report), closed: false }];
      return chain({ seen, latest: { sequence: 6n, validUntil: report.validUntil }, ...changes });
    };
    const covered = { ...REPORT, reserves: 1_000n, supply: 900n };
    expect(broken([having(NOW + 100n)], {}, covered)).to.deep.equal([]);
    expect(broken([having(NOW + 99n)], {}, covered)).to.deep.equal(["WINDOW_OVERLAP", "REPORTS_CONTRADICT"]);
    expect(broken([having(NOW - 100n)], {}, covered)).to.deep.equal(["SEQUENCE_USED", "WINDOW_OVERLAP"]);
    expect(broken([chain({ resolvedThrough: 4n })])).to.deep.equal(["SEQUENCE_USED"]);
    expect(broken([chain({ resolvedThrough: 3n })])).to.deep.equal([]);
  });

  it("replaces what a chain has only by lowering it", () => {
    const seen = [{ report: REPORT, digest: reportDigest(TERMS.domain, REPORT), closed: false }];
    const has = chain({ seen, latest: { sequence: 4n, validUntil: REPORT.validUntil } });
    const lower = { ...REPORT, revision: 1n, reserves: 90n, allocations: [{ chainId: 1n, mintable: 90n }] };
    expect(broken([has], {}, lower)).to.deep.equal([]);
    const raised = ["SEQUENCE_USED", "REPORTS_CONTRADICT"];
    expect(broken([has], {}, { ...lower, reserves: 101n })).to.deep.equal(raised);
    expect(broken([has], {}, { ...lower, revision: 0n })).to.deep.equal(raised);
    expect(broken([has], {}, { ...lower, asOf: NOW - 1n })).to.deep.equal(raised);
    const added = [...lower.allocations, { chainId: 2n, mintable: 0n }];
    expect(broken([has, chain({}, 2n)], {}, { ...lower, allocations: added })).to.deep.equal(raised);
  });

  it("counts what a bridge has in transit, one by one unless several are said to be one", () => {
    const books = (bridge: string, minted: bigint, burned: bigint) => [{ bridge, minted, burned }];
    const [a, b] = ["0xa", "0xb"];
    const chains = [chain({ bridges: books(a, 0n, 70n) }), chain({ bridges: books(b, 60n, 0n) }, 2n)];
    const observation = { chains, assumed: [], signed: [], sameBridges: [] };
    expect(supplyNeeded(observation).inFlight).to.equal(70n);
    expect(supplyNeeded({ ...observation, sameBridges: [[a, b]] }).inFlight).to.equal(10n);
  });
});

describe("An attestor's register", () => {
  const wallet = Wallet.createRandom();
  const chains = [{ network: "one", terms: { ...TERMS, attestors: [wallet.address] } }];
  const file = (changes: Partial<ReportFile["signed"]> = {}): ReportFile => {
    const { allocations, ...fields } = REPORT;
    const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    const list = allocations.map(({ chainId, mintable }) => ({ chainId: `${chainId}`, mintable: `${mintable}` }));
    const signed = { ...texts, allocations: list, ...changes } as ReportFile["signed"];
    const digest = reportDigest(TERMS.domain, signedReport({ signed }));
    return { domain: TERMS.domain, signed, digest, signatures: [] } as unknown as ReportFile;
  };
  const sign = (given: ReportFile, folder: string): Promise<ReportFile> =>
    signFile(given, localSigner(wallet.privateKey), { chains, register: new Register(folder), now: new Date(0) });

  it("keeps a key from signing two reports that contradict each other, also after a restart", async () => {
    const folder = emptyFolder();
    const first = await sign(file(), folder);
    expect(first.signatures.map(({ attestor }) => attestor)).to.deep.equal([wallet.address]);
    expect((await sign(file(), folder)).signatures).to.deep.equal(first.signatures); // the same again is no harm
    await expectRefusal("REPORT_REGISTERED", () => sign(file({ reserves: "99" }), folder));
    await expectRefusal("REPORT_REGISTERED", () =>
      sign(file({ sequence: "5", validFrom: `${NOW + 99n}`, validUntil: `${NOW + 200n}` }), folder),
    );
    await sign(file({ sequence: "5", validFrom: `${NOW + 100n}`, validUntil: `${NOW + 200n}` }), folder);
    const allocations = [{ chainId: "1", mintable: "99" }];
    await expectRefusal("REPORT_REGISTERED", () => sign(file({ revision: "1", reserves: "101", allocations }), folder));
    expect(new Register(folder).linesOf(wallet.address).map(({ sequence }) => sequence)).to.deep.equal(["4", "5"]);
    await sign(file({ revision: "1", reserves: "99", allocations }), folder); // only lowers
    await expectRefusal("REPORT_REGISTERED", () => sign(file({ revision: "2", reserves: "99" }), folder));
    expect(new Register(folder).linesOf(wallet.address).map(({ revision }) => revision)).to.deep.equal(["0", "0", "1"]);
  });
});
