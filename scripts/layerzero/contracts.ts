import { Contract, ContractFactory, type Signer, type TransactionReceipt, parseUnits } from "ethers";
import { verifierConfigParts } from "../../issuer/layerzero/configs.ts";
import { type LayerZeroContract, type Platform, layerZeroBuild } from "../../issuer/layerzero/package.ts";

/** A chain where LayerZero's contracts shall stand. */
export interface LayerZeroGround {
  readonly platform: Platform;
  /** LayerZero's endpoint id that this chain gets. */
  readonly endpointId: number;
  /** LayerZero's own account there: owns its contracts, and plays its workers. */
  readonly owner: Signer;
  /** Accounts that sign for each of LayerZero's verifiers, by the verifier's name; all of them must. */
  readonly verifiers: Readonly<Record<string, readonly string[]>>;
}

/** What one unit of gas, or energy on TRON, costs on the other chain, and in which coin it is paid here. */
export interface RemotePrice {
  readonly endpointId: number;
  /** Smallest units of the other chain's coin for one unit of gas. */
  readonly gasPrice: bigint;
  /** Smallest units of this chain's coin for one of the other's, times 10^20. */
  readonly ratio: bigint;
}

/** LayerZero's contracts on one chain. */
export interface LayerZeroContracts extends Omit<LayerZeroGround, "verifiers"> {
  readonly endpoint: Contract;
  readonly sendLibrary: Contract;
  readonly receiveLibrary: Contract;
  readonly executor: Contract;
  readonly priceFeed: Contract;
  readonly verifierFees: Contract;
  readonly treasury: Contract;
  /** LayerZero's own verifiers, by name. */
  readonly verifiers: Readonly<Record<string, Contract>>;
}

const BASE_GAS = 100_000n;
const VERIFY_GAS = 150_000n;
const LONGEST_MESSAGE = 10_000;
const NATIVE_CAP = { evm: parseUnits("1", 18), tron: parseUnits("1000", 6) } as const;
const NATIVE_RATE = { evm: 10n ** 18n, tron: 10n ** 6n } as const;

/** Deploys one of LayerZero's contracts from its build for the chain's machine. */
export async function deployLayerZeroContract(
  { platform, owner }: Pick<LayerZeroGround, "platform" | "owner">,
  name: LayerZeroContract,
  ...args: readonly unknown[]
): Promise<Contract> {
  const { abi, creationCode } = layerZeroBuild(name, platform);
  const request = await new ContractFactory(abi, creationCode, owner).getDeployTransaction(...args);
  const { contractAddress } = await settled(owner.sendTransaction(request));
  if (contractAddress === null) throw new Error(`${name} was not created.`);
  return new Contract(contractAddress, abi, owner);
}

/** Returns where one of LayerZero's contracts stands. */
export function addressOf({ target }: Contract): string {
  return target as string; // it was made with an address, not with a name
}

/** Waits until a transaction is mined. @throws Error if it reverts. */
export async function settled(
  sent: Promise<{ readonly hash: string; wait(): Promise<TransactionReceipt | null> }>,
): Promise<TransactionReceipt> {
  const { hash, wait } = await sent.then((one) => ({ hash: one.hash, wait: () => one.wait() }));
  const receipt = await wait();
  if (receipt?.status !== 1) throw new Error(`${hash} was not executed.`);
  return receipt;
}

/** Calls one of LayerZero's contracts as its owner. */
export async function call(
  contract: Contract,
  method: string,
  ...args: readonly unknown[]
): Promise<TransactionReceipt> {
  const request = await contract.getFunction(method).populateTransaction(...args);
  const { runner } = contract;
  return settled((runner as Signer).sendTransaction(request));
}

/** Puts LayerZero's contracts on a chain, from its own builds. They know of no other chain yet. */
export async function deployLayerZero(ground: LayerZeroGround): Promise<LayerZeroContracts> {
  const { platform, endpointId, owner } = ground;
  const account = await owner.getAddress();
  const make = (name: LayerZeroContract, ...args: unknown[]): Promise<Contract> =>
    deployLayerZeroContract(ground, name, ...args);
  const endpoint = await make("EndpointV2", endpointId, account);
  const sendLibrary = await make("SendUln302", endpoint.target, 200_000n, 10n ** 9n);
  const receiveLibrary = await make("ReceiveUln302", endpoint.target);
  const priceFeed = await make("PriceFeed");
  await call(priceFeed, "initialize", account);
  const treasury = await make("Treasury");
  await call(sendLibrary, "setTreasury", treasury.target);
  const executor = await make("Executor");
  const libraries = [sendLibrary.target, receiveLibrary.target];
  await call(executor, "initialize", endpoint.target, account, libraries, priceFeed.target, account, [account]);
  const executorFees = await make("ExecutorFeeLib", endpointId, NATIVE_RATE[platform]);
  await call(executor, "setWorkerFeeLib", executorFees.target);
  const verifierFees = await make("DVNFeeLib", endpointId, NATIVE_RATE[platform]);
  const verifiers: Record<string, Contract> = {};
  for (const [name, signers] of Object.entries(ground.verifiers)) {
    const terms = [libraries, priceFeed.target, signers, signers.length, [account]];
    verifiers[name] = await make("DVN", endpointId, endpointId % 30_000, ...terms);
    await call(verifiers[name], "setWorkerFeeLib", verifierFees.target);
  }
  for (const library of libraries) await call(endpoint, "registerLibrary", library);
  const contracts = { endpoint, sendLibrary, receiveLibrary, executor, priceFeed, verifierFees, treasury, verifiers };
  return { platform, endpointId, owner, ...contracts };
}

/**
 * Tells LayerZero's contracts on a chain of another one. Its defaults are one verifier, the first one, and one block: they
 * work, so that whatever falls back to them is seen only by those who look.
 */
export async function connectLayerZero(on: LayerZeroContracts, remote: RemotePrice): Promise<void> {
  const { endpoint, sendLibrary, receiveLibrary, executor, priceFeed, verifiers, platform } = on;
  const { endpointId: eid, gasPrice, ratio } = remote;
  const [first] = Object.values(verifiers);
  if (first === undefined) throw new Error("LayerZero has no verifier.");
  const price = { priceRatio: ratio, gasPriceInUnit: gasPrice, gasPerByte: 16 };
  await call(priceFeed, "setPrice", [{ eid: eid % 30_000, price }]);
  const margin = { multiplierBps: 12_000, floorMarginUSD: 0n };
  for (const verifier of Object.values(verifiers)) {
    await call(verifier, "setDstConfig", [{ dstEid: eid, gas: VERIFY_GAS, ...margin }]);
  }
  const gas = { lzReceiveBaseGas: BASE_GAS, lzComposeBaseGas: BASE_GAS, nativeCap: NATIVE_CAP[platform] };
  await call(executor, "setDstConfig", [{ dstEid: eid, ...gas, ...margin }]);
  const config = { maxMessageSize: LONGEST_MESSAGE, executor: executor.target };
  await call(sendLibrary, "setDefaultExecutorConfigs", [{ eid, config }]);
  const parts = verifierConfigParts({
    confirmations: 1n,
    required: [addressOf(first)],
    optional: [],
    threshold: 0,
  });
  const defaults = [{ eid, config: { ...parts, optionalDVNCount: 0 } }];
  for (const library of [sendLibrary, receiveLibrary]) await call(library, "setDefaultUlnConfigs", defaults);
  await call(endpoint, "setDefaultSendLibrary", eid, sendLibrary.target);
  await call(endpoint, "setDefaultReceiveLibrary", eid, receiveLibrary.target, 0);
}
