import { expect } from "chai";
import { missingForOperators } from "../../../tools/lib/operators.ts";

const DEVELOPMENT = new Set(["eslint", "@scope/judge"]);

function found(files: Record<string, string>): string[] {
  return missingForOperators(new Map(Object.entries(files)), "hardhat.config.ts", DEVELOPMENT);
}

describe("What an issuer runs without the development dependencies", () => {
  it("says which file of the issuer's rooms imports one, at once or later", () => {
    const said = (file: string, name: string): string =>
      `${file}: ${name} is missing where an issuer works: move it to dependencies in package.json`;
    expect(
      found({
        "issuer/a.ts": 'import { x } from "@scope/judge/inner.js";\nimport "ethers";',
        "deploy/b.ts": 'import {\n  one,\n  two,\n} from "eslint";\nexport { three } from "eslint";',
        "scripts/c.ts": 'const later = await import("eslint");',
      }),
    ).to.deep.equal([
      said("issuer/a.ts", "@scope/judge"),
      said("deploy/b.ts", "eslint"),
      said("scripts/c.ts", "eslint"),
    ]);
  });

  it("follows what Hardhat loads when it starts, and not what it loads when a task runs", () => {
    const files = {
      "hardhat.config.ts": 'import { task } from "./tools/task.ts";',
      "tools/task.ts": 'import { look } from "./look.ts";\nexport const run = () => import("./later.ts");',
      "tools/look.ts": 'export * from "eslint";',
      "tools/later.ts": 'import "eslint";',
      "tools/other.ts": 'import "eslint";',
    };
    expect(found(files)).to.deep.equal([
      "tools/look.ts: eslint is missing where an issuer works: move it to dependencies in package.json",
    ]);
  });

  it("lets types, names that begin alike and Node's own modules through", () => {
    const text = 'import type { Linter } from "eslint";\nimport "eslint-other";\nimport "node:fs";\nimport "./eslint";';
    expect(found({ "issuer/a.ts": text })).to.deep.equal([]);
  });
});
