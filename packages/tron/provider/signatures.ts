import {
  type TypedDataDomain,
  type TypedDataField,
  TypedDataEncoder,
  concat,
  getBytes,
  keccak256,
  toUtf8Bytes,
} from "ethers";
import type { Session } from "./session.ts";

interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Readonly<Record<string, TypedDataField[]>>;
  readonly message: Record<string, unknown>;
}

/**
 * `eth_signTypedData_v4`. TIP-712 is EIP-712 with addresses of 20 bytes and `block.chainid` for the domain, so contracts
 * check it as on any other chain.
 */
export async function signTypedData(session: Session, account: unknown, data: unknown): Promise<string> {
  const { domain, types, message } = (typeof data === "string" ? JSON.parse(data) : data) as TypedData;
  const own = Object.fromEntries(Object.entries(types).filter(([name]) => name !== "EIP712Domain"));
  const key = await session.key(String(account));
  return key.sign(TypedDataEncoder.hash(domain, own, message)).serialized;
}

/** `personal_sign`, with the prefix of TRON's wallets (`signMessageV2`): it is not a signature of anything on Ethereum. */
export async function personalSign(session: Session, message: unknown, account: unknown): Promise<string> {
  const bytes = getBytes(String(message));
  const prefix = toUtf8Bytes(`\x19TRON Signed Message:\n${bytes.length}`);
  const key = await session.key(String(account));
  return key.sign(keccak256(concat([prefix, bytes]))).serialized;
}
