import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { SpoilingNode, type Spoil, later } from "../../support/spoiling-node.ts";
import { type Town, openTown } from "./support.ts";

const CLI = fileURLToPath(new URL("../../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
/** Seconds. */
const PATIENCE = 8;

interface Answer {
  readonly code: number;
  readonly seconds: number;
  readonly json: {
    readonly networks?: readonly {
      readonly network: string;
      readonly supply?: string;
      readonly error?: { code: string };
    }[];
    readonly error?: { readonly code: string };
  };
}

describe("status of networks of which one is no good", function () {
  this.timeout(180_000);

  let town: Town;
  let slow: SpoilingNode;
  before(async () => {
    town = await openTown();
    slow = await SpoilingNode.before(town.bnb.url);
  });
  after(() => slow.close());

  const status = (networks: string): Promise<Answer> => {
    const nodes = { LOCALHOST_RPC_URL: slow.url, TRON_EMBEDDED_URL: town.tron.url, TRE_URL: town.tron.url };
    const env = { ...process.env, DEPLOYMENTS_FOLDER: town.folder, ...nodes };
    const args = [CLI, "status", "--networks", networks, "--patience", `${PATIENCE}`, "--json"];
    const started = Date.now();
    return new Promise((resolve) => {
      const child = execFile(process.execPath, args, { env }, (_, stdout) => {
        const seconds = (Date.now() - started) / 1_000;
        resolve({ code: child.exitCode ?? -1, seconds, json: JSON.parse(stdout) as Answer["json"] });
      });
      child.stdin?.end();
    });
  };
  const endsOf = ({ json }: Answer): unknown =>
    json.networks?.map(({ network, error }) => [network, error?.code ?? "read"]);

  it("shows the others where it is not deployed on one", async () => {
    const answer = await status("localhost,tronEmbedded,tre");
    expect([answer.code, endsOf(answer)]).to.deep.equal([
      1,
      [
        ["localhost", "read"],
        ["tronEmbedded", "read"],
        ["tre", "NOT_DEPLOYED"],
      ],
    ]);
    expect((await status("tre")).json.error?.code).to.equal("NOT_DEPLOYED");
  });

  for (const [what, spoil] of [
    ["never answers", () => Promise.resolve("hang" as const)],
    ["takes 4 seconds for each answer", later(4_000)],
  ] as readonly [string, Spoil][]) {
    it(`shows the others, and ends, where one node ${what}`, async () => {
      const well = await status("localhost,tronEmbedded");
      expect([well.code, endsOf(well)]).to.deep.equal([
        0,
        [
          ["localhost", "read"],
          ["tronEmbedded", "read"],
        ],
      ]);
      slow.on(/./, spoil);
      const answer = await status("localhost,tronEmbedded");
      slow.heal();
      expect([answer.code, endsOf(answer)]).to.deep.equal([
        1,
        [
          ["localhost", "CHAIN_UNREACHABLE"],
          ["tronEmbedded", "read"],
        ],
      ]);
      expect(answer.seconds - well.seconds, "more than its patience").to.be.lessThan(PATIENCE + 30);
    });
  }
});
