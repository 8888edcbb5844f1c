/**
 * The same for viem: orders, signatures, submission. Loads nothing but viem; ethers is not needed here.
 * @packageDocumentation
 */
import {
  type Account,
  type Address,
  type Client,
  type Hash,
  type Hex,
  type TypedDataDefinition,
  ContractFunctionExecutionError,
  encodeFunctionData,
  hashTypedData,
  parseAbi,
  parseAbiItem,
  recoverTypedDataAddress,
} from "viem";
import {
  getBlock,
  getChainId,
  getCode,
  readContract,
  sendTransaction,
  signTypedData,
  waitForTransactionReceipt,
} from "viem/actions";
import { holderAbi } from "./generated/abi/holder.ts";
import { IntegrationError } from "./problem.ts";
import { type Form, callOf } from "./signing/call.ts";
import { serializeSignature, tokenForm } from "./signing/signature.ts";
import {
  type Act,
  type AuthorizationMessage,
  type CancellationMessage,
  type Domain,
  type Order,
  type PermitMessage,
  type SignedOrder,
  orderOf,
  signerOf,
} from "./signing/typed-data.ts";

export * from "./moving/viem.ts";
export {
  ENDPOINT_IDS,
  type Following,
  type Move,
  type MoveCall,
  type MoveQuote,
  type MoveRequest,
  type MoveStanding,
} from "./moving/move.ts";
export * from "./signing/call.ts";
export * from "./signing/json.ts";
export * from "./signing/signature.ts";
export * from "./signing/typed-data.ts";

const LIFETIME = 1_800n;
const ERC1271 = parseAbi(["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"]);
const MAGIC = "0x1626ba7e";

/**
 * Returns the signing domain as the token itself states it (ERC-5267).
 * @throws IntegrationError `DOMAIN_MISMATCH` when it is about another contract or chain
 */
export async function readDomain(client: Client, token: Address): Promise<Domain> {
  const [fields, name, version, chainId, verifyingContract] = await readContract(client, {
    address: token,
    abi: holderAbi,
    functionName: "eip712Domain",
  });
  const served = await getChainId(client);
  const right =
    fields === "0x0f" && verifyingContract.toLowerCase() === token.toLowerCase() && chainId === BigInt(served);
  if (!right) {
    const message = `The contract states the domain of ${verifyingContract} on chain ${chainId}, and chain ${served} was asked.`;
    throw new IntegrationError("DOMAIN_MISMATCH", message);
  }
  return { name, version, chainId, verifyingContract };
}

/** Fields that are read or chosen when they are left out. */
type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/**
 * Returns an allowance by signature (EIP-2612), ready to be signed; nonce from the token, deadline in half an hour by
 * default.
 */
export async function buildPermit(
  client: Client,
  token: Address,
  request: Optional<PermitMessage, "nonce" | "deadline">,
): Promise<Order<"permit">> {
  const { owner, spender, value } = request;
  const nonce =
    request.nonce ??
    (await readContract(client, { address: token, abi: holderAbi, functionName: "nonces", args: [owner] }));
  const deadline = request.deadline ?? (await soon(client));
  return orderOf("permit", await readDomain(client, token), { owner, spender, value, nonce, deadline });
}

/**
 * Returns a payment that anyone (`transfer`) or only the payee (`receive`) can submit once (EIP-3009), ready to be
 * signed.
 */
export async function buildAuthorization<A extends "transfer" | "receive">(
  client: Client,
  token: Address,
  act: A,
  request: Optional<AuthorizationMessage, "validAfter" | "validBefore" | "nonce">,
): Promise<Order<A>> {
  const { from, to, value, validAfter = 0n, nonce = randomNonce() } = request;
  const validBefore = request.validBefore ?? (await soon(client));
  const message = { from, to, value, validAfter, validBefore, nonce } as Order<A>["message"];
  return orderOf(act, await readDomain(client, token), message);
}

/** Returns the end of an authorization that was not used (EIP-3009), ready to be signed. */
export async function buildCancel(
  client: Client,
  token: Address,
  request: CancellationMessage,
): Promise<Order<"cancel">> {
  return orderOf("cancel", await readDomain(client, token), request);
}

/**
 * Has an order signed by a viem wallet client, or by a local account.
 * @returns The order with its signature in the form the token takes.
 */
export async function signOrder<A extends Act>(
  order: Order<A>,
  client: Client,
  account?: Account | Address,
): Promise<SignedOrder<A>> {
  const typedData = typedDataOf(order);
  const from = account ?? client.account ?? signerOf(order);
  const raw = await signTypedData(client, { ...typedData, account: from });
  return { order, signature: await canonicalIfOwn(order, raw) };
}

/**
 * Returns whether the token would take the signature, by the token's own rule: the account's key first, then its code
 * (ERC-1271). Other than viem's own check it takes no ERC-6492 wrapper, since the token does not.
 */
export async function verifySignature({ order, signature }: SignedOrder, client: Client): Promise<boolean> {
  const account = signerOf(order);
  const form = tokenForm(signature);
  if (form !== undefined && (await recovers(order, form))) return true;
  if ((await getCode(client, { address: account })) === undefined) return false;
  const args = [hashTypedData(typedDataOf(order)), signature] as const;
  try {
    const wallet = { address: account, abi: ERC1271, functionName: "isValidSignature", args } as const;
    return (await readContract(client, wallet)) === MAGIC;
  } catch (error) {
    if (error instanceof ContractFunctionExecutionError) return false; // code that answers with anything else
    throw error;
  }
}

/** Carries a signed order to the token; the client's account pays the gas. */
export async function submitOrder(signed: SignedOrder, client: Client, form: Form = "bytes"): Promise<Hash> {
  const { signature, functionName, args } = callOf(signed, form);
  const abi = [parseAbiItem(`function ${signature}`)];
  const data = encodeFunctionData({ abi, functionName, args });
  const { account, chain } = client;
  if (account === undefined)
    throw new IntegrationError("WALLET_UNSUPPORTED", "The client has no account to send from.");
  return await sendTransaction(client, {
    account,
    chain: chain ?? null,
    to: signed.order.domain.verifyingContract,
    data,
  });
}

/**
 * Carries a permit to the token and waits for it. If somebody else carried it there first, this fails although the
 * allowance is there; then the answer is `already submitted`.
 */
export async function submitPermit(
  signed: SignedOrder<"permit">,
  client: Client,
): Promise<"submitted" | "already submitted"> {
  const { domain, message } = signed.order;
  const token = { address: domain.verifyingContract, abi: holderAbi } as const;
  let failure: unknown;
  try {
    const receipt = await waitForTransactionReceipt(client, { hash: await submitOrder(signed, client) });
    if (receipt.status === "success") return "submitted";
    failure = new IntegrationError("REVERTED", "The permit's transaction was executed without success.");
  } catch (error) {
    failure = error;
  }
  const next = await readContract(client, { ...token, functionName: "nonces", args: [message.owner] });
  const args = [message.owner, message.spender] as const;
  const allowance = await readContract(client, { ...token, functionName: "allowance", args });
  if (next > message.nonce && allowance >= message.value) return "already submitted";
  throw failure;
}

/** Returns a nonce for an authorization: 32 random bytes. */
export function randomNonce(): Hex {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(32));
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function typedDataOf({ domain, types, primaryType, message }: Order): TypedDataDefinition {
  return { domain, types, primaryType, message } as unknown as TypedDataDefinition;
}

async function canonicalIfOwn(order: Order, signature: Hex): Promise<Hex> {
  try {
    const canonical = serializeSignature(signature);
    return (await recovers(order, canonical)) ? canonical : signature;
  } catch {
    return signature; // of a contract wallet: its code knows what to make of it
  }
}

async function recovers(order: Order, signature: Hex): Promise<boolean> {
  try {
    const signer = await recoverTypedDataAddress({ ...typedDataOf(order), signature });
    return signer.toLowerCase() === signerOf(order).toLowerCase();
  } catch {
    return false; // no point of the curve has this number
  }
}

async function soon(client: Client): Promise<bigint> {
  return (await getBlock(client)).timestamp + LIFETIME;
}
