/**
 * OpenZeppelin's upgrade-safety validation of the issuer controls: `npm run check:upgrades`, after a build.
 *
 * The validator wants every build-info file of a folder to hold storage layouts; those of the tests do not. So it gets a
 * folder with the one that made the contract.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { started } from "../lib/end-with.ts";

const contract = "contracts/issuer/IssuerControls.sol:IssuerControls";
const folder = "cache/upgrades-build-info";

const artifact = readFileSync(`artifacts/${contract.replace(":", "/")}.json`, "utf8");
const { buildInfoId } = JSON.parse(artifact) as { readonly buildInfoId: string };
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of [`${buildInfoId}.json`, `${buildInfoId}.output.json`]) {
  copyFileSync(`artifacts/build-info/${name}`, `${folder}/${name}`);
}

const validator = ["validate", folder, "--contract", contract];
const { status } = started("check:upgrades", spawnSync("openzeppelin-upgrades-core", validator, { stdio: "inherit" }));
process.exitCode = status ?? 1;
