import { readFileSync } from "node:fs";
import { expect } from "chai";
import { PACKAGES, type Package, entriesOf, placeOf, readPackage } from "../../../tools/package/packages.ts";
import { packedText } from "../../../tools/package/specifiers.ts";
import { strayWords, undeclaredModules } from "../../../tools/package/words.ts";

const compiled = (file: string): { types: string; default: string } => ({
  types: `./dist/${file}.d.ts`,
  default: `./dist/${file}.js`,
});
const tron: Package = {
  folder: "packages/tron",
  manifest: {
    name: "@kgst/tron",
    version: "1.2.3",
    exports: { ".": compiled("index"), "./address": compiled("address"), "./package.json": "./package.json" },
  },
};
const integration: Package = {
  folder: "packages/integration",
  manifest: {
    name: "@kgst/integration",
    version: "1.2.3",
    exports: {
      "./typechain-types": compiled("typechain-types/index"),
      "./abi/holder": compiled("generated/abi/holder"),
    },
  },
};

describe("The packages", () => {
  it("export files that there are", () => {
    for (const folder of PACKAGES) {
      for (const { source } of entriesOf(readPackage(folder))) expect(readFileSync(source, "utf8")).to.match(/export/);
    }
  });

  it("have their sources where their exports say", () => {
    expect(entriesOf(tron)).to.deep.equal([
      { subpath: ".", source: "packages/tron/index.ts" },
      { subpath: "./address", source: "packages/tron/address.ts" },
    ]);
    expect(entriesOf(integration).map(({ source }) => source)).to.deep.equal([
      "typechain-types/index.ts",
      "packages/integration/generated/abi/holder.ts",
    ]);
    const wrong = { ".": { types: "./dist/other.d.ts", default: "./dist/index.js" } };
    const spoilt = { ...tron, manifest: { ...tron.manifest, exports: wrong } };
    expect(() => entriesOf(spoilt)).to.throw(
      "packages/tron/package.json: . must name dist/<file>.js and dist/<file>.d.ts.",
    );
  });

  it("are packed from their own folders, and bring along the typings", () => {
    expect(placeOf("packages/tron/a/b.js")).to.deep.equal({ folder: "packages/tron", path: "dist/a/b.js" });
    expect(placeOf("typechain-types/index.d.ts")).to.deep.equal({
      folder: "packages/integration",
      path: "dist/typechain-types/index.d.ts",
    });
    expect(placeOf("issuer/errors.js")).to.equal(undefined);
  });
});

describe("What a packed file imports", () => {
  const packed = (file: string, text: string): string => packedText(file, text, [tron, integration]);

  it("is relative within its package and named across packages, in code and declarations", () => {
    const text = [
      'import type { A } from "./reading/coin.ts";',
      'export { toBase58 } from "../tron/address.js";',
      "import * as all from '../tron/index.ts';",
      'const late = () => import("../../typechain-types/index.js");',
      'export declare const typed: import("./generated/abi/holder.ts").Abi;',
      'import { id } from "ethers";',
      '// from "../issuer/errors.ts" is a comment',
    ].join("\n");
    expect(packed("packages/integration/index.js", text).split("\n")).to.deep.equal([
      'import type { A } from "./reading/coin.js";',
      'export { toBase58 } from "@kgst/tron/address";',
      "import * as all from '@kgst/tron';",
      'const late = () => import("./typechain-types/index.js");',
      'export declare const typed: import("./generated/abi/holder.js").Abi;',
      'import { id } from "ethers";',
      '// from "../issuer/errors.ts" is a comment',
    ]);
    const deep = packed(
      "packages/integration/reading/coin.d.ts",
      'import { C } from "../../../typechain-types/IHolder.js";',
    );
    expect(deep).to.equal('import { C } from "../typechain-types/IHolder.js";');
    expect(packed("typechain-types/factories/F.js", 'import { C } from "../index.js";')).to.equal(
      'import { C } from "../index.js";',
    );
  });

  it("is refused where it would not be found after the installation", () => {
    expect(() => packed("packages/integration/x.js", 'import "../tron/nodes/http.ts";')).to.throw(
      "packages/integration/x.js imports packages/tron/nodes/http, which its package does not export.",
    );
    expect(() => packed("packages/tron/x.js", 'export * from "../../issuer/errors.ts";')).to.throw(
      "packages/tron/x.js imports issuer/errors, which is in no package.",
    );
    expect(() => packed("scripts/guard.js", "")).to.throw("scripts/guard.js is in no package.");
  });
});

describe("What a tarball says", () => {
  const said = (name: string, path: string, text: string): string[] => strayWords(name, new Map([[path, text]]));

  it("is of no other package, in code, comments and declarations", () => {
    expect(said("@kgst/tron", "dist/x.js", 'a();\nimport "@ethereumjs/evm";')).to.deep.equal([
      '@kgst/tron: dist/x.js:2: the TRON library stands on its own: import "@ethereumjs/evm";',
    ]);
    for (const [text, why] of [
      ["/** As in Hardhat. */", "the TRON library stands on its own"],
      ["throw new OperatorError()", "a program that talks to TRON knows no issuer"],
      ["// the coin's file", "a program that talks to TRON knows no issuer"],
      ["what the issuer does", "a program that talks to TRON knows no issuer"],
      ['remedy: "Run npm run build."', "its remedies speak to programmers, not to operators"],
    ] as const) {
      expect(said("@kgst/tron", "dist/x.d.ts", text)).to.deep.equal([`@kgst/tron: dist/x.d.ts:1: ${why}: ${text}`]);
    }
    expect(said("@kgst/hardhat-tron", "dist/x.js", 'import "@ethereumjs/evm"; // npx hardhat tron-node')).to.deep.equal(
      [],
    );
    expect(said("@kgst/hardhat-tron", "dist/x.js", "an operator")).to.have.length(1);
  });

  it("has no operator's remedies for wallets", () => {
    for (const text of [
      "Store the key with `npx hardhat keystore set X`.",
      "Run it with --yes.",
      "see hardhat.config.ts",
    ]) {
      expect(said("@kgst/integration", "dist/x.js", text)).to.have.length(1);
    }
    expect(said("@kgst/integration", "dist/x.js", "The issuer froze the account.")).to.deep.equal([]);
    expect(said("@kgst/integration", "dist/x.js", "// Generated by `npm run docs`.")).to.deep.equal([]);
  });

  it("may link in its README, and bring the script that npm packs it with", () => {
    expect(said("@kgst/tron", "README.md", "[Hardhat plugin](https://example.org/hardhat-tron)")).to.deep.equal([]);
    expect(said("@kgst/tron", "package.json", '  "prepack": "cd ../.. && env node x.ts",')).to.deep.equal([]);
    expect(said("@kgst/tron", "package.json", '  "hardhat": "^3.0.0"')).to.have.length(1);
  });

  it("imports what it declares, and declares what it imports", () => {
    const files = new Map([
      ["dist/a.js", "ethers/utils @scope/b/c"],
      ["README.md", "zod"],
    ]);
    const found = undeclaredModules("@kgst/tron", files, new Set(["ethers", "tronweb"]), (text) => text.split(" "));
    expect(found).to.deep.equal([
      "@kgst/tron: @scope/b is imported and not declared in package.json",
      "@kgst/tron: tronweb is declared and not imported",
    ]);
  });
});
