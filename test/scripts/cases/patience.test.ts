import { expect } from "chai";
import { hexlify, randomBytes } from "ethers";
import { units } from "../../issuer/attestation/support.ts";
import { type Spoil, answers, error, hangs } from "../../support/spoiling-node.ts";
import { type Told, type World, openWorld } from "./world.ts";

/** Seconds that a run may be impatient. */
const PATIENCE = 2;
/** Milliseconds for everything besides the waiting, on a busy machine; a wait that nothing bounds takes a minute and more. */
const BESIDE = 20_000;

describe("The patience of a run", function () {
  this.timeout(240_000);

  let world: World;
  before(async () => (world = await openWorld()));
  afterEach(() => {
    world.heal();
  });

  const BROADCAST = /^(eth_sendRawTransaction|broadcasthex)$/;
  const LOGS = "eth_getLogs";
  let number = 0;
  const timed = async (network: "localhost" | "tronEmbedded", task: string, given: Record<string, unknown> = {}) => {
    const began = Date.now();
    const told = await world.run(network, task, { patience: PATIENCE, ...given });
    return { told, took: Date.now() - began };
  };

  const worlds: readonly [string, Spoil, (code: string | null) => boolean][] = [
    ["throttles for ever", answers("", 429), (code) => code === "NODE_THROTTLED"],
    ["names a time that is too long", answers("", 429, { "retry-after": "60" }), (code) => code === "NODE_THROTTLED"],
    ["hangs", hangs, (code) => code === "CHAIN_UNREACHABLE"],
    ["is broken for ever", answers("", 502), (code) => code === "CHAIN_UNREACHABLE"],
  ];
  for (const network of ["localhost", "tronEmbedded"] as const) {
    for (const [what, spoil, isRight] of worlds) {
      it(`bounds everything where a node of ${network} ${what}`, async () => {
        const node = world.node(network);
        const whiches: [string | RegExp, string][] = [
          [/./, "pause"],
          [BROADCAST, "mint"],
          ...(network === "localhost" && what.startsWith("throttles") ? [[LOGS, "timelock"] as [string, string]] : []),
        ];
        for (const [which, task] of whiches) {
          world.heal();
          node.on(which, spoil);
          const to = hexlify(randomBytes(20));
          const given =
            task === "mint" ? { to: world.text(network, to), amount: "1", reference: `patience ${(number += 1)}` } : {};
          const { told, took } = await timed(network, task, {
            ...given,
            ...(task === "pause" ? { scopes: "mint" } : {}),
          });
          expect(told.code, told.stdout).to.equal(1);
          expect(isRight(told.error), `${task}: ${told.stdout}`).to.equal(true);
          expect(took).to.be.lessThan(2 * PATIENCE * 1_000 + BESIDE);
          if (task !== "mint") continue;
          world.heal();
          const after: Told = await world.run(network, task, given);
          expect([after.code, after.json.sent], after.stdout).to.deep.equal([0, 0]);
          expect(await world.side(network).coin.contracts.token.balanceOf(to)).to.equal(units(1));
        }
      });
    }
  }

  it("does not end a run for each single request that is throttled", async () => {
    let asked = 0;
    const limit = error(-32_005, "rate limit exceeded, retry in 50ms");
    world.evm.on(/./, (question, forward) => (asked++ % 2 === 0 ? limit(question, forward) : forward()));
    const to = hexlify(randomBytes(20));
    const { told } = await timed("localhost", "mint", { to, amount: "1", reference: "patience, limited" });
    expect([told.code, told.json.sent], told.stdout).to.deep.equal([0, 1]);
    expect(asked).to.be.greaterThan(40);
  });
});
