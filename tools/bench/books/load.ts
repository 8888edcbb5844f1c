/**
 * `npm run reconcile:load`: reconciles two synthetic chains with a million events together and a bank's file with a line
 * for each deposit and payout: from nothing, again, in full, and with the bank. Prints events per second of the processor,
 * how near plain inserts that is, and the memory it took. `-- --events N --accounts N` for other sizes; `--base REVISION`
 * measures that revision's books first, in the same run, and prints the ratio.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cloneRevision } from "../house/clones.ts";
import type { Measured } from "./child.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
/** Mebibytes. */
const HEAP = 256;
const MOST_RESIDENT = 512;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: "1000000" },
      accounts: { type: "string", default: "100000" },
      base: { type: "string", default: "" },
    },
  });
  const [events, accounts] = [Number(values.events), Number(values.accounts)];
  const before = values.base === "" ? null : measureRevision(values.base, events, accounts);
  const now = measure(ROOT, events, accounts);
  console.log(`${now.events} events on two chains, ${accounts} accounts each; seconds are those of the processor`);
  if (before !== null) print(values.base, before);
  print("now", now);
  if (before !== null) {
    const ratio = rateOf(now) / rateOf(before);
    console.log(`ratio         ${ratio.toFixed(2)} times as many events per second as ${values.base}`);
  }
  const fits = now.resident <= MOST_RESIDENT * 2 ** 20;
  if (!fits) console.error(`More than ${MOST_RESIDENT} MiB were resident.`);
  process.exitCode = fits && now.differences === 0 && now.events >= events ? 0 : 1;
}

function measureRevision(revision: string, events: number, accounts: number): Measured {
  const folder = mkdtempSync(join(tmpdir(), "kgst-base-"));
  try {
    const clone = join(folder, "clone");
    cloneRevision(ROOT, revision, clone);
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
    return measure(clone, events, accounts, "base");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(folder: string, events: number, accounts: number, base = ""): Measured {
  const args = [`--max-old-space-size=${HEAP}`, "--import", "tsx", CHILD, folder, `${events}`, `${accounts}`, base];
  const { status, stdout } = spawnSync(process.execPath, args, {
    ...{ cwd: ROOT, encoding: "utf8" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`The measurement of ${folder} ended with ${status}.`);
  return JSON.parse(stdout) as Measured;
}

function rateOf({ events, seconds }: Measured): number {
  return events / (seconds.replay ?? 0);
}

function print(name: string, measured: Measured): void {
  const { events, seconds, took, file, resident, heap, lines, differences, plain } = measured;
  const second = (part: number | undefined): string => `${(part ?? 0).toFixed(1)} s`;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  console.log(`${name}:`);
  console.log(`  from nothing  ${second(seconds.replay)}: ${Math.round(rateOf(measured))} events per second`);
  if (plain !== null) {
    const share = Math.round((100 * rateOf(measured)) / plain);
    console.log(`  that is       ${share} % of plain inserts, ${Math.round(plain)} rows per second`);
  }
  console.log(`  again         ${second(seconds.again)}`);
  if (seconds.full !== undefined)
    console.log(`  in full       ${second(seconds.full)}, every line of the books checked`);
  console.log(`  with a bank   ${second(seconds.bank)}, ${lines} lines`);
  console.log(`  file          ${megabytes(file)}, ${Math.round(file / events)} bytes for an event`);
  console.log(`  memory        ${megabytes(resident)} resident at most, ${megabytes(heap)} of heap`);
  console.log(`  differences   ${differences}; all of it took ${took.toFixed(0)} s by the clock`);
}
