import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { connectContracts } from "../../../issuer/coin/connect.ts";
import type { Overview } from "../../../issuer/engine/overview.ts";
import { PLACEHOLDERS } from "../../../issuer/model/plan.ts";
import { toRequest } from "../../../issuer/model/request.ts";
import { OperatorError, asOperatorError } from "../../../issuer/errors.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import type { AccountSigner } from "../../../issuer/signing/signer.ts";
import { type Moment, TRUTH, lyingChain } from "./lying-node.ts";
import { PEOPLE, onBothChains } from "./support.ts";

const [, , shop] = PEOPLE;
const DEAR: Moment = { ...TRUTH, price: 3n };

onBothChains("An upgrade that was confirmed as a whole", (bench) => {
  /** The build info of what is deployed, in a folder of its own, as an issuer would keep it. */
  async function job(): Promise<Given> {
    const { buildInfoId } = await hre.artifacts.readArtifact("IssuerControls");
    const path = (await hre.artifacts.getBuildInfoPath(buildInfoId!))!;
    const folder = join(bench().file("deployed"), "..", "build");
    mkdirSync(folder);
    for (const file of [path, path.replace(".json", ".output.json")]) copyFileSync(file, join(folder, basename(file)));
    return { contract: "test/solidity/mocks/UpgradeCandidates.sol:NextControls", reference: folder };
  }

  /** Runs it with everything confirmed at once, as `--yes` does. The node lies from the first signature on, or before. */
  async function upgrade(lie: Moment, from: "confirmed" | "signed") {
    let moment = TRUTH;
    let signatures = 0;
    const questions: { readonly overview: Overview; readonly again: boolean }[] = [];
    const counted = (signer: AccountSigner | null): AccountSigner | null => {
      if (signer === null) return null;
      const note = (): void => {
        signatures += 1;
        moment = lie;
      };
      return {
        ...{ address: signer.address, place: signer.place },
        signTypedData: (...given) => signer.signTypedData(...given),
        signEvmTransaction: (...given) => (note(), signer.signEvmTransaction(...given)),
        signTronTransaction: (...given) => (note(), signer.signTronTransaction(...given)),
      };
    };
    const { keys, addresses } = bench().coin;
    const chain = await lyingChain(bench(), () => moment);
    const coin = {
      ...bench().coin,
      ...{ chain, contracts: connectContracts(addresses, chain) },
      keys: {
        deployer: async () => counted(await keys.deployer())!,
        find: async (account: string) => counted(await keys.find(account)),
      },
    };
    const outcome = await bench()
      .run("upgrade", await job(), {
        coin,
        patience: 10_000,
        confirm: (overview, again) => {
          questions.push({ overview, again });
          if (from === "confirmed") moment = lie;
          return again ? Promise.reject(new OperatorError("PLAN_CHANGED", "Not with --yes.")) : Promise.resolve();
        },
      })
      .then(
        ({ state, sent }) => `${state}, ${sent} sent`,
        (error: unknown) => asOperatorError(error)?.code ?? String(error),
      );
    return { outcome, signatures, questions };
  }

  it("sends the deployment and the later call that were shown, with the new contract's address and nothing else", async () => {
    const { outcome, signatures, questions } = await upgrade(TRUTH, "confirmed");
    expect([outcome, signatures, questions.map(({ again }) => again)]).to.deep.equal(["waiting, 2 sent", 2, [false]]);
    const [deployed, called] = questions[0]?.overview.transactions ?? [];
    expect([deployed?.later, called?.later, called?.gas]).to.deep.equal([undefined, true, null]);
    const records = bench().records("upgrade");
    const intents = records.flatMap((record) => (record.type === "intent" ? [record] : []));
    const [first, second] = intents.map((intent) => bench().coin.chain.decode(intent));
    const shown = toRequest(called!.action, called!.sender ?? "", bench().coin.build);
    const address = bench().coin.chain.createdAddress(intents[0]!);
    const placeholder = PLACEHOLDERS.controls.slice(2).toLowerCase();
    expect(shown.data.toLowerCase()).to.contain(placeholder);
    expect(second?.data).to.equal(shown.data.toLowerCase().replaceAll(placeholder, address.slice(2).toLowerCase()));
    expect([first?.to, second?.to]).to.deep.equal([null, bench().coin.addresses.timelock]);
  });

  it("signs no later call at three times the price that was shown", async () => {
    const { outcome, signatures, questions } = await upgrade(DEAR, "signed");
    expect([outcome, signatures, questions.length]).to.deep.equal(["FEE_ABOVE_CAP", 1, 1]);
  });

  it("signs no deployment at three times the price", async () => {
    expect(await upgrade(DEAR, "confirmed")).to.deep.include({ outcome: "FEE_ABOVE_CAP", signatures: 0 });
  });

  it("signs no deployment for three times the gas", async () => {
    expect(await upgrade({ ...TRUTH, gas: 3n }, "confirmed")).to.deep.include({
      outcome: "PLAN_CHANGED",
      signatures: 0,
    });
  });

  it("signs both at twice the price", async () => {
    const { outcome, signatures } = await upgrade({ ...TRUTH, price: 2n }, "signed");
    expect([outcome, signatures]).to.deep.equal(["waiting, 2 sent", 2]);
  });

  it("signs no later call where the receipt says that the new contract is elsewhere", async () => {
    const { outcome, signatures } = await upgrade({ ...TRUTH, created: shop }, "signed");
    expect([outcome, signatures]).to.deep.equal(["NODE_ANSWER_INVALID", 1]);
  });
});
