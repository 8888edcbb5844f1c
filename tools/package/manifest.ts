import { readFileSync } from "node:fs";
import { PUBLISHED_ABIS } from "./abi.ts";

/** Name of the package. */
export const PACKAGE_NAME = "@kgst/integration";

/** What can be imported, by subpath, with the compiled file behind it. */
const ENTRIES: Readonly<Record<string, string>> = {
  ".": "packages/integration/index",
  "./viem": "packages/integration/viem",
  "./tron": "packages/integration/tron",
  "./tron/provider": "packages/integration/tron-provider",
  "./typechain-types": "typechain-types/index",
  "./deployments": "packages/integration/deployments",
  "./abi": "packages/integration/abi",
  ...Object.fromEntries(
    Object.keys(PUBLISHED_ABIS).map((file) => [`./abi/${file}`, `packages/integration/generated/abi/${file}`]),
  ),
};

interface RootManifest {
  readonly version: string;
  readonly license: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The oldest ethers that works: `examples/commonjs` is run with it. */
const OLDEST_ETHERS = "6.13.0";

/** `package.json` of the package. Its version is the repository's; what it works with are peers, tested as pinned here. */
export function manifest(): object {
  const root = JSON.parse(readFileSync("package.json", "utf8")) as RootManifest;
  const major = (name: string): string => `^${root.devDependencies[name] ?? ""}`;
  const exports = Object.entries(ENTRIES).map(([subpath, file]) => [
    subpath,
    { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` },
  ]);
  return {
    name: PACKAGE_NAME,
    version: root.version,
    description: "KGST on BNB Chain and TRON: typings, ABIs, addresses, signature helpers, errors as sentences",
    keywords: ["stablecoin", "kgst", "bnb-chain", "tron", "eip-2612", "eip-3009", "eip-712", "tip-712"],
    license: root.license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: {
      ...(Object.fromEntries(exports) as object),
      "./contracts/interfaces/*.sol": "./contracts/interfaces/*.sol",
      "./vectors/*.json": "./vectors/*.json",
      "./package.json": "./package.json",
    },
    files: ["dist", "contracts", "vectors"],
    peerDependencies: {
      "@openzeppelin/contracts": major("@openzeppelin/contracts"),
      ethers: `^${OLDEST_ETHERS}`,
      tronweb: major("tronweb"),
      viem: major("viem"),
    },
    peerDependenciesMeta: {
      "@openzeppelin/contracts": { optional: true },
      tronweb: { optional: true },
      viem: { optional: true },
    },
  };
}

/** Subpaths with types. */
export function typedEntries(): string[] {
  return Object.keys(ENTRIES);
}
