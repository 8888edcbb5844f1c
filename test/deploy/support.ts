import { expect } from "chai";
import type { BaseWallet } from "ethers";
import hre from "hardhat";
import type { NetworkConfigOverride } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { EvmChain } from "../../issuer/chains/evm-chain.ts";
import { type ErrorCode, type OperatorError, asOperatorError } from "../../issuer/errors.ts";
import { type Build, loadBuild } from "../../issuer/model/build.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import { DeploymentStage, desiredKgst } from "../support/deployment-stage.ts";
import type { Desired } from "../../issuer/coin-file/resolve.ts";

/** An EVM chain of this process to deploy to. */
export class Stage extends DeploymentStage {
  readonly connection: NetworkConnection<string>;

  private constructor(connection: NetworkConnection<string>, desired: Desired, build: Build) {
    super(desired, build);
    this.connection = connection;
  }

  /** Opens an empty chain. */
  static async open(override: NetworkConfigOverride = {}): Promise<Stage> {
    const connection = await hre.network.create({ network: "default", override });
    return new Stage(connection, await desiredKgst(), await loadBuild(hre.artifacts));
  }

  chain(make: new (options: ConstructorParameters<typeof EvmChain>[0]) => EvmChain = EvmChain): EvmChain {
    return new make({ provider: this.connection.ethers.provider, confirmations: 1, pollMilliseconds: 5 });
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** Public development accounts, by index. */
export const accounts: readonly BaseWallet[] = developmentWallets();

/** Expects a refusal with this code, and returns it. */
export async function expectRefusal(code: ErrorCode, action: () => unknown): Promise<OperatorError> {
  try {
    await action();
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null) throw error;
    expect(refusal.code, refusal.message).to.equal(code);
    expect(refusal.remedy).to.match(/\.$/);
    return refusal;
  }
  return expect.fail(`expected the refusal ${code}`);
}
