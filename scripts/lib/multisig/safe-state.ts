import { Contract, type Provider } from "ethers";
import { orMissing } from "../engine/reasons.ts";
import { MULTI_SEND_CALL_ONLY, type SafeState, type SafeTransaction } from "./safe.ts";

const SAFE = [
  "function VERSION() view returns (string)",
  "function nonce() view returns (uint256)",
  "function getThreshold() view returns (uint256)",
  "function getOwners() view returns (address[])",
  "function getTransactionHash(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, uint256 nonce) view returns (bytes32)",
];
/** Before 1.3.0 the chain was no part of what owners sign. */
const SUPPORTED = /^1\.([3-9]|\d\d)\./;

/**
 * Reads a Safe.
 * @param multiSend The MultiSendCallOnly to use, if not the well-known one of the Safe's version.
 * @returns Null if there is no Safe of a version from 1.3.0 at the address.
 */
export async function safeAt(provider: Provider, address: string, multiSend = ""): Promise<SafeState | null> {
  if ((await provider.getCode(address)) === "0x") return null;
  const safe = new Contract(address, SAFE, provider);
  const views = ["VERSION", "nonce", "getThreshold", "getOwners"].map((name) => orMissing(safe.getFunction(name)()));
  const [version, nonce, threshold, owners] = (await Promise.all(views)) as [
    string | null,
    bigint | null,
    bigint | null,
    string[] | null,
  ];
  if (version === null || nonce === null || threshold === null || owners === null) return null; // some other contract
  if (!SUPPORTED.test(version)) return null;
  const { chainId } = await provider.getNetwork();
  const known = multiSend === "" ? MULTI_SEND_CALL_ONLY[version.replace(/\+.*$/, "")] : multiSend;
  const there = known !== undefined && (await provider.getCode(known)) !== "0x";
  const state = { address, version, chainId, nonce, threshold: Number(threshold), owners: [...owners] };
  return { ...state, multiSend: there ? known : null };
}

/** The hash that the Safe itself computes for a transaction. */
export async function hashOnChain(
  provider: Provider,
  address: string,
  { to, value, data, operation, nonce }: SafeTransaction,
): Promise<string> {
  const zero = `0x${"00".repeat(20)}`;
  const hash = new Contract(address, SAFE, provider).getFunction("getTransactionHash");
  return (await hash(to, value, data, operation, 0n, 0n, 0n, zero, zero, nonce)) as string;
}
