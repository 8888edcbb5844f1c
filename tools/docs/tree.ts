import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Git's name of a folder as it lies here, committed or not: what `git rev-parse HEAD:<folder>` prints once it is committed.
 * It names the bytes of every file below it, whatever else a commit changes.
 */
export function treeOf(folder: string): string {
  const temporary = mkdtempSync(join(tmpdir(), "tree-"));
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, {
        encoding: "utf8",
        env: { ...process.env, GIT_INDEX_FILE: join(temporary, "index") },
      });
    git("add", folder);
    return git("write-tree", `--prefix=${folder}/`).trim();
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
