import { type BaseWallet, type Contract, type Signer, Wallet, id } from "ethers";
import { connectLayerZero, deployLayerZero, type LayerZeroContracts, type RemotePrice } from "./contracts.ts";
import type { Platform } from "../../issuer/layerzero/package.ts";
import { type Direction, ExecutorWorker, VerifierWorker } from "./workers.ts";

/** One chain of a world. */
export interface WorldChain {
  readonly platform: Platform;
  readonly endpointId: number;
  /** LayerZero's own account there, with native coin. */
  readonly owner: Signer;
}

/** Endpoint ids of the embedded chains: those of the test networks whose place they take. */
export const ENDPOINT_IDS = { evm: 40_102, tron: 40_420 } as const;

/** LayerZero Labs' own verifier, by the name in its package, and one of somebody else. */
export const VERIFIERS = ["DVN", "DVNNethermind"] as const;

/** Smallest units that gas costs: 0.1 gwei on BNB Chain, 100 sun on TRON, where TRX is 0.3 and BNB 900 dollars. */
const PRICES = {
  evm: { gasPrice: 100_000_000n, ratio: 3n * 10n ** 11n },
  tron: { gasPrice: 100n, ratio: 33_333n * 10n ** 24n },
} as const;

/** The workers of one direction. */
export interface Workers {
  /** By name. */
  readonly verifiers: Record<string, VerifierWorker>;
  readonly executor: ExecutorWorker;
}

/** LayerZero on two chains: its real contracts, and workers that play its verifiers and its executor by themselves. */
export class LayerZeroWorld {
  readonly chains: readonly [LayerZeroContracts, LayerZeroContracts];
  /** From the first chain to the second, and back. */
  readonly workers: readonly [Workers, Workers];
  #running: Promise<void> | null = null;
  #stopping = false;
  #trouble: unknown = null;

  private constructor(chains: readonly [LayerZeroContracts, LayerZeroContracts]) {
    this.chains = chains;
    const [one, other] = chains;
    this.workers = [hire({ from: one, to: other }), hire({ from: other, to: one })];
  }

  /** Puts LayerZero's contracts on both chains and tells each of the other. */
  static async open(one: WorldChain, other: WorldChain): Promise<LayerZeroWorld> {
    const verifiers = Object.fromEntries(VERIFIERS.map((name) => [name, [verifierKey(name).address]]));
    const chains = [
      await deployLayerZero({ ...one, verifiers }),
      await deployLayerZero({ ...other, verifiers }),
    ] as const;
    await connectLayerZero(chains[0], remotePrice(chains[1]));
    await connectLayerZero(chains[1], remotePrice(chains[0]));
    return new LayerZeroWorld(chains);
  }

  /** All workers. */
  get all(): readonly (VerifierWorker | ExecutorWorker)[] {
    return this.workers.flatMap(({ verifiers, executor }) => [...Object.values(verifiers), executor]);
  }

  /**
   * Hires one more verifier for a direction, such as the issuer's own.
   * @param way - 0 from the first chain to the second, 1 back.
   * @param contract - Its contract on the chain that the direction goes to, connected to one of its admins.
   * @param signers - Keys that sign for it, as many as its quorum.
   */
  hire(way: 0 | 1, name: string, contract: Contract, signers: readonly BaseWallet[]): VerifierWorker {
    const { verifiers, executor } = this.workers[way];
    return (verifiers[name] = new VerifierWorker(name, executor.direction, contract, signers));
  }

  /** Has every worker look until none has anything left to do. @returns Number of transactions they have sent. */
  async settle(): Promise<number> {
    let sent = 0;
    for (;;) {
      let now = 0;
      for (const worker of this.all) now += await worker.work();
      if (now === 0) return sent;
      sent += now;
    }
  }

  /** Why the last look failed that did, while the workers run by themselves; null if none has. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** Has the workers look again and again, until {@link stop}. @param pause - Milliseconds between two looks. */
  start(pause = 200): void {
    this.#stopping = false;
    this.#running ??= this.#run(pause);
  }

  /** Waits until the workers that were started have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
    this.#running = null;
  }

  async #run(pause: number): Promise<void> {
    while (!this.#stopping) {
      // What fails now, as while somebody else uses an account of the workers, is done at a later look.
      await this.settle().catch((error: unknown) => (this.#trouble = error));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The key that signs for one of LayerZero's verifiers in a world. */
export function verifierKey(name: string): BaseWallet {
  return new Wallet(id(`verifier ${name}`));
}

function hire(direction: Direction): Workers {
  const verifiers = Object.entries(direction.to.verifiers).map(([name, contract]) => {
    return [name, new VerifierWorker(name, direction, contract, [verifierKey(name)])] as const;
  });
  return { verifiers: Object.fromEntries(verifiers), executor: new ExecutorWorker(direction) };
}

function remotePrice({ platform, endpointId }: LayerZeroContracts): RemotePrice {
  return { endpointId, ...PRICES[platform] };
}
