import { expect } from "chai";
import { LAYERZERO_NETWORKS } from "../../../issuer/layerzero/addresses.ts";
import { layerZeroAddress, layerZeroVersion } from "../../../issuer/layerzero/package.ts";
import { layerZeroDifferences } from "../../../tools/lib/layerzero.ts";

describe("LayerZero's addresses in this repository", () => {
  const installed = { version: layerZeroVersion(), address: layerZeroAddress };

  it("are those of its package", () => {
    expect(layerZeroDifferences(LAYERZERO_NETWORKS, installed)).to.deep.equal([]);
  });

  it("are told where the package has changed one, lost one, or is another version", () => {
    const other = "0x00000000000000000000000000000000000000AA";
    const changed = {
      version: "3.1.11",
      address: (network: string, contract: string): string => {
        if (contract === "Executor") throw new Error("There is no such file.");
        return network === "tron-testnet" && contract === "DVN" ? other : layerZeroAddress(network, contract);
      },
    };
    const { 56: bsc, 2494104990: shasta } = LAYERZERO_NETWORKS;
    expect(layerZeroDifferences({ 56: bsc!, 2494104990: shasta! }, changed)).to.deep.equal([
      "the addresses are of LayerZero's package 3.1.10, installed is 3.1.11",
      `Executor on BNB Chain is ${bsc!.contracts.Executor} here, and nowhere in LayerZero's package`,
      `Executor on TRON's Shasta is ${shasta!.contracts.Executor} here, and nowhere in LayerZero's package`,
      `DVN on TRON's Shasta is ${shasta!.contracts.DVN} here, and ${other} in LayerZero's package`,
    ]);
  });
});
