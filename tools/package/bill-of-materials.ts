import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Package } from "./packages.ts";

interface Component {
  readonly "bom-ref": string;
  readonly hashes?: readonly unknown[];
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string }[];
}

/**
 * Writes a bill of materials in CycloneDX: by version and hash what a package is installed with, or without one, what all
 * of them were made with. The packages themselves stand in it without a hash, which only their tarballs have.
 * @returns The number of components.
 */
export function writeBillOfMaterials(file: string, one?: Package): number {
  const args = ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"];
  const only = one === undefined ? [] : ["--workspace", one.folder];
  const text = execFileSync("npm", [...args, ...only], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const bill = one === undefined ? (JSON.parse(text) as Bill) : about(JSON.parse(text) as Bill, one);
  const { components } = bill;
  const bare = components.filter(({ hashes = [], ...rest }) => hashes.length === 0 && !isOurs(rest["bom-ref"]));
  if (components.length === 0 || bare.length > 0) throw new Error(`${bare.length} components have no hash.`);
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  return components.length;
}

const isOurs = (reference: string): boolean => reference.startsWith("@kgst/");

/** npm makes the repository the subject of the bill, under the name of its folder. */
function about(bill: Bill, { manifest }: Package): Bill {
  const reference = `${manifest.name}@${manifest.version}`;
  const component = bill.components.find((found) => found["bom-ref"] === reference);
  if (component === undefined) throw new Error(`The bill of materials leaves ${reference} out.`);
  const root = bill.metadata.component["bom-ref"];
  return {
    ...bill,
    metadata: { ...bill.metadata, component },
    components: bill.components.filter((found) => found !== component),
    dependencies: bill.dependencies.filter(({ ref }) => ref !== root),
  };
}
