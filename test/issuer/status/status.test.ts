import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { printable } from "../../../issuer/output/say.ts";
import { type ChainStatus, readStatus } from "../../../issuer/status/read.ts";
import { showStatus, statusToJson } from "../../../issuer/status/show.ts";
import { totalsOf } from "../../../issuer/status/totals.ts";
import { bridgeOut, mint, report } from "../books/day.ts";
import { type Town, openTown, send, takenBack } from "../books/support.ts";

describe("status over all chains", function () {
  this.timeout(60_000);

  let town: Town;
  before(async () => {
    town = await openTown();
  });

  const read = async (now: number): Promise<ChainStatus[]> =>
    Promise.all([town.bnb, town.tron].map(async (site) => readStatus(await site.opened(), now)));
  /** The cells of a row of the table. */
  const row = (text: string, name: string): string[] => {
    const line = text.split("\n").find((entry) => entry.startsWith(`│ ${name} `));
    return (
      line
        ?.split("│")
        .slice(2, -1)
        .map((cell) => cell.trim()) ?? []
    );
  };

  it("shows a coin before its first report", async () => {
    const now = await town.bnb.now();
    const statuses = await read(now);
    const totals = totalsOf(statuses);
    expect(totals).to.deep.equal({
      answered: 2,
      chains: 2,
      missing: [],
      ...{ supply: 0n, inFlight: 0n, held: 0n, outstanding: 0n },
      headroom: 0n,
      latest: null,
      behind: [],
      surplus: null,
    });
    const text = stripVTControlCharacters(showStatus(statuses, totals, now).map(printable).join("\n"));
    expect(row(text, "report")).to.deep.equal(["none", "none"]);
    expect(row(text, "state")).to.deep.equal(["all on", "all on"]);
    expect(text).to.contain("No chain has a reserve report.");
  });

  it("points out a symbol whose letters look like others", async () => {
    const now = await town.bnb.now();
    const statuses = await read(now);
    const forged = statuses.map((status) => ({ ...status, desired: { ...status.desired, symbol: "КGST" } }));
    const [first = ""] = showStatus(forged, totalsOf(forged), now).map(printable);
    expect(stripVTControlCharacters(first)).to.equal(
      'LOOK CLOSELY: "КGST" has letters of several scripts: К is U+041A (Cyrillic).',
    );
    expect(showStatus(statuses, totalsOf(statuses), now).join("\n")).to.not.contain("LOOK CLOSELY");
  });

  it("shows each chain's figures side by side, and what they are together", () =>
    takenBack(town, async () => {
      const { bnb, tron } = town;
      await report([bnb, tron], 1n, 10_000);
      await mint(bnb, "a", "1500");
      await mint(tron, "b", "700.5");
      await bridgeOut(bnb, "100");
      await report([bnb], 2n, 1);
      await send(bnb.contracts.token.connect(await bnb.staff("PAUSER")).pause(1n | 16n));
      const now = (await tron.now()) + 600;
      const statuses = await read(now);
      const totals = totalsOf(statuses);
      expect(totals.supply).to.equal(2_100_500_000n);
      expect(totals.behind).to.deep.equal(["tronEmbedded"]);
      expect(totals.latest?.sequence).to.equal(2n);
      expect(totals.surplus).to.equal(7_800_500_000n);

      const text = stripVTControlCharacters(showStatus(statuses, totals, now).map(printable).join("\n"));
      expect(row(text, "supply")).to.deep.equal(["1,400.00", "700.50"]);
      expect(row(text, "state")).to.deep.equal(["paused: transfer, signature", "all on"]);
      expect(row(text, "report").map((cell) => cell.split(",")[0])).to.deep.equal(["2", "1"]);
      for (const window of row(text, "window")) expect(window).to.match(/^1, \d+ h left$/);
      expect(row(text, "minted in it")).to.deep.equal(["1,500.00 of 10,000.00", "700.50 of 10,000.00"]);
      expect(row(text, "headroom")).to.deep.equal(["8,500.00", "9,299.50"]);
      expect(row(text, "may be minted")[1]).to.match(/^(999,\d{3}\.\d+|1,000,000\.00) of 1,000,000\.00$/);
      expect(row(text, "may be bridged out")[0]).to.match(/^2(49,9\d\d|50,000)\.\d+ of 250,000\.00$/);
      expect(row(text, "may be bridged in")).to.deep.equal(["250,000.00 of 250,000.00", "250,000.00 of 250,000.00"]);
      expect(row(text, "roles")).to.deep.equal(["MINTER 1", "MINTER 1"]);
      expect(row(text, "pending admin")).to.deep.equal(["none", "none"]);
      expect(row(text, "callers pay")).to.deep.equal(["", "100% of the energy"]);
      expect(row(text, "deployer's bandwidth")[1]).to.match(/^[\d,]+ of [\d,]+$/);
      expect(row(text, "latest block")[1]).to.match(/^\d+, 10 min old$/);
      expect(text).to.contain("Together (2 of 2 chains): 2,100.50 outstanding, 17,799.50 can be issued now.");
      expect(text).to.contain("9,901.00 in reserve, 7,800.50 more than is outstanding.");
      expect(text).to.contain("Without that report: tronEmbedded.");
    }));

  it("shows no total of nothing", async () => {
    const [one, other] = [await town.bnb.opened(), await town.tron.opened()];
    const refusal = { code: "CHAIN_UNREACHABLE", message: "It is away." } as const;
    const statuses = [one, other].map(({ desired }) => ({ desired, facts: null, refusal }));
    const text = stripVTControlCharacters(showStatus(statuses, totalsOf(statuses), 0).join("\n"));
    expect(text).to.contain("No chain could be read, so that nothing is known of the whole.");
    expect(text).to.not.match(/outstanding|in reserve/);
    const { together } = statusToJson(statuses, totalsOf(statuses)) as { together: object };
    expect(together).to.deep.equal({ answered: 0, chains: 2, missing: ["localhost", "tronEmbedded"] });
  });

  it("shows a node that does not answer next to one that does", async () => {
    const now = await town.bnb.now();
    const opened = await town.tron.opened();
    if (opened.coin === null) throw new Error("TRON is not open.");
    const gone = new Proxy(opened.coin.chain, {
      get: (chain, name) =>
        name === "provider" ? chain.provider : () => Promise.reject(new Error("connect ECONNREFUSED")),
    });
    const coin = { ...opened.coin, chain: gone };
    const statuses = [
      await readStatus(await town.bnb.opened(), now),
      await readStatus({ desired: opened.desired, coin, refusal: null }, now),
    ];
    const totals = totalsOf(statuses);
    expect([totals.answered, totals.chains]).to.deep.equal([1, 2]);
    const text = stripVTControlCharacters(showStatus(statuses, totals, now).map(printable).join("\n"));
    expect(text).to.contain("CHAIN_UNREACHABLE");
    expect(row(text, "supply")).to.deep.equal(["0.00", ""]);
    expect(text).to.contain("Together (1 of 2 chains, without tronEmbedded): 0.00 outstanding");
    const json = statusToJson(statuses, totals) as { networks: { network: string; error?: object }[] };
    expect(json.networks.map(({ network, error }) => [network, error])).to.deep.equal([
      ["localhost", undefined],
      ["tronEmbedded", { code: "CHAIN_UNREACHABLE", message: "connect ECONNREFUSED" }],
    ]);
  });
});
