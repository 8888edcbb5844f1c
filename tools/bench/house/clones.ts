import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Clones a repository at a revision, with nothing that git does not know. */
export function cloneRevision(root: string, revision: string, folder: string): void {
  git(root, "clone", "--quiet", "--no-checkout", root, folder);
  git(folder, "checkout", "--quiet", git(root, "rev-parse", `${revision}^{commit}`).trim());
}

/** Clones a repository as its files are now, with what is not committed, and nothing that git ignores. */
export function cloneWorkingTree(root: string, folder: string): void {
  cloneRevision(root, "HEAD", folder);
  const list = (...args: string[]): Set<string> =>
    new Set(
      git(root, "ls-files", "-z", ...args)
        .split("\0")
        .filter(Boolean),
    );
  const deleted = list("--deleted");
  for (const file of deleted) rmSync(join(folder, file));
  for (const file of [...list("--modified"), ...list("--others", "--exclude-standard")]) {
    if (deleted.has(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
}
