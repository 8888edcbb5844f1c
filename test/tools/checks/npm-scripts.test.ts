import { spawnSync } from "node:child_process";
import { expect } from "chai";

describe("A check that is started without npm", () => {
  it("says which npm script finds the command that it needs", () => {
    const words = ["tools/checks/tron-node.ts", "--url", "http://127.0.0.1:1", "--key", "1".padStart(64, "0")];
    const { status, stderr } = spawnSync(process.execPath, words, { env: { PATH: "/usr/bin:/bin" }, encoding: "utf8" });
    expect([status, stderr]).to.deep.equal([
      1,
      "test:tron: spawnSync hardhat ENOENT. Start it with npm: npm run test:tron.\n",
    ]);
  });
});
