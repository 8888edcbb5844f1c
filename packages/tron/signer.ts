import {
  AbiCoder,
  AbstractSigner,
  type Provider,
  SigningKey,
  type TransactionRequest,
  type TransactionResponse,
  TypedDataEncoder,
  type TypedDataDomain,
  type TypedDataField,
  computeAddress,
  concat,
  hexlify,
  isHexString,
  keccak256,
  resolveAddress,
  sha256,
  toQuantity,
  toUtf8Bytes,
} from "ethers";
import { TronError } from "./error.ts";
import type { StoredAbi } from "./stored-abi.ts";
import { type UnsignedTransaction, attachSignatures } from "./transactions.ts";

/** A provider that {@link TronSigner} can send through: anything of ethers over a `TronProvider`. */
export type TronConnection = Provider & { send(method: string, params: unknown[]): Promise<unknown> };

/** What TRON keeps of a contract that a transaction creates. */
export interface CreationDetails {
  /** Name that explorers show, at most 32 bytes. */
  readonly name?: string;
  /** What tools see that know the address only: see `storedAbi`. */
  readonly abi?: StoredAbi;
}

interface BuiltTransaction {
  readonly rawData: string;
  readonly expiration: string;
}

/** What every ethers signer on TRON does alike: the provider builds a transaction, its owner signs it, the node gets it. */
export abstract class TronSender extends AbstractSigner<TronConnection> {
  /** The account, `0x…`. */
  abstract readonly address: string;

  /** Signs a transaction that was built. @returns The signature, 65 bytes. */
  protected abstract signBuilt(transaction: UnsignedTransaction): Promise<string>;

  /** Signs typed data without names. @returns The signature, 65 bytes. */
  protected abstract signResolved(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string>;

  /** @inheritDoc */
  getAddress(): Promise<string> {
    return Promise.resolve(this.address);
  }

  /**
   * Signs a transaction with TRON's encoding.
   * @returns The protobuf bytes, for `eth_sendRawTransaction`.
   */
  override async signTransaction(tx: TransactionRequest & CreationDetails): Promise<string> {
    const { to, data, value, gasLimit, name, abi } = tx;
    const request = {
      from: this.address,
      ...(to == null ? {} : { to: await resolveAddress(to, this.provider) }),
      ...(data == null ? {} : { data: hexlify(data) }),
      ...(value == null ? {} : { value: toQuantity(value) }),
      ...(gasLimit == null ? {} : { gas: toQuantity(gasLimit) }),
      ...(tx.authorizationList == null ? {} : { authorizationList: tx.authorizationList }),
      ...(name === undefined ? {} : { name }),
      ...(abi === undefined ? {} : { abi }),
    };
    const { rawData, expiration } = await this.#build(request);
    const unsigned = { hash: sha256(rawData), rawData, expiration: BigInt(expiration) };
    return attachSignatures(unsigned, [await this.signBuilt(unsigned)]).raw;
  }

  /** @inheritDoc */
  override async sendTransaction(tx: TransactionRequest & CreationDetails): Promise<TransactionResponse> {
    const raw = await this.signTransaction(tx);
    const hash = (await this.provider.send("eth_sendRawTransaction", [raw])) as string;
    const sent = await this.provider.getTransaction(hash);
    if (sent === null) throw new TronError("NODE_ANSWER_INVALID", `The node took ${hash} and does not know it.`);
    return sent;
  }

  /** Signs typed data as TIP-712 does: EIP-712 with 20-byte addresses. */
  override async signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    const resolve = (name: string): Promise<string> => Promise.resolve(resolveAddress(name, this.provider));
    const resolved = await TypedDataEncoder.resolveNames(domain, types, value, resolve);
    return this.signResolved(resolved.domain, types, resolved.value as Record<string, unknown>);
  }

  /** A revert comes as the `CALL_EXCEPTION` that ethers throws for one on any chain. */
  async #build(request: { from: string; to?: string; data?: string }): Promise<BuiltTransaction> {
    try {
      return (await this.provider.send("tron_buildTransaction", [request])) as BuiltTransaction;
    } catch (thrown) {
      const data = (thrown as { readonly error?: { readonly data?: unknown } }).error?.data;
      if (!isHexString(data)) throw thrown;
      throw AbiCoder.getBuiltinCallException("estimateGas", request, data);
    }
  }
}

/** Returns what TRON's wallets sign for a message (`signMessageV2`). */
export function tronMessageDigest(message: string | Uint8Array): string {
  const bytes = typeof message === "string" ? toUtf8Bytes(message) : message;
  return keccak256(concat([toUtf8Bytes(`\x19TRON Signed Message:\n${bytes.length}`), bytes]));
}

/** An ethers signer whose key never leaves it: transactions are built by the provider and signed here. */
export class TronSigner extends TronSender {
  readonly address: string;
  readonly signingKey: SigningKey;

  /** @param key - private key @param provider - over a `TronProvider`, such as `new BrowserProvider(tronProvider)` */
  constructor(key: string | SigningKey, provider: TronConnection) {
    super(provider);
    this.signingKey = typeof key === "string" ? new SigningKey(key) : key;
    this.address = computeAddress(this.signingKey);
  }

  /** @inheritDoc */
  connect(provider: Provider | null): TronSigner {
    return new TronSigner(this.signingKey, (provider ?? this.provider) as TronConnection);
  }

  /** Signs with the prefix of TRON's wallets (`signMessageV2`). */
  override signMessage(message: string | Uint8Array): Promise<string> {
    return Promise.resolve(this.signingKey.sign(tronMessageDigest(message)).serialized);
  }

  protected override signBuilt({ hash }: UnsignedTransaction): Promise<string> {
    return Promise.resolve(this.signingKey.sign(hash).serialized);
  }

  protected override signResolved(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    return Promise.resolve(this.signingKey.sign(TypedDataEncoder.hash(domain, types, value)).serialized);
  }
}
