import { type BrowserProvider, ZeroAddress, parseEther, parseUnits } from "ethers";
import type { EthereumProvider } from "hardhat/types/providers";
import { type ChainControls, evmControls, tronControls } from "../../../../scripts/embedded-chains.ts";
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

type Edits = Pick<ChainControls, "setCode" | "setStorage">;

/**
 * Opens a chain of the file's platform under the file's chain id, deploys the token there, and puts its code where the
 * vectors have it: the domain is made from the address at which code runs.
 */
export async function openStand({ platform, domain, people, balance }: VectorFile): Promise<Stand> {
  const { chain, edits } = platform === "evm" ? await openEvm(domain.chainId) : await openTron(domain.chainId);
  const deployer = chain.account(0);
  const controls = await chain.deploy(IssuerControls__factory, deployer);
  const deployed = await chain.deploy(
    Stablecoin__factory,
    deployer,
    domain.name,
    "KGST",
    "KGS",
    6,
    addressOf(controls),
    {
      defaultAdmin: deployer.address,
      defaultAdminDelay: 1n,
      roles: [],
      reserveGate: ZeroAddress,
      inflowCap: 0n,
    },
  );
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
  const provider = chain.provider as BrowserProvider;
  const request: EthereumProvider["request"] = ({ method, params = [] }) => provider.send(method, params as unknown[]);
  return { chain, edits: evmControls({ provider: { request } }) };
}

async function openTron(chainId: string): Promise<{ chain: TestChain; edits: Edits }> {
  const { chain, node } = await openTronNode({ chainId: BigInt(chainId), port: false });
  return { chain, edits: tronControls(node) };
}
