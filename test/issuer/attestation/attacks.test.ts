import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { expect } from "chai";
import { Signature, type Wallet, concat, getBytes, toBeHex } from "ethers";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { type ReportFile, signedReport } from "../../../issuer/reports/report-file.ts";
import { RESERVE_REPORT_TYPES } from "../../../issuer/reports/reserve-report.ts";
import { pointNetworks } from "../../support/networks.ts";
import { SpoilingNode, later } from "../../support/spoiling-node.ts";
import { type Answer, TwoChains } from "./support.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const ATTESTORS = [12, 13, 14].map((index) => developmentWallets()[index] as Wallet) as [Wallet, Wallet, Wallet];

interface Verdict {
  readonly code: string;
  readonly rule: string;
  readonly holds: boolean;
}

describe("Attacks on the attestation desk", function () {
  this.timeout(180_000);

  let world: TwoChains;
  let draft: string;
  let file: ReportFile;
  before(async () => {
    world = await TwoChains.open();
    const evidence = join(world.reports, "..", "statement.txt");
    mkdirSync(dirname(evidence), { recursive: true });
    writeFileSync(evidence, "1,000,000.00 som\n");
    const asked = { reserves: "1000000", evidence, allocate: "localhost=600000,tronEmbedded=400000" };
    draft = inFolder("1.json");
    const { json } = await world.attest("build", { ...asked, description: "The first day." });
    expect(json, JSON.stringify(json)).to.have.property("report");
    file = json.report as ReportFile;
  });
  after(() => world.close());

  const inFolder = (name: string): string => join(world.reports, name);
  const elsewhere = (name: string): string => join(world.reports, "..", name);
  const read = (path: string): ReportFile => JSON.parse(readFileSync(path, "utf8")) as ReportFile;
  const write = (name: string, content: unknown): string => {
    writeFileSync(elsewhere(name), JSON.stringify(content));
    return elsewhere(name);
  };
  const signed = (by: Wallet): Promise<string> =>
    by.signTypedData(file.domain, RESERVE_REPORT_TYPES, signedReport(file));
  const copyOf = async (...by: readonly Wallet[]): Promise<ReportFile> => {
    const list = await Promise.all(by.map(async (one) => ({ attestor: one.address, signature: await signed(one) })));
    return { ...file, signatures: list.sort((a, b) => (BigInt(a.attestor) < BigInt(b.attestor) ? -1 : 1)) };
  };
  const brokenIn = ({ json }: Answer): string[] =>
    (json.verdicts as Verdict[]).filter(({ holds }) => !holds).map(({ rule }) => rule);

  it("a signature with v 0 or 1, upper s, upper case or 64 bytes is stored as the contract takes it", async () => {
    const right = await signed(ATTESTORS[0]);
    for (const [index, other] of otherForms(right).entries()) {
      const out = elsewhere(`form-${index}.json`);
      const { code, json } = await world.attest("sign", { file: draft, signature: other, out });
      expect(code, JSON.stringify(json)).to.equal(0);
      expect(read(out).signatures).to.deep.equal([{ attestor: ATTESTORS[0].address, signature: right }]);
    }
    for (const none of [`${right}00`, right.slice(0, -4), right.replace(/..$/, "25"), `0x${"00".repeat(65)}`]) {
      await world.refused(["SIGNATURE_INVALID"], "sign", { file: draft, signature: none });
    }
  });

  it("check says that a signature with v 0 or 1 would revert, and merge writes the right form and loses no good one", async () => {
    const good = await copyOf(...ATTESTORS);
    const odd = good.signatures.map(({ attestor, signature }) => ({ attestor, signature: withParity(signature) }));
    const bad = write("parity.json", { ...good, signatures: odd });
    for (const task of ["check", "sign", "submit"]) {
      const message = await world.refused(["SIGNATURE_INVALID"], task, { file: bad, networks: "", all: true });
      expect(message).to.contain("submit would revert on the chain").and.to.contain(ATTESTORS[0].address);
    }
    for (const files of [[write("good.json", good), bad], [bad, elsewhere("good.json")], [bad]]) {
      const out = elsewhere("merged.json");
      const { code, json } = await world.attest("merge", { files, out });
      expect(code, JSON.stringify(json)).to.equal(0);
      expect(read(out).signatures).to.deep.equal(good.signatures);
    }
  });

  it("a document's name that would rewrite the screen is refused, and a field of 800 kB in good time", async () => {
    const names: readonly [string, string][] = [
      ["a\u001b[2J.pdf", "has \\u001b at character 2, which cannot be seen"],
      ["a\nreserves  9.pdf", "has \\u000a at character 2, which cannot be seen"],
      ["\u202efdp.a", "has \\u202e at character 1, which cannot be seen"],
      ["a".repeat(800_000), "has 800000 characters; at most 255 are taken"],
    ];
    for (const [document, why] of names) {
      const bad = write("document.json", { ...file, evidence: { ...file.evidence, document } });
      const before = readFileSync(bad, "utf8");
      for (const task of ["check", "sign"]) {
        const started = performance.now();
        const message = await world.refused(["REPORT_FILE_INVALID"], task, { file: bad });
        expect(performance.now() - started).to.be.lessThan(20_000);
        expect(message).to.equal(`${bad}: evidence.document: ${why}.`);
        expect(readFileSync(bad, "utf8")).to.equal(before);
      }
    }
  });

  it("merge keeps the valid signature that was there, also from another valid one", async () => {
    const first = await copyOf(ATTESTORS[0]);
    const another = { attestor: ATTESTORS[0].address, signature: signedWithOtherNonce(ATTESTORS[0], file.digest) };
    expect(another.signature).not.to.equal(first.signatures[0]?.signature);
    const files = [write("first.json", first), write("another.json", { ...file, signatures: [another] })];
    for (const [order, kept] of [
      [files, first.signatures],
      [[...files].reverse(), [another]],
    ] as const) {
      const { code } = await world.attest("merge", { files: order, out: elsewhere("kept.json") });
      expect([code, read(elsewhere("kept.json")).signatures]).to.deep.equal([0, kept]);
    }
  });

  it("merge compares the whole file and names what differs, signed or not", async () => {
    const one = write("one.json", await copyOf(ATTESTORS[0]));
    const theirs = await copyOf(ATTESTORS[1]);
    const statement = { coins: "2000000.00", units: "2000000000000" };
    const reserves = { ...theirs.workings.reserves, statement };
    const cases: [Partial<ReportFile>, string][] = [
      [
        { workings: { ...theirs.workings, reserves } },
        'workings.reserves.statement.coins ("2000000.00", and "1000000.00")',
      ],
      [{ description: "Another day." }, 'description ("Another day.", and "The first day.")'],
      [{ symbol: "KGSТ" }, "symbol ("],
      [{ evidence: { ...theirs.evidence, document: "other.pdf" } }, 'evidence.document ("other.pdf", and'],
    ];
    for (const [change, expected] of cases) {
      const files = [one, write("two.json", { ...theirs, ...change })];
      const message = await world.refused(["REPORT_FILES_DIFFER"], "merge", { files, out: elsewhere("never.json") });
      expect(message).to.contain(expected);
    }
  });

  it("a signature made elsewhere is in the register, and typed data that were given out are too", async () => {
    const register = (folder: string): string[] =>
      readFileSync(join(folder, "signed.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { attestor: string }).attestor);
    const clashing = await other("clash.json");
    const [alice, bakyt] = ATTESTORS;
    const folder = elsewhere("by-signature");
    await world.attest("sign", { file: draft, signature: await signed(alice), out: elsewhere("a.json"), folder });
    expect(register(folder)).to.deep.equal([alice.address]);
    await world.refused(["REPORT_REGISTERED"], "sign", { file: clashing, attestor: alice.address, folder });
    const theirs = await signatureOf(clashing, alice);
    await world.refused(["REPORT_REGISTERED"], "sign", { file: clashing, signature: theirs, folder });
    await world.refused(["REPORT_REGISTERED"], "sign", { file: clashing, offline: true, folder });

    const named = elsewhere("by-name");
    await world.attest("sign", { file: draft, offline: true, attestor: bakyt.address, folder: named });
    expect(register(named)).to.deep.equal([bakyt.address]);
    await world.refused(["REPORT_REGISTERED"], "sign", { file: clashing, attestor: bakyt.address, folder: named });
    await world.refused(["NO_ATTESTOR"], "sign", {
      file: draft,
      offline: true,
      attestor: world.evm.coin.record.deployer,
    });

    const everybody = elsewhere("by-nobody");
    await world.attest("sign", { file: draft, offline: true, folder: everybody });
    expect(register(everybody)).to.have.length(5);
    await world.refused(["REPORT_REGISTERED"], "sign", { file: clashing, attestor: alice.address, folder: everybody });
  });

  it("each number and name that no signature covers is compared, or is called unchecked", async () => {
    const sound = await world.attest("check", { file: draft });
    expect([sound.code, brokenIn(sound)]).to.deep.equal([0, []]);
    const { unchecked } = sound.json as unknown as { unchecked: { what: string }[] };
    expect(unchecked.map(({ what }) => what)).to.deep.equal([
      "the bank's statement (1000000.00) and payouts owed (0.00)",
      'the document\'s name "statement.txt"',
      'the description "The first day."',
    ]);
    const { workings, allocations } = file;
    const [evm, tron] = workings.chains as [Chain, Chain];
    const both = (units: bigint): { coins: string; units: string } => ({
      coins: `${units / 1_000_000n}.00`,
      units: `${units}`,
    });
    const chains = (first: Partial<Chain>): Partial<ReportFile> => ({
      workings: { ...workings, chains: [{ ...evm, ...first }, tron] },
    });
    const window = {
      ...{ sequence: 9, state: "postable" as const, allocation: both(0n), minted: both(0n), left: both(0n) },
    };
    const end = { time: file.validUntil, seconds: file.signed.validUntil };
    const seconds = Number(evm.block?.seconds ?? 0) - 1;
    const time = new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
    const bridge = {
      bridges: [ATTESTORS[0].address],
      burned: both(1_000_000n),
      minted: both(1_000_000n),
      inFlight: both(0n),
    };
    const cases: [string, Partial<ReportFile>, string][] = [
      ["symbol", { symbol: "KGSТ" }, "localhost: the symbol is the token's"],
      [
        "network of an allocation",
        { allocations: [{ ...allocations[0]!, network: "tronEmbedded" }, allocations[1]!] },
        "networks are named as their chain ids are, and every chain once",
      ],
      [
        "network of a chain",
        chains({ network: "bsc" }),
        "networks are named as their chain ids are, and every chain once",
      ],
      ["last report", chains({ lastAccepted: 7 }), "localhost: the last report was the one that the file names"],
      ["supply", chains({ supply: both(5_000_000n) }), "localhost: the supply was as the file says"],
      [
        "redeemed",
        chains({ redeemedSinceCount: both(5_000_000n) }),
        "localhost: what was redeemed since the count is as the file says",
      ],
      [
        "accepted window",
        chains({ windows: [{ ...window, state: "accepted", validUntil: end }] }),
        "localhost: window 9 and what was left of it are as the file says",
      ],
      [
        "block time",
        chains({ block: { ...evm.block!, time, seconds: `${seconds}` } }),
        "localhost: the block that was read is on the chain",
      ],
      [
        "bridge",
        { workings: { ...workings, bridges: [bridge] } },
        `the books of bridge ${ATTESTORS[0].address} are as the file says`,
      ],
      [
        "sum",
        { workings: { ...workings, supply: { ...workings.supply, outstanding: both(3_000_000n) } } },
        "the workings add up to the signed supply",
      ],
      [
        "reserves",
        { workings: { ...workings, reserves: { ...workings.reserves, reported: both(1_000_000n) } } },
        "the reserves are the statement less payouts owed",
      ],
    ];
    for (const [what, change, rule] of cases) {
      const path = write("changed.json", { ...file, ...change });
      const found = await world.attest("check", { file: path });
      expect([found.code, brokenIn(found).includes(rule)], `${what}: ${brokenIn(found).join("; ")}`).to.deep.equal([
        1,
        true,
      ]);
      const { code, json } = await world.attest("sign", { file: path, attestor: ATTESTORS[2].address });
      expect([code, errorOf(json)], what).to.satisfy(([exit, error]: [number, string]) => exit === 1 && error !== "");
      expect(read(path).signatures).to.deep.equal([]);
    }
    for (const change of [
      chains({ supply: { coins: "0.00", units: "1" } }),
      chains({ block: { ...evm.block!, time } }),
    ]) {
      await world.refused(["REPORT_FILE_INVALID"], "check", { file: write("pairs.json", { ...file, ...change }) });
    }
    const unknown = write("unknown.json", { ...file, ...chains({ windows: [{ ...window, validUntil: end }] }) });
    const { code, json } = await world.attest("check", { file: unknown });
    const words = (json.unchecked as { what: string }[]).map(({ what }) => what);
    expect([code, words]).to.deep.equal([
      0,
      ["localhost: window 9 and what was left of it", ...unchecked.map(({ what }) => what)],
    ]);
  });

  it("is compared with the chains before anybody is asked for a signature", async () => {
    const supply = { coins: "5.00", units: "5000000" };
    const [evm, tron] = file.workings.chains as [Chain, Chain];
    const path = write("before.json", { ...file, workings: { ...file.workings, chains: [{ ...evm, supply }, tron] } });
    // Nobody says yes: without a terminal the question itself would be refused, as CONFIRMATION_NEEDED.
    const { json } = await world.attest("sign", { file: path, attestor: ATTESTORS[2].address, yes: false });
    expect(errorOf(json)).to.equal("REPORT_UNSAFE");
    const asked = await world.attest("sign", { file: draft, attestor: ATTESTORS[2].address, yes: false });
    expect(errorOf(asked.json)).to.equal("CONFIRMATION_NEEDED");
  });

  it("merge says what each contract itself answers, before it says that a report can be submitted", async () => {
    const [one, two] = [write("two-of-three.json", await copyOf(ATTESTORS[0], ATTESTORS[1])), elsewhere("views.json")];
    const views = async (files: string[]): Promise<unknown> =>
      (await world.attest("merge", { files, out: two })).json.networks;
    expect(await views([one])).to.deep.equal(both("signatures"));
    const all = write("three.json", await copyOf(...ATTESTORS));
    expect(await views([one, all])).to.deep.equal(both("takes"));
    const { attestations } = world.evm.coin.contracts;
    const { signatures } = read(all);
    const poster = attestations.connect(await world.evm.as("MINTER"));
    await world.done(
      poster.submit(
        signedReport(file),
        signatures.map(({ signature }) => signature),
      ),
    );
    expect(await views([all])).to.deep.equal([{ ...both("has")[0] }, { ...both("takes")[1] }]);
    await world.travel(25 * 3_600); // the window is over
    const [, tron] = (await views([all])) as { state: string; reason: string }[];
    expect([tron?.state, tron?.reason.replace(/ended at .*/, "")]).to.deep.equal([
      "refuses",
      "The window of report 1 ",
    ]);
  });

  it("a slow node delays the report of no other chain", async () => {
    const evidence = elsewhere("statement.txt");
    const asked = { reserves: "2000000", evidence, allocate: "localhost=1,tronEmbedded=1", sequence: "3" };
    const { json } = await world.attest("build", asked);
    file = json.report as ReportFile;
    const path = write("third.json", await copyOf(...ATTESTORS));
    const slow = await SpoilingNode.before(world.evm.node.url);
    const back = await pointNetworks({ localhost: slow.url, tronEmbedded: world.tron.node.url });
    slow.on(/./, later(1_500));
    try {
      const posting = world.attest("submit", { file: path, all: true });
      const last = (side: "evm" | "tron"): Promise<bigint> => world[side].coin.contracts.attestations.latestSequence();
      while ((await last("tron")) !== 3n) await sleep(100);
      expect(await last("evm")).to.equal(1n);
      slow.heal();
      const { code, json: answer } = await posting;
      expect([code, (answer.networks as { state: string }[]).map(({ state }) => state)]).to.deep.equal([
        0,
        ["finished", "finished"],
      ]);
    } finally {
      back();
      await slow.close();
    }
  });

  /** A report with the same number and another window. */
  async function other(name: string): Promise<string> {
    const evidence = elsewhere("statement.txt");
    const asked = { reserves: "1000000", evidence, allocate: "localhost=1", window: "2h", out: elsewhere(name) };
    const { json } = await world.attest("build", asked);
    expect(json, JSON.stringify(json)).to.have.property("report");
    return elsewhere(name);
  }

  async function signatureOf(path: string, by: Wallet): Promise<string> {
    const report = read(path);
    return by.signTypedData(report.domain, RESERVE_REPORT_TYPES, signedReport(report));
  }
});

type Chain = ReportFile["workings"]["chains"][number];

function both(state: string): { network: string; state: string; reason: null }[] {
  return ["localhost", "tronEmbedded"].map((network) => ({ network, state, reason: null }));
}

function errorOf(json: Answer["json"]): string {
  return (json.error as { code: string } | undefined)?.code ?? "";
}

/** The same signature with v 0 or 1. */
function withParity(signature: string): string {
  return signature.slice(0, -2) + (signature.endsWith("1b") ? "00" : "01");
}

/** The same signature as other wallets write it. */
function otherForms(signature: string): string[] {
  const { r, s, v, compactSerialized } = Signature.from(signature);
  const upper = concat([r, toBeHex(ORDER - BigInt(s), 32), v === 27 ? "0x1c" : "0x1b"]);
  const cases = [withParity(signature), `0x${signature.slice(2).toUpperCase()}`, ` ${signature}\n`];
  return [...cases, upper, withParity(upper), compactSerialized];
}

/** A signature of the same digest by the same key, made with another nonce. */
function signedWithOtherNonce(wallet: Wallet, digest: string): string {
  const options = { prehash: false, format: "recovered", extraEntropy: getBytes(toBeHex(1, 32)) } as const;
  const bytes = secp256k1.sign(getBytes(digest), getBytes(wallet.privateKey), options);
  return concat([bytes.slice(1), bytes[0] === 0 ? "0x1b" : "0x1c"]);
}
