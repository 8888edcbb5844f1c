import "../../support/quick-ethers.ts";
import { join } from "node:path";
import { expect } from "chai";
import { type Signer, id } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { type DeployedCoin, deployCoin, signerOf } from "../../../scripts/deploy-coin.ts";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../../../scripts/embedded-chains.ts";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import type { ErrorCode } from "../../../issuer/errors.ts";
import { pointNetworks } from "../../support/networks.ts";
import { Gate } from "./gate.ts";
import { emptyFolder } from "../../support/folders.ts";

/** Time of the first block on both chains. */
export const START = "2027-01-04T06:00:00Z";

/** Where a development chain listens, and how its clock is moved. */
interface Node {
  readonly url: string;
  /** What stands between the node and everybody else. */
  readonly gate: Gate;
  /** Writes a word of a contract's storage, and makes a block. */
  setStorage(address: string, slot: bigint, value: bigint): Promise<void>;
  /** A method of Hardhat's own nodes. */
  request(method: string, params: unknown[]): Promise<unknown>;
  /** Moves the clock forward by so many seconds and makes a block. */
  travel(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** KGST on one of the two chains, everybody's key at hand. */
export interface Side {
  readonly network: "localhost" | "tronEmbedded";
  readonly coin: OpenCoin;
  readonly node: Node;
  /** Somebody who holds a role, connected. */
  readonly as: (role: Parameters<typeof signerOf>[1], index?: number) => Promise<Signer>;
}

/** Answer of a task that was asked for JSON. */
export interface Answer {
  readonly code: number;
  readonly json: Record<string, unknown>;
}

/** A folder of records and two embedded chains on which the coin is deployed, reached over HTTP as any others. */
export class TwoChains {
  readonly evm: Side;
  readonly tron: Side;
  readonly reports: string;
  readonly #putBack: () => void;
  #deposits = 0;

  private constructor(evm: Side, tron: Side, reports: string, putBack: () => void) {
    this.evm = evm;
    this.tron = tron;
    this.reports = reports;
    this.#putBack = putBack;
  }

  get sides(): readonly [Side, Side] {
    return [this.evm, this.tron];
  }

  static async open(): Promise<TwoChains> {
    const root = emptyFolder();
    const environment = { ...process.env };
    const reports = join(root, "reports");
    const [evm, tron] = [
      await behindGate(await openEmbeddedEvm(hre, { start: START })),
      await behindGate(await openEmbeddedTron(hre, { start: START })),
    ];
    Object.assign(process.env, {
      DEPLOYMENTS_FOLDER: join(root, "deployments"),
      REPORTS_FOLDER: reports,
      OPERATIONS_FOLDER: join(root, "operations"),
    });
    const pointBack = await pointNetworks({ localhost: evm.url, tronEmbedded: tron.url });
    try {
      const sides = await Promise.all([side("localhost", evm), side("tronEmbedded", tron)]);
      return new TwoChains(sides[0], sides[1], join(reports, "kgst-development"), () => {
        pointBack();
        process.env = environment;
      });
    } catch (error) {
      pointBack();
      await Promise.all([evm.close(), tron.close()]);
      throw error;
    }
  }

  /** Moves both clocks. */
  async travel(seconds: number): Promise<void> {
    await Promise.all(this.sides.map(({ node }) => node.travel(seconds)));
  }

  /** Mints whole coins against a new deposit. */
  async mint({ coin, as }: Side, whole: number): Promise<void> {
    const minter = await as("MINTER");
    const deposit = id(`deposit ${(this.#deposits += 1)}`);
    await this.done(coin.contracts.token.connect(minter).mint(await minter.getAddress(), units(whole), deposit));
  }

  /** Redeems whole coins that the minter holds. */
  async redeem({ coin, as }: Side, whole: number): Promise<void> {
    const { token } = coin.contracts;
    const burner = await as("BURNER");
    await this.done(token.connect(await as("MINTER")).transfer(burner, units(whole)));
    await this.done(token.connect(burner).burn(units(whole), id(`payout ${(this.#deposits += 1)}`)));
  }

  /** Burns whole coins of the minter through the bridge; the other side has not minted them yet. */
  async leave({ coin, as }: Side, whole: number): Promise<void> {
    const { token } = coin.contracts;
    const bridge = await as("BRIDGE");
    await this.done(token.connect(await as("MINTER")).transfer(bridge, units(whole)));
    await this.done(token.connect(bridge).crosschainBurn(bridge, units(whole)));
  }

  /** Waits until a transaction is mined. */
  async done(sent: Promise<{ wait(): Promise<{ status: number | null } | null> }>): Promise<void> {
    expect((await (await sent).wait())?.status).to.equal(1);
  }

  /** Runs a task of the desk in this process and returns its answer. */
  async attest(name: string, given: Record<string, unknown> = {}): Promise<Answer> {
    return runTask(["attest", name], { yes: true, ...given });
  }

  /** Expects that a task of the desk refuses with these codes, and returns what it says. */
  async refused(codes: readonly ErrorCode[], name: string, given: Record<string, unknown> = {}): Promise<string> {
    const { code, json } = await this.attest(name, given);
    const { error } = json as unknown as { error?: { problems: { code: string; message: string }[] } };
    const message = error?.problems.map((problem) => problem.message).join("\n") ?? JSON.stringify(json);
    expect(
      error?.problems.map((problem) => problem.code),
      message,
    ).to.deep.equal(codes);
    expect(code).to.equal(1);
    return message;
  }

  async close(): Promise<void> {
    for (const { coin, node } of this.sides) {
      await coin.close();
      await node.close();
    }
    this.#putBack();
  }
}

/** Whole coins in smallest units. */
export function units(whole: number): bigint {
  return BigInt(whole) * 1_000_000n;
}

/** Runs a task with `--json`, as from the command line, and reads what it prints. */
export async function runTask(name: string[], given: Record<string, unknown>): Promise<Answer> {
  const write = process.stdout.write.bind(process.stdout);
  const before = process.exitCode;
  let text = "";
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  try {
    const task = hre.tasks.getTask(name);
    const known = new Set([...task.options.keys(), ...task.positionalArguments.map((argument) => argument.name)]);
    const entries = Object.entries({ ...given, json: true }).filter(([key]) => known.has(key));
    await task.run(Object.fromEntries(entries));
    return { code: Number(process.exitCode ?? 0), json: JSON.parse(text) as Answer["json"] };
  } finally {
    process.stdout.write = write;
    process.exitCode = before;
  }
}

async function side(network: Side["network"], node: Node): Promise<Side> {
  const connection: NetworkConnection<string> = await hre.network.create({ network });
  const deployed: DeployedCoin = await deployCoin({ connection, artifacts: hre.artifacts });
  await connection.close();
  const coin = await openCoin(hre, { network });
  const as: Side["as"] = (role, index) => signerOf({ ...coin, desired: deployed.desired }, role, index);
  return { network, coin, node, as };
}

/** Puts a gate before an embedded chain. */
async function behindGate(chain: EmbeddedChain): Promise<Node> {
  const gate = await Gate.open(Number(new URL(chain.url).port));
  return {
    url: gate.url,
    gate,
    travel: chain.travel,
    request: (method, params) => chain.connection.provider.request({ method, params }),
    async setStorage(address, slot, value) {
      await chain.setStorage(address, slot, value);
      await chain.mine();
    },
    async close() {
      await gate.close();
      await chain.close();
    },
  };
}
