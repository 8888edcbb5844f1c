import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { id } from "ethers";
import hre from "hardhat";
import { openCoin } from "../../../../issuer/coin/open.ts";
import type { Alert } from "../../../../issuer/monitor/alert.ts";
import { Watch, type WatchOptions } from "../../../../issuer/monitor/watch.ts";
import { type Side, TwoChains, units } from "../../../../test/issuer/attestation/support.ts";
import { emptyFolder } from "../../../../test/support/folders.ts";
import { pointNetworks } from "../../../../test/support/networks.ts";
import { SpoilingNode } from "../../../../test/support/spoiling-node.ts";

const HOUR = 3_600;
/** Accounts of one transaction. */
const GROUP = 100;

/** A coin on an embedded chain of each kind, reached through counters of requests, and a monitor that watches both. */
export class WatchedPair {
  readonly world: TwoChains;
  /** In the order of `world.sides`. */
  readonly nodes: readonly SpoilingNode[];
  readonly told: Alert[] = [];
  readonly watch: Watch;
  /** Ids that the receiver of alerts has taken. */
  readonly taken: string[] = [];
  readonly stateFile: string;
  readonly #closing: readonly (() => Promise<void> | void)[];

  private constructor(
    world: TwoChains,
    nodes: readonly SpoilingNode[],
    hook: Server,
    taken: string[],
    closing: readonly (() => void)[],
    changes: Partial<WatchOptions>,
  ) {
    this.world = world;
    this.nodes = nodes;
    this.taken = taken;
    this.stateFile = join(emptyFolder(), "monitor.json");
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const clock = (): number => Date.parse("2027-01-04T06:00:00Z") / 1_000;
    this.watch = new Watch({
      coin: "kgst",
      chains: world.sides.map(({ network, coin }) => ({
        network,
        chainId: coin.desired.network.chainId,
        open: () => openCoin(hre, { network }),
      })),
      thresholds: {
        ...{
          mintAbove: units(1_000),
          windowSpent: 100,
          bridgeSpent: 100,
          lag: 10n ** 9n,
          unreachable: 0n,
          moveLate: 3_600n,
          verifierSilent: 900n,
          feeAbove: 300,
        },
        ...{ reportExpires: 0n, freezeLapses: 43_200n },
      },
      ...{ depth: "final", since: "now", clock, stateFile: this.stateFile },
      print: (alert) => this.told.push(alert),
      warn: () => undefined,
      webhook: { url, secret: "", attempts: 2, pause: 10, timeout: 500, clock },
      ...changes,
    });
    this.#closing = [
      () => this.watch.close(),
      ...closing,
      () => void hook.close(),
      ...nodes.map((node) => () => node.close()),
      () => world.close(),
    ];
  }

  /** @param answer - Milliseconds until the receiver of alerts answers. */
  static async open(answer = 0, changes: Partial<WatchOptions> = {}): Promise<WatchedPair> {
    const world = await TwoChains.open();
    const nodes = await Promise.all(world.sides.map(({ node }) => SpoilingNode.before(node.url)));
    const [evm, tron] = nodes.map(({ url }) => url) as [string, string];
    const pointBack = await pointNetworks({ localhost: evm, tronEmbedded: tron });
    const taken: string[] = [];
    const hook = createServer((request, response) => {
      request.resume().on("end", () => {
        void sleep(answer).then(() => {
          taken.push(String(request.headers["x-alert-id"]));
          response.writeHead(204).end();
        });
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    return new WatchedPair(world, nodes, hook, taken, [pointBack], changes);
  }

  /** Freezes so many accounts on both chains, which lapse 72 hours later. */
  async freeze(count: number): Promise<void> {
    for (const side of this.world.sides) await freezeOn(this.world, side, count);
  }

  /** Moves both clocks to where freezes are about to lapse. */
  async travel(hours = 62): Promise<void> {
    await this.world.travel(hours * HOUR);
  }

  /** Requests to each node since the last time. */
  requests(): number[] {
    return this.nodes.map((node) => node.asked.splice(0).length);
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
  }
}

async function freezeOn(world: TwoChains, { coin, as }: Side, count: number): Promise<void> {
  const { token } = coin.contracts;
  const guardian = await as("GUARDIAN");
  const limiter = token.connect(await as("LIMITER"));
  await world.done(limiter.setGuardianLimit(await guardian.getAddress(), BigInt(count), 86_400n));
  const accounts = Array.from({ length: count }, (_, index) => `0x${id(`account ${index}`).slice(-40)}`);
  for (let begin = 0; begin < count; begin += GROUP) {
    await world.done(token.connect(guardian).freezeBatch(accounts.slice(begin, begin + GROUP), id("case")));
  }
}
