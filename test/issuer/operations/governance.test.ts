import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { Contract, ContractFactory, ZeroAddress, hexlify, id, toUtf8Bytes } from "ethers";
import type { Signer } from "ethers";
import hre from "hardhat";
import { recordFrom } from "../../../issuer/journal/record.ts";
import { showPlan } from "../../../issuer/operations/show-operation.ts";
import { printable } from "../../../issuer/output/say.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import type { OperationOutcome } from "../../../issuer/operations/run.ts";
import { deployContract } from "../../../packages/tron/deploy-contract.ts";
import { type Bench, COIN, PEOPLE, onBothChains } from "./support.ts";

const [aida, bakyt, shop] = PEOPLE;
/** Seconds that each kind of operation waits, as the coin's file says. */
const DELAYS = { upgrade: 259_200, roles: 172_800, attestors: 86_400 };
const ADMIN_DELAY = 172_800;

/** Schedules, waits, executes; each run says how far it is. */
async function throughTimelock(
  bench: Bench,
  name: OperationName,
  given: Record<string, string>,
  delay = DELAYS.roles,
): Promise<OperationOutcome> {
  const scheduled = await bench.run(name, given);
  expect([scheduled.state, scheduled.sent]).to.deep.equal(["waiting", 1]);
  const now = BigInt((await bench.coin.chain.provider.getBlock("latest"))!.timestamp);
  expect(Number(scheduled.notBefore! - now)).to.be.within(delay - 60, delay);
  const early = await bench.run(name, given, { confirm: () => expect.fail("must not ask") });
  expect([early.state, early.sent, early.notBefore]).to.deep.equal(["waiting", 0, scheduled.notBefore]);
  await bench.travel(delay);
  return bench.run(name, given);
}

onBothChains("roles", (bench) => {
  const minter = id("MINTER_ROLE");

  it("gives a role through the timelock and takes it by the council at once, as often as it is wanted", async () => {
    const { token, timelock } = bench().coin.contracts;
    for (const [index, act] of ["grant", "revoke", "grant"].entries()) {
      const job = { [act]: "MINTER", account: shop };
      const done = await (act === "grant" ? throughTimelock(bench(), "roles", job) : bench().run("roles", job));
      expect([done.state, done.sent]).to.deep.equal(["finished", 1]);
      if (act === "revoke") expect(done.overview.transactions[0]?.sender).to.equal(bench().holder("COUNCIL"));
      expect(await token.hasRole(minter, shop)).to.equal(index % 2 === 0);
      const again = await bench().run("roles", { [act]: "minter", account: bench().text(shop) });
      expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    }
    const { filters } = timelock;
    const executed = await timelock.queryFilter(filters.CallExecuted(), 0, "latest");
    expect(new Set(executed.map(({ args }) => args.id)).size).to.equal(2);
    expect(
      bench()
        .ledger("roles")
        .map(({ state }) => state),
    ).to.deep.equal(["done", "done"]);
  });

  it("takes a role through the timelock where nobody acts for the council here", async () => {
    const keys = bench().keysExcept(bench().holder("COUNCIL"));
    const job = { revoke: "BURNER", account: bench().holder("BURNER") };
    const scheduled = await bench().run("roles", job, { keys });
    expect([scheduled.state, scheduled.sent]).to.deep.equal(["waiting", 1]);
    await bench().travel(DELAYS.roles);
    expect((await bench().run("roles", job, { keys })).state).to.equal("finished");
    expect(await bench().token.hasRole(id("BURNER_ROLE"), bench().holder("BURNER"))).to.equal(false);
  });

  it("gives the timelock's own roles, and the attestations' guardian", async () => {
    const { timelock, attestations } = bench().coin.contracts;
    await throughTimelock(bench(), "roles", { grant: "PROPOSER", account: shop, at: "timelock" }, DELAYS.upgrade);
    expect(await timelock.hasRole(id("PROPOSER_ROLE"), shop)).to.equal(true);
    await throughTimelock(bench(), "roles", { grant: "GUARDIAN", account: shop, at: "attestations" });
    expect(await attestations.hasRole(id("GUARDIAN_ROLE"), shop)).to.equal(true);
  });

  it("asks proposer and executor elsewhere, one after the other", async () => {
    const [proposer = "", executor = ""] = [
      bench().coin.desired.timelock.proposers[0],
      bench().coin.desired.timelock.executors[0],
    ];
    const keys = bench().keysExcept(proposer, executor);
    const job = { grant: "MINTER", account: shop };
    const first = await bench().run("roles", job, { keys });
    expect([first.state, first.sent, first.notBefore]).to.deep.equal(["waiting", 0, null]);
    await bench().signBundle(first.bundles[0]!, proposer);
    const second = await bench().run("roles", job, { keys });
    expect([second.state, second.bundles.length]).to.deep.equal(["waiting", 0]);
    expect(second.notBefore === null).to.equal(false);
    await bench().travel(DELAYS.roles);
    const third = await bench().run("roles", job, { keys });
    expect([third.state, third.notBefore]).to.deep.equal(["waiting", null]);
    await bench().signBundle(third.bundles[0]!, executor);
    const last = await bench().run("roles", job, { keys });
    expect([last.state, last.sent]).to.deep.equal(["finished", 0]);
    expect(await bench().token.hasRole(minter, shop)).to.equal(true);
  });

  it("refuses two powers in one account, and roles that do not exist", async () => {
    const account = bench().holder("MINTER");
    const conflict = await bench().refused("ROLES_CONFLICT", "roles", { grant: "LIMITER", account });
    expect(conflict).to.contain("holds MINTER and must not hold LIMITER as well: one key could raise its own limit");
    await bench().refused("ARGUMENT_INVALID", "roles", { grant: "MINTER", account: shop, at: "attestations" });
    await bench().refused("ARGUMENT_INVALID", "roles", { grant: "KING", account: shop });
    await bench().refused("ARGUMENT_INVALID", "roles", { grant: "MINTER", revoke: "MINTER", account: shop });
  });

  it("shows who holds what", async () => {
    const { report } = await bench().run("roles", {});
    const found = report?.json as { at: string; role: string; holders: string[] }[];
    const holders = (at: string, role: string): string[] =>
      found.find((entry) => entry.at === at && entry.role === role)?.holders ?? [];
    expect(holders("token", "MINTER")).to.deep.equal([bench().holder("MINTER")]);
    expect(holders("token", "DEFAULT_ADMIN")).to.deep.equal([bench().coin.addresses.timelock]);
    expect(holders("timelock", "PROPOSER")).to.deep.equal(bench().coin.desired.timelock.proposers);
  });

  it("lists what waits in the timelock, and calls it off", async () => {
    await bench().run("roles", { grant: "MINTER", account: shop });
    const { report } = await bench().run("timelock", {});
    const [waiting] = report?.json as { id: string; call: string; state: string }[];
    expect([waiting?.call, waiting?.state]).to.deep.equal([`grantRole(${minter}, ${shop})`, "waiting"]);
    const cancelled = await bench().run("timelock", { cancel: waiting!.id });
    expect([cancelled.state, cancelled.sent]).to.deep.equal(["finished", 1]);
    expect((await bench().run("timelock", {})).report?.rows).to.deep.equal([]);
    expect((await bench().run("timelock", { cancel: waiting!.id })).sent).to.equal(0);
  });
});

onBothChains("retire, reserve-gate, repair-path", (bench) => {
  it("ends issuance for good", async () => {
    const done = await throughTimelock(bench(), "retire", { successor: shop }, DELAYS.upgrade);
    expect([done.state, await bench().token.retired()]).to.deep.equal(["finished", true]);
    expect(await bench().token.successor()).to.equal(shop);
    const again = await bench().run("retire", {});
    expect(again.notes).to.deep.equal([`Nothing to do: issuance has ended, successor ${bench().text(shop)}.`]);
    await bench().refused("ISSUANCE_RETIRED", "mint", { to: aida, amount: "1", reference: "x" });
  });

  it("replaces the reserve gate, and stops issuance with none", async () => {
    await throughTimelock(bench(), "reserve-gate", { gate: "none" });
    expect(await bench().token.reserveGate()).to.equal(ZeroAddress);
    const closed = await bench().refused("WINDOW_CLOSED", "mint", { to: aida, amount: "1", reference: "x" });
    expect(closed).to.equal("No reserve gate is set.");
    await throughTimelock(bench(), "reserve-gate", { gate: bench().coin.addresses.attestations });
    expect(await bench().token.reserveGate()).to.equal(bench().coin.addresses.attestations);
  });

  it("refuses before anything is scheduled what the token will refuse", async () => {
    const message = await bench().refused("SIMULATION_REVERTED", "repair-path", { state: "on" });
    const { controls } = bench().coin.addresses;
    expect(message).to.equal(
      `"turn the repair path on" would fail: ${bench().text(controls)} does not carry the holder plane that the repair path needs.`,
    );
    expect((await bench().run("repair-path", { state: "off" })).notes).to.deep.equal([
      "Nothing to do: the repair path is off.",
    ]);
  });
});

onBothChains("attestors, resolve-halt", (bench) => {
  it("brings the attestors of the chain to those of the file, and closes their windows if asked", async () => {
    const { attestations } = bench().coin.contracts;
    const { desired } = bench().coin;
    const attestors = desired.attestation.attestors.slice(1);
    const coin = { ...bench().coin, desired: { ...desired, attestation: { ...desired.attestation, attestors } } };
    await bench().refused("ARGUMENT_INVALID", "attestors", { closeWindows: "maybe" });
    await bench().run("attestors", { closeWindows: "yes" }, { coin });
    await bench().travel(DELAYS.attestors);
    await bench().run("attestors", { closeWindows: "yes" }, { coin });
    expect([...(await attestations.attestors())]).to.deep.equal(attestors);
    expect(await attestations.epoch()).to.equal(2n);
    expect((await attestations.report(1n)).closed).to.equal(true);
    expect((await bench().run("attestors", {}, { coin })).sent).to.equal(0);
  });

  it("lifts a halt", async () => {
    const { attestations } = bench().coin.contracts;
    const nothing = await bench().run("resolve-halt", { through: "0" });
    expect(nothing.notes).to.deep.equal(["Nothing to do: it is settled through number 0."]);
    const [first, second] = [await bench().nextReport(), await bench().nextReport({ evidence: id("another") })];
    const connected = attestations.connect(bench().anyone());
    const signatures = [await bench().signReport(first), await bench().signReport(second)] as const;
    await (await connected.proveEquivocation(first, signatures[0], second, signatures[1])).wait();
    expect(await attestations.halted()).to.equal(true);
    await throughTimelock(bench(), "resolve-halt", { through: "2" }, DELAYS.attestors);
    expect([await attestations.halted(), await attestations.resolvedThrough()]).to.deep.equal([false, 2n]);
  });
});

onBothChains("transfer-admin", (bench) => {
  it("hands the default admin over in two delayed steps; the new one then acts by itself", async () => {
    const { token } = bench();
    const job = { to: shop };
    await bench().run("transfer-admin", job);
    await bench().travel(DELAYS.upgrade);
    const named = await bench().run("transfer-admin", job);
    expect([named.state, named.sent]).to.deep.equal(["waiting", 1]);
    expect((await token.pendingDefaultAdmin())[0]).to.equal(shop);
    const waiting = await bench().run("transfer-admin", job);
    expect([waiting.state, waiting.sent]).to.deep.equal(["waiting", 0]);
    await bench().travel(ADMIN_DELAY + 1);
    const accepted = await bench().run("transfer-admin", job);
    expect([accepted.state, accepted.sent]).to.deep.equal(["finished", 1]);
    expect(await token.defaultAdmin()).to.equal(shop);
    const direct = await bench().run("roles", { grant: "MINTER", account: bakyt });
    expect([direct.state, direct.overview.transactions[0]?.sender]).to.deep.equal(["finished", shop]);
  });

  it("calls a transfer off", async () => {
    await throughTimelock(bench(), "transfer-admin", { to: shop, at: "attestations" }, DELAYS.upgrade);
    await throughTimelock(bench(), "transfer-admin", { to: "none", at: "attestations" });
    expect((await bench().coin.contracts.attestations.pendingDefaultAdmin())[0]).to.equal(ZeroAddress);
    await bench().refused("ARGUMENT_INVALID", "transfer-admin", { to: shop, at: "timelock" });
  });
});

onBothChains("rescue", (bench) => {
  async function strayToken(change = (code: string): string => code): Promise<Contract> {
    const { abi, bytecode: compiled } = await hre.artifacts.readArtifact(
      "test/solidity/mocks/StrayTokens.sol:StrayToken",
    );
    const bytecode = change(compiled);
    class Factory extends ContractFactory {
      constructor(signer: Signer) {
        super(abi, bytecode, signer);
      }
      static connect(address: string): Contract {
        return new Contract(address, abi, bench().coin.chain.provider);
      }
    }
    return deployContract(Factory, bench().anyone(), bench().coin.addresses.token, 5n * 10n ** 18n);
  }

  it("returns stray tokens once for a request", async () => {
    const stray = await strayToken();
    const token = bench().text(await stray.getAddress());
    const job = { token, to: aida, amount: "1.5", reference: "request 1" };
    const { settled } = await bench().run("rescue", job);
    expect(settled[0]?.description).to.contain("return 1.50 STRAY");
    expect(await stray.getFunction("balanceOf")(aida)).to.equal(15n * 10n ** 17n);
    expect((await bench().run("rescue", job)).sent).to.equal(0);
    await bench().refused("REFERENCE_USED", "rescue", { ...job, amount: "2" });
    await bench().run("rescue", { ...job, reference: "request 2", amount: "all" });
    expect(await stray.getFunction("balanceOf")(aida)).to.equal(5n * 10n ** 18n);
    await bench().refused("AMOUNT_EXCEEDED", "rescue", { ...job, reference: "request 3", amount: "all" });
  });

  it("shows a symbol that would rewrite the screen as escapes", async () => {
    const stray = await strayToken((code) => code.replaceAll(hexlify(toUtf8Bytes("STRAY")).slice(2), "1b5b324a1b"));
    expect(await stray.getFunction("symbol")()).to.equal("\u001b[2J\u001b");
    const token = await stray.getAddress();
    const given = { token: bench().text(token), to: aida, amount: "1.5", reference: "request 4" };
    const { overview } = await bench().run("rescue", given, { dryRun: true });
    const shown = showPlan(overview, bench().coin.desired).map(printable);
    expect(shown.filter((line) => line.includes("return 1.50 \\u001b[2J\\u001b"))).to.have.length(1);
    expect(shown.filter((line) => line.includes("[2J"))).to.have.length(1);
  });

  it("refuses the coin itself, and what is not a contract", async () => {
    const job = { to: aida, amount: "1", reference: "x1" };
    const own = bench().coin.addresses.token;
    expect(await bench().refused("ARGUMENT_INVALID", "rescue", { ...job, token: own })).to.contain("belong to holders");
    await bench().refused("ARGUMENT_INVALID", "rescue", { ...job, token: shop });
  });
});

onBothChains("upgrade", (bench) => {
  const candidate = (name: string): string => `test/solidity/mocks/UpgradeCandidates.sol:${name}`;

  /** The build info of what is deployed, in a folder of its own, as an issuer would keep it. */
  async function deployedBuild(): Promise<string> {
    const { buildInfoId } = await hre.artifacts.readArtifact("IssuerControls");
    const path = (await hre.artifacts.getBuildInfoPath(buildInfoId!))!;
    const folder = join(bench().file("deployed"), "..", "build");
    mkdirSync(folder);
    for (const file of [path, path.replace(".json", ".output.json")]) copyFileSync(file, join(folder, basename(file)));
    return folder;
  }

  it("validates, deploys, schedules, executes, and writes the deployment's record", async function () {
    this.timeout(240_000);
    const { chain, addresses, store } = bench().coin;
    const job = { contract: candidate("NextControls"), reference: await deployedBuild() };
    await bench().issue(aida, 5n * COIN);
    const first = await bench().run("upgrade", job);
    expect([first.state, first.sent]).to.deep.equal(["waiting", 2]);
    expect(first.settled.map(({ description }) => description.split(":")[0])).to.deep.equal([
      `deploy test/solidity/mocks/UpgradeCandidates.sol`,
      "schedule in the timelock for 3d",
    ]);
    await bench().travel(DELAYS.upgrade);
    const done = await bench().run("upgrade", job);
    expect([done.state, done.sent]).to.deep.equal(["finished", 1]);
    expect(await bench().token.controlsVersion()).to.equal(2n);
    expect(await bench().token.balanceOf(aida)).to.equal(5n * COIN);
    const implementation = await chain.implementation(addresses.token);
    expect(implementation).to.not.equal(addresses.controls);
    expect(store.readRecord()?.contracts.controls?.address).to.equal(implementation);
    expect(recordFrom(store.openJournal().records).record?.contracts.token?.address).to.equal(addresses.token);
    expect((await bench().run("upgrade", job)).sent).to.equal(0);
    const back = await bench().refused("UPGRADE_DOWNGRADE", "upgrade", { contract: candidate("StaleControls") });
    expect(back).to.contain("has version 1; the token runs 2.");
  });

  it("refuses what is unsafe, foreign or not newer, before anything is deployed", async function () {
    this.timeout(240_000);
    const rash = await bench().refused("UPGRADE_UNSAFE", "upgrade", { contract: candidate("RashControls") });
    expect(rash).to.contain("delegatecall");
    await bench().refused("UPGRADE_DOWNGRADE", "upgrade", { contract: candidate("StaleControls") });
    const foreign = "test/solidity/mocks/ForeignControls.sol:ForeignControls";
    await bench().refused("UPGRADE_FOREIGN", "upgrade", { contract: foreign });
    const implementation = bench().coin.addresses.controls;
    const next = { contract: candidate("NextControls"), reference: await deployedBuild(), implementation };
    expect(await bench().refused("UPGRADE_FOREIGN", "upgrade", next)).to.contain("is not that of");
    await bench().refused("ARGUMENT_INVALID", "upgrade", { contract: "NoSuchControls" });
    expect((await bench().run("upgrade", {})).notes[0]).to.contain("Nothing to do: the token runs");
  });
});
