import { createRequire } from "node:module";
import {
  Contract,
  Interface,
  type InterfaceAbi,
  type Signer,
  ZeroAddress,
  ZeroHash,
  concat,
  getCreate2Address,
  keccak256,
} from "ethers";

/** Through which Safe's contracts get the same address on every chain, and its code. */
const FACTORY = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
const FACTORY_CODE = `0x7f${"ff".repeat(31)}e03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3`;

const load = createRequire(import.meta.url);

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** One of Safe's own contracts, as its authors have built it. */
const artifact = (path: string): Artifact =>
  load(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}.json`) as Artifact;

const SINGLETON = artifact("SafeL2.sol/SafeL2");
const PROXIES = artifact("proxies/SafeProxyFactory.sol/SafeProxyFactory");
const HANDLER = artifact("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler");
const MULTI_SEND = artifact("libraries/MultiSendCallOnly.sol/MultiSendCallOnly");

/** Where Safe's MultiSendCallOnly of this version is on every chain. */
export const multiSendAddress = (): string => addressOf(MULTI_SEND);

/** Puts Safe's contracts where they are on public chains. */
export async function deploySafeContracts(
  deployer: Signer,
  node: { send(method: string, params: unknown[]): Promise<unknown> },
): Promise<void> {
  await node.send("hardhat_setCode", [FACTORY, FACTORY_CODE]);
  for (const { bytecode } of [SINGLETON, PROXIES, HANDLER, MULTI_SEND]) {
    await (await deployer.sendTransaction({ to: FACTORY, data: concat([ZeroHash, bytecode]) })).wait();
  }
}

/** Makes a Safe through Safe's own factory. */
export async function createSafe(
  deployer: Signer,
  owners: readonly string[],
  threshold: number,
  salt = 0n,
): Promise<Contract> {
  const nobody = [ZeroAddress, 0n, ZeroAddress] as const;
  const setup = new Interface(SINGLETON.abi).encodeFunctionData("setup", [
    ...[owners, threshold, ZeroAddress, "0x", addressOf(HANDLER)],
    ...nobody,
  ]);
  const factory = new Contract(addressOf(PROXIES), PROXIES.abi, deployer);
  const create = factory.getFunction("createProxyWithNonce");
  const args = [addressOf(SINGLETON), setup, salt] as const;
  const address = (await create.staticCall(...args)) as string;
  await ((await create(...args)) as { wait(): Promise<unknown> }).wait();
  return new Contract(address, SINGLETON.abi, deployer);
}

const addressOf = ({ bytecode }: Artifact): string => getCreate2Address(FACTORY, ZeroHash, keccak256(bytecode));
