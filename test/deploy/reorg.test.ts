import { expect } from "chai";
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { openEmbeddedTron } from "../../scripts/embedded-chains.ts";
import { developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import { fileStore } from "../../issuer/journal/store.ts";
import { Stage } from "./support.ts";
import { TRANSACTIONS } from "../support/deployment-stage.ts";
import { emptyFolder } from "../support/folders.ts";

/** Blocks that a re-organisation takes away: the last limit, both, the token as well, everything. */
const DEPTHS = [1, 2, 3, TRANSACTIONS];

describe("A deployment that a deep re-organisation takes away", function () {
  this.timeout(120_000);

  for (const depth of DEPTHS) {
    it(`sends its last ${depth} transactions again, and signs nothing`, async () => {
      const stage = await Stage.open();
      const undo: (() => Promise<unknown>)[] = [];
      const { provider } = stage.connection;
      const snapshot = async (): Promise<void> => {
        const id: unknown = await provider.request({ method: "evm_snapshot" });
        undo.push(() => provider.request({ method: "evm_revert", params: [id] }));
      };
      const chain = stage.chain();
      const broadcast = chain.broadcast.bind(chain);
      chain.broadcast = async (signed) => {
        await snapshot();
        await broadcast(signed);
      };
      await stage.run({ chain });
      await undo.at(-depth)?.();
      const again = await stage.run();
      expect(again.sent).to.equal(0);
      await stage.expectDeployedOnce(again);
      expect((await stage.run()).sent).to.equal(0);
      await stage.close();
    });
  }

  it("on TRON, too", async () => {
    const tron = await openEmbeddedTron(hre);
    const { connection, snapshot } = tron;
    const store = fileStore("tronEmbedded", "kgst", { root: emptyFolder() });
    const keys = walletKeys(developmentWallets());
    const deploy = () => deployCoin({ connection, artifacts: hre.artifacts, store, keys });
    try {
      const undo = await snapshot();
      const first = await deploy();
      await undo();
      const again = await deploy();
      expect(again.outcome.record?.contracts.token?.address).to.equal(first.outcome.record?.contracts.token?.address);
      const types = store.openJournal().records.map(({ type }) => type);
      expect(types.filter((type) => type === "intent")).to.have.length(TRANSACTIONS);
      expect(types.filter((type) => type === "reopened")).to.have.length(TRANSACTIONS);
    } finally {
      await tron.close();
    }
  });
});
