import { Contract, ContractFactory, type Signer } from "ethers";
import hre from "hardhat";
import type { Account, TestChain } from "./chain.ts";

/** The contracts that exist only to play a part in tests, by the file they are in. */
const FILES = {
  SmartWallet: "SmartWallet.sol",
  StrictDelegate: "StrictDelegate.sol",
  RevertingWallet: "OddWallets.sol",
  ShortWallet: "OddWallets.sol",
  BooleanWallet: "OddWallets.sol",
  StrayToken: "StrayTokens.sol",
  SilentToken: "StrayTokens.sol",
  LyingToken: "StrayTokens.sol",
  RefusingToken: "StrayTokens.sol",
  ForeignControls: "ForeignControls.sol",
  MisplacedControls: "ForeignControls.sol",
  LaterControls: "LaterControls.sol",
  RepairedHolder: "RepairedHolder.sol",
  PlainOft: "PlainOft.sol",
} as const;

/** A contract that plays a part in tests. */
export type MockName = keyof typeof FILES;

/** Deploys one of the contracts in `test/solidity/mocks`. */
export async function deployMock(
  chain: TestChain,
  deployer: Account,
  name: MockName,
  ...args: unknown[]
): Promise<Contract> {
  const { abi, bytecode } = await hre.artifacts.readArtifact(`test/solidity/mocks/${FILES[name]}:${name}`);
  class MockFactory extends ContractFactory {
    constructor(signer: Signer) {
      super(abi, bytecode, signer);
    }
    static connect(address: string): Contract {
      return new Contract(address, abi, deployer);
    }
  }
  return await chain.deploy(MockFactory, deployer, ...args);
}

/** Encodes a call of a mock or of any contract whose ABI has the function. */
export function encodeCall(contract: Contract, name: string, ...args: unknown[]): string {
  return contract.interface.encodeFunctionData(name, args);
}
