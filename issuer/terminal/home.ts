import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Where Hardhat keeps what is a user's own: the variable that names the folder, the folder below the home, its use. */
const FOLDERS = [
  ["XDG_CONFIG_HOME", ".config", constants.R_OK], // the keystore is here
  ["XDG_CACHE_HOME", ".cache", constants.W_OK],
  ["XDG_DATA_HOME", join(".local", "share"), constants.W_OK],
] as const;

/**
 * Hardhat makes folders in the user's home before it does anything. A service's user has often none, or one that nobody
 * may write: its folders are then in the temporary one for as long as the process lives, in a place of its own, since a
 * keystore that lies where others can put one must not be read.
 */
export function lendHome(env: NodeJS.ProcessEnv = process.env): void {
  let lent: string | undefined;
  for (const [variable, folder, access] of FOLDERS) {
    const base = env[variable] ?? "";
    if (isUsable(() => (base === "" ? join(homedir(), folder) : base), access)) continue;
    lent ??= lend();
    env[variable] = join(lent, folder);
  }
}

function isUsable(base: () => string, access: number): boolean {
  try {
    const own = join(base(), "hardhat-nodejs");
    mkdirSync(own, { recursive: true });
    accessSync(own, access);
    return true;
  } catch {
    return false;
  }
}

function lend(): string {
  const folder = mkdtempSync(join(tmpdir(), "kgst-home-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
