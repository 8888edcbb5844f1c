import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import { compareChains, type VerifiedChain } from "../../../issuer/verification/cross-chain-comparison.ts";
import { verifyChains } from "../../../issuer/verification/verify-chains.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { IMPLEMENTATION_SLOT } from "../../../issuer/chains/evm-chain.ts";
import type { Opened } from "../../../issuer/coin/open-each.ts";
import { toHex } from "../../../packages/tron/address.ts";
import { TronClient, httpTransports } from "../../../packages/tron/client.ts";
import { bridgeIn, report } from "./day.ts";
import { type Site, type Town, openTown, send, takenBack } from "./support.ts";

const STRANGER = "0x00000000000000000000000000000000000000aa";

describe("verify-deployment over all chains", function () {
  this.timeout(120_000);

  let town: Town;
  before(async () => {
    town = await openTown();
  });

  const openedBoth = (): Promise<Opened[]> => Promise.all([town.bnb.opened(), town.tron.opened()]);
  const drifts = async (opened?: Opened[]): Promise<string[]> =>
    (await verifyChains(opened ?? (await openedBoth()))).drifts.map(
      ({ network, path, expected, actual }) => `${network ?? "between"} ${path}: ${expected} -> ${actual}`,
    );
  const both = async (act: (site: Site) => Promise<unknown>): Promise<void> => {
    for (const site of [town.bnb, town.tron]) await act(site);
  };
  const names = ["localhost", "tronEmbedded"];

  it("finds no difference, before and after a report", () =>
    takenBack(town, async () => {
      const { checked, drifts: found, notes } = await verifyChains(await openedBoth());
      expect([found, notes]).to.deep.equal([[], []]);
      const one = await verifyChains([await town.bnb.opened()]);
      expect(checked).to.equal(2 * one.checked + 13);
      await report([town.bnb, town.tron], 1n, 100);
      expect(await drifts()).to.deep.equal([]);
    }));

  it("shows limits, pauses and halts on either chain", () =>
    takenBack(town, async () => {
      await both(async (site) => {
        const token = site.contracts.token.connect(await site.staff("LIMITER"));
        const inbound = { inboundCapacity: 1n, inboundWindow: 60n, netInflowCap: 7n };
        const limits = { ...inbound, outboundCapacity: 0n, outboundWindow: 0n };
        await send(token.setMinterLimit(await site.staff("MINTER"), 5n, 60));
        await send(token.setBridgeLimits(await site.staff("BRIDGE"), limits));
        await send(token.connect(await site.staff("PAUSER")).pause(2n | 8n));
      });
      const [minter, bridge] = [await town.bnb.staff("MINTER"), await town.bnb.staff("BRIDGE")];
      const [minted, bridged] = [await minter.getAddress(), await bridge.getAddress()];
      expect(await drifts()).to.deep.equal(
        names.flatMap((network) => [
          `${network} token.pausedScopes: none -> mint, crosschain`,
          `${network} token.limits.minter.${minted}: 1,000,000.00 per 1d -> 0.000005 per 1m`,
          `${network} token.limits.bridge.${bridged}.inbound: 250,000.00 per 1d -> 0.000001 per 1m`,
          `${network} token.limits.bridge.${bridged}.outbound: 250,000.00 per 1d -> 0.00 per 0s`,
          `${network} token.limits.bridge.${bridged}.netInflowCap: 2,000,000.00 -> 0.000007`,
        ]),
      );
    }));

  it("shows what the timelock can change: roles, admins, gate, attestors, its own delay and members", () =>
    takenBack(town, async () => {
      const attestors = town.bnb.coin.desired.attestation.attestors.slice(1);
      await both(async (site) => {
        const { token, attestations, timelock } = site.contracts;
        const [to, gate, lock] = await Promise.all([token, attestations, timelock].map((entry) => entry.getAddress()));
        await site.viaTimelock([
          { to: to!, data: token.interface.encodeFunctionData("grantRole", [id("BURNER_ROLE"), STRANGER]) },
          { to: to!, data: token.interface.encodeFunctionData("beginDefaultAdminTransfer", [STRANGER]) },
          { to: to!, data: token.interface.encodeFunctionData("setReserveGate", [ZeroAddress]) },
          { to: gate!, data: attestations.interface.encodeFunctionData("setAttestors", [attestors, 4, false]) },
          { to: lock!, data: timelock.interface.encodeFunctionData("updateDelay", [60]) },
          { to: lock!, data: timelock.interface.encodeFunctionData("grantRole", [id("PROPOSER_ROLE"), STRANGER]) },
        ]);
      });
      const found = await drifts();
      expect(found.map((line) => line.split(":")[0])).to.deep.equal(
        names.flatMap((network) =>
          [
            "timelock.minimumDelay",
            "timelock.roles.PROPOSER",
            "attestations.attestors",
            "attestations.threshold",
            "token.reserveGate",
            "token.roles.BURNER",
            "token.pendingAdmin",
          ].map((path) => `${network} ${path}`),
        ),
      );
      expect(found).to.include(
        `localhost token.reserveGate: ${town.bnb.booked.addresses.attestations} -> ${ZeroAddress}`,
      );
      expect(found).to.include("tronEmbedded attestations.threshold: 3 -> 4");
      expect(found).to.include("tronEmbedded timelock.minimumDelay: 1d -> 1m");
    }));

  it("shows attestors and a threshold that hold on one chain only", () =>
    takenBack(town, async () => {
      const { attestations } = town.tron.contracts;
      const data = attestations.interface.encodeFunctionData("setAttestors", [
        [STRANGER, `${STRANGER.slice(0, -1)}b`],
        2,
        false,
      ]);
      await town.tron.viaTimelock([{ to: await attestations.getAddress(), data }]);
      const paths = (await drifts()).map((line) => line.split(":")[0]);
      expect(paths).to.deep.equal([
        "tronEmbedded attestations.attestors",
        "tronEmbedded attestations.threshold",
        "between across.attestations.attestors",
        "between across.attestations.threshold",
      ]);
    }));

  it("shows other code and another implementation", () =>
    takenBack(town, async () => {
      await both(async (site) => {
        const { addresses } = site.booked;
        await site.setCode(addresses.timelock, `${await site.coin.chain.code(addresses.timelock)}00`);
        await site.setStorage(addresses.token, BigInt(IMPLEMENTATION_SLOT), BigInt(addresses.timelock));
      });
      const found = await drifts();
      const { timelock } = town.tron.booked.addresses;
      expect(found.filter((line) => line.includes("code.")).map((line) => line.split(":")[0])).to.deep.equal(
        names.map((network) => `${network} code.timelock`),
      );
      expect(found.filter((line) => line.includes("token.implementation"))).to.have.length(2);
      expect(found.find((line) => line.startsWith("tronEmbedded token.implementation"))).to.contain(`-> ${timelock}`);
    }));

  it("shows energy settings of a contract on TRON that were changed", () =>
    takenBack(town, async () => {
      const client = new TronClient(httpTransports({ fullNode: town.tron.url }));
      const { record, addresses } = town.tron.booked;
      const deployer = developmentWallets().find(({ address }) => address === record.deployer);
      const body = { owner_address: toHex(record.deployer), contract_address: toHex(addresses.token) };
      for (const [method, change] of [
        ["updatesetting", { consume_user_resource_percent: 40 }],
        ["updateenergylimit", { origin_energy_limit: 5 }],
      ] as const) {
        const unsigned = await client.wallet<{ txID: string }>(method, { ...body, ...change });
        const signature = deployer!.signingKey.sign(`0x${unsigned.txID}`).serialized.slice(2);
        const answer = await client.wallet<{ result?: boolean }>("broadcasttransaction", {
          ...unsigned,
          signature: [signature],
        });
        expect(answer.result).to.equal(true);
      }
      expect(await drifts()).to.deep.equal([
        "tronEmbedded platform.token: as deployed -> energy paid by callers: 40%, origin's energy limit: 5",
      ]);
    }));

  it("shows a supply beyond the reserves, and reports that contradict each other", () =>
    takenBack(town, async () => {
      const statement = await report([town.bnb], 1n, 10);
      expect(statement.reserves).to.equal(10_000_000n);
      await report([town.tron], 1n, 9);
      await bridgeIn(town.tron, "10.000001");
      const found = await drifts();
      expect(found.map((line) => line.split(":")[0])).to.deep.equal([
        "between across.reports.1",
        "between across.supply",
      ]);
      expect(found[1]).to.equal("between across.supply: at most 10.00, reserves of report 1 -> 10.000001");
    }));

  it("goes on when a node does not answer", async () => {
    const [bnb, tron] = (await openedBoth()) as [Opened, Opened];
    const refusal = { code: "CHAIN_UNREACHABLE", message: "node.example does not answer." } as const;
    const dead: Opened = { desired: tron.desired, coin: null, refusal, error: refusal };
    expect(await drifts([bnb, dead])).to.deep.equal([
      "tronEmbedded node: an answer -> CHAIN_UNREACHABLE: node.example does not answer.",
    ]);
  });

  it("compares decimals, name, token id and windows between chains", () => {
    const outstanding = { supply: 0n, sequence: 0n, reserves: 0n, digests: new Map<bigint, string>() };
    const chain = (network: string, state: Record<string, string>, minted = 0n): VerifiedChain => ({
      network,
      layerzero: null,
      state: new Map(Object.entries(state)),
      outstanding: { ...outstanding, digests: new Map([[3n, "0x3"]]), window: { sequence: 3n, minted, mintable: 5n } },
    });
    const sets = { "token.decimals": "6", "token.name": "A", "attestations.tokenId": "0x1", "token.symbol": "S" };
    const other = { "token.decimals": "18", "token.name": "B", "attestations.tokenId": "0x2", "token.symbol": "S" };
    const { drifts: found } = compareChains([chain("a", sets), chain("b", sets), chain("c", other, 6n)], 0);
    expect(found).to.deep.equal([
      { path: "across.attestations.tokenId", expected: "a: 0x1", actual: "c: 0x2" },
      { path: "across.token.name", expected: "a: A", actual: "c: B" },
      { path: "across.token.decimals", expected: "a: 6", actual: "c: 18" },
      { path: "across.window.c", expected: "at most 5 under report 3", actual: "6" },
    ]);
  });
});
