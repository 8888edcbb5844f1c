import { expect } from "chai";
import { units } from "../../issuer/attestation/support.ts";
import { type Spoil, answers } from "../../support/spoiling-node.ts";
import { type World, openWorld, done, person, refusal } from "./world.ts";

const NETWORKS = ["localhost", "tronEmbedded"] as const;
const SECRET = "SECRETTOKEN";

/** What broke on TRON's nodes and with the URLs of both chains, by the names under which it was noted. */
describe("Cases of real nodes of TRON", function () {
  this.timeout(300_000);

  let world: World;
  before(async () => (world = await openWorld()));
  afterEach(() => {
    world.heal();
  });

  it("T1-403: a suspension is waited for as long as it says", async () => {
    const suspended = { Error: "The key exceeds the frequency limit(15), and the query server is suspended for 5 s" };
    world.tron.on(() => true, answers(suspended, 403), { times: 1, skip: 5 });
    const began = Date.now();
    const to = person();
    expect(done(await world.mint("tronEmbedded", to, "4")).sent).to.equal(1);
    expect(Date.now() - began).to.be.greaterThan(5_000);
    expect(await world.balance("tronEmbedded", to)).to.equal(units(4));
  });

  it("T1-text: what is not JSON ends in a code and one JSON document", async () => {
    const odd: [Spoil, string][] = [
      [answers("<html><body>Welcome</body></html>"), "NODE_ANSWER_INVALID"],
      [answers("this API is closed because this node is a lite fullnode"), "HISTORY_MISSING"],
      [answers("<html><h1>403 Forbidden</h1></html>", 403), "NODE_DENIED"],
      [answers(""), "NODE_ANSWER_INVALID"],
    ];
    for (const [spoil, code] of odd) {
      for (const network of NETWORKS) {
        world.heal();
        world.node(network).on(() => true, spoil);
        const said = refusal(await world.run(network, "pause", { scopes: "crosschain", patience: 1 }));
        expect(said.code).to.equal(code);
        expect(said.remedy).to.not.equal("");
      }
    }
  });

  it("T2: no token of a URL is shown, whatever the node says to it", async () => {
    const tasks: [string, Record<string, unknown>][] = [
      ["status", {}],
      ["mint", { to: person(), amount: "1", reference: world.deposit() }],
      ["timelock", {}],
      ["verify-deployment", {}],
    ];
    for (const network of NETWORKS) {
      const node = world.node(network);
      for (const status of [401, 404]) {
        world.heal();
        node.on(
          ({ path }) => path.includes(SECRET),
          (question) =>
            answers({ error: `no such key ${question.path}` }, status)(question, () => Promise.reject(new Error("no"))),
        );
        for (const [task, given] of tasks) {
          const networks = task === "mint" || task === "timelock" ? {} : { networks: network };
          const told = await world.run(
            network,
            task,
            { patience: 1, ...given, ...networks },
            `${node.url}/v1/${SECRET}`,
          );
          expect(told.code, task).to.equal(1);
          expect(`${told.stdout}${told.stderr}${JSON.stringify(told.json)}`).to.not.contain(SECRET);
        }
      }
    }
  });

  it("T2u: user and password of a URL are sent as a header, on both chains", async () => {
    const wanted = `Basic ${Buffer.from(`user:p@ss ${SECRET}`).toString("base64")}`;
    for (const network of NETWORKS) {
      const node = world.node(network);
      node.on(({ headers }) => headers.authorization !== wanted, answers({ error: "Unauthorized" }, 401));
      const url = node.url.replace("http://", `http://user:${encodeURIComponent(`p@ss ${SECRET}`)}@`);
      const to = person();
      const given = { to: world.text(network, to), amount: "5", reference: world.deposit() };
      const told = await world.run(network, "mint", given, url);
      expect(done(told).sent).to.equal(1);
      expect(`${told.stdout}${told.stderr}`).to.not.contain(SECRET);
      expect(await world.balance(network, to)).to.equal(units(5));
      expect((await world.run(network, "mint", given)).error).to.equal("NODE_DENIED");
    }
  });

  it("T3: a busy node gets the same bytes again within the run; a lasting refusal shows its code's own remedy", async () => {
    const sent = (): string[] =>
      world.tron.asked.filter(({ method }) => method === "broadcasthex").map(({ body }) => body);
    const busy: [string, number][] = [
      ...[["SERVER_BUSY", 1] as [string, number], ["SERVER_BUSY", 2] as [string, number]],
      ...["NO_CONNECTION", "NOT_ENOUGH_EFFECTIVE_CONNECTION", "BLOCK_UNSOLIDIFIED", "TAPOS_ERROR"].map(
        (code): [string, number] => [code, 1],
      ),
    ];
    for (const [code, times] of busy) {
      world.heal();
      world.tron.on("broadcasthex", answers({ code, message: "" }), { times });
      const to = person();
      expect(done(await world.mint("tronEmbedded", to, "1")).sent).to.equal(1);
      expect([sent().length, new Set(sent()).size]).to.deep.equal([times + 1, 1]);
      expect(await world.balance("tronEmbedded", to)).to.equal(units(1));
    }
    world.heal();
    world.tron.on("broadcasthex", answers({ code: "SERVER_BUSY", message: "" }));
    const [to, reference] = [person(), world.deposit()];
    const given = { to: world.text("tronEmbedded", to), amount: "1", reference };
    const said = refusal(await world.run("tronEmbedded", "mint", { ...given, patience: 5 }));
    expect([said.code, said.remedy]).to.deep.equal([
      "BROADCAST_REFUSED",
      "The node is overloaded. Run again: the same transaction is sent again.",
    ]);
    world.heal();
    expect(done(await world.run("tronEmbedded", "mint", given)).sent).to.equal(0);
    expect(await world.balance("tronEmbedded", to)).to.equal(units(1));
  });
});
