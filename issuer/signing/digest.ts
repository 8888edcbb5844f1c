import {
  type BaseWallet,
  type Signature,
  SigningKey,
  Transaction,
  type TransactionLike,
  type TypedDataDomain,
  TypedDataEncoder,
  computeAddress,
  sha256,
} from "ethers";
import type { UnsignedTransaction } from "../../packages/tron/transactions.ts";
import { type AccountSigner, type TypedDataTypes, signatureOf, splitSignature } from "./signer.ts";

/** Signs 32 bytes; the two numbers of ECDSA, s in either half. */
export type DigestSigning = (digest: string) => Promise<{ readonly r: bigint; readonly s: bigint }>;

/** An account whose key signs 32 bytes at a time: a local key or a key service. Everything else is hashed here. */
export class DigestSigner implements AccountSigner {
  readonly address: string;
  readonly place: string;
  readonly #sign: DigestSigning;

  constructor(address: string, place: string, sign: DigestSigning) {
    this.address = address;
    this.place = place;
    this.#sign = sign;
  }

  async signDigest(digest: string): Promise<Signature> {
    const { r, s } = await this.#sign(digest);
    return signatureOf(digest, r, s, this.address);
  }

  async signEvmTransaction(fields: TransactionLike): Promise<string> {
    const transaction = Transaction.from(fields);
    transaction.signature = await this.signDigest(transaction.unsignedHash);
    return transaction.serialized;
  }

  async signTronTransaction({ rawData }: UnsignedTransaction): Promise<string> {
    return (await this.signDigest(sha256(rawData))).serialized;
  }

  async signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: Record<string, unknown>): Promise<string> {
    return (await this.signDigest(TypedDataEncoder.hash(domain, types, value))).serialized;
  }
}

/** Returns a key in this process: from Hardhat's keystore, the environment, or the public development accounts. */
export function localSigner(key: string | SigningKey | BaseWallet): DigestSigner {
  const signingKey = toSigningKey(key);
  const sign: DigestSigning = (digest) => Promise.resolve(splitSignature(signingKey.sign(digest)));
  return new DigestSigner(computeAddress(signingKey), "a key on this machine", sign);
}

function toSigningKey(key: string | SigningKey | BaseWallet): SigningKey {
  if (typeof key === "string") return new SigningKey(key);
  return key instanceof SigningKey ? key : key.signingKey;
}
