import { toAccount } from "../account.ts";
import { tip712ChainId } from "../chains.ts";
import { valuesOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import { type Domain, type Hex, type Order, orderOf } from "./typed-data.ts";

/** Fields that the token's domain has (ERC-5267): name, version, chainId, verifyingContract. */
const DOMAIN_FIELDS = "0x0f";

/** How long an order counts unless told otherwise, in seconds. */
export const DEFAULT_LIFETIME = 1_800n;

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

/** What is asked of the token and its chain while an order is built, whatever library asks. */
export interface TokenSource {
  address(): Promise<string>;
  /** What `eip712Domain()` answers, in its order. */
  domain(): Promise<readonly unknown[]>;
  nonces(owner: string): Promise<bigint>;
  /** The chain that the node says it serves; undefined where it cannot be asked. */
  chainId(): Promise<bigint | number | undefined>;
  /** The chain's clock in Unix seconds, which is what the token compares with. */
  now(): Promise<bigint>;
}

/** Reads the signing domain and compares it with where it was asked, as `readDomain` does. */
export async function domainBy(source: TokenSource, chainId?: bigint | number): Promise<Domain> {
  const asked = toAccount(await source.address());
  const [fields, name, version, stated, verifyingContract, salt, extensions] = await source.domain();
  const expected = chainId ?? (await source.chainId());
  if (fields !== DOMAIN_FIELDS || BigInt(salt as string) !== 0n || (extensions as readonly unknown[]).length > 0) {
    throw mismatch("The contract signs with fields that this coin does not have.");
  }
  if (toAccount(verifyingContract as string) !== asked) {
    throw mismatch(`The contract at ${asked} states the domain of ${String(verifyingContract)}.`);
  }
  if (expected !== undefined && tip712ChainId(expected) !== tip712ChainId(stated as bigint)) {
    throw mismatch(`The contract states chain ${String(stated)}, but ${expected} is the chain that was asked for.`);
  }
  return { name: String(name), version: String(version), chainId: stated as bigint, verifyingContract: asked };
}

function mismatch(problem: string): IntegrationError {
  return new IntegrationError("DOMAIN_MISMATCH", problem);
}

/** Builds a permit, as `buildPermit` does. */
export async function permitBy(source: TokenSource, request: PermitRequest): Promise<Order<"permit">> {
  const wanted = valuesOf("The request", request);
  const { owner: given, spender: allowed, value } = wanted;
  const [owner, spender] = [toAccount(given), toAccount(allowed)];
  const domain = wanted.domain ?? (await domainBy(source));
  const nonce = wanted.nonce ?? (await source.nonces(owner));
  const deadline = wanted.deadline ?? (await source.now()) + DEFAULT_LIFETIME;
  return orderOf("permit", domain, { owner, spender, value, nonce, deadline });
}

/** Builds a payment, as `buildTransfer` and `buildReceive` do. */
export async function authorizationBy<A extends "transfer" | "receive">(
  source: TokenSource,
  act: A,
  request: TransferRequest,
): Promise<Order<A>> {
  const wanted = valuesOf("The request", request);
  const { from: payer, to: payee, value } = wanted;
  const [from, to] = [toAccount(payer), toAccount(payee)];
  const domain = wanted.domain ?? (await domainBy(source));
  const validAfter = wanted.validAfter ?? 0n;
  const validBefore = wanted.validBefore ?? (await source.now()) + DEFAULT_LIFETIME;
  const nonce = (wanted.nonce ?? randomNonce()) as Hex;
  return orderOf(act, domain, { from, to, value, validAfter, validBefore, nonce });
}

/** Builds a cancellation, as `buildCancel` does. */
export async function cancelBy(source: TokenSource, request: CancellationRequest): Promise<Order<"cancel">> {
  const { authorizer, nonce, domain: given } = valuesOf("The request", request);
  const account = toAccount(authorizer);
  const domain = given ?? (await domainBy(source));
  return orderOf("cancel", domain, { authorizer: account, nonce: nonce as Hex });
}

/** Returns a nonce for an authorization: 32 random bytes. */
export function randomNonce(): Hex {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(32));
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
