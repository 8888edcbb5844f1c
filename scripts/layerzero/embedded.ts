import { Contract, Wallet, id, parseUnits } from "ethers";
import { localSigner } from "../../issuer/signing/digest.ts";
import { layerZeroInterface } from "../../issuer/layerzero/package.ts";
import type { Chain } from "../../issuer/chains/chain.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig, ValidCoinConfig } from "../../issuer/coin-file/schema.ts";
import { connectChain } from "../../issuer/coin/connect.ts";
import type { DeploymentRecord } from "../../issuer/journal/record.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import type { EmbeddedChain } from "../embedded-chains.ts";
import { withPlaces } from "./places.ts";
import { ENDPOINT_IDS, LayerZeroWorld } from "./world.ts";

/** Both embedded chains. */
export interface EmbeddedPair {
  readonly bnb: EmbeddedChain;
  readonly tron: EmbeddedChain;
}

/** Sections of a coin's file about the two chains, and what LayerZero's account has there, in smallest units. */
const ENDS = {
  bnb: { section: "embedded", platform: "evm", balance: parseUnits("1000", 18) },
  tron: { section: "tronEmbedded", platform: "tron", balance: parseUnits("1000000", 6) },
} as const;

/** Puts LayerZero's contracts on both embedded chains, made by an account of their own. */
export async function openLayerZero(pair: EmbeddedPair, config: ValidCoinConfig): Promise<LayerZeroWorld> {
  const owner = new Wallet(id("LayerZero"));
  const [bnb, tron] = await Promise.all(
    (["bnb", "tron"] as const).map(async (end) => {
      const { connection, network, setBalance } = pair[end];
      const { platform, balance } = ENDS[end];
      await setBalance(owner.address, balance);
      const chain = connectChain(connection, resolveCoin("kgst", config, network));
      return { platform, endpointId: ENDPOINT_IDS[platform], owner: chain.signer(localSigner(owner)) };
    }),
  );
  if (bnb === undefined || tron === undefined) throw new Error("There are two chains.");
  return LayerZeroWorld.open(bnb, tron);
}

/** Returns a coin's file with the addresses of a world in place of LayerZero's names. */
export function withWorld(coin: string, config: ValidCoinConfig, world: LayerZeroWorld): ValidCoinConfig {
  const changed = structuredClone(config) as CoinConfig;
  for (const [index, { section }] of Object.values(ENDS).entries()) {
    const found = changed.networks[section];
    const contracts = world.chains[index];
    if (found?.layerzero === undefined || contracts === undefined) continue;
    found.layerzero = withPlaces(found.layerzero, contracts);
  }
  return validateCoin(coin, changed);
}

/** A coin that is deployed on one of the chains. */
export interface DeployedEnd {
  readonly desired: Desired;
  readonly chain: Chain;
  readonly record: DeploymentRecord | null;
}

/** Has the world play the issuer's own verifiers of a coin as well, with public development keys. */
export function hireIssuer(world: LayerZeroWorld, ends: readonly [bnb: DeployedEnd, tron: DeployedEnd]): void {
  for (const way of [0, 1] as const) {
    const { desired, chain, record } = ends[way === 0 ? 1 : 0];
    const issuer = desired.layerzero?.issuer;
    const verifier = record?.contracts.verifier;
    if (issuer == null || verifier === undefined) continue;
    const wallets = developmentWallets();
    const signers = wallets.filter(({ address }) => issuer.signers.includes(address)).slice(0, issuer.quorum);
    const admin = wallets.find(({ address }) => address === issuer.admins[0]);
    if (admin === undefined) throw new Error("The key of the verifier's admin is not here.");
    const runner = chain.signer(localSigner(admin));
    world.hire(way, "issuer", new Contract(verifier.address, layerZeroInterface("DVN"), runner), signers);
  }
}
