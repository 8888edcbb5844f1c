import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { StoredRecord } from "../lib/engine/journal.ts";
import type { NetworkFault } from "./proxy.ts";
import type { Site } from "./site.ts";
import { Stopped, Trial } from "./trial.ts";

/** Requests that carry a signed transaction, on either chain. */
const BROADCAST = /eth_sendRawTransaction|\/wallet\/broadcast/;
/** A TRON transaction can be mined for less than a day after it was made. */
const EXPIRY = 86_400;

/** Something that goes wrong, tried at every place where it can. */
export interface Scenario {
  readonly fault: string;
  readonly where: string;
  /** Whether it can happen on a chain. */
  readonly on?: (site: Site) => boolean;
  /** Makes its trials; each is counted afterwards. */
  readonly play: (site: Site, trial: () => Trial) => Promise<void>;
}

/** Everything that is tried, in this order. */
export const SCENARIOS: readonly Scenario[] = [
  network("down", "the node is gone", "from a request of a run on", 3),
  network("refused", "the node refuses", "a request of a run", 1),
  network("unanswered", "the connection breaks after the node has acted", "a request of a run", 1),
  broadcast("silent", "the node does not answer in time"),
  broadcast("swallowed", "the node takes the transaction and loses it"),
  {
    fault: "the run is stopped",
    where: "before and after each record of the journal",
    async play(_, next) {
      for (const phase of ["before", "after"] as const) {
        for (let record = 1; ; record += 1) {
          const trial = next();
          const stop = (now: string, { n }: StoredRecord): void => {
            if (now === phase && n === record) throw new Stopped();
          };
          if (await trial.attempt({ store: trial.store({ onRecord: stop }) })) break;
          await trial.finish();
        }
      }
    },
  },
  {
    fault: "the process is killed (SIGKILL)",
    where: "after each record of the journal",
    async play(site, next) {
      const trial = next();
      for (let kills = 0; ; kills += 1) {
        if ((await dieAfterOneRecord(site, trial)) === 0) break;
        if (kills > 20) throw new Error("The killed process makes no progress.");
        trial.interrupted += 1;
      }
    },
  },
  {
    fault: "a re-organisation takes the block away",
    where: "after the transaction was mined, before it was final",
    async play({ controls }, next) {
      const trial = next();
      await controls.automine(false);
      try {
        const undo = await controls.snapshot();
        const run = trial.attempt({ confirmations: 4, patience: 20_000 });
        await until(
          () => trial.signed() === trial.references.length,
          () => controls.mine(),
        );
        await sleep(300);
        await controls.mine(); // holds the transaction
        await sleep(300);
        await undo();
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
    fault: "the transaction expires before it reaches a block",
    where: "after the broadcast",
    on: ({ network: name }) => name === "tronEmbedded",
    async play(site, next) {
      const trial = next();
      site.proxy.arm({ fault: "swallowed", at: 1, matching: BROADCAST });
      await trial.attempt();
      site.proxy.arm(null);
      await site.controls.travel(EXPIRY);
      await site.openWindow();
      await trial.finish();
    },
  },
  {
    fault: "the same command again, one after the other",
    where: "after it was finished",
    async play(_, next) {
      const trial = next();
      await trial.finish();
      for (let again = 0; again < 3; again += 1) {
        const { sent } = await trial.run();
        if (sent !== 0) throw new Error("A finished operation has signed again.");
      }
    },
  },
  {
    fault: "the same command twice at one time",
    where: "two runs side by side, ten times",
    async play(_, next) {
      for (let pairs = 0; pairs < 10; pairs += 1) {
        const trial = next();
        await Promise.all([trial.attempt(), trial.attempt()]);
        await trial.finish();
      }
    },
  },
];

/** Steps between two requests of a run are so much longer where a run has several deposits, and more requests. */
const STRIDE = 5;

/** The same fault at one request of a run after the other, until a run is through before its turn comes. */
function network(kind: NetworkFault, fault: string, where: string, step: number): Scenario {
  return {
    fault,
    where,
    async play({ proxy }, next) {
      for (let at = 1, stride = step; ; at += stride) {
        const trial = next();
        if (trial.references.length > 1) stride = step * STRIDE;
        proxy.arm({ fault: kind, at });
        await trial.attempt();
        const { met } = proxy;
        proxy.arm(null);
        await trial.finish();
        if (!met) break;
      }
    },
  };
}

/** A fault at the one request that counts most. */
function broadcast(kind: NetworkFault, fault: string): Scenario {
  return {
    fault,
    where: "the broadcast",
    async play({ proxy }, next) {
      const trial = next();
      proxy.arm({ fault: kind, at: 1, matching: BROADCAST });
      await trial.attempt();
      proxy.arm(null);
      await trial.finish();
    },
  };
}

/** A real process that kills itself after its first new record. @returns Its exit code, null if it was killed. */
async function dieAfterOneRecord({ network: name, proxy }: Site, { root, given }: Trial): Promise<number | null> {
  const script = fileURLToPath(new URL("./run-and-die.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, name, proxy.url, root, JSON.stringify(given)], {
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
