/** Has ethers do quickly what tests have it do most. Whatever opens a chain imports it. */
import { keccak256 as nativeKeccak256 } from "@nomicfoundation/edr";
import { Interface, type InterfaceAbi, keccak256 } from "ethers";

// Hardhat does so too where a test opens one of its networks. In JavaScript, each address and selector costs several times more.
keccak256.register(nativeKeccak256);

// A contract's typing has its ABI read again by each object that is made of it, which takes longer than most calls.
const readInterface = Interface.from.bind(Interface);
const interfaces = new WeakMap<object, Interface>();
Interface.from = (abi: InterfaceAbi | Interface): Interface => {
  if (typeof abi === "string") return readInterface(abi);
  const known = interfaces.get(abi) ?? readInterface(abi);
  interfaces.set(abi, known);
  return known;
};
