import {
  AbstractSigner,
  type Provider,
  type TransactionRequest,
  TypedDataEncoder,
  type TypedDataDomain,
  assert,
  copyRequest,
  hashMessage,
  resolveAddress,
} from "ethers";
import { OperatorError } from "../errors.ts";
import type { AccountSigner, TypedDataTypes } from "./signer.ts";

/** An {@link AccountSigner} as contracts of ethers take it, on an EVM chain. */
export class EvmAccount extends AbstractSigner {
  readonly address: string;
  readonly #signer: AccountSigner;

  constructor(signer: AccountSigner, provider: Provider | null) {
    super(provider);
    this.address = signer.address;
    this.#signer = signer;
  }

  /** @inheritDoc */
  getAddress(): Promise<string> {
    return Promise.resolve(this.address);
  }

  /** @inheritDoc */
  connect(provider: Provider | null): EvmAccount {
    return new EvmAccount(this.#signer, provider);
  }

  /** @inheritDoc */
  override async signTransaction(request: TransactionRequest): Promise<string> {
    const { to, from, ...fields } = copyRequest(request);
    const sender = from == null ? this.address : await resolveAddress(from, this.provider);
    assert(sender === this.address, "The transaction is from another account.", "INVALID_ARGUMENT", {
      argument: "from",
      value: sender,
    });
    const target = to == null ? {} : { to: await resolveAddress(to, this.provider) };
    return this.#signer.signEvmTransaction({ ...fields, ...target });
  }

  /** @inheritDoc */
  override async signTypedData(
    domain: TypedDataDomain,
    types: TypedDataTypes,
    value: Record<string, unknown>,
  ): Promise<string> {
    const resolve = (name: string): Promise<string> => Promise.resolve(resolveAddress(name, this.provider));
    const resolved = await TypedDataEncoder.resolveNames(domain, types, value, resolve);
    return this.#signer.signTypedData(resolved.domain, types, resolved.value as Record<string, unknown>);
  }

  /** @inheritDoc */
  override async signMessage(message: string | Uint8Array): Promise<string> {
    if (this.#signer.signDigest === undefined) {
      throw new OperatorError("SIGNER_UNSUPPORTED", `Messages are not signed with ${this.#signer.place}.`);
    }
    return (await this.#signer.signDigest(hashMessage(message))).serialized;
  }
}
