import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { emptyFolder } from "../../support/folders.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What npm is asked for in a clone with nothing installed: its arguments, two settings, and where it runs. */
function askedOfNpm(options: string[]): { folder: string; asked: string; status: number | null; stderr: string } {
  const folder = join(emptyFolder(), "a clone of mine");
  mkdirSync(join(folder, "scripts"), { recursive: true });
  for (const file of ["package.json", "package-lock.json", "scripts/bootstrap.mjs"]) {
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  const seen = join(folder, "seen");
  const npm = join(folder, "npm");
  writeFileSync(npm, `#!/bin/sh\nprintf '%s\\n' "$@" "$NODE_ENV" "$npm_config_omit" "$PWD" > "${seen}"\nexit 1\n`);
  chmodSync(npm, 0o700);
  const env = {
    PATH: [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    NODE_ENV: "production",
    npm_config_omit: "dev",
  };
  const script = join(folder, "scripts/bootstrap.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, ...options], { env, encoding: "utf8" });
  return { folder, asked: readFileSync(seen, "utf8"), status, stderr };
}

describe("A fresh clone", () => {
  it("gets all of its dependencies, on a machine that is set to production and in a folder with blanks", () => {
    const { folder, asked, status, stderr } = askedOfNpm([]);
    expect([status, stderr]).to.deep.equal([
      1,
      "bootstrap: `npm ci --include=dev` failed. Check that npm reaches its registry (`npm ping`), then run this again.\n",
    ]);
    expect(asked).to.equal(`ci\n--include=dev\n\n\n${folder}\n`);
  });

  it("gets only what an issuer needs, where that is asked for", () => {
    const { folder, asked, stderr } = askedOfNpm(["--omit=dev"]);
    expect(asked).to.equal(`ci\n--omit=dev\n\n\n${folder}\n`);
    expect(stderr).to.contain("`npm ci --omit=dev` failed.");
  });
});
