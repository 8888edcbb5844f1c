import { expect } from "chai";
import { BrowserProvider } from "ethers";
import hre from "hardhat";
import { TronChain } from "../../../../issuer/chains/tron-chain.ts";
import type { Desired } from "../../../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../../../issuer/coin-file/schema.ts";
import type { Outcome, RunOptions } from "../../../../issuer/engine/run.ts";
import { type Build, loadBuild } from "../../../../issuer/model/build.ts";
import { developmentWallets } from "../../../../issuer/signing/keys.ts";
import { verifyDeployment } from "../../../../issuer/verification/verify.ts";
import {
  createTronNode,
  inProcessClient,
  type TronNode,
  type TronNodeOptions,
} from "../../../../packages/hardhat-tron/devnet/node.ts";
import { TronProvider } from "../../../../packages/tron/provider.ts";
import type { TronSettings } from "../../../../packages/tron/provider/settings.ts";
import { DeploymentStage, desiredKgst } from "../../../support/deployment-stage.ts";

/** An embedded TRON node to deploy to. */
export class TronStage extends DeploymentStage {
  readonly node: TronNode;

  private constructor(node: TronNode, desired: Desired, build: Build) {
    super(desired, build);
    this.node = node;
  }

  /** @param change - What this test's coin has otherwise than its file says. */
  static async open(options: TronNodeOptions = {}, change?: (config: CoinConfig) => void): Promise<TronStage> {
    const privateKeys = developmentWallets().map(({ privateKey }) => privateKey.slice(2));
    const node = await createTronNode({ port: false, privateKeys, ...options });
    return new TronStage(node, await desiredKgst(change, "tronEmbedded"), await loadBuild(hre.artifacts));
  }

  /** The engine's view of the node. Requests to `lose` are answered and go no further. */
  chain(settings: Partial<TronSettings> = {}, { lose = /(?!)/ }: { lose?: RegExp } = {}): TronChain {
    const request: TronNode["request"] = (path, body) =>
      lose.test(path) ? Promise.resolve({ result: true }) : this.node.request(path, body);
    const client = inProcessClient({ request });
    const tron = new TronProvider({ client, settings });
    const provider = new BrowserProvider(tron, Number(this.node.chainId), { staticNetwork: true, cacheTimeout: -1 });
    return new TronChain({ tron, provider, confirmations: null, pollMilliseconds: 1 });
  }

  override run(options: Partial<RunOptions> = {}): Promise<Outcome> {
    return super.run({ patience: 5_000, ...options });
  }

  /** Expects in addition that each of them was verified, and that nothing on the chain differs from the coin's file. */
  override async expectDeployedOnce(outcome: Outcome): Promise<void> {
    await super.expectDeployedOnce(outcome);
    const verified = this.records().filter((record) => record.type === "verified");
    expect(verified.map(({ hash }) => hash)).to.deep.equal(await this.mined());
    expect((await this.verify(outcome)).drifts).to.deep.equal([]);
  }

  verify(outcome: Outcome, settings?: Partial<TronSettings>): ReturnType<typeof verifyDeployment> {
    return verifyDeployment(this.chain(settings), this.desired, outcome.record, this.build);
  }

  close(): Promise<void> {
    return this.node.close();
  }
}
