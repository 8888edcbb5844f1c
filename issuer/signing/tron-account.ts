import type { Provider, TypedDataDomain } from "ethers";
import { type TronConnection, TronSender, tronMessageDigest } from "../../packages/tron/signer.ts";
import type { UnsignedTransaction } from "../../packages/tron/transactions.ts";
import { OperatorError } from "../errors.ts";
import type { AccountSigner, TypedDataTypes } from "./signer.ts";

/** An {@link AccountSigner} as contracts of ethers take it, on TRON. */
export class TronAccount extends TronSender {
  readonly address: string;
  readonly #signer: AccountSigner;

  constructor(signer: AccountSigner, provider: TronConnection) {
    super(provider);
    this.address = signer.address;
    this.#signer = signer;
  }

  /** @inheritDoc */
  connect(provider: Provider | null): TronAccount {
    return new TronAccount(this.#signer, (provider ?? this.provider) as TronConnection);
  }

  /** @inheritDoc */
  override async signMessage(message: string | Uint8Array): Promise<string> {
    if (this.#signer.signDigest === undefined) {
      throw new OperatorError("SIGNER_UNSUPPORTED", `Messages are not signed with ${this.#signer.place}.`);
    }
    return (await this.#signer.signDigest(tronMessageDigest(message))).serialized;
  }

  protected override signBuilt(transaction: UnsignedTransaction): Promise<string> {
    return this.#signer.signTronTransaction(transaction);
  }

  protected override signResolved(
    domain: TypedDataDomain,
    types: TypedDataTypes,
    value: Record<string, unknown>,
  ): Promise<string> {
    return this.#signer.signTypedData(domain, types, value);
  }
}

/** Returns a key that acts for an account of another address: TRON lets an account name keys in its permissions. */
export function permittedSigner(key: AccountSigner, account: string, permissionId: number): AccountSigner {
  const notHere = (): Promise<string> => {
    const message = `${key.address} signs TRON's transactions for ${account}, and nothing else in its name.`;
    return Promise.reject(new OperatorError("SIGNER_UNSUPPORTED", message));
  };
  return {
    address: account,
    place: key.place,
    permissionId,
    signTronTransaction: (transaction) => key.signTronTransaction(transaction),
    signEvmTransaction: notHere,
    signTypedData: notHere,
  };
}
