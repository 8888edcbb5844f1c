import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StoredRecord } from "../../issuer/journal/entries.ts";
import { Killed } from "../../test/support/killed.ts";
import { limitFiles, sizeOf } from "./full-disk.ts";
import { type NetworkFault, arm, isBroadcast, json } from "./network-faults.ts";
import type { Site } from "./site.ts";
import { OperationTrial, type Trial } from "./trial.ts";
import { WORLDS, type World, dice } from "./worlds.ts";

/** A TRON transaction can be mined for less than a day after it was made. */
const EXPIRY = 86_400;
/** Milliseconds between blocks while nodes are behind. */
const BLOCK_TIME = 120;
/** Trials of each act in each world. */
const WORLD_TRIALS = 8;

/** One reference as keyboards, spreadsheets and banks write it. */
const SPELLINGS: readonly ((reference: string) => string)[] = [
  (reference) => reference.normalize("NFD"),
  (reference) => reference.replaceAll(" ", "\u00a0"),
  (reference) => `${reference} `,
  (reference) => reference.replace(" ", "  "),
];

/** Makes the next trial. */
export type Next = () => Promise<Trial>;

/** Something that goes wrong, tried at every place where it can. */
export interface Scenario {
  readonly fault: string;
  readonly where: string;
  /** Whether it can happen on a chain, to an act. */
  readonly on?: (site: Site, act: string) => boolean;
  /** Makes its trials; each is counted afterwards. */
  readonly play: (site: Site, next: Next) => Promise<void>;
}

/** What tells a scenario from every other. */
export const nameOf = ({ fault, where }: Pick<Scenario, "fault" | "where">): string => `${fault}, ${where}`;

/** Everything that is tried, in this order. */
export const SCENARIOS: readonly Scenario[] = [
  ...WORLDS.map(world),
  {
    fault: "the disk is full",
    where: "at each record of the journal, and at the room for it",
    async play(_, next) {
      for (let record = 1; ; record += 1) {
        const trial = await next();
        const { folder } = trial.store();
        const file = join(
          folder ?? "",
          `${trial.command === null ? "kgst" : `kgst-${trial.command.operation}`}.journal.jsonl`,
        );
        const full = { met: record === 1 };
        const fill = (phase: string, { n }: StoredRecord): void => {
          if (n !== record || phase !== "before") return;
          full.met = true;
          limitFiles(sizeOf(file) + 10);
        };
        try {
          if (record === 1) limitFiles(100);
          await trial.attempt({ store: trial.store({ onRecord: fill }) });
        } finally {
          limitFiles(null);
        }
        if (full.met) trial.disturbed += 1;
        await trial.finish();
        if (!full.met) break;
      }
    },
  },
  network("down", "the node is gone", "from a request of a run on", 9),
  network("refused", "the node refuses", "a request of a run", 7),
  network("unanswered", "the connection breaks after the node has acted", "a request of a run", 7),
  broadcast("silent", "the node does not answer in time"),
  broadcast("swallowed", "the node takes the transaction and loses it"),
  {
    fault: "the run is stopped",
    where: "before and after each record of the journal",
    async play(_, next) {
      for (const phase of ["before", "after"] as const) {
        for (let record = 1; ; record += 1) {
          const trial = await next();
          const stop = (now: string, { n }: StoredRecord): void => {
            if (now === phase && n === record) throw new Killed();
          };
          if (await trial.attempt({ store: trial.store({ onRecord: stop }) })) break;
          trial.disturbed += 1;
          await trial.finish();
        }
      }
    },
  },
  {
    fault: "the process is killed (SIGKILL)",
    where: "after each record of the journal",
    async play(site, next) {
      const trial = await next();
      for (let kills = 0; ; kills += 1) {
        if ((await dieAfterOneRecord(site, trial)) === 0) break;
        if (kills > 40) throw new Error("The killed process makes no progress.");
        trial.interrupted += 1;
        trial.disturbed += 1;
      }
    },
  },
  {
    fault: "a re-organisation takes the block away",
    where: "after the transaction was mined, before it was final",
    on: (_, act) => act !== "deploy",
    async play({ controls }, next) {
      const trial = await next();
      await controls.automine(false);
      try {
        const undo = await controls.snapshot();
        const run = trial.attempt({ confirmations: 4, patience: 20_000 });
        await until(
          () => trial.signed() === trial.together,
          () => controls.mine(),
        );
        await sleep(300);
        await controls.mine(); // holds the transaction
        await sleep(300);
        await undo();
        trial.disturbed += 1;
        const done = run.then((finished) => (finished ? undefined : trial.finish({ confirmations: 4 })));
        let over = false;
        const end = done.finally(() => (over = true));
        await until(
          () => over,
          () => controls.mine(),
        );
        await end;
      } finally {
        await controls.automine(true);
      }
    },
  },
  {
    fault: "a re-organisation takes the block away",
    where: "after everything was final and recorded",
    on: (_, act) => act !== "deploy",
    async play({ controls }, next) {
      for (let times = 0; times < 3; times += 1) {
        const trial = await next();
        const undo = await controls.snapshot();
        await trial.attempt();
        await undo();
        trial.disturbed += 1;
        await trial.finish();
      }
    },
  },
  {
    fault: "others have signed what they were asked for, and the node serves no events",
    where: "the run after that",
    on: (_, act) => ["seize", "wipe", "rescue"].includes(act),
    async play({ node, controls }, next) {
      for (let times = 0; times < 3; times += 1) {
        const trial = await next();
        if (!(trial instanceof OperationTrial)) throw new Error("Nobody is asked to sign a deployment.");
        await trial.attempt({ away: true });
        await controls.mine();
        await trial.elsewhere();
        const unserved = { code: -32_601, message: "the method eth_getLogs is not available" };
        node.on("eth_getLogs", ({ id }) => Promise.resolve(json({ jsonrpc: "2.0", id, error: unserved })));
        await trial.attempt();
        trial.disturbed += 1;
        node.heal();
        await trial.finish();
      }
    },
  },
  {
    fault: "the same reference is written differently",
    where: "the run after it was finished",
    on: (_, act) => act === "mint" || act === "burn",
    async play(_, next) {
      for (const spell of SPELLINGS) {
        const trial = await next();
        await trial.finish();
        const reference = trial.command?.given.reference;
        if (reference === undefined) continue;
        trial.disturbed += 1;
        await trial.attempt({ changed: { reference: spell(reference) } });
      }
    },
  },
  {
    fault: "the transaction expires before it reaches a block",
    where: "after the broadcast",
    on: ({ network: name }) => name === "tronEmbedded",
    async play(site, next) {
      const trial = await next();
      arm(site.node, { fault: "swallowed", at: 1, matching: isBroadcast });
      await trial.attempt();
      trial.disturbed += 1;
      site.node.heal();
      await site.controls.travel(EXPIRY);
      await site.openWindow();
      await trial.finish();
    },
  },
  {
    fault: "the same command again, one after the other",
    where: "after it was finished",
    async play(_, next) {
      const trial = await next();
      await trial.finish();
      for (let again = 0; again < 3; again += 1) {
        trial.disturbed += 1;
        const { sent } = await trial.run();
        if (sent !== 0) throw new Error("A finished operation has signed again.");
      }
    },
  },
  {
    fault: "two operators at once",
    where: "the same command twice at one time, ten times",
    async play(_, next) {
      for (let pairs = 0; pairs < 10; pairs += 1) {
        const trial = await next();
        await Promise.all([trial.attempt(), trial.attempt()]);
        trial.disturbed += 1;
        await trial.finish();
      }
    },
  },
];

/** A run in a world, with blocks that come by time, and then one with a node that is as it should be. */
function world({ fault, where, spoil }: World, number: number): Scenario {
  return {
    fault,
    where,
    async play(site, next) {
      for (let seed = 1; seed <= WORLD_TRIALS; seed += 1) {
        const trial = await next();
        const stop = blocksByTime(site);
        try {
          site.node.on(() => true, spoil(site, dice(seed * 100 + number)));
          await trial.attempt();
          trial.disturbed += 1;
        } finally {
          site.node.heal();
          await stop();
        }
        await trial.finish();
      }
    },
  };
}

/** Makes a block every so often. @returns Ends it. */
function blocksByTime({ controls }: Site): () => Promise<void> {
  const blocks = { over: false };
  const made = (async () => {
    while (!blocks.over) {
      await sleep(BLOCK_TIME);
      await controls.mine();
    }
  })();
  return () => {
    blocks.over = true;
    return made;
  };
}

/** Steps between two requests of a run are so much longer where a run has several things to do, and more requests. */
const STRIDE = 4;

/** The same fault at one request of a run after the other, until a run is through before its turn comes. */
function network(kind: NetworkFault, fault: string, where: string, step: number): Scenario {
  return {
    fault,
    where,
    async play({ node }, next) {
      for (let at = 1, stride = step; ; at += stride) {
        const trial = await next();
        if (trial.together > 1) stride = step * STRIDE;
        const met = arm(node, { fault: kind, at });
        await trial.attempt();
        node.heal();
        if (met()) trial.disturbed += 1;
        await trial.finish();
        if (!met()) break;
      }
    },
  };
}

/** A fault at the one request that counts most. */
function broadcast(kind: NetworkFault, fault: string): Scenario {
  return {
    fault,
    where: "the broadcast",
    async play({ node }, next) {
      const trial = await next();
      arm(node, { fault: kind, at: 1, matching: isBroadcast });
      await trial.attempt();
      trial.disturbed += 1;
      node.heal();
      await trial.finish();
    },
  };
}

/** A real process that kills itself after its first new record. @returns Its exit code, null if it was killed. */
async function dieAfterOneRecord({ network: name, node }: Site, { root, command }: Trial): Promise<number | null> {
  const script = fileURLToPath(new URL("./run-and-die.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, name, node.url, root, JSON.stringify(command)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== null && code !== 0) throw new Error(`The process that was to be killed ended with ${code}.`);
  return code;
}

async function until(condition: () => boolean, meanwhile: () => Promise<void>): Promise<void> {
  while (!condition()) {
    await sleep(50);
    if (!condition()) await meanwhile();
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
