import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "./campaign.ts";
import type { Row } from "./report.ts";

/**
 * Runs the scenarios of one chain in a process of its own, so that both chains are disturbed at the same time.
 * @param folder - The repository, or a copy of it.
 */
export async function runChain({ network, only, act }: Part, folder = process.cwd()): Promise<Row[]> {
  const results = mkdtempSync(join(tmpdir(), "kgst-fault-rows-"));
  const file = join(results, "rows.json");
  const words = ["dev", "faults", "--chain", network, "--rows", file, "--only", only, "--act", act];
  const cli = join(folder, "node_modules", "hardhat", "dist", "src", "cli.js");
  try {
    const child = spawn(process.execPath, [cli, ...words], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`The runs on ${network} ended with ${code}.`);
    return JSON.parse(readFileSync(file, "utf8")) as Row[];
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
