import type { Interface } from "ethers";
import type { ImmutableReferences } from "hardhat/types/artifacts";
import type { ContractName } from "./contracts.ts";

/** One compiled contract. */
export interface Compiled {
  readonly name: ContractName;
  /** Source and name as the compiler knows them, such as `project/contracts/token/Stablecoin.sol:Stablecoin`. */
  readonly qualifiedName: string;
  readonly abi: Interface;
  readonly creationCode: string;
  readonly runtimeCode: string;
  readonly immutables: ImmutableReferences;
  /** The compiler's standard JSON input. */
  readonly input: unknown;
}
