import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { Contract, ContractFactory, type Signer, id } from "ethers";
import hre from "hardhat";
import { described } from "../../../issuer/operations/described.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import { deployContract } from "../../../packages/tron/deploy-contract.ts";
import { type Bench, COIN, PEOPLE, onBothChains } from "./support.ts";

const [aida, bakyt] = PEOPLE;
/** As a bank writes it. No word of it occurs in a hash or an address by chance: each has a sign that neither uses. */
const MARKER = "IBAN KG-12-3456 Айда Осмонова 7";

onBothChains("Files that leave the desk", (bench) => {
  let umask: number;
  before(() => {
    umask = process.umask(0);
  });
  after(() => process.umask(umask));

  it("hold no reference of the bank or of a case, but its hash, and are their owner's alone", async () => {
    const burner = bench().holder("BURNER");
    for (const account of [burner, aida, bakyt]) await bench().issue(account, 10n * COIN);
    await bench().send(bench().holder("GUARDIAN"), (token) => token.freeze(bakyt, id("before")));
    const token = bench().text(await (await strayToken(bench())).getAddress());
    const acts: [OperationName, Record<string, string>, keyof Bench["coin"]["desired"]["roles"]][] = [
      ["mint", { to: aida, amount: "1", reference: MARKER }, "MINTER"],
      ["burn", { amount: "1", reference: MARKER }, "BURNER"],
      ["freeze", { account: aida, case: MARKER }, "GUARDIAN"],
      ["ratify", { account: bakyt, case: MARKER }, "COMPLIANCE"],
      ["unfreeze", { account: bakyt, case: MARKER }, "COMPLIANCE"],
      ["seize", { account: bakyt, to: aida, amount: "1", case: MARKER, reference: MARKER }, "COMPLIANCE"],
      ["wipe", { account: bakyt, amount: "all", case: MARKER, reference: `${MARKER} second` }, "COMPLIANCE"],
      ["rescue", { token, to: aida, amount: "1", reference: MARKER }, "RESCUER"],
    ];
    for (const [name, given, role] of acts) {
      const { state, bundles } = await bench().run(name, given, { keys: bench().keysWithout(role) });
      expect(state, name).to.equal("waiting");
      expectOutward(bundles, name);
      expect(readFileSync(journalOf(bundles[0] ?? "", name), "utf8"), name).to.contain(MARKER);
    }
  });

  it("say which row of the file it is", async () => {
    const csv = bench().file("rows.csv", "account,amount,reference", `${aida},1,${MARKER}`, `${bakyt},2,${MARKER} 2`);
    const { bundles } = await bench().run("mint", { csv }, { keys: bench().keysWithout("MINTER") });
    const text = bundles.map((bundle) => readFileSync(bundle, "utf8")).join("\n");
    expect(text).to.not.contain(MARKER);
    for (const [row, reference] of [
      [2, MARKER],
      [3, `${MARKER} 2`],
    ] as const) {
      expect(text).to.contain(`deposit ${id(reference)} (row ${row})`);
    }
  });

  it("hold none either where the timelock is to be asked", async () => {
    const { timelock } = bench().coin.addresses;
    const changes = [
      { grant: "COMPLIANCE", account: timelock },
      { revoke: "COMPLIANCE", account: bench().holder("COMPLIANCE") },
    ];
    for (const change of changes) {
      await bench().run("roles", change);
      await bench().travel(259_200);
      await bench().run("roles", change);
    }
    await bench().send(bench().holder("GUARDIAN"), (token) => token.freeze(bakyt, id("before")));
    const away = bench().keysExcept(...bench().coin.desired.timelock.proposers);
    const { state, bundles } = await bench().run("ratify", { account: bakyt, case: MARKER }, { keys: away });
    expect(state).to.equal("waiting");
    const text = expectOutward(bundles, "ratify");
    expect(text).to.contain(`schedule in the timelock for 3d: ratify ${bakyt}, case ${id(MARKER)}`);
  });

  it("say the hash in the place of the reference, whatever else looks like it", () => {
    const words = described({ plain: "1", hash: id("1") }, (named) => `mint 1.00 KGST to 0x11, deposit ${named}`);
    expect(words).to.deep.equal({
      description: 'mint 1.00 KGST to 0x11, deposit "1"',
      outward: `mint 1.00 KGST to 0x11, deposit ${id("1")}`,
    });
  });
});

/** Looks into every file of the bundles' folder. */
function expectOutward(bundles: readonly string[], name: string): string {
  const folder = dirname(bundles[0] ?? "");
  const files = readdirSync(folder).map((file) => join(folder, file));
  expect(files, name).to.include.members([...bundles]);
  const texts = files.map((file) => readFileSync(file, "utf8"));
  for (const part of [MARKER, ...MARKER.split(" ").filter((word) => word.length > 3), JSON.stringify(MARKER)]) {
    for (const text of texts) expect(text, name).not.to.contain(part);
  }
  for (const bundle of bundles) expect(readFileSync(bundle, "utf8"), name).to.contain(id(MARKER));
  for (const file of files) expect(statSync(file).mode & 0o777, file).to.equal(0o600);
  for (const at of [folder, dirname(folder)]) expect(statSync(at).mode & 0o777, at).to.equal(0o700);
  const journal = journalOf(bundles[0] ?? "", name);
  expect(statSync(journal).mode & 0o777, journal).to.equal(0o600);
  return texts.join("\n");
}

function journalOf(bundle: string, name: string): string {
  return join(dirname(dirname(bundle)), `kgst-${name}.journal.jsonl`);
}

async function strayToken(bench: Bench): Promise<Contract> {
  const { abi, bytecode } = await hre.artifacts.readArtifact("test/solidity/mocks/StrayTokens.sol:StrayToken");
  class Factory extends ContractFactory {
    constructor(signer: Signer) {
      super(abi, bytecode, signer);
    }
    static connect(address: string): Contract {
      return new Contract(address, abi, bench.coin.chain.provider);
    }
  }
  return deployContract(Factory, bench.anyone(), bench.coin.addresses.token, 5n * 10n ** 18n);
}
