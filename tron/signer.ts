import {
  AbiCoder,
  AbstractSigner,
  type BytesLike,
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
import { signTransaction } from "./transactions.ts";

/** A provider that {@link TronSigner} can send through: anything of ethers over a `TronProvider`. */
export type TronConnection = Provider & { send(method: string, params: unknown[]): Promise<unknown> };

interface BuiltTransaction {
  readonly rawData: string;
  readonly expiration: string;
}

/** An ethers signer whose key never leaves it: transactions are built by the provider and signed here. */
export class TronSigner extends AbstractSigner<TronConnection> {
  readonly address: string;
  readonly signingKey: SigningKey;

  /** @param key - private key @param provider - over a `TronProvider`, such as `new BrowserProvider(tronProvider)` */
  constructor(key: string | SigningKey, provider: TronConnection) {
    super(provider);
    this.signingKey = typeof key === "string" ? new SigningKey(key) : key;
    this.address = computeAddress(this.signingKey);
  }

  /** @inheritDoc */
  getAddress(): Promise<string> {
    return Promise.resolve(this.address);
  }

  /** @inheritDoc */
  connect(provider: Provider | null): TronSigner {
    return new TronSigner(this.signingKey, (provider ?? this.provider) as TronConnection);
  }

  /**
   * Signs a transaction with TRON's encoding.
   * @returns The protobuf bytes, for `eth_sendRawTransaction`.
   */
  override async signTransaction(tx: TransactionRequest): Promise<string> {
    const { to, data, value, gasLimit } = tx;
    const request = {
      from: this.address,
      ...(to == null ? {} : { to: await resolveAddress(to, this.provider) }),
      ...(data == null ? {} : { data: hexlify(data) }),
      ...(value == null ? {} : { value: toQuantity(value) }),
      ...(gasLimit == null ? {} : { gas: toQuantity(gasLimit) }),
      ...(tx.authorizationList == null ? {} : { authorizationList: tx.authorizationList }),
    };
    const { rawData, expiration } = await this.#build(request);
    return signTransaction({ hash: sha256(rawData), rawData, expiration: BigInt(expiration) }, this.signingKey).raw;
  }

  /** @inheritDoc */
  override async sendTransaction(tx: TransactionRequest): Promise<TransactionResponse> {
    const raw = await this.signTransaction(tx);
    const hash = (await this.provider.send("eth_sendRawTransaction", [raw])) as string;
    const sent = await this.provider.getTransaction(hash);
    if (sent === null) throw new Error(`The node took ${hash} and does not know it.`);
    return sent;
  }

  /** Signs with the prefix of TRON's wallets (`signMessageV2`). */
  override signMessage(message: string | Uint8Array): Promise<string> {
    const bytes = typeof message === "string" ? toUtf8Bytes(message) : message;
    const prefix: BytesLike = toUtf8Bytes(`\x19TRON Signed Message:\n${bytes.length}`);
    return Promise.resolve(this.signingKey.sign(keccak256(concat([prefix, bytes]))).serialized);
  }

  /** Signs typed data as TIP-712 does: EIP-712 with 20-byte addresses. */
  override async signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    const resolve = (name: string): Promise<string> => Promise.resolve(resolveAddress(name, this.provider));
    const resolved = await TypedDataEncoder.resolveNames(domain, types, value, resolve);
    const digest = TypedDataEncoder.hash(resolved.domain, types, resolved.value as Record<string, unknown>);
    return this.signingKey.sign(digest).serialized;
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
