/** One process of a test run: it is given a file, runs it with Mocha, and reports the outcome. */
import { format, inspect } from "node:util";
import Mocha from "mocha";
import { sayAside } from "../../issuer/output/say.ts";
import { closers } from "../../test/support/closing.ts";
import type { Order, Told } from "./messages.ts";

const { constants } = Mocha.Runner;
const { Base } = Mocha.reporters;

/** How often the process says that it is alive, which it does not while a test keeps it busy without a pause. */
const PULSE_MS = 2_000;
/** Within this time shows what a file has left behind, such as a rejection that nobody waits for. */
const GRACE_MS = 10;

function tell(told: Told): void {
  process.send?.(told);
}

/** Passes on all that Mocha reports. */
class Reporter extends Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(constants.EVENT_RUN_BEGIN, () => tell({ kind: "planned", tests: runner.total }));
    runner.on(constants.EVENT_SUITE_BEGIN, (suite) => {
      if (!suite.root) tell({ kind: "suite", title: suite.title, depth: depthOf(suite.parent) });
    });
    runner.on(constants.EVENT_TEST_BEGIN, (test) => tell({ kind: "began", title: test.fullTitle() }));
    runner.on(constants.EVENT_HOOK_BEGIN, (hook) => tell({ kind: "began", title: hook.fullTitle() }));
    runner.on(constants.EVENT_TEST_PASS, ({ title, parent, speed, duration }) => {
      const slow = speed === "fast" ? null : (duration ?? null);
      tell({ kind: "passed", title, depth: depthOf(parent), slow });
    });
    runner.on(constants.EVENT_TEST_PENDING, ({ title, parent }) => {
      tell({ kind: "skipped", title, depth: depthOf(parent), slow: null });
    });
    // Base listens too, and has noted the error by now.
    runner.on(constants.EVENT_TEST_FAIL, (test: Mocha.Runnable & { readonly type?: string }) => {
      const { title, parent, type } = test;
      tell({ kind: "failed", title, depth: depthOf(parent), isTest: type === "test", account: accountOf(test) });
    });
  }
}

function depthOf(suite: Mocha.Suite | undefined): number {
  return suite?.titlePath().length ?? 0;
}

/** A failure as Mocha lists it. */
function accountOf(failed: Mocha.Runnable): string {
  const lines: string[] = [];
  const { consoleLog } = Base;
  Base.consoleLog = (...words: unknown[]) => lines.push(format(...words));
  try {
    Base.list([failed as Mocha.Test]);
  } finally {
    Base.consoleLog = consoleLog;
  }
  return lines.join("\n").replace(/^\n+|\s+$/g, "");
}

async function run({ file, timeout }: Order): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", color: false, forbidOnly: true, reporter: Reporter, timeout });
  mocha.addFile(file);
  const hooks: string[] = [];
  for (const event of ["beforeAll", "beforeEach", "afterEach", "afterAll"] as const) {
    mocha.suite.on(event as "beforeAll", ({ title }) => hooks.push(title));
  }
  try {
    await mocha.loadFilesAsync();
    if (hooks.length > 0) throw new Error(`${hooks.join(", ")}: hooks of no suite, which some files would go without`);
    await new Promise<void>((resolve) => {
      mocha.run(() => {
        resolve();
      });
    });
  } catch (error) {
    fail("The file cannot be read", error);
  }
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  tell({ kind: "done" });
}

/** Closes what the files have shared, and ends the process. */
async function end(): Promise<never> {
  try {
    for (const close of closers) await close();
  } catch (error) {
    sayAside(...inspect(error).split("\n"));
    process.exit(1);
  }
  process.exit();
}

/** Reports a failure that is not a test's. */
function fail(title: string, error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  const account = `  1) ${title}:\n${reason.replace(/^/gm, "     ")}`;
  tell({ kind: "failed", title, depth: 0, isTest: false, account });
}

// Mocha hands on what is none of its own, a second time, and goes on as if nothing had been.
const rejected = new WeakSet<Promise<unknown>>();
process.on("unhandledRejection", (reason, promise) => {
  if (!rejected.has(promise)) fail("A promise was rejected and nobody waited for it", reason);
  rejected.add(promise);
});
process.on("message", (order: Order) => void run(order));
process.on("disconnect", () => void end());
setInterval(() => {
  tell({ kind: "alive" });
}, PULSE_MS).unref();
