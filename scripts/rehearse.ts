import { BrowserProvider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { limits } from "../deploy/06-limits.ts";
import { routes } from "../deploy/08-layerzero-routes.ts";
import { layerZeroContracts } from "../deploy/08-layerzero.ts";
import { STEPS } from "../deploy/steps.ts";
import { addressOf, connectLayerZero, deployLayerZero } from "./layerzero/contracts.ts";
import { placesOf } from "./layerzero/places.ts";
import { readPrices } from "../packages/tron/costs.ts";
import { createTronNode, inProcessClient } from "../packages/hardhat-tron/devnet/node.ts";
import { TronProvider } from "../packages/tron/provider.ts";
import type { Desired } from "../issuer/coin-file/resolve.ts";
import type { Build } from "../issuer/model/build.ts";
import type { Chain } from "../issuer/chains/chain.ts";
import { EvmChain } from "../issuer/chains/evm-chain.ts";
import { toRequest } from "../issuer/model/request.ts";
import { localSigner } from "../issuer/signing/digest.ts";
import { developmentWallets, walletKeys } from "../issuer/signing/keys.ts";
import { run } from "../issuer/engine/run.ts";
import { memoryStore } from "../issuer/journal/store.ts";
import { TronChain } from "../issuer/chains/tron-chain.ts";

/** Hardhat's in-process network. */
const REHEARSAL_NETWORK = "default";

/** Gas limits are a quarter above what was used, as they are when a transaction is signed. */
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/**
 * Deploys the coin on an empty in-process chain of the same kind and id, by a public development account, and measures.
 * Whatever would fail there would fail on the real chain, after the first fees were paid.
 * @returns Gas of each action by its key, with the margin of a gas limit.
 */
export async function rehearse(
  hre: HardhatRuntimeEnvironment,
  desired: Desired,
  build: Build,
): Promise<ReadonlyMap<string, bigint>> {
  const rehearsal = await (desired.network.platform === "tron" ? emptyTron(desired) : emptyEvm(hre, desired));
  const { chain } = rehearsal;
  try {
    const store = memoryStore();
    const network = { ...desired.network, environment: "development" as const };
    const copy = await withLayerZero({ ...desired, network }, chain);
    const steps = [...STEPS.filter((step) => step.id < limits.id), ...layerZeroContracts(copy)];
    const keys = walletKeys(developmentWallets().slice(0, 1));
    const confirm = (): Promise<void> => Promise.resolve();
    const given = { desired: copy, chain, build, keys, store, steps, confirm };
    const { record } = await run({ ...given, bundle: () => [] });

    const gas = new Map<string, bigint>();
    for (const entry of store.openJournal().records) {
      if (entry.type !== "mined") continue;
      gas.set(entry.key, (BigInt(entry.gasUsed) * GAS_MARGIN.numerator) / GAS_MARGIN.denominator);
    }
    const contracts = Object.entries(record?.contracts ?? {}).map(([key, { address }]) => [key, address]);
    const known = { deployer: "", addresses: Object.fromEntries(contracts) as object, done: new Set<string>() };
    const first = routes.plan(copy, { ...known, state: undefined });
    const calls = [
      ...limits.plan(copy, { ...known, state: undefined }).actions,
      ...first.actions,
      ...(first.later ?? []),
    ];
    for (const action of calls) {
      if (action.kind !== "call") continue;
      gas.set(action.key, (await chain.simulate(toRequest(action, action.by[0] ?? "", build))).gas);
    }
    return gas;
  } finally {
    await rehearsal.close();
  }
}

/** Puts LayerZero's contracts on the empty chain too, for a coin that uses them; its accounts play LayerZero's. */
async function withLayerZero(desired: Desired, chain: Chain): Promise<Desired> {
  const { layerzero, network } = desired;
  const wallet = developmentWallets()[1];
  if (layerzero === null || wallet === undefined) return desired;
  const { platform } = network;
  const { endpointId, routes: others } = layerzero;
  const owner = chain.signer(localSigner(wallet));
  const names = Object.keys(layerzero.verifiers);
  const verifiers = Object.fromEntries(["DVN", ...names].map((name) => [name, [wallet.address]]));
  const contracts = await deployLayerZero({ platform, endpointId, owner, verifiers });
  for (const route of others) {
    await connectLayerZero(contracts, { endpointId: route.endpointId, gasPrice: 1n, ratio: 10n ** 20n });
  }
  const { EndpointV2, SendUln302, ReceiveUln302, Executor, PriceFeed, DVNFeeLib } = placesOf(contracts);
  const places = {
    ...{ endpoint: EndpointV2, sendLibrary: SendUln302, receiveLibrary: ReceiveUln302 },
    ...{ executor: Executor, priceFeed: PriceFeed, verifierFees: DVNFeeLib },
  };
  const own = names.map((name) => [name, addressOf(contracts.verifiers[name] ?? contracts.endpoint)] as const);
  return { ...desired, layerzero: { ...layerzero, places, verifiers: Object.fromEntries(own) } };
}

interface Rehearsal {
  readonly chain: Chain;
  close(): Promise<void>;
}

async function emptyEvm(hre: HardhatRuntimeEnvironment, { network }: Desired): Promise<Rehearsal> {
  const override = { chainId: Number(network.chainId) };
  const connection = await hre.network.create({ network: REHEARSAL_NETWORK, override });
  const { provider } = connection.ethers;
  const chain = new EvmChain({ provider, confirmations: 1, pollMilliseconds: 10 });
  return { chain, close: () => connection.close() };
}

/** Energy differs from gas: what goes to TRON is rehearsed under java-tron's rules. */
async function emptyTron({ network }: Desired): Promise<Rehearsal> {
  const privateKeys = developmentWallets().map(({ privateKey }) => privateKey.slice(2));
  const node = await createTronNode({ port: false, chainId: network.chainId, privateKeys });
  const client = inProcessClient(node);
  const tron = new TronProvider({ client, settings: { feeLimit: (await readPrices(client)).highestFeeLimit } });
  const provider = new BrowserProvider(tron, undefined, { polling: false });
  const chain = new TronChain({ tron, provider, confirmations: 1, pollMilliseconds: 10 });
  const close = async (): Promise<void> => {
    provider.destroy();
    await node.close();
  };
  return { chain, close };
}
