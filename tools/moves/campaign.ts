import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import { type Log, id } from "ethers";
import { sendParam } from "../../packages/integration/moving/move.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { EXAMPLE_ACCOUNTS as example } from "../../config/examples/accounts.ts";
import { IN_MEMORY, openBooks } from "../../issuer/books/book-file.ts";
import { bookIdentity, reconciledChain } from "../../issuer/books/books-of-coin.ts";
import { reconcile } from "../../issuer/books/reconcile.ts";
import type { OpenCoin } from "../../issuer/coin/open.ts";
import { type Store, memoryStore } from "../../issuer/journal/store.ts";
import { Cursors } from "../../issuer/moves/cursors.ts";
import { KnownBurns } from "../../issuer/moves/known-burns.ts";
import { adapterOf } from "../../issuer/moves/message.ts";
import { Verifier } from "../../issuer/moves/service.ts";
import { reportDomain, signReport } from "../../issuer/reports/reserve-report.ts";
import { localSigner } from "../../issuer/signing/digest.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import { Killed } from "../../test/support/killed.ts";
import { type End, LayerZeroStage } from "../../test/support/layerzero-stage.ts";
import { Dice } from "../../test/support/random.ts";
import { asStruct, reportOf } from "../../test/support/reports.ts";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";

const ENDS = ["bnb", "tron"] as const;
/** Holders, among the development accounts; the last one is frozen now and then. */
const HOLDERS = [11, 12, 13, 14, 15, 16, 17, 18] as const;
const ISSUED = 1_000_000_000n;
const MOST = 3_000_000;
/** Moves between two times at which something is disturbed. */
const EVERY = 2;

/** A block that comes by itself: after so many milliseconds of this machine's time, so many seconds later on its chain. */
const BLOCK = { pause: 500, seconds: 3 } as const;

/** What a campaign has counted. */
export interface Counts {
  readonly moves: number;
  readonly toTron: number;
  readonly amount: bigint;
  /** Times an instance of the issuer's verifier died at a record of its journal. */
  readonly killed: number;
  /** Times a worker of LayerZero was stopped, or began to deliver late, twice or in another order. */
  readonly disturbed: number;
  readonly pauses: number;
  readonly freezes: number;
  /** Credits that were held, and those of them that were claimed and taken. */
  readonly held: number;
  readonly claimed: number;
  readonly taken: number;
  /** Transactions of the issuer's verifier. */
  readonly confirmations: number;
  /** Units that are neither on a chain nor held, and differences that the books show: both have to be zero. */
  readonly lost: bigint;
  readonly differences: number;
}

/** Moves the coin between both embedded chains, over LayerZero's own contracts, while workers die and stop at random. */
export async function runCampaign(moves: number, seed: number, tell: (done: number) => void): Promise<Counts> {
  const stage = await LayerZeroStage.open();
  const folder = mkdtempSync(join(tmpdir(), "kgst-moves-"));
  try {
    await stage.deployBoth();
    const campaign = new Campaign(stage, folder, new Dice(seed));
    await campaign.issue();
    for (let index = 0; index < moves; index++) {
      await campaign.move(index);
      if (index % EVERY === EVERY - 1) await campaign.disturb();
      tell(index + 1);
    }
    return await campaign.end(moves);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true });
  }
}

/** One instance of the issuer's verifier, and the files that outlive it. */
interface Machine {
  readonly db: DatabaseSync;
  readonly state: string;
  readonly stores: ReadonlyMap<string, Store>;
  service: Verifier;
}

type Counter = { -readonly [K in Exclude<keyof Counts, "moves" | "lost" | "differences">]: Counts[K] };

class Campaign {
  readonly #stage: LayerZeroStage;
  readonly #coins: Readonly<Record<End, OpenCoin>>;
  readonly #dice: Dice;
  readonly #machines: Machine[];
  readonly #frozen = new Set<End>();
  readonly #paused = new Set<End>();
  /** Records until the next death. */
  #fuse = Number.POSITIVE_INFINITY;
  readonly #counts: Counter = {
    ...{ toTron: 0, amount: 0n, killed: 0, disturbed: 0, pauses: 0, freezes: 0 },
    ...{ held: 0, claimed: 0, taken: 0, confirmations: 0 },
  };

  constructor(stage: LayerZeroStage, folder: string, dice: Dice) {
    this.#stage = stage;
    this.#dice = dice;
    this.#coins = { bnb: stage.coin("bnb"), tron: stage.coin("tron") };
    this.#machines = ["one", "two"].map((name) => this.#newMachine(join(folder, name)));
  }

  /** Issues on both chains under one report, as an issuer does, and has every holder allow its adapter. */
  async issue(): Promise<void> {
    const [first] = await Promise.all(ENDS.map(async (end) => (await this.#now(end)) + 60n));
    const validFrom = first ?? 0n;
    const allocations = ENDS.map((end) => ({
      chainId: this.#coins[end].desired.network.chainId,
      mintable: ISSUED,
    })).sort((one, other) => (one.chainId < other.chainId ? -1 : 1));
    const report = reportOf({ sequence: 1n, asOf: validFrom, validFrom, supply: 0n, allocations });
    const attestors = developmentWallets().filter(({ address }) =>
      [example.attestorA, example.attestorB, example.attestorC].some((one) => one === address),
    );
    const signatures = await signReport(
      await reportDomain(this.#coins.bnb.contracts.attestations),
      report,
      attestors.sort((one, other) => (BigInt(one.address) < BigInt(other.address) ? -1 : 1)),
    );
    for (const end of ENDS) {
      const { token, attestations } = this.#coins[end].contracts;
      await this.#stage.chains[end].travel(120);
      await settled(attestations.connect(this.#signer(end, address(HOLDERS[0]))).submit(asStruct(report), signatures));
      const minter = token.connect(this.#signer(end, example.minter));
      for (const index of HOLDERS) {
        await settled(minter.mint(address(index), ISSUED / BigInt(HOLDERS.length), id(`deposit ${end} ${index}`)));
        await settled(token.connect(this.#signer(end, address(index))).approve(adapterOf(this.#coins[end]), ISSUED));
      }
    }
  }

  /** One holder moves something to another one on the other chain. */
  async move(index: number): Promise<void> {
    const end = this.#dice.pick(ENDS.filter((one) => !this.#paused.has(one)));
    const from = this.#dice.pick(HOLDERS.slice(0, -1));
    const to = this.#dice.pick(HOLDERS);
    const amount = BigInt(1 + this.#dice.roll(MOST));
    const adapter = LayerZeroAdapter__factory.connect(adapterOf(this.#coins[end]), this.#signer(end, address(from)));
    const { routes } = this.#coins[end].desired.layerzero ?? { routes: [] };
    const param = sendParam({ to: address(to) as Hex, amount, destination: routes[0]?.endpointId ?? 0 });
    const { nativeFee } = await adapter.quoteSend(param, false);
    await settled(adapter.send(param, { nativeFee, lzTokenFee: 0n }, address(from), { value: nativeFee }));
    this.#counts.amount += amount;
    if (end === "bnb") this.#counts.toTron += 1;
    if (index % 2 === 1) await this.#work();
  }

  /** Something goes wrong, or right again. */
  async disturb(): Promise<void> {
    if (this.#paused.size > 0 && this.#dice.roll(2) === 0) await this.#pause();
    for (const worker of this.#stage.world.all) {
      if (worker.stopped && this.#dice.roll(3) === 0) worker.stopped = false;
    }
    const [worker, kill] = [(): Promise<void> => this.#worker(), (): Promise<void> => this.#kill()];
    const others = [
      (): Promise<void> => this.#pause(),
      (): Promise<void> => this.#freeze(),
      (): Promise<void> => this.#payOut(),
    ];
    await this.#dice.pick([worker, worker, kill, kill, kill, kill, ...others])();
    await this.#work();
  }

  /** Sets everything right, lets the rest arrive, and compares all chains. */
  async end(moves: number): Promise<Counts> {
    this.#fuse = Number.POSITIVE_INFINITY;
    for (const end of this.#paused) await settled(this.#token(end, example.unpauser).unpause(8n));
    this.#paused.clear();
    for (const worker of this.#stage.world.all) {
      Object.assign(worker, { stopped: false, delay: 0, reversed: false, times: 1 });
    }
    await this.#untilQuiet();
    await this.#payOut();
    await this.#countHeld();
    const books = await this.#compare();
    const confirmations = this.#machines.flatMap(({ stores }) =>
      [...stores.values()].flatMap((store) => store.openJournal().records.filter(({ type }) => type === "intent")),
    ).length;
    return { moves, ...this.#counts, confirmations, ...books };
  }

  /** Lets every worker look once or twice. A verifier that dies is started again with what its disk has. */
  async #work(): Promise<void> {
    const machine = this.#dice.pick(this.#machines);
    try {
      const { failures } = await this.#whileBlocksCome(machine.service.round());
      for (const { network, code, message } of failures) {
        if (code !== "UNEXPECTED") throw new Error(`${network}: ${code}: ${message}`);
        this.#restart(machine); // it has died in a record: what a round says of that is all that is left of it
      }
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#restart(machine);
    }
    for (const worker of this.#stage.world.all) await worker.work();
  }

  /**
   * Waits for something while both chains go on, as public ones do: a transaction that has expired on TRON is dead only once
   * later blocks are final.
   */
  async #whileBlocksCome<T>(work: Promise<T>): Promise<T> {
    const over = new AbortController();
    const blocks = (async (): Promise<void> => {
      for (;;) {
        await sleep(BLOCK.pause, undefined, over);
        for (const end of ENDS) await this.#stage.chains[end].travel(BLOCK.seconds);
      }
    })().catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
    try {
      return await Promise.race([work, blocks.then(() => work)]);
    } finally {
      over.abort();
      await blocks;
    }
  }

  #restart(machine: Machine): void {
    this.#counts.killed += 1;
    this.#fuse = Number.POSITIVE_INFINITY;
    machine.service = this.#newService(machine);
  }

  async #untilQuiet(): Promise<void> {
    for (let quiet = 0; quiet < 2;) {
      for (const { executor } of this.#stage.world.workers) executor.retry();
      const before = await this.#stage.world.settle();
      const rounds = this.#machines.slice(0, 1).map(({ service }) => this.#whileBlocksCome(service.round()));
      const looks = await Promise.all(rounds);
      const open = looks.flatMap(({ moves }) => moves.filter(({ arrival }) => arrival.standing !== "held"));
      quiet = before === 0 && open.length === 0 ? quiet + 1 : 0;
    }
  }

  #worker(): Promise<void> {
    this.#counts.disturbed += 1;
    const worker = this.#dice.pick(this.#stage.world.all);
    const { executor } = this.#dice.pick(this.#stage.world.workers);
    const acts = [
      () => Object.assign(worker, { stopped: !worker.stopped }),
      () => Object.assign(worker, { delay: this.#dice.roll(3) }),
      () => Object.assign(executor, { reversed: !executor.reversed }),
      () => Object.assign(executor, { times: 1 + this.#dice.roll(3) }),
      () => executor.retry(),
    ];
    this.#dice.pick(acts)();
    return Promise.resolve();
  }

  #kill(): Promise<void> {
    this.#fuse = this.#dice.roll(8);
    return Promise.resolve();
  }

  async #pause(): Promise<void> {
    const [paused] = this.#paused;
    if (paused !== undefined) {
      await settled(this.#token(paused, example.unpauser).unpause(8n));
      this.#paused.delete(paused);
      for (const { executor } of this.#stage.world.workers) executor.retry();
      return;
    }
    const end = this.#dice.pick(ENDS);
    await settled(this.#token(end, example.pauser).pause(8n));
    this.#paused.add(end);
    this.#counts.pauses += 1;
  }

  async #freeze(): Promise<void> {
    const end = this.#dice.pick(ENDS);
    const account = address(HOLDERS.at(-1) ?? 0);
    if (this.#frozen.has(end)) {
      await settled(this.#token(end, example.compliance).unfreeze(account, id("case over")));
      this.#frozen.delete(end);
      // A guardian may not freeze what compliance has lifted for a while: compliance lets the time pass.
      for (const one of ENDS) await this.#stage.chains[one].travel(8 * 86_400);
      return;
    }
    await settled(this.#token(end, example.guardian).freeze(account, id("case")));
    this.#frozen.add(end);
    this.#counts.freezes += 1;
  }

  /** What is held is claimed by anybody where the receiver is free, or taken by compliance where it is not. */
  async #payOut(): Promise<void> {
    for (const end of ENDS) {
      if (this.#paused.has(end)) continue;
      const { adapter, guids } = await this.#heldOn(end);
      for (const guid of guids) {
        const frozen = await this.#coins[end].contracts.token.isFrozen(address(HOLDERS.at(-1) ?? 0));
        const by = this.#signer(end, frozen ? example.compliance : address(HOLDERS[0]));
        const own = adapter.connect(by);
        await settled(frozen ? own.takeHeld(guid, address(HOLDERS[0]), id("case")) : own.claim(guid));
        if (frozen) this.#counts.taken += 1;
        else this.#counts.claimed += 1;
      }
    }
  }

  async #countHeld(): Promise<void> {
    for (const end of ENDS) this.#counts.held += (await this.#logs(end, "CreditHeld")).length;
  }

  async #heldOn(end: End): Promise<{ adapter: ReturnType<typeof LayerZeroAdapter__factory.connect>; guids: string[] }> {
    const adapter = LayerZeroAdapter__factory.connect(adapterOf(this.#coins[end]), this.#coins[end].chain.provider);
    const guids: string[] = [];
    for (const log of await this.#logs(end, "CreditHeld")) {
      const guid = log.topics[1] ?? "";
      if ((await adapter.held(guid)).amount > 0n) guids.push(guid);
    }
    return { adapter, guids };
  }

  #logs(end: End, name: "CreditHeld"): Promise<Log[]> {
    const topic = LayerZeroAdapter__factory.createInterface().getEvent(name).topicHash;
    const filter = { address: adapterOf(this.#coins[end]), topics: [topic], fromBlock: 0 };
    return this.#coins[end].chain.provider.getLogs(filter);
  }

  /** Supplies and what is held against what was issued, and the books against the chains. */
  async #compare(): Promise<Pick<Counts, "lost" | "differences">> {
    let there = 0n;
    for (const end of ENDS) {
      const { contracts, chain } = this.#coins[end];
      const adapter = LayerZeroAdapter__factory.connect(adapterOf(this.#coins[end]), chain.provider);
      there += (await contracts.token.totalSupply()) + (await adapter.heldTotal());
    }
    const db = openBooks(IN_MEMORY, bookIdentity(this.#coins.bnb));
    try {
      const chains = ENDS.map((end) => reconciledChain(this.#coins[end]));
      const { decimals } = this.#coins.bnb.desired;
      const { findings } = await reconcile(db, chains, { decimals, sample: null, bridgePatience: 3_600 });
      const share = ISSUED / BigInt(HOLDERS.length);
      const issued = share * BigInt(HOLDERS.length * ENDS.length);
      return { lost: issued - there, differences: findings.differences };
    } finally {
      db.close();
    }
  }

  #newMachine(folder: string): Machine {
    const db = openBooks(`${folder}.sqlite`, bookIdentity(this.#coins.bnb));
    const onRecord = (): void => {
      this.#fuse -= 1;
      if (this.#fuse < 0) throw new Killed("in the middle of a confirmation");
    };
    const networks = ENDS.map((end) => this.#coins[end].desired.network.name);
    const stores = new Map(networks.map((name) => [name, memoryStore({ onRecord })]));
    const machine = { db, state: `${folder}.json`, stores };
    return { ...machine, service: this.#newService(machine) };
  }

  #newService({ db, state, stores }: Omit<Machine, "service">): Verifier {
    return new Verifier({
      coins: ENDS.map((end) => this.#coins[end]),
      burns: new KnownBurns(db),
      cursors: Cursors.open(state),
      stopFile: `${state}.stop`,
      ...{ after: 0n, patience: 20_000 },
      store: (network) => stores.get(network) ?? memoryStore(),
    });
  }

  #token(end: End, account: string): OpenCoin["contracts"]["token"] {
    return this.#coins[end].contracts.token.connect(this.#signer(end, account));
  }

  #signer(end: End, account: string): ReturnType<OpenCoin["chain"]["signer"]> {
    const wallet = developmentWallets().find((one) => one.address === account);
    if (wallet === undefined) throw new Error(`Nobody has the key of ${account}.`);
    return this.#coins[end].chain.signer(localSigner(wallet));
  }

  async #now(end: End): Promise<bigint> {
    return BigInt((await this.#coins[end].chain.provider.getBlock("latest"))?.timestamp ?? 0);
  }
}

function address(index: number): string {
  return developmentWallets()[index]?.address ?? "";
}

async function settled(sent: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await sent).wait();
}
