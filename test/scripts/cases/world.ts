import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify, randomBytes } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import config from "../../../hardhat.config.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { type Heard, hear } from "../boundary/trial.ts";
import { type Side, TwoChains } from "../../issuer/attestation/support.ts";
import { nextReport, submit } from "../../issuer/monitor/support.ts";
import { type Question, SpoilingNode } from "../../support/spoiling-node.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { emptyFolder } from "../../support/folders.ts";

/** A network of development that tasks are tried on. */
export type Network = Side["network"];

/** What a task has answered with `--json`. */
export interface Told extends Heard {
  /** The one document, or the lines of a task that prints several. */
  readonly json: Record<string, unknown>;
  readonly lines: readonly Record<string, unknown>[];
  /** Code of the refusal; null if there is none. */
  readonly error: string | null;
}

const VARIABLES = { localhost: "LOCALHOST_RPC_URL", tronEmbedded: "TRON_EMBEDDED_URL" } as const;

/** The coin on both embedded chains, each reached by the tasks through a node that can be spoilt. */
export class World {
  readonly two: TwoChains;
  readonly folder = emptyFolder();
  readonly evm: SpoilingNode;
  readonly tron: SpoilingNode;
  readonly #environments = new Map<string, HardhatRuntimeEnvironment>();
  #count = 0;
  #payments = 0;

  private constructor(two: TwoChains, evm: SpoilingNode, tron: SpoilingNode) {
    this.two = two;
    this.evm = evm;
    this.tron = tron;
  }

  static async open(): Promise<World> {
    const two = await TwoChains.open();
    const world = new World(
      two,
      await SpoilingNode.before(two.evm.node.url),
      await SpoilingNode.before(two.tron.node.url),
    );
    const report = await nextReport(two, 1n, 500_000);
    for (const side of two.sides) await submit(two, side, report);
    writeFileSync(join(world.folder, "evidence.txt"), "evidence");
    return world;
  }

  node(network: Network): SpoilingNode {
    return network === "localhost" ? this.evm : this.tron;
  }

  side(network: Network): Side {
    return network === "localhost" ? this.two.evm : this.two.tron;
  }

  /** A name of a file that nobody has used. */
  file(extension: string): string {
    this.#count += 1;
    return join(this.folder, `${this.#count}.${extension}`);
  }

  /** An address as people of the network write it. */
  text(network: Network, address: string): string {
    return network === "localhost" ? address : toBase58(address);
  }

  /** Runs a task with `--yes --json` as the command line does. @param url - Another one than that of the spoilt node. */
  async run(network: Network, name: string, given: Record<string, unknown> = {}, url?: string): Promise<Told> {
    const hre = await this.#at(network, url ?? this.node(network).url);
    const heard = await hear(
      hre,
      { name: name.split(" "), given: () => ({ yes: true, patience: 30, ...given }) },
      { network, folder: this.folder, minter: "", number: 0, evidence: "" },
    );
    const lines = parse(`[${heard.stdout.trim().split("\n").join(",")}]`) as Told["lines"] | null;
    const json = (parse(heard.stdout) ?? {}) as Told["json"];
    const { code = null } = (json.error ?? {}) as { readonly code?: string };
    return { ...heard, json, lines: lines ?? [], error: code };
  }

  /** Returns what an account has. */
  balance(network: Network, account: string): Promise<bigint> {
    return this.side(network).coin.contracts.token.balanceOf(account);
  }

  /** Returns a reference that nothing was paid under. */
  deposit(): string {
    this.#payments += 1;
    return `deposit ${this.#payments} of ${person().slice(2, 12)}`;
  }

  /** Mints with the task, under a new reference unless one is given. */
  mint(network: Network, to: string, amount: string, reference = this.deposit()): Promise<Told> {
    return this.run(network, "mint", { to: this.text(network, to), amount, reference });
  }

  /** Runs a task as on a machine that has kept nothing of earlier runs. */
  async elsewhere(network: Network, name: string, given: Record<string, unknown>): Promise<Told> {
    const { OPERATIONS_FOLDER } = process.env;
    process.env.OPERATIONS_FOLDER = emptyFolder();
    try {
      return await this.run(network, name, given);
    } finally {
      process.env.OPERATIONS_FOLDER = OPERATIONS_FOLDER;
    }
  }

  heal(): void {
    this.evm.heal();
    this.tron.heal();
  }

  async close(): Promise<void> {
    await Promise.all([this.evm.close(), this.tron.close()]);
    await this.two.close();
  }

  /** An environment of Hardhat remembers a variable's value, from when it first needs it. */
  async #at(network: Network, url: string): Promise<HardhatRuntimeEnvironment> {
    const urls = { localhost: this.evm.url, tronEmbedded: this.tron.url, [network]: url };
    for (const name of ["localhost", "tronEmbedded"] as const) process.env[VARIABLES[name]] = urls[name];
    const key = `${network} ${url}`;
    const known = this.#environments.get(key);
    if (known !== undefined) return known;
    const made = await createHardhatRuntimeEnvironment(config, { network });
    this.#environments.set(key, made);
    return made;
  }
}

/** An account that nobody has used. */
export function person(): string {
  return hexlify(randomBytes(20));
}

/** Expects an end without a refusal. @returns The document. */
export function done({ code, json, stdout, stderr }: Told, exitCode = 0): Record<string, unknown> {
  expect(code, `${stdout}${stderr}`).to.equal(exitCode);
  expect(json).to.not.have.property("error");
  return json;
}

/** Expects a refusal. @returns What it says. */
export function refusal({ code, json, stdout, stderr }: Told): { code: string; message: string; remedy: string } {
  expect(code, `${stdout}${stderr}`).to.equal(1);
  return json.error as ReturnType<typeof refusal>;
}

/** Requests of a method once something was broadcast. */
export function afterBroadcast(node: SpoilingNode, method: string): (question: Question) => boolean {
  return (question) => question.method === method && node.count(/^(eth_sendRawTransaction|broadcasthex)$/) > 0;
}

/** Requests of `eth_getLogs` for more blocks than these. */
export function widerThan(most: number): (question: Question) => boolean {
  return ({ method, params }) => {
    const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock?: string; toBlock?: string };
    return method === "eth_getLogs" && Number(toBlock) - Number(fromBlock) + 1 > most;
  };
}

/** `eth_getBlockByNumber` of this tag or number. */
export function blockOf(tag: string | number): (question: Question) => boolean {
  const wanted = typeof tag === "number" ? `0x${tag.toString(16)}` : tag;
  return ({ method, params }) => method === "eth_getBlockByNumber" && params[0] === wanted;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

let opened: Promise<World> | undefined;

/** Opens the world, the first time. */
export function openWorld(): Promise<World> {
  return (opened ??= World.open());
}

closeAtEnd("the chains of the cases", async () => {
  await (await opened)?.close();
});
