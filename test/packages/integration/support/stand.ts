import { ZeroAddress, parseEther, parseUnits, toBeHex } from "ethers";
import type { VectorFile } from "../../../../tools/package/vectors.ts";
import {
  IStablecoin__factory,
  IssuerControls__factory,
  Stablecoin__factory,
} from "../../../../typechain-types/index.js";
import type { IStablecoin } from "../../../../typechain-types/index.js";
import { type TestChain, addressOf } from "../../../support/chain.ts";
import { openEvmChain } from "../../../support/evm.ts";
import { entry, namespaceSlot } from "../../../support/slots.ts";
import { openTronNode } from "../../../support/tron.ts";

/** A chain with the chain id of a vector file, and the coin at its address. */
export interface Stand {
  readonly chain: TestChain;
  readonly token: IStablecoin;
}

interface Edits {
  setCode(address: string, code: string): Promise<unknown>;
  setStorage(address: string, slot: bigint, value: bigint): Promise<unknown>;
}

/**
 * Opens a chain of the file's platform under the file's chain id, deploys the token there, and puts its code where the
 * vectors have it: the domain is made from the address at which code runs.
 */
export async function openStand({ platform, domain, people, balance }: VectorFile): Promise<Stand> {
  const { chain, edits } = platform === "evm" ? await openEvm(domain.chainId) : await openTron(domain.chainId);
  const deployer = chain.account(0);
  const controls = await chain.deploy(IssuerControls__factory, deployer);
  const deployed = await chain.deploy(Stablecoin__factory, deployer, domain.name, "KGST", 6, addressOf(controls), {
    defaultAdmin: deployer.address,
    defaultAdminDelay: 1n,
    roles: [],
    reserveGate: ZeroAddress,
  });
  await edits.setCode(domain.verifyingContract, await chain.provider.getCode(addressOf(deployed)));
  const ledger = namespaceSlot("stablecoin.storage.Ledger");
  await edits.setStorage(domain.verifyingContract, entry(ledger, "address", people.payer.address), BigInt(balance));
  for (const { address } of Object.values(people)) {
    await chain.send(
      deployer.sendTransaction({ to: address, value: platform === "evm" ? parseEther("1") : parseUnits("1000", 6) }),
    );
  }
  return { chain, token: IStablecoin__factory.connect(domain.verifyingContract, chain.provider) };
}

async function openEvm(chainId: string): Promise<{ chain: TestChain; edits: Edits }> {
  const chain = await openEvmChain(BigInt(chainId));
  const provider = chain.provider as TestChain["provider"] & {
    send(method: string, params: unknown[]): Promise<unknown>;
  };
  return {
    chain,
    edits: {
      setCode: (address, code) => provider.send("hardhat_setCode", [address, code]),
      setStorage: (address, slot, value) =>
        provider.send("hardhat_setStorageAt", [address, toBeHex(slot), toBeHex(value, 32)]),
    },
  };
}

async function openTron(chainId: string): Promise<{ chain: TestChain; edits: Edits }> {
  const { chain, node } = await openTronNode({ chainId: BigInt(chainId), port: false });
  return {
    chain,
    edits: {
      setCode: (address, code) => node.setCode(address, code),
      setStorage: (address, slot, value) => node.setStorageAt(address, slot, value),
    },
  };
}
