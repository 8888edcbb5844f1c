import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process is killed after every so many records of its journal: all four kinds of a transaction have their turn. */
const EVERY = Number(process.env.KILL_EVERY ?? 5);

/** The records after which a process is killed, for the title of a test. */
export const KILLED = EVERY === 1 ? "every record" : `every ${EVERY}th record`;

/** The lengths of a journal at which its process is killed, up to its whole length. */
export function killedAt(records: number): number[] {
  return Array.from({ length: Math.ceil(records / EVERY) }, (_, index) => Math.min((index + 1) * EVERY, records));
}

/**
 * Deploys in a process of its own that kills itself once the journal has so many records.
 * @returns Its exit code and its signal.
 */
export async function runAndDie(
  url: string,
  folder: string,
  network: "localhost" | "tronEmbedded",
  records: number,
): Promise<unknown[]> {
  const script = fileURLToPath(new URL("./run-and-die.ts", import.meta.url));
  const words = ["--import", "tsx", script, url, folder, network, `${records}`];
  return (await once(spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] }), "exit")) as unknown[];
}
