import { join } from "node:path";
import { Contract } from "ethers";
import { sendParam } from "../../packages/integration/moving/move.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { EXAMPLE_ACCOUNTS as example } from "../../config/examples/accounts.ts";
import { openBooks } from "../../issuer/books/book-file.ts";
import { bookIdentity } from "../../issuer/books/books-of-coin.ts";
import type { OpenCoin } from "../../issuer/coin/open.ts";
import { memoryStore } from "../../issuer/journal/store.ts";
import { layerZeroInterface } from "../../issuer/layerzero/package.ts";
import { encodePacket, messageIdOf, toBytes32 } from "../../issuer/layerzero/packet.ts";
import { Cursors } from "../../issuer/moves/cursors.ts";
import { KnownBurns } from "../../issuer/moves/known-burns.ts";
import { adapterOf } from "../../issuer/moves/message.ts";
import { Verifier } from "../../issuer/moves/service.ts";
import { localSigner } from "../../issuer/signing/digest.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import { call } from "../../scripts/layerzero/contracts.ts";
import { VerifierWorker } from "../../scripts/layerzero/workers.ts";
import { type LayerZeroAdapter, LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { emptyFolder } from "./folders.ts";
import { type End, LayerZeroStage } from "./layerzero-stage.ts";

/** Both chains. */
export const ENDS = ["bnb", "tron"] as const;
/** The other one of the two. */
export const OTHER = { bnb: "tron", tron: "bnb" } as const;
/** Who moves coins, and who gets them, by the number of the account. */
export const [HOLDER, RECEIVER] = [12, 13] as const;

/** Address of a development account by its number. */
export function accountOf(index: number): string {
  return developmentWallets()[index]?.address ?? "";
}

/** Waits for a transaction that must succeed. */
export async function settled(sent: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await sent).wait();
}

/** A coin that holders move between both embedded chains, with everybody who has a part in it. */
export class MovingTown {
  readonly stage: LayerZeroStage;
  readonly coins: Readonly<Record<End, OpenCoin>>;

  private constructor(stage: LayerZeroStage) {
    this.stage = stage;
    this.coins = { bnb: stage.coin("bnb"), tron: stage.coin("tron") };
  }

  /** Deploys on both chains. A holder has 100.00 on each, and has allowed it to the adapter. */
  static async open(): Promise<MovingTown> {
    const stage = await LayerZeroStage.open();
    await stage.deployBoth();
    const town = new MovingTown(stage);
    for (const end of ENDS) {
      await settled(town.token(end, example.bridge).crosschainMint(accountOf(HOLDER), 100_000_000n));
      await settled(town.token(end, accountOf(HOLDER)).approve(town.adapterOn(end), 100_000_000n));
    }
    return town;
  }

  /** Both coins, as tasks open them. */
  get both(): readonly OpenCoin[] {
    return ENDS.map((end) => this.coins[end]);
  }

  /** Name of a chain's network. */
  network(end: End): string {
    return this.coins[end].desired.network.name;
  }

  /** Address of the adapter on a chain. */
  adapterOn(end: End): string {
    return adapterOf(this.coins[end]);
  }

  /** The token as an account of development calls it. */
  token(end: End, account: string): OpenCoin["contracts"]["token"] {
    return this.coins[end].contracts.token.connect(this.#signer(end, account));
  }

  /** The adapter as an account of development calls it. */
  adapter(end: End, account: string): LayerZeroAdapter {
    return LayerZeroAdapter__factory.connect(this.adapterOn(end), this.#signer(end, account));
  }

  /** A holder's move from a chain to the other one. @returns Its message id. */
  async move(end: End, amount: bigint): Promise<string> {
    const from = this.adapter(end, accountOf(HOLDER));
    const destination = this.coins[OTHER[end]].desired.layerzero?.endpointId ?? 0;
    const terms = sendParam({ to: accountOf(RECEIVER) as Hex, amount, destination });
    const { nativeFee } = await from.quoteSend(terms, false);
    const sent = await from.send(terms, { nativeFee, lzTokenFee: 0n }, accountOf(HOLDER), { value: nativeFee });
    const receipt = await sent.wait();
    const [id] = (receipt?.logs ?? []).flatMap((log) => {
      const parsed = from.interface.parseLog(log);
      return parsed?.name === "OFTSent" ? [String(parsed.args[0])] : [];
    });
    return id ?? "";
  }

  /**
   * The issuer's verifier confirms whatever it may, once.
   * @param coins - As its file has the coin.
   * @returns The messages that it has confirmed.
   */
  async confirm(coins: readonly OpenCoin[] = this.both): Promise<readonly string[]> {
    const folder = emptyFolder();
    const db = openBooks(join(folder, "books.sqlite"), bookIdentity(this.coins.bnb));
    const stores = new Map(ENDS.map((end) => [this.network(end), memoryStore()]));
    try {
      const { failures, confirmed } = await new Verifier({
        ...{ coins, burns: new KnownBurns(db), cursors: Cursors.open(join(folder, "state.json")) },
        ...{ stopFile: join(folder, "stop"), after: 0n, patience: 10_000 },
        store: (network) => stores.get(network) ?? memoryStore(),
      }).round();
      if (failures.length > 0) throw new Error(JSON.stringify(failures));
      return confirmed;
    } finally {
      db.close();
    }
  }

  /**
   * Has the keys of all verifiers sign a message that was never sent, and delivers it: what nothing but the books and the
   * issuer can find.
   * @returns Its message id.
   */
  async forge(from: End, amount: bigint): Promise<string> {
    const there = OTHER[from];
    const [source, destination] = [from, there].map((end) => this.coins[end].desired.layerzero?.endpointId ?? 0);
    const path = {
      ...{ nonce: 1n, sourceId: source ?? 0, sender: toBytes32(this.adapterOn(from)) },
      ...{ destinationId: destination ?? 0, receiver: toBytes32(this.adapterOn(there)) },
    };
    const message = `${toBytes32(accountOf(RECEIVER))}${amount.toString(16).padStart(16, "0")}`;
    const forged = encodePacket({ ...path, messageId: messageIdOf(path), message });
    const { verifiers, executor } = this.stage.world.workers[from === "bnb" ? 0 : 1];
    const { direction } = executor;
    const admin = this.#signer(there, example.bridge);
    const issuer = new Contract(this.coins[there].addresses.verifier ?? "", layerZeroInterface("DVN"), admin);
    const keys = [example.verifierA, example.verifierB].map((account) => keyOf(account));
    const liars = [...Object.values(verifiers), new VerifierWorker("issuer", direction, issuer, keys)];
    for (const liar of liars) await liar.verify(forged, 64n);
    await executor.commit(forged);
    const origin = { srcEid: path.sourceId, sender: path.sender, nonce: path.nonce };
    const receiver = this.adapterOn(there);
    const { messageId } = forged.packet;
    await call(direction.to.endpoint, "lzReceive", origin, receiver, messageId, message, "0x");
    return messageId;
  }

  /** What the adapter holds on a chain, by message id. */
  async heldOn(end: End): Promise<Map<string, bigint>> {
    const adapter = this.adapter(end, accountOf(HOLDER));
    const latest = await this.coins[end].chain.provider.getBlockNumber();
    const held = new Map<string, bigint>();
    for (const { args } of await adapter.queryFilter(adapter.filters.CreditHeld(), 0, latest)) {
      const { amount } = await adapter.held(args.guid);
      if (amount > 0n) held.set(args.guid, amount);
    }
    return held;
  }

  /** LayerZero's own verifiers and executors do what there is to do. */
  async settle(): Promise<void> {
    for (const { executor } of this.stage.world.workers) executor.retry();
    await this.stage.world.settle();
  }

  /** Runs something on both chains and takes it back afterwards. */
  async takenBack(work: () => Promise<void>): Promise<void> {
    const undo = await Promise.all(ENDS.map((end) => this.stage.chains[end].snapshot()));
    try {
      await work();
    } finally {
      for (const back of undo) await back();
    }
  }

  #signer(end: End, account: string): ReturnType<OpenCoin["chain"]["signer"]> {
    return this.stage.chain(end).signer(localSigner(keyOf(account)));
  }
}

function keyOf(account: string): ReturnType<typeof developmentWallets>[number] {
  const wallet = developmentWallets().find(({ address }) => address === account);
  if (wallet === undefined) throw new Error(`Nobody has the key of ${account}.`);
  return wallet;
}
