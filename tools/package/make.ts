/**
 * Makes what is packed of one package, or of all: `env node tools/package/make.ts tron`. npm calls it before it packs one
 * (`prepack`), and `npm run package` for all three.
 */
import { makePackages } from "./make-packages.ts";
import { PACKAGES } from "./packages.ts";
import { sayAside } from "../../issuer/output/say.ts";

const named = process.argv.slice(2).map((name) => `packages/${name}`);
const unknown = named.find((folder) => !PACKAGES.some((known) => known === folder));
if (unknown !== undefined) throw new Error(`There is no ${unknown}; packages are ${PACKAGES.join(", ")}.`);
const made = makePackages(named.length === 0 ? PACKAGES : named);
// npm says the tarball's name on stdout.
sayAside(...made.map(({ folder, files }) => `${folder}/dist: ${files} files`));
