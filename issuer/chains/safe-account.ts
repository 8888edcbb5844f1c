import { Contract, type Provider } from "ethers";
import { orMissing } from "./reasons.ts";
import { multiSendFor, releaseAt } from "./safe-code.ts";
import type { SafeState, SafeTransaction } from "./safe.ts";

const SAFE = [
  "function nonce() view returns (uint256)",
  "function getThreshold() view returns (uint256)",
  "function getOwners() view returns (address[])",
  "function getTransactionHash(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, uint256 nonce) view returns (bytes32)",
];

/**
 * Reads a Safe. Its version is that of its code; what it says of itself is not asked.
 * @param multiSend - The MultiSendCallOnly to use, if not the well-known one of the Safe's version.
 * @returns Null if the code at the address is not that of a known release, from 1.3.0 on: before, the chain was no part of
 * what owners sign.
 */
export async function safeAt(provider: Provider, address: string, multiSend = ""): Promise<SafeState | null> {
  if ((await provider.getCode(address)) === "0x") return null;
  const release = await releaseAt(provider, address);
  if (release === null) return null;
  const safe = new Contract(address, SAFE, provider);
  const views = ["nonce", "getThreshold", "getOwners"].map((name) => orMissing(safe.getFunction(name)()));
  const [nonce, threshold, owners] = (await Promise.all(views)) as [bigint | null, bigint | null, string[] | null];
  if (nonce === null || threshold === null || owners === null) return null;
  const { chainId } = await provider.getNetwork();
  const through = await multiSendFor(provider, release, multiSend);
  const { version } = release;
  return { address, version, chainId, nonce, threshold: Number(threshold), owners: [...owners], multiSend: through };
}

/** Returns the hash that the Safe itself computes for a transaction. */
export async function hashOnChain(
  provider: Provider,
  address: string,
  { to, value, data, operation, nonce }: SafeTransaction,
): Promise<string> {
  const zero = `0x${"00".repeat(20)}`;
  const hash = new Contract(address, SAFE, provider).getFunction("getTransactionHash");
  return (await hash(to, value, data, operation, 0n, 0n, 0n, zero, zero, nonce)) as string;
}
