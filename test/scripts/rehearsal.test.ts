import { expect } from "chai";
import hre from "hardhat";
import { openEmbeddedEvm } from "../../scripts/embedded-chains.ts";

describe("Finality on the embedded chain that stands for BNB Chain", function () {
  this.timeout(30_000);

  it("lags as it was told, and never takes a final block back", async () => {
    const chain = await openEmbeddedEvm(hre);
    const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const response = await fetch(chain.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
      return answer.error?.message ?? answer.result;
    };
    const numberOf = async (tag: string): Promise<number> =>
      Number(((await ask("eth_getBlockByNumber", tag, false)) as { number: string }).number);
    try {
      await ask("evm_mine");
      expect([await numberOf("finalized"), await numberOf("latest")]).to.deep.equal([1, 1]);
      expect(await ask("evm_setFinalityLag", 2)).to.equal(true);
      for (let made = 0; made < 4; made++) await ask("evm_mine");
      expect([await numberOf("finalized"), await numberOf("safe"), await numberOf("latest")]).to.deep.equal([3, 3, 5]);
      const before = await ask("eth_getBlockByNumber", "0x5", false);
      expect(await ask("evm_reorganise", 3)).to.match(/^Block 2 is not open to it: set a finality lag first/);
      expect(await ask("evm_reorganise", 0)).to.match(/^The number of blocks is a whole number of at least 1\.$/);
      expect(await ask("evm_setFinalityLag", -1)).to.match(/^The number of blocks is a whole number of at least 0\.$/);
      expect(await ask("evm_reorganise", 2)).to.equal(true);
      expect([await numberOf("finalized"), await numberOf("latest")]).to.deep.equal([4, 6]);
      expect(await ask("eth_getBlockByNumber", "0x5", false)).to.not.deep.equal(before);
      expect(await ask("evm_setFinalityLag", 0)).to.equal(true);
      expect(await numberOf("finalized")).to.equal(6);
    } finally {
      await chain.close();
    }
  });
});
