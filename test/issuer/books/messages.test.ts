import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { followAdapter } from "../../../issuer/books/flows/adapters.ts";
import { IN_MEMORY, enterChain, openBooks } from "../../../issuer/books/book-file.ts";
import { bookIdentity, reconciledChain } from "../../../issuer/books/books-of-coin.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { FRAGMENTS, type Kind } from "../../../issuer/books/kinds.ts";
import { type ReconciledChain, type Reconciliation, reconcile } from "../../../issuer/books/reconcile.ts";
import { showReconciliation } from "../../../issuer/books/show.ts";
import { emptyFolder } from "../../support/folders.ts";
import type { End } from "../../support/layerzero-stage.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";
import { dumpBooks } from "./dump.ts";
import { told } from "./support.ts";

const MOVED = 2_500_000n;
const NOTHING = { matched: 0, inFlight: 0n, inFlightCount: 0, held: 0n, heldCount: 0 };

/** What a run sees of a chain. */
type See = (chain: ReconciledChain) => ReconciledChain;

describe("The books of a coin that moves by messages", function () {
  this.timeout(180_000);
  let town: MovingTown;
  before(async () => {
    town = await MovingTown.open();
  });
  after(() => town.stage.close());

  const file = (): string => join(emptyFolder(), "books.sqlite");
  /** Findings besides those of the first supply, which no burn explains. */
  const found = (run: Reconciliation): string[] => told(run).filter((line) => !line.startsWith("bridge-"));
  async function run(books = file(), see: See = (chain) => chain, bridgePatience = 3_600): Promise<Reconciliation> {
    const db = openBooks(books, bookIdentity(town.coins.bnb));
    try {
      const chains = town.both.map((coin) => see(reconciledChain(coin)));
      const { decimals } = town.coins.bnb.desired;
      return await reconcile(db, chains, { decimals, sample: null, bridgePatience });
    } finally {
      db.close();
    }
  }

  /** Time passes on a chain, and a block tells of it. */
  async function pass(end: End, seconds: number): Promise<void> {
    await town.stage.chains[end].travel(seconds);
    await settled(town.token(end, accountOf(HOLDER)).transfer(accountOf(RECEIVER), 1n));
  }

  for (const end of ENDS) {
    it(`follow moves of one amount from ${end} by their ids: in flight, delivered, held, claimed, taken`, () =>
      town.takenBack(async () => {
        const [books, there] = [file(), OTHER[end]];
        expect((await run(books)).flows).to.deep.equal(NOTHING);
        const first = await town.move(end, MOVED);
        const second = await town.move(end, MOVED);
        const sent = await run(books);
        expect(sent.flows).to.deep.equal({ ...NOTHING, inFlight: 2n * MOVED, inFlightCount: 2 });
        const open = told(sent).filter((line) => line.startsWith("bridge-in-flight"));
        expect(open.map((line) => line.replace(/ \d+[smh] after/, " N after")).sort()).to.deep.equal(
          [first, second]
            .map(
              (message) =>
                `bridge-in-flight ${town.network(end)} message ${message}: 2.50 credited on ${town.network(there)} -> nothing N after the burn`,
            )
            .sort(),
        );
        expect(found(sent)).to.deep.equal([]);
        await town.confirm();
        await town.settle();
        const arrived = await run(books);
        expect(arrived.flows).to.deep.equal({ ...NOTHING, matched: 2 });
        expect(found(arrived)).to.deep.equal([]);

        const receiver = accountOf(RECEIVER);
        await settled(town.token(there, example.guardian).freeze(receiver, id("case")));
        const claimed = await town.move(end, MOVED);
        const taken = await town.move(end, 1n);
        await town.confirm();
        await town.settle();
        const held = await run(books);
        expect(held.flows).to.deep.equal({ ...NOTHING, matched: 2, held: MOVED + 1n, heldCount: 2 });
        expect(
          found(held)
            .map((line) => line.replace(/for \d+[smh]$/, "for N"))
            .sort(),
        ).to.deep.equal(
          [
            `credit-held ${town.network(there)} message ${claimed}: 2.50 claimed or taken -> held for N`,
            `credit-held ${town.network(there)} message ${taken}: 0.000001 claimed or taken -> held for N`,
          ].sort(),
        );
        const lines = showReconciliation(
          held,
          town.both.map(({ desired }) => desired),
        );
        expect(lines).to.include("Between chains: 2 matched, 0 in flight (0.00), 2 held (2.500001).");

        await settled(town.adapter(there, example.compliance).takeHeld(taken, accountOf(HOLDER), id("case")));
        await settled(town.token(there, example.compliance).unfreeze(receiver, id("case over")));
        await settled(town.adapter(there, accountOf(HOLDER)).claim(claimed));
        const over = await run(books);
        expect(over.flows).to.deep.equal({ ...NOTHING, matched: 4 });
        expect(found(over)).to.deep.equal([]);
        const anew = file();
        await run(anew);
        expect(dumpBooks(anew)).to.deep.equal(dumpBooks(books));
      }));

    it(`show a credit from ${end} that no burn explains, by its message, though a burn of its amount is under way`, () =>
      town.takenBack(async () => {
        const there = OTHER[end];
        const forged = await town.forge(end, MOVED);
        const back = await town.move(there, MOVED);
        await pass(end, 600);
        const { flows, findings, ...rest } = await run();
        expect(flows).to.deep.equal({ ...NOTHING, inFlight: MOVED, inFlightCount: 1 });
        expect(found({ flows, findings, ...rest })).to.deep.equal([
          `credit-without-burn ${town.network(there)} message ${forged}: 2.50 burned on ${town.network(end)}, as it was credited -> 0.00 burned`,
        ]);
        expect(findings.counts["credit-without-burn"]).to.equal(1);
        const subjects = findings.kept.filter(({ code }) => code === "bridge-in-flight").map(({ subject }) => subject);
        expect(subjects).to.deep.equal([`message ${back}`]);
      }));
  }

  it("leave a credit open as long as the blocks of its burn may not be final", () =>
    town.takenBack(async () => {
      await pass("tron", 7_200);
      const forged = await town.forge("bnb", MOVED);
      const { findings } = await run();
      const ahead = findings.kept.filter(({ code }) => code === "bridge-ahead").map(({ subject }) => subject);
      expect(ahead).to.include(`message ${forged}`);
      expect(findings.counts["credit-without-burn"]).to.equal(undefined);
      await pass("bnb", 14_400);
      expect((await run()).findings.counts["credit-without-burn"]).to.equal(1);
    }));

  it("call a message overdue by the clock of where it goes to", () =>
    town.takenBack(async () => {
      const message = await town.move("bnb", MOVED);
      await pass("tron", 7_200);
      const { findings } = await run();
      const subjects = findings.kept.filter(({ code }) => code === "bridge-overdue").map(({ subject }) => subject);
      expect(subjects).to.deep.equal([`message ${message}`]);
    }));

  describe("where events of an adapter are missing", () => {
    const topic = (kind: Kind): string => FRAGMENTS.get(kind)?.topicHash ?? "";
    /** Leaves a kind of event out. */
    const without =
      (kind: Kind): See =>
      (chain) => {
        const { logs } = chain;
        return {
          ...chain,
          logs: {
            finalBlock: () => logs.finalBlock(),
            block: (number) => logs.block(number),
            logs: async (from, to) => (await logs.logs(from, to)).filter(({ topics }) => topics[0] !== topic(kind)),
          },
        };
      };
    const unpaired = (sums: string): string[] => {
      const network = town.network("tron");
      return [
        `adapter-unpaired ${network} adapter ${town.adapterOn("tron").toLowerCase()}: 0.00 sent, ${sums} credited`,
      ];
    };

    it("find that the adapter minted what it does not tell of", () =>
      town.takenBack(async () => {
        await town.move("bnb", MOVED);
        await town.confirm();
        await town.settle();
        const result = await run(file(), without("OFTReceived"));
        expect(found(result)).to.deep.equal(unpaired("2.50 credited -> 0.00 sent, 0.00"));
        expect(result.flows.inFlight).to.equal(MOVED);
      }));

    it("find that the adapter holds what it does not tell of", () =>
      town.takenBack(async () => {
        await settled(town.token("tron", example.guardian).freeze(accountOf(RECEIVER), id("case")));
        await town.move("bnb", MOVED);
        await town.confirm();
        await town.settle();
        expect(found(await run(file(), without("CreditHeld")))).to.deep.equal([
          `held-differs ${town.network("tron")} held by the adapter: 0.00 -> 2.50`,
        ]);
      }));

    it("go back to the adapter's first block when they learn of it, and never go on without it", () =>
      town.takenBack(async () => {
        await town.move("tron", MOVED);
        await town.confirm();
        await town.settle();
        const [books, anew] = [file(), file()];
        const early = await run(books, blind);
        expect(early.flows.matched).to.equal(1); // by amount and time
        const late = await run(books);
        expect([late.flows, found(late)]).to.deep.equal([{ ...NOTHING, matched: 1 }, []]);
        await run(anew);
        expect(dumpBooks(books)).to.deep.equal(dumpBooks(anew));
        const refused = await run(books, blind).catch((error: unknown) => error);
        expect(refused).to.have.property("code", "RECORD_OF_ANOTHER_CHAIN");
      }));

    /** As a machine with a record of before the adapter sees it. */
    function blind(chain: ReconciledChain): ReconciledChain {
      const coin = town.both.find(({ desired }) => desired.network.name === chain.identity.network)!;
      const addresses = { ...coin.addresses };
      delete (addresses as { adapter?: string }).adapter;
      return reconciledChain({ ...coin, addresses });
    }
  });

  it("go on with an adapter that another has taken the place of, and with what it holds", () =>
    town.takenBack(async () => {
      const books = file();
      await settled(town.token("bnb", example.guardian).freeze(accountOf(RECEIVER), id("case")));
      const message = await town.move("tron", MOVED);
      await town.confirm();
      await town.settle();
      expect((await run(books)).flows).to.deep.equal({ ...NOTHING, held: MOVED, heldCount: 1 });

      const [coin, former] = [town.coins.bnb, town.adapterOn("bnb")];
      const { provider } = coin.chain;
      const created = coin.record.contracts.adapter!;
      const { data } = (await provider.getTransaction(created.transaction))!;
      const deployer = coin.chain.signer(localSigner(developmentWallets()[0]!));
      const sent = await deployer.sendTransaction({ data });
      const { contractAddress, blockNumber, hash } = (await sent.wait())!;
      const adapter = { ...created, address: contractAddress!, block: blockNumber, transaction: hash };
      const replaced =
        (formerAdapters: readonly string[]): See =>
        (chain) => {
          if (chain.identity.network !== town.network("bnb")) return chain;
          return reconciledChain({
            ...coin,
            addresses: { ...coin.addresses, adapter: adapter.address },
            record: { ...coin.record, contracts: { ...coin.record.contracts, adapter } },
            desired: { ...coin.desired, layerzero: { ...coin.desired.layerzero!, formerAdapters } },
          });
        };
      const refused = await run(books, replaced([])).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "RECORD_OF_ANOTHER_CHAIN");
      for (const kept of [books, file()]) {
        const still = await run(kept, replaced([former]));
        expect(still.flows).to.deep.equal({ ...NOTHING, held: MOVED, heldCount: 1 });
        expect(found(still).map((line) => line.split(" ")[0])).to.deep.equal(["credit-held"]);
      }
      await settled(town.token("bnb", example.compliance).unfreeze(accountOf(RECEIVER), id("case over")));
      await settled(town.adapter("bnb", accountOf(HOLDER)).claim(message));
      const over = await run(books, replaced([former]));
      expect([over.flows, found(over)]).to.deep.equal([{ ...NOTHING, matched: 1 }, []]);
    }));

  it("are as they were for a coin without an adapter: no index, no line of it", () => {
    const db = openBooks(IN_MEMORY, bookIdentity(town.coins.bnb));
    const layout = (books: DatabaseSync): unknown[] => [
      books.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all(),
      books.prepare("SELECT * FROM meta ORDER BY key").all(),
    ];
    const { adapter, ...identity } = reconciledChain(town.coins.bnb).identity;
    const chain = enterChain(db, identity);
    const before = layout(db);
    followAdapter(db, chain, identity);
    expect(layout(db)).to.deep.equal(before);
    followAdapter(db, chain, { ...identity, adapter: adapter! });
    expect(layout(db)).not.to.deep.equal(before);
    db.close();
  });
});
