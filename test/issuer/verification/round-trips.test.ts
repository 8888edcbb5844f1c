import { expect } from "chai";
import hre from "hardhat";
import { openOne } from "../../../issuer/coin/open-each.ts";
import { beginToOpen } from "../../../issuer/coin/open.ts";
import { verifyChains } from "../../../issuer/verification/verify-chains.ts";
import { TwoChains } from "../attestation/support.ts";
import { pointNetworks } from "../../support/networks.ts";
import { SpoilingNode, hangs, later } from "../../support/spoiling-node.ts";

const NETWORKS = ["localhost", "tronEmbedded"];
/** Milliseconds of one answer. */
const DELAY = 100;
/** The most answers that are waited for one after the other, opening included. */
const MOST_DEEP = 25;
/** The most requests that are under way to one node. */
const MOST_AT_ONCE = 32;

describe("The verification of a deployment over slow nodes", function () {
  this.timeout(180_000);

  let world: TwoChains;
  let nodes: SpoilingNode[];
  let pointBack: () => void;
  before(async () => {
    world = await TwoChains.open();
    nodes = await Promise.all(world.sides.map(({ node }) => SpoilingNode.before(node.url)));
    const [evm, tron] = nodes.map(({ url }) => url) as [string, string];
    pointBack = await pointNetworks({ localhost: evm, tronEmbedded: tron });
  });
  after(async () => {
    pointBack();
    for (const node of nodes) await node.close();
    await world.close();
  });

  const verify = async (told: (network: string) => void = () => undefined, times = 1) => {
    const openings = Array.from({ length: times }, () => beginToOpen(hre, { networks: NETWORKS.join() }));
    const opening = (await Promise.all(openings)).flat().map(openOne);
    const found = await verifyChains(opening, told);
    for (const { coin } of await Promise.all(opening)) await coin?.close();
    return found;
  };

  it("waits for few answers one after the other, and asks for few at the same time", async () => {
    const depths = nodes.map((node) => {
      const counted = { waves: 0, now: 0, most: 0, until: 0 };
      node.on(/./, async (question, forward) => {
        const begun = performance.now();
        // What is asked while others are under way waits with them: a new wave begins behind their end.
        if (begun >= counted.until) {
          counted.waves += 1;
          counted.until = begun + DELAY;
        }
        counted.now += 1;
        counted.most = Math.max(counted.most, counted.now);
        const reply = await later(DELAY)(question, forward);
        counted.now -= 1;
        return reply;
      });
      return counted;
    });
    const { drifts, checked } = await verify();
    expect(drifts).to.deep.equal([]);
    expect(checked).to.be.greaterThan(100);
    for (const { waves, most } of depths) {
      expect(waves).to.be.at.most(MOST_DEEP);
      expect(most).to.be.at.most(MOST_AT_ONCE);
    }
    for (const node of nodes) node.heal();
  });

  it("compares ten networks within seconds: each waits for its own node only", async () => {
    for (const node of nodes) node.on(/./, later(DELAY));
    const timed = async (times: number): Promise<number> => {
      const begun = performance.now();
      const { drifts } = await verify(() => undefined, times);
      expect(drifts).to.deep.equal([]);
      return (performance.now() - begun) / 1_000;
    };
    // Ten seconds on a machine with nothing else to do; twice that beside other work.
    expect(await timed(5)).to.be.below(20);
    for (const node of nodes) node.heal();
  });

  it("tells of a network while another one does not answer, and in the order that was asked for", async () => {
    nodes[0]?.on(/./, hangs);
    const told: string[] = [];
    let heard: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (heard = resolve));
    const running = verify((network) => {
      told.push(network);
      heard();
    });
    await first;
    expect(told).to.deep.equal(["tronEmbedded"]);
    await nodes[0]?.close();
    const { drifts, checked } = await running;
    expect(told).to.deep.equal(["tronEmbedded", "localhost"]);
    expect(checked).to.be.greaterThan(50);
    expect(drifts.map(({ network, path }) => [network, path])).to.deep.equal([["localhost", "node"]]);
  });
});
