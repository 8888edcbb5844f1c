import { expect } from "chai";
import hre from "hardhat";
import { Contract } from "ethers";
import { sendParam } from "../../../packages/integration/moving/move.ts";
import type { Hex } from "../../../packages/integration/signing/typed-data.ts";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { stepsOf } from "../../../deploy/steps.ts";
import { Consent } from "../../../issuer/engine/consent.ts";
import type { Outcome, RunOptions } from "../../../issuer/engine/run.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { layerZeroInterface } from "../../../issuer/layerzero/package.ts";
import { encodePacket, messageIdOf, toBytes32 } from "../../../issuer/layerzero/packet.ts";
import type { DeployAction } from "../../../issuer/model/plan.ts";
import { toPlain } from "../../../issuer/model/request.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import { compareChains } from "../../../issuer/verification/cross-chain-comparison.ts";
import { verifyDeployment } from "../../../issuer/verification/verify.ts";
import { rehearse } from "../../../scripts/rehearse.ts";
import { IStablecoin__factory, LayerZeroAdapter__factory } from "../../../typechain-types/index.js";
import { findRevertData } from "../../support/errors.ts";
import { TRANSACTIONS, withoutMoves } from "../../support/deployment-stage.ts";
import { type End, LayerZeroStage } from "../../support/layerzero-stage.ts";
import { expectRefusal } from "../support.ts";

const ENDS = ["bnb", "tron"] as const;
const DAYS = 3 * 86_400 + 1;
const AMOUNT = 12_500_000n;

describe("Deployment of the moves between chains", function () {
  this.timeout(180_000);

  let stage: LayerZeroStage;
  const plans: string[][] = [];
  const outcomes: Outcome[] = [];
  before(async () => {
    stage = await LayerZeroStage.open();
    for (const end of ["bnb", "tron", "bnb"] as const) await deploy(end);
    for (const end of ENDS) {
      await stage.chains[end].travel(DAYS);
      await deploy(end);
    }
  });
  after(async () => {
    await stage.close();
  });

  /** Deploys, and keeps what was shown. */
  async function deploy(end: End, options: Partial<RunOptions> = {}): Promise<Outcome> {
    const shown: string[] = [];
    const confirm: RunOptions["confirm"] = ({ transactions }) => {
      shown.push(...transactions.map(({ action }) => action.description));
      return Promise.resolve();
    };
    const outcome = await stage.deploy(end, { confirm, ...options });
    plans.push(shown);
    outcomes.push(outcome);
    return outcome;
  }

  const recorded = (end: End, key: "adapter" | "verifier" | "token"): string =>
    stage.stores[end].readRecord()!.contracts[key]!.address;

  it("shows verifier, adapter, role, charges and limits in its plan, after all that every coin has", () => {
    const [bnb, tron] = ENDS.map((end) => stage.desired(end).layerzero!.places.verifierFees);
    const limits = "in 250,000.00 KGST per 1d, out 250,000.00 KGST per 1d, at most 2,000,000.00 KGST in net";
    const plan = (name: string, fees: string, gas: number, other: string): string[] => [
      `deploy ${name}`,
      "deploy LayerZeroAdapter",
      "schedule in the timelock for 2d: grant BRIDGE to the adapter",
      `have the verifier reckon its fee by ${fees}`,
      `have the verifier ask for ${gas} of gas or energy on ${other}`,
      `let the adapter move ${limits}`,
    ];
    expect(plans[0]!.slice(7)).to.deep.equal(plan("DVN", bnb!, 60_000, "tronEmbedded"));
    expect(plans[1]!.slice(7)).to.deep.equal(plan("TronDVN", tron!, 100_000, "embedded"));
  });

  it("tells the second chain of the first in its constructor, and the first of the second by its timelock", () => {
    const peer = `set the peer ${recorded("tron", "adapter")} for moves to and from tronEmbedded`;
    const role = "execute what waited in the timelock: grant BRIDGE to the adapter";
    expect(plans[2]).to.deep.equal([`schedule in the timelock for 3d: ${peer}`]);
    expect(plans[3]).to.deep.equal([role, `execute what waited in the timelock: ${peer}`]);
    expect(plans[4]).to.deep.equal([role]);
    expect(outcomes.map(({ state }) => state)).to.deep.equal(["waiting", "waiting", "waiting", "finished", "finished"]);
    expect(outcomes.map(({ sent }) => sent)).to.deep.equal([13, 13, 1, 2, 1]);
    expect(outcomes[2]!.notBefore! < outcomes[2]!.notBefore! + 1n && outcomes[3]!.notBefore === null).to.equal(true);
  });

  it("sends nothing when it is run again", async () => {
    for (const end of ENDS) {
      const { state, sent } = await stage.deploy(end, { confirm: () => expect.fail("must not ask") });
      expect([state, sent]).to.deep.equal(["finished", 0]);
    }
  });

  it("leaves no difference on either chain, nor between them", async () => {
    const chains = await Promise.all(
      ENDS.map(async (end) => {
        const record = stage.stores[end].readRecord();
        const found = await verifyDeployment(stage.chain(end), stage.desired(end), record, stage.build);
        expect([found.drifts, found.notes]).to.deep.equal([[], []]);
        const window = { sequence: 0n, minted: 0n, mintable: 0n };
        const outstanding = { supply: 0n, sequence: 0n, reserves: 0n, digests: new Map<bigint, string>(), window };
        return { network: end, state: found.state, layerzero: stage.desired(end).layerzero, outstanding };
      }),
    );
    const [bnb, tron] = chains as [(typeof chains)[0], (typeof chains)[0]];
    const own = (drifts: readonly { path: string }[]): unknown[] =>
      drifts.filter(({ path }) => path.includes("layerzero"));
    expect(own(compareChains(chains, 6).drifts)).to.deep.equal([]);
    const changed = new Map([...tron.state, ["layerzero.embedded.verifiersIn", "issuer, after 1 blocks"]]);
    expect(own(compareChains([bnb, { ...tron, state: changed }], 6).drifts)).to.deep.equal([
      {
        path: "across.layerzero.bnb.tron.verifiers",
        expected: "bnb: issuer, layerZeroLabs, after 1 blocks",
        actual: "tron: issuer, after 1 blocks",
      },
    ]);
    const moved = new Map([...bnb.state, ["layerzero.adapter", "0x00000000000000000000000000000000000000AA"]]);
    expect(own(compareChains([{ ...bnb, state: moved }, tron], 6).drifts)).to.deep.equal([
      {
        path: "across.layerzero.tron.bnb.peer",
        expected: `tron: ${recorded("bnb", "adapter")}`,
        actual: "bnb: 0x00000000000000000000000000000000000000AA",
      },
    ]);
  });

  describe("moves coins", () => {
    const undo: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      for (const end of ENDS) undo.push(await stage.chains[end].snapshot());
      for (const way of [0, 1] as const) {
        const end = ENDS[1 - way]!;
        const admin = stage.chain(end).signer(keyOf(example.bridge));
        const contract = new Contract(recorded(end, "verifier"), layerZeroInterface("DVN"), admin);
        stage.world.hire(way, "issuer", contract, [walletOf(example.verifierA), walletOf(example.verifierB)]);
      }
    });
    afterEach(async () => {
      for (const back of undo.splice(0)) await back();
    });

    const walletOf = (account: string) => developmentWallets().find(({ address }) => address === account)!;
    const keyOf = (account: string) => localSigner(walletOf(account));
    const holder = developmentWallets()[18]!;

    /** Gives the holder some, and has it move that to the same account on the other chain. */
    async function move(from: End): Promise<void> {
      const chain = stage.chain(from);
      const token = IStablecoin__factory.connect(recorded(from, "token"), chain.signer(localSigner(holder)));
      const adapter = LayerZeroAdapter__factory.connect(recorded(from, "adapter"), chain.signer(localSigner(holder)));
      const bridge = token.connect(chain.signer(keyOf(example.bridge)));
      await (await bridge.crosschainMint(holder.address, AMOUNT)).wait();
      await (await token.approve(adapter, AMOUNT)).wait();
      const { endpointId } = stage.desired(from).layerzero!.routes[0]!;
      const terms = sendParam({ to: holder.address as Hex, amount: AMOUNT, destination: endpointId });
      const { nativeFee } = await adapter.quoteSend(terms, false);
      expect(nativeFee > 0n).to.equal(true);
      const fee = { nativeFee, lzTokenFee: 0n };
      await (await adapter.send(terms, fee, holder.address, { value: nativeFee })).wait();
    }

    const balance = (end: End): Promise<bigint> =>
      IStablecoin__factory.connect(recorded(end, "token"), stage.chain(end).provider).balanceOf(holder.address);

    for (const [way, from] of ENDS.entries()) {
      const to = ENDS[1 - way]!;

      it(`from ${from} to ${to}, once both verifiers have seen it`, async () => {
        await move(from);
        const { verifiers } = stage.world.workers[way as 0 | 1];
        verifiers.issuer!.stopped = true;
        await stage.world.settle();
        expect([await balance(from), await balance(to)]).to.deep.equal([0n, 0n]);
        verifiers.issuer!.stopped = false;
        await stage.world.settle();
        expect([await balance(from), await balance(to)]).to.deep.equal([0n, AMOUNT]);
      });

      it(`not from ${from} to ${to} if one of both signs what was never sent`, async () => {
        const { verifiers, executor } = stage.world.workers[way as 0 | 1];
        const target = stage.desired(from).layerzero!;
        const path = {
          ...{ nonce: 1n, sourceId: target.endpointId, sender: toBytes32(recorded(from, "adapter")) },
          ...{ destinationId: target.routes[0]!.endpointId, receiver: toBytes32(recorded(to, "adapter")) },
        };
        const message = `${toBytes32(holder.address)}${AMOUNT.toString(16).padStart(16, "0")}`;
        const forged = encodePacket({ ...path, messageId: messageIdOf(path), message });
        for (const [liar, other] of [
          ["DVN", "issuer"],
          ["issuer", "DVN"],
        ] as const) {
          const back = await stage.chains[to].snapshot();
          await verifiers[liar]!.verify(forged, 1n);
          const refusal = await executor.commit(forged).catch(findRevertData);
          expect(layerZeroInterface("ReceiveUln302").parseError(refusal ?? "0x")?.name).to.equal("LZ_ULN_Verifying");
          await back();
          expect(other).to.not.equal(liar);
        }
        expect(await balance(to)).to.equal(0n);
      });
    }
  });

  it("asks once for an adapter whose verifiers stand in another order than was foreseen", () => {
    const desired = stage.desired("bnb");
    const [step] = stepsOf(desired).filter(({ id }) => id === "08-layerzero-2-adapter");
    const known = { deployer: example.deployer, addresses: {}, done: new Set<string>(), state: undefined };
    const [action] = step!.plan(desired, known).actions as [DeployAction];
    const orders = [action.args, ...action.alike!].map((args) => JSON.stringify(toPlain(args)));
    expect(new Set(orders).size).to.equal(2);
    for (const args of [action.args, ...action.alike!]) {
      const consent = new Consent(stage.chain("bnb"), stage.build);
      const transaction = { step: step!.id, action, sender: example.deployer, gas: 1n, fee: 1n, bandwidth: 0n };
      consent.agree({ transactions: [transaction], price: 1n });
      const { progress } = memoryStore().openJournal();
      expect(consent.covers({ ...action, args }, example.deployer, progress)).to.equal(true);
      expect(
        consent.covers({ ...action, args: args.toSpliced(1, 1, example.minter) }, example.deployer, progress),
      ).to.equal(false);
    }
  });

  it("costs what the rehearsal said, and asks others for what only they can sign, also where the coin stands already", async () => {
    const fresh = await LayerZeroStage.open();
    try {
      const own = [example.deployer, example.proposer, example.limiter, example.executor];
      const keys = walletKeys(developmentWallets().filter(({ address }) => own.includes(address as never)));
      const store = memoryStore();
      const desired = fresh.desired("tron");
      const waiting = await fresh.deploy("tron", { keys, store, rehearse: () => rehearse(hre, desired, fresh.build) });
      expect([waiting.state, waiting.notBefore]).to.deep.equal(["waiting", null]);
      const shown = new Map(waiting.overview.transactions.map(({ action, gas }) => [action.key, gas]));
      for (const record of store.openJournal().records) {
        if (record.type !== "mined") continue;
        const [gas, used] = [shown.get(record.key)!, BigInt(record.gasUsed)];
        expect(used <= gas && used * 2n > gas, `${record.key}: ${used} of ${gas}`).to.equal(true);
      }
      expect([...shown].filter(([, gas]) => gas === null)).to.deep.equal([]);
      const [plain, ...drafts] = [...store.bundles.keys()];
      expect([plain, drafts.length]).to.deep.equal(["kgst-08-layerzero-3-routes.json", 2]);
      const { signers, transactions } = store.bundles.get(plain!) as {
        signers: string[];
        transactions: { function: string }[];
      };
      expect(signers).to.deep.equal([example.bridge]);
      expect(transactions.map((transaction) => transaction.function.split("(")[0])).to.deep.equal([
        "function setWorkerFeeLib",
        "function setDstConfig",
      ]);

      // A coin that stands already gets its moves later, and nothing else is sent again.
      const before = await fresh.deploy("bnb", { desired: fresh.desired("bnb", withoutMoves) });
      expect([before.state, before.sent]).to.deep.equal(["finished", TRANSACTIONS]);
      const after = await fresh.deploy("bnb");
      expect([after.state, after.sent]).to.deep.equal(["waiting", 6]);
      expect(Object.keys(after.record!.contracts)).to.deep.equal([
        ...["timelock", "attestations", "controls", "token", "verifier", "adapter"],
      ]);
      await fresh.chains.bnb.travel(DAYS);
      expect((await fresh.deploy("bnb")).state).to.equal("finished");
      const gone = await expectRefusal("HANDOVER_INCOMPLETE", () =>
        fresh.deploy("bnb", { desired: fresh.desired("bnb", withoutMoves) }),
      );
      const { address } = after.record!.contracts.adapter!;
      expect(gone.message).to.contain(`token.roles.BRIDGE: expected ${example.bridge}, the chain has ${address}, `);
    } finally {
      await fresh.close();
    }
  });

  it("grants the role once: what the council took away is not given back by a second run", async () => {
    const undo = await stage.chains.bnb.snapshot();
    const council = stage.chain("bnb").signer(localSigner(developmentWallets()[17]!));
    const token = IStablecoin__factory.connect(recorded("bnb", "token"), council);
    await (await token.revokeRole(await token.BRIDGE_ROLE(), recorded("bnb", "adapter"))).wait();
    const { message } = await expectRefusal("HANDOVER_INCOMPLETE", () => stage.deploy("bnb"));
    expect(message).to.equal("The adapter was granted BRIDGE before, and does not hold it any more.");
    await undo();
  });

  it("brings other settings about through the timelock, and takes no peer away for want of a record", async () => {
    const undo = await stage.chains.bnb.snapshot();
    const desired = stage.desired("bnb", (config) => (config.networks.tronEmbedded!.layerzero!.receiveGas = 310_000));
    const { state, overview } = await stage.deploy("bnb", { desired });
    expect([state, overview.transactions.map(({ action }) => action.description)]).to.deep.equal([
      "waiting",
      ["schedule in the timelock for 3d: set what is bought of the executor for moves to and from tronEmbedded"],
    ]);
    await stage.chains.bnb.travel(DAYS);
    expect((await stage.deploy("bnb", { desired })).state).to.equal("finished");
    const routes = desired.layerzero!.routes.map((route) => ({ ...route, peer: null }));
    const alone = { ...desired, layerzero: { ...desired.layerzero!, routes } };
    const { message } = await expectRefusal("HANDOVER_INCOMPLETE", () => stage.deploy("bnb", { desired: alone }));
    expect(message).to.equal(
      `layerzero.tronEmbedded.peer: expected none, the chain has ${recorded("tron", "adapter")}`,
    );
    await undo();
  });
});
