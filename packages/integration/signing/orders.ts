import { type ContractRunner, hexlify, randomBytes } from "ethers";
import type { IStablecoin } from "../../../typechain-types/index.js";
import { tip712ChainId } from "../chains.ts";
import { toAccount } from "../account.ts";
import { IntegrationError } from "../problem.ts";
import { readHeader } from "../reading/header.ts";
import { type Domain, type Hex, type Order, orderOf } from "./typed-data.ts";

/** Fields that the token's domain has (ERC-5267): name, version, chainId, verifyingContract. */
const DOMAIN_FIELDS = "0x0f";

/** How long an order counts unless told otherwise, in seconds. */
export const DEFAULT_LIFETIME = 1_800n;

/**
 * Returns the signing domain as the token itself states it (ERC-5267), checked against where it was asked.
 * @param token - connected with a provider
 * @param chainId - the chain that the payment is meant for; by default the one the provider says it serves
 * @throws IntegrationError `DOMAIN_MISMATCH` when the answer is about another contract or chain: a node that lies, or a
 * wallet on the wrong network
 */
export async function readDomain(token: IStablecoin, chainId?: bigint | number): Promise<Domain> {
  const [fields, name, version, stated, verifyingContract, salt, extensions] = await token.eip712Domain();
  const asked = toAccount(await token.getAddress());
  const expected = chainId ?? (await servedChain(token));
  if (fields !== DOMAIN_FIELDS || BigInt(salt) !== 0n || extensions.length > 0) {
    throw mismatch("The contract signs with fields that this coin does not have.");
  }
  if (toAccount(verifyingContract) !== asked) {
    throw mismatch(`The contract at ${asked} states the domain of ${verifyingContract}.`);
  }
  if (expected !== undefined && tip712ChainId(expected) !== tip712ChainId(stated)) {
    throw mismatch(`The contract states chain ${stated}, but ${expected} is the chain that was asked for.`);
  }
  return { name, version, chainId: stated, verifyingContract: asked };
}

function mismatch(problem: string): IntegrationError {
  return new IntegrationError("DOMAIN_MISMATCH", problem);
}

/** A permit to be built. Addresses in any form. */
export interface PermitRequest {
  readonly owner: string;
  readonly spender: string;
  /** In smallest units. */
  readonly value: bigint;
  /** The last second in which it counts; half an hour from now by default. */
  readonly deadline?: bigint;
  /** `nonces(owner)`, read from the token by default. */
  readonly nonce?: bigint;
  /** Read from the token by default. */
  readonly domain?: Domain;
}

/** An authorized transfer to be built. Addresses in any form. */
export interface TransferRequest {
  readonly from: string;
  readonly to: string;
  /** In smallest units. */
  readonly value: bigint;
  /** It counts after this second; from the beginning of time by default. */
  readonly validAfter?: bigint;
  /** It counts before this second; half an hour from now by default. */
  readonly validBefore?: bigint;
  /** Random by default. */
  readonly nonce?: string;
  /** Read from the token by default. */
  readonly domain?: Domain;
}

/** A cancellation to be built. */
export interface CancellationRequest {
  readonly authorizer: string;
  /** The nonce of the authorization that shall not be used. */
  readonly nonce: string;
  /** Read from the token by default. */
  readonly domain?: Domain;
}

/**
 * Returns an allowance by signature (EIP-2612), ready to be signed.
 * @example
 * const order = await buildPermit(token, { owner, spender, value: parseAmount("250", 6) });
 */
export async function buildPermit(token: IStablecoin, request: PermitRequest): Promise<Order<"permit">> {
  const owner = toAccount(request.owner);
  return orderOf("permit", request.domain ?? (await readDomain(token)), {
    owner,
    spender: toAccount(request.spender),
    value: request.value,
    nonce: request.nonce ?? (await token.nonces(owner)),
    deadline: request.deadline ?? (await soon(token)),
  });
}

/**
 * Returns a payment that anyone can submit once (EIP-3009), ready to be signed. Contracts should ask for
 * `buildReceive`.
 */
export async function buildTransfer(token: IStablecoin, request: TransferRequest): Promise<Order<"transfer">> {
  return orderOf("transfer", ...(await authorization(token, request)));
}

/**
 * Returns a payment that only the payee can submit (EIP-3009), so that nobody gets ahead of it; ready to be signed.
 */
export async function buildReceive(token: IStablecoin, request: TransferRequest): Promise<Order<"receive">> {
  return orderOf("receive", ...(await authorization(token, request)));
}

/** Returns the end of an authorization that was signed and not used (EIP-3009), ready to be signed. */
export async function buildCancel(token: IStablecoin, request: CancellationRequest): Promise<Order<"cancel">> {
  const domain = request.domain ?? (await readDomain(token));
  return orderOf("cancel", domain, { authorizer: toAccount(request.authorizer), nonce: request.nonce as Hex });
}

/** Returns a nonce for an authorization: 32 random bytes. */
export function randomNonce(): Hex {
  return hexlify(randomBytes(32)) as Hex;
}

async function authorization(
  token: IStablecoin,
  request: TransferRequest,
): Promise<[Domain, Order<"transfer">["message"]]> {
  const domain = request.domain ?? (await readDomain(token));
  const message = {
    from: toAccount(request.from),
    to: toAccount(request.to),
    value: request.value,
    validAfter: request.validAfter ?? 0n,
    validBefore: request.validBefore ?? (await soon(token)),
    nonce: (request.nonce ?? randomNonce()) as Hex,
  };
  return [domain, message];
}

/** What a runner can tell of its chain without an ethers provider, as that over tronweb does. */
type ChainAware = ContractRunner & { readonly chainId?: () => Promise<bigint>; readonly now?: () => Promise<bigint> };

async function servedChain(token: IStablecoin): Promise<bigint | undefined> {
  const runner: ChainAware | null = token.runner;
  return (await runner?.chainId?.()) ?? (await runner?.provider?.getNetwork())?.chainId;
}

/** By the chain's clock, which is what the token compares with. */
async function soon(token: IStablecoin): Promise<bigint> {
  const runner: ChainAware | null = token.runner;
  const provider = runner?.provider;
  const block = provider == null ? undefined : await readHeader(provider, "latest");
  const here = BigInt(block?.timestamp ?? Math.floor(Date.now() / 1_000));
  return ((await runner?.now?.()) ?? here) + DEFAULT_LIFETIME;
}
