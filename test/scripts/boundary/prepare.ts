import { writeFileSync } from "node:fs";
import { ContractFactory, ZeroAddress, parseUnits } from "ethers";
import hre from "hardhat";
import { addSignature, openTronFile, toTronFile } from "../../../issuer/cosigning/tron-file.ts";
import type { Side } from "../../issuer/attestation/support.ts";

const strays = new Map<Side["network"], string>();

/** A foreign token, all of which lies at the coin's own address by mistake; one for each network, whose chain may be another's. */
export async function makeStray({ network, coin, as }: Side): Promise<void> {
  if ((await coin.chain.code(strays.get(network) ?? ZeroAddress)) !== "0x") return;
  const { abi, bytecode } = await hre.artifacts.readArtifact("test/solidity/mocks/StrayTokens.sol:StrayToken");
  const factory = new ContractFactory(abi, bytecode, await as("MINTER"));
  const stray = await factory.deploy(coin.addresses.token, parseUnits("1000000", 18));
  // TRON makes addresses in its own way: the receipt has it.
  const receipt = await stray.deploymentTransaction()?.wait();
  strays.set(network, receipt?.contractAddress ?? "");
}

/** Its address. */
export function strayOf(network: Side["network"]): string {
  return strays.get(network) ?? "";
}

/**
 * Writes a TRON signing file of a freeze, by the guardian.
 * @param isSigned - Whether the guardian has signed it already.
 */
export async function writeSigningFile(side: Side, path: string, account: string, isSigned: boolean): Promise<void> {
  const { coin, as } = side;
  const from = await (await as("GUARDIAN")).getAddress();
  const data = coin.contracts.token.interface.encodeFunctionData("freeze", [account, `0x${"11".repeat(32)}`]);
  const draft = await coin.chain.draft({ from, to: coin.addresses.token, data });
  if (draft === null) throw new Error("TRON drafts everything.");
  const file = toTronFile(coin.desired, "freeze somebody", draft);
  const key = await coin.keys.find(from);
  if (key === null) throw new Error("The guardian's key is here.");
  const written = isSigned ? await addSignature(openTronFile(path, JSON.stringify(file)), key) : file;
  writeFileSync(path, JSON.stringify(written));
}
