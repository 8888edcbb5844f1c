import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type TypedDataDomain, type TypedDataField, Wallet, id } from "ethers";
import { developmentWallets } from "../../scripts/lib/engine/keys.ts";
import { type ReportFile, signedReport } from "../../scripts/lib/reports/report-file.ts";
import { accounts } from "../deploy/support.ts";
import { type Answer, START, TwoChains } from "./support.ts";

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
      await refused(["ARGUMENT_INVALID"], { reserves: "1.5e6" });
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
        "bsc is no network of this coin; it has localhost, tronEmbedded.",
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

    it("does not build another one beside it", async () => {
      const first = signedReport(await load("1.signed.json"));
      const overlapping = new Date(Number(first.validUntil - 1n) * 1_000).toISOString().replace(".000Z", "Z");
      await refused(["REPORTS_CONTRADICT"], { validFrom: overlapping, reserves: "3100000" });
      await refused(["REPORTS_CONTRADICT"], { sequence: "1", reserves: "3100000" });
    });
  });

  const load = async (name: string): Promise<ReportFile> =>
    Promise.resolve(JSON.parse(readFileSync(inFolder(name), "utf8")) as ReportFile);
});

function attestor(index: number): Wallet {
  return developmentWallets()[ATTESTORS[index]!] as Wallet;
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
