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
function broken(chains: readonly ObservedChain[], changes: Partial<Observation> = {}): string[] {
  const observation = { chains, assumed: [], signed: [], sameBridges: [], ...changes };
  const digest = reportDigest(TERMS.domain, REPORT);
  const verdicts = judge({ report: REPORT, digest, observation, needed: supplyNeeded(observation), symbol: "COIN" });
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
    expect(new Register(folder).linesOf(wallet.address).map(({ sequence }) => sequence)).to.deep.equal(["4", "5"]);
  });
});
