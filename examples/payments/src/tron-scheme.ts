import { type OrderSigner, buildTransfer, connectToken, randomNonce, signOrder, toBase58 } from "@kgst/integration";
import type { PaymentPayloadResult, PaymentRequirements, SchemeNetworkClient } from "@x402/core/types";
import type { Provider } from "ethers";

/**
 * x402's scheme `exact` on TRON for its client, where the token has EIP-3009: the payload is that of EVM chains, the network is CAIP-2
 * (`tron:0x2b6653dc`), and addresses have TRON's form. TIP-712 signs the same bytes as EIP-712.
 */
export class ExactTronScheme implements SchemeNetworkClient {
  readonly scheme = "exact";
  readonly #account: string;
  readonly #wallet: OrderSigner;
  readonly #provider: Provider;

  /** @param account - of the payer @param wallet - tronweb, TronLink or a signer of ethers @param provider - reads the chain */
  constructor(account: string, wallet: OrderSigner, provider: Provider) {
    this.#account = account;
    this.#wallet = wallet;
    this.#provider = provider;
  }

  async createPaymentPayload(version: number, wanted: PaymentRequirements): Promise<PaymentPayloadResult> {
    const token = connectToken(wanted.asset, this.#provider);
    const now = BigInt((await this.#provider.getBlock("latest"))?.timestamp ?? 0);
    const { order, signature } = await signOrder(
      await buildTransfer(token, {
        ...{ from: this.#account, to: wanted.payTo, value: BigInt(wanted.amount), nonce: randomNonce() },
        validBefore: now + BigInt(wanted.maxTimeoutSeconds),
      }),
      this.#wallet,
    );
    const { from, to, value, validAfter, validBefore, nonce } = order.message;
    const authorization = {
      ...{ from: toBase58(from), to: toBase58(to), value: value.toString(), nonce },
      ...{ validAfter: validAfter.toString(), validBefore: validBefore.toString() },
    };
    return { x402Version: version, payload: { authorization, signature } };
  }
}
