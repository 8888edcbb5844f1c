import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

/**
 * Lets files of this process grow no further, as on a full disk: the system's own limit on the size of a file, which needs
 * no right to set and is lifted again.
 * @param bytes - The largest size, or null for no limit.
 */
export function limitFiles(bytes: number | null): void {
  const soft = bytes === null ? "unlimited" : `${bytes}`;
  execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${soft}:unlimited`]);
}

/** Size of a file, 0 if there is none. */
export function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
