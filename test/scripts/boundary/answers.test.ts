import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import config from "../../../hardhat.config.ts";
import { TwoChains } from "../../issuer/attestation/support.ts";
import { nextReport, submit } from "../../issuer/monitor/support.ts";
import { SpoilingNode } from "../../support/spoiling-node.ts";
import { HOSTILE, MARKER, SPOILS } from "./spoils.ts";
import { type Network, NOT_TRIED, type Site, TRIED, type Tried } from "./tasks.ts";
import { spread, trialsOf } from "./spread.ts";
import { type Heard, faultsOf, hear, unseenIn } from "./trial.ts";
import { emptyFolder } from "../../support/folders.ts";

/** How many trials a chain gets. */
const TRIALS = trialsOf(16);

/** Plugins whose tasks are for operators. */
const OPERATORS: readonly string[] = ["issuer-tasks", "attest-tasks", "monitor-tasks", "move-tasks"];

interface Trial {
  readonly task: Tried;
  readonly method: string;
  readonly spoil: string;
}

describe("Whatever a node answers", function () {
  this.timeout(TRIALS === Infinity ? 7_200_000 : 120_000 + TRIALS * 4_000);

  let world: TwoChains;
  const folder = emptyFolder();
  const nodes = new Map<Network, SpoilingNode>();
  const environments = new Map<Network, HardhatRuntimeEnvironment>();
  let number = 0;
  let minter = "";

  before(async () => {
    world = await TwoChains.open();
    const report = await nextReport(world, 1n, 500_000);
    writeFileSync(join(folder, "evidence.txt"), "evidence");
    for (const side of world.sides) {
      await submit(world, side, report);
      await world.mint(side, 1_000);
      minter = await (await side.as("MINTER")).getAddress();
      const burner = await side.as("BURNER");
      await world.done(side.coin.contracts.token.connect(await side.as("MINTER")).transfer(burner, 900_000_000n));
      const node = await SpoilingNode.before(side.node.url);
      nodes.set(side.network, node);
      const [variable, url] =
        side.network === "localhost" ? ["LOCALHOST_RPC_URL", `${node.url}/${MARKER}`] : ["TRON_EMBEDDED_URL", node.url];
      process.env[variable] = url;
      environments.set(side.network, await createHardhatRuntimeEnvironment(config, { network: side.network }));
    }
  });
  after(async () => {
    for (const node of nodes.values()) await node.close();
    await world.close();
  });

  const site = (network: Network): Site => {
    number += 1;
    return { network, folder, minter, number, evidence: join(folder, "evidence.txt") };
  };
  const run = async (task: Tried, network: Network): Promise<Heard> => {
    const at = site(network);
    await task.prepare?.(
      world,
      world.sides.find((side) => side.network === network)!,
      at,
    );
    return hear(environments.get(network)!, task, at);
  };

  it("is tried with every task that asks a node", () => {
    const { tasks } = environments.get("localhost")!;
    const own = [...tasks.rootTasks.values()]
      .flatMap((task) => (task.isEmpty ? [...task.subtasks.values()] : [task]))
      .filter(({ pluginId }) => OPERATORS.includes(pluginId ?? ""))
      .map(({ id }) => id.join(" "));
    const tried = TRIED.map(({ name }) => name.join(" "));
    expect(own.filter((name) => !tried.includes(name) && !NOT_TRIED.includes(name))).to.deep.equal([]);
    expect([...tried, ...NOT_TRIED].filter((name) => !own.includes(name))).to.deep.equal([]);
  });

  for (const network of ["localhost", "tronEmbedded"] as const) {
    it(`nothing that a node on ${network} says reaches a screen that cannot be seen there`, async () => {
      const node = nodes.get(network)!;
      const bad: string[] = [];
      const count = TRIALS === Infinity ? 1_000 : 12;
      const trials = TRIED.filter(({ on = network }) => on === network).flatMap((task) =>
        Object.keys(HOSTILE).map((spoil) => ({ task, spoil })),
      );
      for (const { task, spoil } of spread(trials, count)) {
        node.heal();
        const at = site(network);
        await task.prepare?.(
          world,
          world.sides.find((side) => side.network === network)!,
          at,
        );
        node.on(() => true, HOSTILE[spoil]!, { skip: number % 12 });
        const heard = await hear(environments.get(network)!, task, at, false);
        const faults = unseenIn(heard);
        if (heard.thrown !== null) faults.push(`threw ${heard.thrown}`);
        if (faults.length > 0) bad.push(`${task.name.join(" ")}, ${spoil}: ${faults.join("; ")}`);
      }
      expect(bad).to.deep.equal([]);
    });

    it(`each task on ${network} ends in a code and a sentence`, async () => {
      const node = nodes.get(network)!;
      const trials: Trial[] = [];
      for (const task of TRIED.filter(({ on = network }) => on === network)) {
        node.heal();
        const healthy = await run(task, network);
        expect(faultsOf(healthy, task), `${task.name.join(" ")}: ${healthy.stdout}${healthy.stderr}`).to.deep.equal([]);
        expect(healthy.code, `${task.name.join(" ")}: ${healthy.stdout}${healthy.stderr}`).to.be.oneOf([0, 3]);
        for (const method of new Set(node.asked.map((question) => question.method))) {
          for (const spoil of Object.keys(SPOILS)) trials.push({ task, method, spoil });
        }
      }
      const bad: string[] = [];
      let met = 0;
      for (const { task, method, spoil } of spread(trials, TRIALS)) {
        node.heal();
        node.on(method, SPOILS[spoil]!, { times: 1 });
        const heard = await run(task, network);
        met += node.count(method) > 0 ? 1 : 0;
        const faults = faultsOf(heard, task);
        if (faults.length > 0) bad.push(`${task.name.join(" ")}, ${method} answered ${spoil}: ${faults.join("; ")}`);
      }
      console.log(
        `      ${trials.length} trials, ${Math.min(TRIALS, trials.length)} run, ${met} met, ${bad.length} bad`,
      );
      expect(bad).to.deep.equal([]);
      // What a run asks depends on what the runs before it have done: a second pause has nothing to send.
      expect(met).to.be.greaterThan(0.85 * Math.min(TRIALS, trials.length));
    });
  }
});
