import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { DeploymentCosts } from "../../tools/bench/deployments.ts";
import type { MoveCosts, Mover } from "../../tools/bench/movers.ts";
import { type Costs, OPERATIONS } from "../../tools/bench/operations.ts";
import { type Figures, bestOf, driftFrom, grouped, missedBudgets } from "../../tools/bench/verdict.ts";

/** Costs of a token that has only the operations given. */
function costs(known: Partial<Costs>): Costs {
  return { ...(Object.fromEntries(OPERATIONS.map((operation) => [operation, null])) as Costs), ...known };
}

const CONTESTED = ["transferExisting"] as const;

describe("Bench", () => {
  describe("budgets", () => {
    const peers = { Dear: costs({ transferExisting: 101 }), Other: costs({ approve: 7 }) };

    it("are met up to the very number", () => {
      expect(
        missedBudgets(costs({ transferExisting: 100 }), { transferExisting: 100 }, peers, CONTESTED),
      ).to.deep.equal([]);
    });

    it("are missed by one, with operation and excess", () => {
      const missed = missedBudgets(costs({ transferExisting: 36_601 }), { transferExisting: 36_600 }, {}, CONTESTED);
      expect(missed).to.deep.equal(["transferExisting costs 36,601, 1 over its budget of 36,600"]);
    });

    it("are missed by what was not measured", () => {
      expect(missedBudgets(costs({}), { permit: 100 }, peers, CONTESTED)).to.deep.equal([
        "permit was not measured, its budget is 100",
      ]);
    });

    it("are missed when a peer is as cheap in a contested operation", () => {
      const ours = costs({ transferExisting: 101, approve: 8 });
      expect(missedBudgets(ours, {}, peers, ["transferExisting", "approve"])).to.deep.equal([
        "transferExisting of Dear costs 101, ours 101",
        "approve of Other costs 7, ours 8",
      ]);
      expect(missedBudgets(ours, {}, peers, ["transferExisting"])).to.have.length(1);
      expect(missedBudgets(ours, {}, peers, ["permit"])).to.deep.equal([]);
    });
  });

  it("compares with the best peer that has the operation", () => {
    const peers = { First: costs({ approve: 9 }), Second: costs({ approve: 7 }), Third: costs({}) };
    expect(bestOf(peers, "approve")).to.equal(7);
    expect(bestOf(peers, "freeze")).to.equal(null);
  });

  it("tells each difference from the snapshot", () => {
    const snapshot = { KGST: costs({ transferExisting: 36_574, mint: 94_924, burn: 5 }), Gone: costs({}) };
    const measured = { KGST: costs({ transferExisting: 36_596, mint: 93_000 }), New: costs({}) };
    expect(driftFrom(snapshot, measured)).to.deep.equal([
      "KGST transferExisting grew by 22, from 36,574 to 36,596",
      "KGST mint shrank by 1,924, from 94,924 to 93,000",
      "KGST burn was 5 and is null",
      "Gone is in the snapshot but was not measured",
      "New is not in the snapshot",
    ]);
    expect(driftFrom(measured, measured)).to.deep.equal([]);
  });

  it("has moves in docs/audit/peers.md as they are in the snapshot", () => {
    const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
    const { moves } = JSON.parse(text("../../tools/bench/snapshot.json")) as { readonly moves: MoveCosts };
    const page = text("../../docs/audit/peers.md");
    for (const part of ["send", "receive"] as const) {
      const of = (mover: Mover): string => `${grouped(moves.evm[mover][part])} / ${grouped(moves.tvm[mover][part])}`;
      expect(page).to.contain(`to ${part} | ${of("KGST")} | LayerZero's own OFT ${of("LayerZero's OFT")} |`);
    }
  });

  describe("figures of docs/integration/tron.md", () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
    const snapshot = JSON.parse(read("../../tools/bench/snapshot.json")) as {
      readonly tvm: Figures;
      readonly deployments: { readonly tvm: DeploymentCosts };
    };
    const page = read("../../docs/integration/tron.md");

    it("are the snapshot's, for each operation", () => {
      const rows: Readonly<Record<string, string>> = {
        transferExisting: "transfer to a holder",
        transferNew: "transfer to a new holder",
        transferFrom: "transferFrom",
        approve: "approve",
        permit: "permit",
        transferWithAuthorization: "transferWithAuthorization",
        mint: "mint",
        burn: "burn",
        freeze: "freeze",
      };
      for (const [operation, title] of Object.entries(rows)) {
        const ours = snapshot.tvm["KGST"]![operation]!;
        const theirs = snapshot.tvm["OpenZeppelin UUPS composition"]![operation]!;
        expect(page).to.contain(
          `| ${title} | ${grouped(ours)} | ${(ours / 10_000).toFixed(2)} | ${grouped(theirs)} |\n`,
        );
      }
    });

    it("are the snapshot's, for each deployment", () => {
      for (const [contract, cost] of Object.entries(snapshot.deployments.tvm)) {
        if (!("energy" in cost)) throw new Error(`${contract} has no energy`);
        expect(page).to.contain(`| ${contract} | ${grouped(cost.energy)} | ${(cost.sun / 1_000_000).toFixed(2)} |\n`);
      }
    });
  });
});
