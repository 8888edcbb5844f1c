import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import compiler from "../../../config/compiler.json" with { type: "json" };
import { knownCompiler, onlyWhenChanged } from "../../../tools/build/idle-build.ts";
import { emptyFolder } from "../../support/folders.ts";

const SOURCE =
  "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.29;\ncontract A { function one() external {} }\n";

/** A project with one contract. */
function project(): string {
  const root = emptyFolder();
  mkdirSync(join(root, "contracts"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "contracts/A.sol"), SOURCE);
  return root;
}

/** Builds it as a process of its own would. */
async function build(root: string, longVersion = compiler.longVersion): Promise<void> {
  const { version } = compiler;
  const path = fileURLToPath(import.meta.resolve("solc/soljson.js"));
  const hre = await createHardhatRuntimeEnvironment(
    {
      plugins: [knownCompiler({ version, longVersion }), onlyWhenChanged(hardhatTypechain)],
      solidity: { version, path },
      typechain: { outDir: "typings" },
    },
    {},
    root,
  );
  await hre.tasks.getTask("build").run({ quiet: true });
}

describe("A build with nothing to do", function () {
  this.timeout(60_000);

  it("writes no typings, and any others does", async () => {
    const root = project();
    const file = join(root, "typings/A.ts");
    const written = (): number => statSync(file).mtimeMs;
    await build(root);
    const [first, text] = [written(), readFileSync(file, "utf8")];
    expect(text).to.contain('getFunction(nameOrSignature: "one")');
    await build(root);
    expect(written()).to.equal(first);

    appendFileSync(file, "// by hand\n");
    await build(root);
    expect(readFileSync(file, "utf8")).to.equal(text);

    writeFileSync(join(root, "contracts/A.sol"), SOURCE.replaceAll("one", "other"));
    await build(root);
    expect(readFileSync(file, "utf8")).to.contain('getFunction(nameOrSignature: "other")');
  });

  it("knows the compiler without asking it, which fails once it has to compile and is another one", async () => {
    const root = project();
    await build(root);
    const other = "0.8.29+commit.00000000";
    const refused = await build(root, other).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(Error);
    expect((refused as Error).message).to.contain(
      `The compiler is ${compiler.longVersion}, not ${other} as config/compiler.json says.`,
    );
  });
});
