import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { emptyFolder } from "../../support/folders.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

describe("A fresh clone", () => {
  it("gets all of its dependencies, on a machine that is set to production and in a folder with blanks", () => {
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
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "scripts/bootstrap.mjs")], {
      env,
      encoding: "utf8",
    });
    expect([status, stderr]).to.deep.equal([
      1,
      "bootstrap: `npm ci --include=dev` failed. Check that npm reaches its registry (`npm ping`), then run this again.\n",
    ]);
    expect(readFileSync(seen, "utf8")).to.equal(`ci\n--include=dev\n\n\n${folder}\n`);
  });
});
