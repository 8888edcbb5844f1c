import type { BaseContract, ContractRunner } from "ethers";
import { objectOf } from "../given.ts";
import { readHeader } from "../reading/header.ts";
import { asked } from "../reading/trouble.ts";
import { contractOf } from "../reading/view.ts";
import {
  type CancellationRequest,
  type PermitRequest,
  type TokenSource,
  type TransferRequest,
  authorizationBy,
  cancelBy,
  domainBy,
  permitBy,
} from "./requests.ts";
import type { Domain, Order } from "./typed-data.ts";

export {
  type CancellationRequest,
  DEFAULT_LIFETIME,
  type PermitRequest,
  type TransferRequest,
  randomNonce,
} from "./requests.ts";

/**
 * Returns the signing domain as the token itself states it (ERC-5267), checked against where it was asked.
 * @param token - connected with a provider
 * @param chainId - the chain that the payment is meant for; by default the one the provider says it serves
 * @throws IntegrationError `DOMAIN_MISMATCH` when the answer is about another contract or chain: a node that lies, or a
 * wallet on the wrong network; as `readUnit`
 */
export async function readDomain(token: BaseContract, chainId?: bigint | number): Promise<Domain> {
  return await asked(() => domainBy(sourceOf(token), chainId));
}

/**
 * Returns an allowance by signature (EIP-2612), ready to be signed.
 * @example
 * const order = await buildPermit(token, { owner, spender, value: parseAmount("250", 6) });
 * @throws IntegrationError `ADDRESS_INVALID`, `ORDER_INVALID` for a number or a time that is none, and as {@link readDomain}
 */
export async function buildPermit(token: BaseContract, request: PermitRequest): Promise<Order<"permit">> {
  return await asked(() => permitBy(sourceOf(token), request));
}

/**
 * Returns a payment that anyone can submit once (EIP-3009), ready to be signed. Contracts should ask for
 * `buildReceive`.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildTransfer(token: BaseContract, request: TransferRequest): Promise<Order<"transfer">> {
  return await asked(() => authorizationBy(sourceOf(token), "transfer", request));
}

/**
 * Returns a payment that only the payee can submit (EIP-3009), so that nobody gets ahead of it; ready to be signed.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildReceive(token: BaseContract, request: TransferRequest): Promise<Order<"receive">> {
  return await asked(() => authorizationBy(sourceOf(token), "receive", request));
}

/**
 * Returns the end of an authorization that was signed and not used (EIP-3009), ready to be signed.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildCancel(token: BaseContract, request: CancellationRequest): Promise<Order<"cancel">> {
  return await asked(() => cancelBy(sourceOf(token), request));
}

/** What a runner can tell of its chain without an ethers provider, as that over tronweb does. */
type ChainAware = ContractRunner & { readonly chainId?: () => Promise<bigint>; readonly now?: () => Promise<bigint> };

function sourceOf(given: BaseContract): TokenSource {
  const token = contractOf(given);
  const runner: ChainAware | null = token.runner;
  const call = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
    asked(async () => {
      const answer: unknown = await token.getFunction(name)(...args);
      return answer;
    });
  return {
    address: () => asked(() => token.getAddress()),
    domain: async () => objectOf("The domain", await call("eip712Domain")) as readonly unknown[],
    nonces: async (owner) => (await call("nonces", owner)) as bigint,
    chainId: () => asked(async () => (await runner?.chainId?.()) ?? (await runner?.provider?.getNetwork())?.chainId),
    now: () =>
      asked(async () => {
        const provider = runner?.provider;
        const block = provider == null ? undefined : await readHeader(provider, "latest");
        const here = BigInt(block?.timestamp ?? Math.floor(Date.now() / 1_000));
        return (await runner?.now?.()) ?? here;
      }),
  };
}
