import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { WatchedPair } from "../../../tools/bench/growth/measures/watched-pair.ts";
import { answers, hangs } from "../../support/spoiling-node.ts";
import { nextReport, submit } from "./support.ts";

/** `LAPSING=1000` for what is promised of a thousand. */
const LAPSING = Number(process.env.LAPSING ?? 40);

describe("The monitor under load", function () {
  this.timeout(600_000);

  let pair: WatchedPair;
  before(async () => {
    pair = await WatchedPair.open(20);
    const report = await nextReport(pair.world, 1n, 500_000);
    for (const side of pair.world.sides) await submit(pair.world, side, report);
  });
  after(async () => {
    await pair.close();
  });

  /** Blocks, one mark, one call for the whole state, three of events, and the block once more. */
  const PER_LOOK = [8, 7];

  it("asks a node for little at each look, whatever was minted", async () => {
    const { watch, world } = pair;
    await watch.look();
    await watch.look();
    pair.requests();
    for (const side of world.sides) await side.node.travel(15);
    await watch.look();
    expect(pair.requests()).to.deep.equal(PER_LOOK);
    for (const side of world.sides) for (let mint = 0; mint < 5; mint++) await world.mint(side, 1);
    await watch.look();
    const counted = pair.nodes.map(({ asked }) => asked.map(({ method }) => method).join());
    expect(pair.requests(), counted.join("; ")).to.deep.equal(PER_LOOK);
  });

  it("asks view by view where a node does not run code that is not deployed", async () => {
    const { watch, world, nodes } = pair;
    const refuses = answers({ jsonrpc: "2.0", id: 1, error: { code: -32_000, message: "missing to" } });
    nodes[0]?.on(({ method, params }) => method === "eth_call" && (params[0] as { to?: string }).to == null, refuses);
    for (const side of world.sides) await side.node.travel(15);
    expect(await watch.look()).to.deep.equal([]);
    expect(pair.requests()[0]).to.be.greaterThan(25);
    nodes[0]?.heal();
  });

  it("tells of many freezes that lapse at once in 15 s", async () => {
    await pair.freeze(LAPSING);
    await pair.watch.look();
    await pair.travel();
    pair.taken.length = 0;
    const begun = performance.now();
    await pair.watch.look();
    expect(performance.now() - begun).to.be.below(15_000);
    const lapsing = pair.told.filter(({ kind }) => kind === "freeze-lapsing").map(({ id }) => id);
    expect(lapsing.length).to.equal(2 * LAPSING);
    const taken = pair.taken.filter((one) => one.includes("freeze-lapsing"));
    expect(taken.sort().join("\n")).to.equal([...lapsing].sort().join("\n"));
  });

  it("follows one chain while the node of the other one hangs, and while the webhook does", async () => {
    const { world, nodes, told } = pair;
    const [, tron] = world.sides;
    nodes[0]?.on(/./, hangs);
    const stop = new AbortController();
    const running = pair.watch.run(stop.signal, 50);
    told.length = 0;
    const pauser = tron.coin.contracts.token.connect(await tron.as("PAUSER"));
    await world.done(pauser.pause(16n));
    while (!told.some(({ kind, network }) => kind === "paused" && network === tron.network)) await sleep(20);
    expect(told.filter(({ network }) => network === "localhost")).to.deep.equal([]);
    while (pair.watch.waiting > 0) await sleep(20);
    stop.abort();
    await nodes[0]?.close(); // what hangs there would wait for half a minute
    await running;
  });
});
