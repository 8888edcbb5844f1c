/**
 * Makes the packages and their tarballs in `build/`, and checks them as those who install them would meet them:
 * `npm run package`. Publishing is the issuer's decision: `npm publish build/<tarball>`.
 */
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { say, sayAside } from "../../issuer/output/say.ts";
import { writeBillOfMaterials } from "./bill-of-materials.ts";
import { checkTarball, readTarball } from "./check-tarball.ts";
import { makePackages } from "./make-packages.ts";
import { PACKAGES, entriesOf, readPackage } from "./packages.ts";

const OUT = "build";

mkdirSync(OUT, { recursive: true });
for (const old of globSync(`${OUT}/kgst-*.{tgz,cdx.json}`)) rmSync(old);
makePackages(PACKAGES);
let findings = 0;
for (const folder of PACKAGES) {
  const one = readPackage(folder);
  const tarball = pack(folder);
  const files = readTarball(tarball);
  const found = await checkTarball(one, tarball, files);
  sayAside(...found);
  findings += found.length;
  const components = writeBillOfMaterials(tarball.replace(/\.tgz$/, ".cdx.json"), one);
  const unpacked = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  say(
    `package: ${tarball}, ${kibibytes(statSync(tarball).size)} KiB packed, ${kibibytes(unpacked)} KiB unpacked, ${files.size} files, ` +
      `${entriesOf(one).length} typed entries, ${components} components in its bill of materials, ${found.length} findings`,
  );
}
const { version } = readPackage(PACKAGES[0]).manifest;
const made = writeBillOfMaterials(join(OUT, `kgst-${version}.cdx.json`));
say(`package: made with ${made} components, ${findings} findings of publint, attw and the checks of this repository`);
process.exitCode = findings === 0 ? 0 : 1;

/** Packs what was made; its own `prepack` would make it again. */
function pack(folder: string): string {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", OUT, "--workspace", folder];
  const answer = execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const filename = /"filename": "([^"]+)"/.exec(answer)?.[1];
  if (filename === undefined) throw new Error(`npm pack made nothing of ${folder}.`);
  return join(OUT, filename.replace("@", "").replace("/", "-"));
}

function kibibytes(bytes: number): string {
  return (bytes / 1_024).toFixed(0);
}
