import {
  type Account,
  type Client,
  type Hash,
  type TransactionReceipt,
  type TypedDataDefinition,
  encodeFunctionData,
  parseAbiItem,
} from "viem";
import {
  call,
  getBlock,
  getChainId,
  readContract,
  sendTransaction,
  signTypedData,
  waitForTransactionReceipt,
} from "viem/actions";
import { toAccount } from "../account.ts";
import { chainOf } from "../chains.ts";
import { holderAbi } from "../generated/abi/holder.ts";
import { objectOf, valuesOf } from "../given.ts";
import { IntegrationError, isIntegrationError } from "../problem.ts";
import { type Writing, refusalOf } from "../reading/errors.ts";
import { asked, troubleError } from "../reading/trouble.ts";
import { readUnit } from "../reading/viem.ts";
import { type Form, callOf } from "./call.ts";
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
import { inTokenForm } from "./in-token-form.ts";
import {
  type Act,
  type Domain,
  type Hex,
  type Order,
  type SignedOrder,
  checkedOrder,
  checkedSigned,
  signerOf,
} from "./typed-data.ts";

/**
 * Returns the signing domain as the token itself states it (ERC-5267), checked against where it was asked.
 * @param client - of viem, also a public client or wagmi's
 * @param token - address of the token, in any form
 * @param chainId - the chain that the payment is meant for; by default the one that the node says it serves
 * @throws IntegrationError `DOMAIN_MISMATCH` when the answer is about another contract or chain: a node that lies, or a wallet on
 * the wrong network; `ADDRESS_INVALID`; `TOKEN_MISSING`, `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function readDomain(client: Client, token: string, chainId?: bigint | number): Promise<Domain> {
  return await asked(() => domainBy(sourceOf(client, token), chainId));
}

/**
 * Returns an allowance by signature (EIP-2612), ready to be signed; nonce from the token, deadline in half an hour by
 * default.
 * @throws IntegrationError `ORDER_INVALID` for a number or a time that is none, and as {@link readDomain}
 */
export async function buildPermit(client: Client, token: string, request: PermitRequest): Promise<Order<"permit">> {
  return await asked(() => permitBy(sourceOf(client, token), request));
}

/**
 * Returns a payment that anyone can submit once (EIP-3009), ready to be signed. Contracts should ask for
 * `buildReceive`.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildTransfer(
  client: Client,
  token: string,
  request: TransferRequest,
): Promise<Order<"transfer">> {
  return await asked(() => authorizationBy(sourceOf(client, token), "transfer", request));
}

/**
 * Returns a payment that only the payee can submit (EIP-3009), so that nobody gets ahead of it; ready to be signed.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildReceive(client: Client, token: string, request: TransferRequest): Promise<Order<"receive">> {
  return await asked(() => authorizationBy(sourceOf(client, token), "receive", request));
}

/**
 * Returns the end of an authorization that was signed and not used (EIP-3009), ready to be signed.
 * @throws IntegrationError as {@link buildPermit}
 */
export async function buildCancel(
  client: Client,
  token: string,
  request: CancellationRequest,
): Promise<Order<"cancel">> {
  return await asked(() => cancelBy(sourceOf(client, token), request));
}

/**
 * Has an order signed by a viem wallet client, or by a local account.
 * @param account - by default the client's, or else the one that the order names
 * @returns The order with its signature in the form the token takes.
 * @throws IntegrationError `WALLET_REJECTED` when the person declined, `WALLET_UNSUPPORTED`, and what else stands in the way of
 * asking the wallet; `ORDER_INVALID`; `SIGNATURE_MALFORMED` for an answer that is not bytes
 */
export async function signOrder<A extends Act>(
  order: Order<A>,
  client: Client,
  account?: Account | Hex,
): Promise<SignedOrder<A>> {
  objectOf("The client", client);
  const from = account ?? client.account ?? signerOf(order);
  const definition = typedDataOf(checkedOrder(order));
  return await inTokenForm(order, await asked(() => signTypedData(client, { ...definition, account: from })));
}

/**
 * Carries a signed order to the token; the client's account pays the gas. For `receive` it must be the payee's.
 * @throws IntegrationError `REVERTED` with the token's reason as a sentence; `WALLET_REJECTED`, `GAS_MONEY_MISSING`,
 * `GAS_EXHAUSTED`, `NODE_UNREACHABLE` and what else stands in the way; `ORDER_INVALID`, `SIGNATURE_MALFORMED`
 */
export async function submitOrder(signed: SignedOrder, client: Client, form: Form = "bytes"): Promise<Hash> {
  const request = requestOf(signed, form);
  const { account, chain } = valuesOf("The client", client);
  if (account === undefined)
    throw new IntegrationError("WALLET_UNSUPPORTED", "The client has no account to send from.");
  try {
    return await sendTransaction(client, { account, chain: chain ?? null, ...request });
  } catch (error) {
    throw await refusal(signed, client, error);
  }
}

/**
 * Returns whether the token would execute a signed order now: signature, time, nonce, freezes, pauses and balance.
 * @param client - for `receive` with the payee's account
 * @returns undefined if it would, otherwise the refusal
 * @throws IntegrationError `NODE_UNREACHABLE`, `TOKEN_MISSING` and what else stands in the way of asking; `ORDER_INVALID`
 */
export async function simulateOrder(signed: SignedOrder, client: Client): Promise<IntegrationError | undefined> {
  const request = requestOf(signed, "bytes");
  const { account } = valuesOf("The client", client);
  try {
    await call(client, { ...request, ...(account === undefined ? {} : { account }) });
    return undefined;
  } catch (error) {
    const refused = await refusal(signed, client, error);
    if (refused.code === "REVERTED") return refused;
    throw refused;
  }
}

/** What became of a permit. */
export type PermitOutcome =
  | { readonly status: "submitted"; readonly receipt: TransactionReceipt }
  /** Somebody else carried the same permit to the token before: the allowance is there. */
  | { readonly status: "already submitted"; readonly receipt: undefined };

/**
 * Carries a permit to the token and waits for it. If somebody else carried it there first, this fails although the
 * allowance is there; then the answer is `already submitted`.
 * @throws IntegrationError `REVERTED` if it failed and the allowance is not there, and as {@link submitOrder}
 */
export async function submitPermit(signed: SignedOrder<"permit">, client: Client): Promise<PermitOutcome> {
  try {
    const hash = await submitOrder(signed, client);
    const receipt = await waitForTransactionReceipt(client, { hash });
    if (receipt.status === "success") return { status: "submitted", receipt };
    throw new IntegrationError("REVERTED", "The permit's transaction was executed without success.");
  } catch (error) {
    const refused = await refusal(signed, client, error);
    if (refused.code !== "ORDER_INVALID" && (await isPermitted(signed, client))) {
      return { status: "already submitted", receipt: undefined };
    }
    throw refused;
  }
}

/**
 * Returns whether a permit was used, by whomever, and what it allowed is still there.
 * @throws IntegrationError as {@link readDomain}; `ORDER_INVALID`
 */
export async function isPermitted(signed: SignedOrder<"permit">, client: Client): Promise<boolean> {
  const { domain, message } = checkedSigned(signed).order;
  const { owner, spender, value, nonce } = message;
  const token = { address: domain.verifyingContract, abi: holderAbi } as const;
  objectOf("The client", client);
  const [next, allowance] = await asked(() =>
    Promise.all([
      readContract(client, { ...token, functionName: "nonces", args: [owner] }),
      readContract(client, { ...token, functionName: "allowance", args: [owner, spender] }),
    ]),
  );
  return next > nonce && allowance >= value;
}

function sourceOf(client: Client, token: string): TokenSource {
  objectOf("The client", client);
  const address = toAccount(token);
  const contract = { address, abi: holderAbi } as const;
  return {
    address: () => Promise.resolve(address),
    domain: () => asked(() => readContract(client, { ...contract, functionName: "eip712Domain" })),
    nonces: (owner) => asked(() => readContract(client, { ...contract, functionName: "nonces", args: [owner as Hex] })),
    chainId: () => asked(() => getChainId(client)),
    now: () => asked(async () => (await getBlock(client)).timestamp),
  };
}

function requestOf(signed: SignedOrder, form: Form): { readonly to: Hex; readonly data: Hex } {
  const { signature, functionName, args } = callOf(signed, form);
  const abi = [parseAbiItem(`function ${signature}`)];
  try {
    return {
      to: checkedSigned(signed).order.domain.verifyingContract,
      data: encodeFunctionData({ abi, functionName, args }),
    };
  } catch (error) {
    throw troubleError(error);
  }
}

/** Returns what the token said, as a sentence in whole coins, or what went wrong around it. */
async function refusal(signed: SignedOrder, client: Client, error: unknown): Promise<IntegrationError> {
  if (isIntegrationError(error)) return error;
  return refusalOf(error, await writingOf(signed, client));
}

/** A node that has just refused may not answer either: then amounts are written in smallest units. */
async function writingOf(signed: SignedOrder, client: Client): Promise<Writing> {
  const { chainId, verifyingContract } = signed.order.domain;
  const chain = chainOf(chainId);
  const platform = chain === undefined ? {} : { platform: chain.platform };
  try {
    return { ...(await readUnit(client, verifyingContract)), ...platform };
  } catch {
    return platform;
  }
}

function typedDataOf({ domain, types, primaryType, message }: Order): TypedDataDefinition {
  return { domain, types, primaryType, message } as unknown as TypedDataDefinition;
}
