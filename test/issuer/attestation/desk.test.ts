import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type TypedDataDomain, type TypedDataField, Wallet, id } from "ethers";
import { plainAmount } from "../../../issuer/attestation/to-file.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { type ReportFile, signedReport } from "../../../issuer/reports/report-file.ts";
import { reportDigest } from "../../../issuer/reports/reserve-report.ts";
import { accounts } from "../../deploy/support.ts";
import { type Answer, START, type Side, TwoChains } from "./support.ts";

/** Indexes of the example attestors among the development accounts. */
const ATTESTORS = [12, 13, 14, 15, 16];

describe("The attestation desk on two chains", function () {
  this.timeout(180_000);

  let world: TwoChains;
  let evidence: string;
  let good: Record<string, unknown>;
  before(async () => {
    world = await TwoChains.open();
    evidence = join(world.reports, "..", "statement.txt");
    mkdirSync(dirname(evidence), { recursive: true });
    writeFileSync(evidence, "1,600,000.00 som on 4 January 2027\n");
    good = {
      reserves: "1600000",
      payoutsOwed: "100000",
      evidence,
      allocate: "localhost=900000,tronEmbedded=600000",
    };
  });
  after(async () => {
    await world.close();
  });

  const inFolder = (name: string): string => join(world.reports, name);
  const build = async (given: Record<string, unknown> = {}): Promise<ReportFile> =>
    reportOf(await world.attest("build", { ...good, ...given }));
  /** Builds without keeping the file among the desk's own. */
  const look = async (given: Record<string, unknown> = {}): Promise<ReportFile> =>
    build({ out: join(world.reports, "..", "look.json"), ...given });
  const refused = (codes: Parameters<TwoChains["refused"]>[0], given: Record<string, unknown>): Promise<string> =>
    world.refused(codes, "build", { ...good, ...given });

  describe("refuses to build", () => {
    it("what is not asked for completely", async () => {
      await refused(["EVIDENCE_MISSING"], { evidence: "" });
      await refused(["EVIDENCE_MISSING"], { evidence: inFolder("nowhere.pdf") });
      await refused(["ARGUMENT_INVALID"], { allocate: "" });
      await refused(["ARGUMENT_INVALID"], { shares: "localhost=1" });
      await refused(["AMOUNT_INVALID"], { reserves: "1.5e6" });
      await refused(["ARGUMENT_INVALID"], { asOf: "yesterday" });
      await refused(["ARGUMENT_INVALID"], { sequence: "0" });
    });

    it("without a chain of the coin, unless somebody answers for it", async () => {
      const message = await refused(["CHAIN_LEFT_OUT"], { networks: "localhost" });
      expect(message).to.contain("deployed on tronEmbedded too");
      const { workings, supply } = await look({
        networks: "localhost",
        assume: "tronEmbedded=250.50",
        allocate: "localhost=1",
      });
      expect(supply).to.equal("250.50");
      expect(workings.chains.map(({ network, block }) => [network, block === null])).to.deep.equal([
        ["localhost", false],
        ["tronEmbedded", true],
      ]);
    });

    it("with a chain whose node does not answer", async () => {
      const { gate } = world.evm.node;
      await gate.close();
      try {
        const { code, json } = await world.attest("build", good);
        expect(code).to.equal(1);
        expect(json).to.have.nested.property("error.code", "CHAIN_UNREACHABLE");
        expect(json).to.have.nested.property("error.remedy").that.contains("--assume NETWORK=SUPPLY");
      } finally {
        await gate.reopen();
      }
    });

    it("allocations to strangers, twice to one, or beyond the reserves", async () => {
      expect(await refused(["CHAIN_UNKNOWN"], { allocate: "localhost=1,bsc=1" })).to.contain(
        "bsc is not a network of this coin; it has localhost, tronEmbedded.",
      );
      await refused(["ALLOCATION_TWICE"], { allocate: "localhost=1,localhost=1" });
      expect(await refused(["NOT_COVERED"], { allocate: "localhost=900000,tronEmbedded=600000.000001" })).to.contain(
        "0.00 KGST + 1,500,000.000001 KGST = 1,500,000.000001 KGST, reserves 1,500,000.00 KGST",
      );
      await refused(["NOT_COVERED"], { payoutsOwed: "1600000.01" });
    });

    it("a window that is too long, too far or ahead of its count, and numbers out of reach", async () => {
      await refused(["WINDOW_LENGTH"], { window: "49h" });
      await refused(["WINDOW_TOO_FAR", "WINDOW_TOO_FAR"], { validFrom: "2027-01-07T06:00:00Z" });
      await refused(["COUNTED_TOO_LATE"], { validFrom: START });
      await refused(["COUNTED_IN_FUTURE", "COUNTED_IN_FUTURE"], { asOf: "2027-01-05T06:00:00Z" });
      await refused(["SEQUENCE_TOO_FAR", "SEQUENCE_TOO_FAR"], { sequence: `${2n ** 32n}` });
    });
  });

  describe("with a first report", () => {
    it("builds it, says how it came about, and finds every line true", async () => {
      const file = await build({ description: "The first day." });
      expect([file.sequence, file.reserves, file.supply]).to.deep.equal([1, "1500000.00", "0.00"]);
      expect(file.allocations).to.deep.equal([
        { network: "localhost", chainId: 31_337, mintable: "900000.00" },
        { network: "tronEmbedded", chainId: 191_864_081, mintable: "600000.00" },
      ]);
      expect(file.validFrom).to.equal(file.asOf);
      expect(signedReport(file).validUntil - signedReport(file).validFrom).to.equal(86_400n);
      expect(file.signatures).to.deep.equal([]);
      expect(JSON.parse(readFileSync(inFolder("1.json"), "utf8"))).to.deep.equal(file);
      for (const { contracts } of world.sides.map(({ coin }) => coin)) {
        expect(await contracts.attestations.reportDigest(signedReport(file))).to.equal(file.digest);
      }
      const { code, json } = await world.attest("check", { file: inFolder("1.json"), evidence });
      expect(code, JSON.stringify(json)).to.equal(0);
    });

    it("has it signed by three attestors in three ways, and merges what they bring", async () => {
      const file = inFolder("1.json");
      const copies = ["a", "b", "c"].map((name) => inFolder(`1.${name}.json`));
      for (const [index, out] of copies.slice(0, 2).entries()) {
        const { json } = await world.attest("sign", { file, attestor: attestor(index).address, out });
        expect(json)
          .to.have.property("attestors")
          .that.deep.equals([attestor(index).address]);
      }
      const typed = await world.attest("sign", { file, offline: true });
      expect(typed.code).to.equal(3);
      const signature = await signTypedData(attestor(4), inFolder("1.typed-data.json"));
      await world.attest("sign", { file, signature, out: copies[2] });

      const merged = inFolder("1.signed.json");
      const two = await world.attest("merge", { files: copies.slice(0, 2), out: merged });
      expect(two.json).to.have.property("threshold", 3);
      const three = await world.attest("merge", { files: [merged, copies[2], copies[0]], out: merged });
      const signers = [0, 1, 4].map((index) => attestor(index).address);
      expect(three.json).to.have.property("attestors").that.deep.equals(sorted(signers));
    });

    it("takes no signature of anybody else, of another report, or that is none", async () => {
      const file = inFolder("1.json");
      await world.refused(["NO_ATTESTOR"], "sign", { file, attestor: accounts[1]!.address });
      const stranger = await signTypedData(Wallet.createRandom(), inFolder("1.typed-data.json"));
      await world.refused(["NO_ATTESTOR"], "sign", { file, signature: stranger });
      const right = await signTypedData(attestor(0), inFolder("1.typed-data.json"));
      await world.refused(["NO_ATTESTOR"], "sign", { file, signature: swapped(right) });
      await world.refused(["SIGNATURE_INVALID"], "sign", { file, signature: "0x1234" });
      await world.refused(["SIGNER_MISSING"], "sign", { file });
    });

    it("takes no file that says one thing and has another signed", async () => {
      const change = async (edit: (file: ReportFile) => unknown): Promise<string> => {
        const file = JSON.parse(readFileSync(inFolder("1.signed.json"), "utf8")) as ReportFile;
        const path = join(world.reports, "..", "edited.json");
        writeFileSync(path, JSON.stringify({ ...file, ...(edit(file) as object) }));
        return world.refused(["REPORT_FILE_INVALID"], "check", { file: path });
      };
      expect(await change(() => ({ reserves: "1500000.01" }))).to.contain("reserves is written as 1500000010000");
      expect(await change(() => ({ digest: id("") }))).to.contain("the digest is written as");
      expect(await change(({ signed }) => ({ signed: { ...signed, supply: "1" } }))).to.contain("supply is written");
      expect(await change(({ signatures }) => ({ signatures: [...signatures].reverse() }))).to.contain("rising");
      expect(await change(() => ({ more: 1 }))).to.contain("more");
    });

    it("does not build another one next to it", async () => {
      const first = signedReport(await load("1.signed.json"));
      const overlapping = new Date(Number(first.validUntil - 1n) * 1_000).toISOString().replace(".000Z", "Z");
      await refused(["REPORTS_CONTRADICT"], { validFrom: overlapping, reserves: "3100000" });
      await refused(["REPORTS_CONTRADICT"], { sequence: "1", reserves: "3100000" });
    });
  });

  describe("once the report is signed by enough", () => {
    const file = (): string => inFolder("1.signed.json");
    const networksOf = ({ json }: Answer): Posted[] => json.networks as Posted[];

    it("does not post one that lacks a signature, or to nowhere", async () => {
      const short = inFolder("1.a.json");
      const { code, json } = await world.attest("submit", { file: short, networks: "localhost" });
      expect([code, networksOf({ code, json })[0]?.error?.code]).to.deep.equal([1, "QUORUM_MISSING"]);
      await world.refused(["ARGUMENT_INVALID"], "submit", { file: file() });
      const dry = await world.attest("submit", { file: file(), networks: "localhost", dryRun: true });
      expect(networksOf(dry)).to.deep.include.members([]).and.to.have.nested.property("[0].state", "planned");
      expect(await world.evm.coin.contracts.attestations.latestSequence()).to.equal(0n);
    });

    it("posts it to the chains that answer, and to the others when it is run again, once each", async () => {
      await world.evm.node.gate.close();
      const first = await world.attest("submit", { file: file(), all: true });
      await world.evm.node.gate.reopen();
      expect(first.code).to.equal(1);
      const [evm, tron] = networksOf(first);
      expect([evm?.error?.code, tron?.state, tron?.sent]).to.deep.equal(["CHAIN_UNREACHABLE", "finished", 1]);
      expect((await world.attest("show")).code).to.equal(1); // one chain lacks a report that the other has

      // The chain that has it mints; the other one can still be given the same report by anybody.
      await world.mint(world.tron, 100);
      const { workings, supply } = await look({
        reserves: "3100000",
        shares: "localhost=3,tronEmbedded=1",
        allocate: "",
      });
      expect(supply).to.equal("1500000.00");
      expect(workings.chains.map(({ windows }) => windows.map(({ state, left }) => [state, left.coins]))).to.deep.equal(
        [[["postable", "900000.00"]], [["accepted", "599900.00"]]],
      );

      const second = await world.attest("submit", { file: file(), all: true });
      expect(networksOf(second).map(({ state, sent }) => [state, sent])).to.deep.equal([
        ["finished", 1],
        ["finished", 0],
      ]);
      const third = await world.attest("submit", { file: file(), all: true });
      expect(networksOf(third).map(({ sent }) => sent)).to.deep.equal([0, 0]);
      expect((await world.attest("show")).code).to.equal(0);
    });

    it("counts what is left, in transit and redeemed, and not what headroom() says", async () => {
      const next = { reserves: "3100000", shares: "localhost=3,tronEmbedded=1", allocate: "" };
      const { evm, tron } = world;
      await world.mint(evm, 1_000);
      const then = await timeOf(evm);
      await world.travel(300); // far more than the two clocks are apart
      await world.leave(evm, 400); // burned here, not minted there
      await world.redeem(tron, 50);
      await world.done(evm.coin.contracts.token.connect(await evm.as("PAUSER")).pause(2n));
      expect(await evm.coin.contracts.token.headroom()).to.equal(0n);

      const earlier = await look({ ...next, asOf: then });
      expect(earlier.supply).to.equal("1500000.00");
      expect(earlier.workings.supply.redeemedSinceCount.coins).to.equal("50.00");
      await world.travel(300); // far more than the two clocks are apart
      const file_ = await look(next);
      const { outstanding, stillMintable, inFlight, redeemedSinceCount } = file_.workings.supply;
      expect([outstanding, stillMintable, inFlight, redeemedSinceCount].map(({ coins }) => coins)).to.deep.equal([
        "650.00",
        "1498900.00",
        "400.00",
        "0.00",
      ]);
      expect(file_.supply).to.equal("1499950.00");
      expect(file_.allocations.map(({ mintable }) => mintable)).to.deep.equal(["1125037.50", "375012.50"]);
      expect(file_.validFrom).to.equal((await load("1.signed.json")).validUntil);
      await refused(["WINDOW_OVERLAP", "WINDOW_OVERLAP", "REPORTS_CONTRADICT"], {
        ...next,
        validFrom: then,
        asOf: then,
      });
      await world.done(evm.coin.contracts.token.connect(await evm.as("UNPAUSER")).unpause(2n));
    });

    it("lowers a report that was wrong, and builds none that raises it", async () => {
      const first = await load("1.signed.json");
      const lower = await look({
        revise: "1",
        reserves: "1500000",
        allocate: "localhost=800000,tronEmbedded=500000",
      });
      expect([lower.sequence, lower.epoch, lower.revision]).to.deep.equal([1, 1, 1]);
      expect([lower.asOf, lower.validFrom, lower.validUntil]).to.deep.equal([
        first.asOf,
        first.validFrom,
        first.validUntil,
      ]);
      // What was minted under the report is covered by its shares.
      expect([lower.reserves, lower.supply]).to.deep.equal(["1400000.00", "0.00"]);
      expect(lower.allocations.map(({ mintable }) => mintable)).to.deep.equal(["800000.00", "500000.00"]);
      await refused(["SEQUENCE_USED", "SEQUENCE_USED", "REPORTS_CONTRADICT"], {
        revise: "1",
        allocate: "localhost=900001,tronEmbedded=599999",
      });
      await refused(["ARGUMENT_INVALID"], { revise: "1", sequence: "3" });
      await refused(["REVISION_UNKNOWN"], { revise: "9" });
    });

    it("finds out when a file no longer counts everything", async () => {
      const signed = await load("1.signed.json");
      expect((await world.attest("check", { file: file() })).code).to.equal(0);
      const other = join(world.reports, "..", "other.txt");
      writeFileSync(other, "another document\n");
      const { code, json } = await world.attest("check", { file: file(), evidence: other });
      expect(code).to.equal(1);
      const broken = (json.verdicts as { code: string; holds: boolean }[]).filter(({ holds }) => !holds);
      expect(broken.map((verdict) => verdict.code)).to.deep.equal(["EVIDENCE_DIFFERS"]);

      // A report that says less than what exists: built by somebody who looked at one chain only.
      const wrong = join(world.reports, "..", "wrong.json");
      writeFileSync(wrong, JSON.stringify(restated(signed, 2, 1n)));
      const found = await world.attest("check", { file: wrong });
      const codes = (found.json.verdicts as { code: string; holds: boolean }[]).filter(({ holds }) => !holds);
      expect(codes.map((verdict) => verdict.code)).to.include("SUPPLY_TOO_LOW");
      await world.refused(
        codes.map(({ code: each }) => each).filter((each) => each !== "REPORT_FILE_INVALID") as never,
        "sign",
        {
          file: wrong,
          attestor: attestor(0).address,
        },
      );
    });
  });

  const load = async (name: string): Promise<ReportFile> =>
    Promise.resolve(JSON.parse(readFileSync(inFolder(name), "utf8")) as ReportFile);
});

function attestor(index: number): Wallet {
  return developmentWallets()[ATTESTORS[index]!] as Wallet;
}

interface Posted {
  readonly state?: string;
  readonly sent?: number;
  readonly error?: { readonly code: string };
}

/** The chain's time, as options take it. */
async function timeOf({ coin }: Side): Promise<string> {
  const block = await coin.chain.provider.getBlock("latest");
  return new Date(block!.timestamp * 1_000).toISOString().replace(".000Z", "Z");
}

/** The same file with another number and supply, consistent in itself and signed by nobody. */
function restated(file: ReportFile, sequence: number, supply: bigint): ReportFile {
  const validFrom = BigInt(file.signed.validUntil);
  const validUntil = validFrom + 3_600n;
  const iso = (seconds: bigint): string => new Date(Number(seconds) * 1_000).toISOString().replace(".000Z", "Z");
  const times = { validFrom: `${validFrom}`, validUntil: `${validUntil}` };
  const signed = { ...file.signed, ...times, sequence: `${sequence}`, supply: `${supply}` };
  const changed = { ...file, sequence, supply: plainAmount(supply, file.decimals), signed, signatures: [] };
  const digest = reportDigest(file.domain, signedReport(changed));
  return { ...changed, validFrom: iso(validFrom), validUntil: iso(validUntil), digest };
}

function sorted(addresses: readonly string[]): string[] {
  return [...addresses].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function reportOf({ json }: Answer): ReportFile {
  expect(json, JSON.stringify(json)).to.have.property("report");
  return json.report as ReportFile;
}

/** Signs a file of typed data as any wallet does. */
async function signTypedData(wallet: Pick<Wallet, "signTypedData">, path: string): Promise<string> {
  const data = JSON.parse(readFileSync(path, "utf8")) as {
    domain: TypedDataDomain;
    types: Record<string, TypedDataField[]>;
    message: Record<string, unknown>;
  };
  const types = Object.fromEntries(Object.entries(data.types).filter(([name]) => name !== "EIP712Domain"));
  return wallet.signTypedData(data.domain, types, data.message);
}

/** The same numbers with the other parity: recovers to somebody else. */
function swapped(signature: string): string {
  return signature.slice(0, -2) + (signature.endsWith("1b") ? "1c" : "1b");
}
