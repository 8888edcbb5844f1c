import type { ContractRunner, ContractTransaction, InterfaceAbi, Signer, TransactionRequest } from "ethers";
import { TronSender } from "./signer.ts";
import { type StoredAbi, storedAbi } from "./stored-abi.ts";

/** A typechain factory class, as far as deployment needs it. */
export interface FactoryClass<C, A extends unknown[]> {
  readonly abi?: InterfaceAbi;
  new (signer: Signer): { getDeployTransaction(...args: A): Promise<ContractTransaction | TransactionRequest> };
  connect(address: string, runner?: ContractRunner | null): C;
}

/**
 * Deploys a contract on any chain and takes its address from the receipt. ethers' own `ContractFactory.deploy` computes
 * the address from a nonce, which is wrong on TRON; the TRON provider refuses to use such an address. With a signer of this
 * package, TRON keeps the factory's ABI with the contract, so that TRON's tools find its functions: see `storedAbi`.
 * @example const token = await deployContract(Stablecoin__factory, signer, name, symbol, decimals, controls, parameters);
 */
export async function deployContract<C, A extends unknown[]>(
  factory: FactoryClass<C, A>,
  signer: Signer,
  ...args: A
): Promise<C> {
  const creation = await new factory(signer).getDeployTransaction(...args);
  const details: { readonly abi?: StoredAbi } =
    signer instanceof TronSender && factory.abi !== undefined ? { abi: storedAbi(factory.abi) } : {};
  const sent = await signer.sendTransaction({ ...creation, ...details });
  const receipt = await sent.wait();
  if (receipt?.contractAddress == null) throw new Error(`${sent.hash} has created no contract.`);
  return factory.connect(receipt.contractAddress, signer);
}
