import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../../issuer/coin/build.ts";
import { emptyFolder } from "../support/folders.ts";

const WAIT = "Compiling the contracts, this first time only; it may take some minutes ...\n";

/** Builds what has its artifacts in a folder. @returns What was said besides, and with what Hardhat was asked to build. */
async function build(artifacts: string): Promise<[said: string, asked: unknown[]]> {
  const asked: unknown[] = [];
  const run = (given: unknown): Promise<void> => Promise.resolve(void asked.push(given));
  const hre = { config: { paths: { artifacts } }, tasks: { getTask: () => ({ run }) } };
  const write = process.stderr.write.bind(process.stderr);
  let said = "";
  process.stderr.write = (text: string | Uint8Array): boolean => Boolean((said += String(text)));
  try {
    await Promise.all([1, 2].map(() => buildContracts(hre as unknown as HardhatRuntimeEnvironment)));
  } finally {
    process.stderr.write = write;
  }
  return [said, asked];
}

describe("The first build of a clone", () => {
  it("says once that it takes long, and compiles no tests", async () => {
    expect(await build(join(emptyFolder(), "artifacts"))).to.deep.equal([WAIT, [{ quiet: true, noTests: true }]]);
  });

  it("is over where there are artifacts: nothing is said", async () => {
    const artifacts = emptyFolder();
    mkdirSync(join(artifacts, "contracts"));
    expect(await build(artifacts)).to.deep.equal(["", [{ quiet: true, noTests: true }]]);
  });
});
