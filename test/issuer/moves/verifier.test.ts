import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { sendParam } from "../../../packages/integration/moving/move.ts";
import type { Hex } from "../../../packages/integration/signing/typed-data.ts";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { bookIdentity } from "../../../issuer/books/books-of-coin.ts";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { type Store, memoryStore } from "../../../issuer/journal/store.ts";
import { encodePacket, messageIdOf, toBytes32 } from "../../../issuer/layerzero/packet.ts";
import { Cursors } from "../../../issuer/moves/cursors.ts";
import { KnownBurns } from "../../../issuer/moves/known-burns.ts";
import { adapterOf } from "../../../issuer/moves/message.ts";
import { type Round, Verifier, type VerifierOptions } from "../../../issuer/moves/service.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import { LayerZeroAdapter__factory } from "../../../typechain-types/index.js";
import { emptyFolder } from "../../support/folders.ts";
import { findRevertData } from "../../support/errors.ts";
import { Killed } from "../../support/killed.ts";
import { type End, LayerZeroStage } from "../../support/layerzero-stage.ts";

const ENDS = ["bnb", "tron"] as const;
const OTHER = { bnb: "tron", tron: "bnb" } as const;
/** Who moves coins, and who gets them. */
const [HOLDER, RECEIVER] = [12, 13] as const;
const MOVED = 2_500_000n;

/** One instance of the service: files of its own, and what it has sent. */
interface Instance {
  readonly service: Verifier;
  readonly db: DatabaseSync;
  readonly stopFile: string;
  /** Transactions that it has signed. */
  sent(): number;
  close(): void;
}

describe("The issuer's verifier on both embedded chains", function () {
  this.timeout(180_000);
  let stage: LayerZeroStage;
  let coins: Record<End, OpenCoin>;
  let instance: Instance;
  let undo: (() => Promise<void>)[];

  const wallet = (address: string) => developmentWallets().find((one) => one.address === address)!;
  const signer = (end: End, index: number) => stage.chain(end).signer(localSigner(developmentWallets()[index]!));
  const address = (index: number): string => developmentWallets()[index]!.address;
  const adapter = (end: End, index: number) =>
    LayerZeroAdapter__factory.connect(adapterOf(coins[end]), signer(end, index));
  const balance = (end: End): Promise<bigint> => coins[end].contracts.token.balanceOf(address(RECEIVER));
  const settled = async (sent: Promise<{ wait(): Promise<unknown> }>): Promise<void> => {
    await (await sent).wait();
  };

  function openInstance(change: Partial<VerifierOptions> = {}): Instance {
    const folder = emptyFolder();
    const db = openBooks(join(folder, "books.sqlite"), bookIdentity(coins.bnb));
    const stores = new Map(ENDS.map((end) => [coins[end].desired.network.name, memoryStore()]));
    const stopFile = join(folder, "stop");
    const service = new Verifier({
      coins: [coins.bnb, coins.tron],
      burns: new KnownBurns(db),
      cursors: Cursors.open(join(folder, "state.json")),
      stopFile,
      after: 0n,
      patience: 10_000,
      store: (network) => stores.get(network)!,
      ...change,
    });
    const sent = (): number =>
      [...stores.values()].flatMap((store) => store.openJournal().records).filter(({ type }) => type === "intent")
        .length;
    return {
      service,
      db,
      stopFile,
      sent,
      close: () => {
        db.close();
      },
    };
  }

  /** A holder's move to the other chain. @returns Its message id. */
  async function move(end: End, amount = MOVED): Promise<string> {
    const from = adapter(end, HOLDER);
    const destination = stage.desired(OTHER[end]).layerzero!.endpointId;
    const terms = sendParam({ to: address(RECEIVER) as Hex, amount, destination });
    const { nativeFee } = await from.quoteSend(terms, false);
    const sent = await from.send(terms, { nativeFee, lzTokenFee: 0n }, address(HOLDER), { value: nativeFee });
    const receipt = await sent.wait();
    const [log] = receipt!.logs.flatMap((one) =>
      from.interface.parseLog(one)?.name === "OFTSent" ? [from.interface.parseLog(one)!] : [],
    );
    return String(log!.args[0]);
  }

  before(async () => {
    stage = await LayerZeroStage.open();
    await stage.deployBoth();
    coins = { bnb: stage.coin("bnb"), tron: stage.coin("tron") };
    for (const end of ENDS) {
      const token = coins[end].contracts.token;
      const bridge = stage.chain(end).signer(localSigner(wallet(example.bridge)));
      await settled(token.connect(bridge).crosschainMint(address(HOLDER), 100_000_000n));
      await settled(token.connect(signer(end, HOLDER)).approve(adapterOf(coins[end]), 100_000_000n));
    }
    undo = await Promise.all(ENDS.map((end) => stage.chains[end].snapshot()));
    instance = openInstance();
  });
  afterEach(async () => {
    instance.close();
    for (const back of undo) await back();
    undo = await Promise.all(ENDS.map((end) => stage.chains[end].snapshot()));
    await stage.world.settle();
    instance = openInstance();
  });
  after(async () => {
    instance.close();
    await stage.close();
  });

  const only = ({ moves }: Round) => moves.map(({ arrival, judgement }) => [arrival.standing, judgement] as const);

  for (const end of ENDS) {
    it(`confirms a move from ${end} once, and without it nothing arrives`, async () => {
      const id = await move(end);
      await stage.world.settle();
      expect(await balance(OTHER[end])).to.equal(0n);
      const { stopped, confirmed, failures } = await instance.service.round();
      expect({ stopped, confirmed, failures }).to.deep.equal({ stopped: null, confirmed: [id], failures: [] });
      expect(instance.sent()).to.equal(1);
      const again = await instance.service.round();
      expect(again.confirmed).to.deep.equal([]);
      await stage.world.settle();
      expect(await balance(OTHER[end])).to.equal(MOVED);
      expect((await instance.service.round()).moves).to.deep.equal([]);
      expect(instance.sent()).to.equal(1);
    });
  }

  it("confirms several in one transaction, and another instance none of them again", async () => {
    const ids = [await move("bnb"), await move("bnb"), await move("bnb")];
    expect((await instance.service.round()).confirmed).to.deep.equal(ids);
    expect(instance.sent()).to.equal(1);
    const other = openInstance();
    expect((await other.service.round()).confirmed).to.deep.equal([]);
    await stage.world.settle();
    expect(await other.service.round()).to.deep.include({ moves: [], confirmed: [], failures: [] });
    expect(other.sent()).to.equal(0);
    other.close();
    expect(await balance("tron")).to.equal(3n * MOVED);
  });

  for (const end of ENDS) {
    it(`goes on after it died behind a signature for ${end}, although another instance was quicker`, async () => {
      const dying = new Map<string, Store>();
      let die = true;
      const onRecord = (phase: "before" | "after", { type }: { readonly type: string }): void => {
        if (die && phase === "after" && type === "intent") throw new Killed();
      };
      const store = (network: string): Store => {
        const known = dying.get(network) ?? memoryStore({ onRecord });
        dying.set(network, known);
        return known;
      };
      const first = openInstance({ store });
      const id = await move(OTHER[end]);
      const died = await first.service.round();
      expect(died.failures.map(({ code }) => code)).to.deep.equal(["UNEXPECTED"]);
      expect((await instance.service.round()).confirmed).to.deep.equal([id]);
      die = false;
      await first.service.round();
      const next = await move(OTHER[end]);
      expect((await first.service.round()).confirmed).to.deep.equal([next]);
      await stage.world.settle();
      expect(await balance(end)).to.equal(2n * MOVED);
      first.close();
    });
  }

  it("confirms nothing while its stop file is there, while crosschain is paused, or while it stands by", async () => {
    await move("bnb");
    writeFileSync(instance.stopFile, "the bank called\n");
    const why = `${instance.stopFile} is there: the bank called`;
    const stopped = await instance.service.round();
    expect(stopped.stopped).to.equal(why);
    expect(only(stopped)).to.deep.equal([["sent", { confirm: false, kind: "wait", why }]]);
    rmSync(instance.stopFile);
    writeFileSync(`${instance.stopFile}ped`, "");
    const nowhere = openInstance({ stopFile: join(`${instance.stopFile}ped`, "stop") });
    expect((await nowhere.service.round()).stopped).to.match(/cannot be looked for \(ENOTDIR\)$/);
    nowhere.close();
    const pauser = stage.chain("tron").signer(localSigner(wallet(example.pauser)));
    await settled(coins.tron.contracts.token.connect(pauser).pause(8n));
    expect((await instance.service.round()).stopped).to.equal(
      `crosschain is paused on ${coins.tron.desired.network.name}`,
    );
    const unpauser = stage.chain("tron").signer(localSigner(wallet(example.unpauser)));
    await settled(coins.tron.contracts.token.connect(unpauser).unpause(8n));
    const standby = openInstance({ after: 3_600n });
    const [[standing, judgement]] = only(await standby.service.round()) as unknown as [[string, { why: string }]];
    expect(standing).to.equal("sent");
    expect(judgement.why).to.match(/this verifier stands by for 3600 s$/);
    standby.close();
    expect(instance.sent()).to.equal(0);
  });

  /** A coin of which something happens before one of its token's views is read. */
  function withBefore(coin: OpenCoin, view: "bridgeBooks" | "pausedScopes", act: () => Promise<void>): OpenCoin {
    const token = new Proxy(coin.contracts.token, {
      get: (target, name): unknown => {
        const found: unknown = Reflect.get(target, name);
        if (name !== view) return found;
        return async (...args: readonly unknown[]) => {
          await act();
          return (found as (...given: readonly unknown[]) => Promise<unknown>)(...args);
        };
      },
    });
    return { ...coin, contracts: { ...coin.contracts, token } };
  }

  for (const view of ["bridgeBooks", "pausedScopes"] as const) {
    it(`lives on where a node dies before it says ${view}, and confirms in the next round`, async () => {
      const id = await move("bnb");
      let isDead = true;
      const tron = withBefore(coins.tron, view, () =>
        isDead ? Promise.reject(new OperatorError("CHAIN_UNREACHABLE", "It is dead.")) : Promise.resolve(),
      );
      const other = openInstance({ coins: [coins.bnb, tron] });
      const round = await other.service.round();
      const failure = { network: coins.tron.desired.network.name, code: "CHAIN_UNREACHABLE", message: "It is dead." };
      expect([round.confirmed, round.failures]).to.deep.equal([[], [failure]]);
      const why = "not every chain could be read";
      expect(only(round)).to.deep.equal([["sent", { confirm: false, kind: "wait", why }]]);
      isDead = false;
      expect((await other.service.round()).confirmed).to.deep.equal([id]);
      other.close();
    });
  }

  it("raises no alarm about a move that is delivered while it counts", async () => {
    await move("bnb");
    await instance.service.round();
    const id = await move("bnb");
    let [isOver, delivered] = [false, 0n];
    const tron = withBefore(coins.tron, "bridgeBooks", async () => {
      if (isOver) return;
      isOver = true;
      await stage.world.settle();
      delivered = await balance("tron");
    });
    const other = openInstance({ coins: [coins.bnb, tron] });
    const round = await other.service.round();
    expect(delivered).to.equal(MOVED);
    expect([only(round), round.confirmed]).to.deep.equal([[["sent", { confirm: true }]], [id]]);
    other.close();
  });

  it("refuses a burn that its books do not have", async () => {
    await move("bnb");
    await instance.service.round();
    const other = openInstance();
    await move("bnb");
    const burns = new KnownBurns(other.db);
    await burns.update(coins.bnb);
    other.db.exec("DELETE FROM events WHERE kind = 'CrosschainBurn'");
    const why = "the books do not know its burn, and they have its block";
    const judgements = only(await other.service.round()).map(([, judgement]) => judgement);
    expect(judgements).to.deep.equal([{ confirm: true }, { confirm: false, kind: "alarm", why }]);
    expect(other.sent()).to.equal(0);
    other.close();
  });

  it("never confirms what was never sent, so that LayerZero's own verifier alone mints nothing", async () => {
    const [from, to] = [coins.bnb.desired.layerzero!.endpointId, coins.tron.desired.layerzero!.endpointId];
    const path = {
      ...{ nonce: 1n, sourceId: from, sender: toBytes32(adapterOf(coins.bnb)) },
      ...{ destinationId: to, receiver: toBytes32(adapterOf(coins.tron)) },
    };
    const message = `${toBytes32(address(RECEIVER))}${MOVED.toString(16).padStart(16, "0")}`;
    const forged = encodePacket({ ...path, messageId: messageIdOf(path), message });
    const { verifiers, executor } = stage.world.workers[0];
    await verifiers.DVN!.verify(forged, 64n);
    expect(await instance.service.round()).to.deep.include({ moves: [], confirmed: [], failures: [] });
    const refusal = await executor.commit(forged).catch(findRevertData);
    expect(executor.direction.to.receiveLibrary.interface.parseError(refusal ?? "0x")?.name).to.equal(
      "LZ_ULN_Verifying",
    );
    expect(await balance("tron")).to.equal(0n);
  });

  it("says what is wrong where its keys are elsewhere, and goes on with the other chain", async () => {
    const keyless = { ...coins.tron, keys: walletKeys([developmentWallets()[0]!]) };
    const other = openInstance({ coins: [coins.bnb, keyless] });
    const [toTron, toBnb] = [await move("bnb"), await move("tron")];
    const { confirmed, failures } = await other.service.round();
    expect(confirmed).to.deep.equal([toBnb]);
    expect(failures.map(({ network, code }) => [network, code])).to.deep.equal([
      [coins.tron.desired.network.name, "SIGNER_MISSING"],
    ]);
    expect((await instance.service.round()).confirmed).to.deep.equal([toTron]);
    other.close();
  });
});
