import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Lockfile, type Manifest, lockfileProblems } from "../../../tools/lib/lockfile.ts";

const HASH = `sha512-${"A".repeat(86)}==`;

describe("What an installation takes on trust", () => {
  it("is nothing in this repository", () => {
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile;
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
    expect(Object.keys(lock.packages)).to.have.length.above(800);
    expect(lockfileProblems(lock, manifest)).to.deep.equal([]);
  });

  it("is found: no hash, a weak one, a version that moves, a script that nobody has decided about", () => {
    const lock: Lockfile = {
      packages: {
        "": {},
        "node_modules/a": { integrity: HASH },
        "node_modules/a/node_modules/b": {},
        "node_modules/c": { integrity: "sha1-AAAA" },
        "node_modules/d": { integrity: HASH, hasInstallScript: true },
        "node_modules/e": { link: true },
        "packages/e": { version: "1.0.0" },
      },
    };
    const manifest: Manifest = { devDependencies: { a: "1.0.0", c: "^1.0.0" }, allowScripts: { f: false } };
    expect(lockfileProblems(lock, manifest)).to.deep.equal([
      "package-lock.json: node_modules/a/node_modules/b has no SHA-512 of its package",
      "package-lock.json: node_modules/c has no SHA-512 of its package",
      "package.json: c is not pinned to one version: ^1.0.0",
      "package.json: d has an install script, and allowScripts does not say whether it may run",
      "package.json: allowScripts names f, which has no install script",
    ]);
  });
});
